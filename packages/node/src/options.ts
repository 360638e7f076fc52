/** What a node is told when it starts; the command line's flags, checked. */

import type { InheritedSocket } from '@polis/balancer'

export type NodeOptions = {
  readonly version: string
  /** Unique in the cluster; a DNS label. */
  readonly name: string
  /** Null takes a temporary directory that goes with the process. */
  readonly dataDir: string | null
  readonly bind: string
  /** What peers dial; null is the bind address, or the machine's first own one. */
  readonly advertise: string | null
  readonly apiBind: string
  /** 0 takes any free port, here and below. */
  readonly clusterPort: number
  readonly apiPort: number
  readonly dnsPort: number
  /** `host`, `host:port` or a multiaddr of any member. */
  readonly join: readonly string[]
  readonly joinTimeoutMs: number
  readonly isBootstrap: boolean
  /** The cluster's shared secret; null reads it from the data directory, or makes one. */
  readonly joinSecret: string | null
  readonly adminToken: string | null
  readonly labels: Readonly<Record<string, string>>
  /** Null offers every driver that works here and is allowed. */
  readonly drivers: readonly string[] | null
  readonly taskPorts: { readonly first: number; readonly last: number }
  /** Null asks the system's resolvers for other names. */
  readonly dnsUpstreams: readonly string[] | null
  /** Asks several upstreams at once, and takes the first answer. */
  readonly isDnsRacing?: boolean
  /** Networks whose clients may ask for other names, besides private ones. */
  readonly dnsAllowed?: readonly string[]
  /** Custom protocols of the balancer: name → module that exports `peek`. */
  readonly protocols?: Readonly<Record<string, string>>
  readonly isProcessAllowed: boolean
  /** Paths of the machine below which manifests may bind; absent or none forbids binds. */
  readonly allowedBinds?: readonly string[]
  /** Devices that containers may have, each with those below it; absent or none forbids them. */
  readonly allowedDevices?: readonly string[]
  /** Command and file checks may look at this machine. */
  readonly isExecCheckAllowed?: boolean
  /** Networks that checks may dial besides an endpoint's own address. */
  readonly checkNetworks?: readonly string[]
  /** Base address of the Prometheus server that policies' queries are put to. */
  readonly prometheusUrl?: string | undefined
  /** Modules of custom checks, by the name that checks use. */
  readonly checkModules?: Readonly<Record<string, string>>
  /** After how long a dead voter is replaced; `VOTER_STABILITY_MS` if absent. */
  readonly voterStabilityMs?: number
  /** Listening sockets of the process before, which this one takes over. */
  readonly inheritedSockets?: readonly InheritedSocket[]
  /** Loopback only, no access control, tasks end with the node. */
  readonly isDev: boolean
}

/** The default cluster port. */
export const CLUSTER_PORT = 7_071
