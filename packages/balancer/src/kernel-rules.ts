/**
 * From a route table to nftables rules: TCP and UDP services that the kernel forwards by itself.
 *
 * One table of Polis's own, `ip polis_ID`, one chain a service and one DNAT rule in it, whose map
 * chooses the endpoint of a new connection. What is established lives in connection tracking and is
 * not touched by a change. The text is one transaction for `nft -f -`: chains are added, all rules
 * flushed and added anew, and the kernel takes all of it or nothing.
 *
 * The rules go before the sockets of the data threads, which stay open on the same ports: what the
 * rules do not take (IPv6, a service without endpoints, rules that are gone) is served in user
 * space. Sources: nft(8); kube-proxy's nftables mode; rendezvous hashing (Thaler, Ravishankar 1998).
 */

import {
  KERNEL_BUCKETS,
  KERNEL_ENDPOINTS_MAX,
  KERNEL_ROTATION_MAX,
  KERNEL_SERVICES_MAX,
} from './config.ts'
import { hash32 } from './hash.ts'
import { isIPv4 } from './ip-address.ts'
import {
  type Endpoint,
  HASH_ALGORITHMS,
  isHashing,
  type Listener,
  type RouteTable,
  type Service,
} from './routes.ts'

/** Where a service's traffic is forwarded, and why not in the kernel although it asked for it. */
export type ServiceMode =
  | { readonly mode: 'kernel' }
  | { readonly mode: 'user'; readonly reason?: string }

/** What this machine allows. */
export type KernelAbilities = {
  /** Whether packets for other machines are forwarded (`net.ipv4.ip_forward`). */
  readonly canForward: boolean
  /** True for addresses of this machine. */
  readonly isLocal: (address: string) => boolean
}

export type KernelRules = {
  /** One transaction; undefined if no service is forwarded by the kernel. */
  readonly script: string | undefined
  /** Chains that the script uses; those of an earlier script stay, empty. */
  readonly chains: number
  readonly modes: ReadonlyMap<string, ServiceMode>
  /** What is forwarded to, by `ID/PROTOCOL`. */
  readonly endpoints: ReadonlyMap<string, KernelEndpoint>
}

export type KernelEndpoint = {
  readonly address: string
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
}

/** Nodes must hash alike, so that a client comes to the same endpoint through each. */
const HASH_SEED = '0x504f4c53'

/** The rules for table `name`, for those services of `routes` that ask for the kernel. */
export function kernelRules(
  routes: RouteTable,
  name: string,
  abilities: KernelAbilities,
): KernelRules {
  const modes = new Map<string, ServiceMode>()
  const endpoints = new Map<string, KernelEndpoint>()
  const taken: { readonly listener: Listener; readonly service: Service }[] = []
  for (const listener of routes.listeners) {
    for (const service of listener.services) {
      if (service.mode !== 'kernel') continue
      const reason =
        taken.length >= KERNEL_SERVICES_MAX
          ? `more than ${KERNEL_SERVICES_MAX} services ask for the kernel`
          : userSpaceReason(listener, service, abilities)
      modes.set(service.id, reason === undefined ? { mode: 'kernel' } : { mode: 'user', reason })
      if (reason !== undefined) continue
      taken.push({ listener, service })
      const protocol = listener.protocol === 'udp' ? 'udp' : 'tcp'
      for (const { id, address, port } of service.endpoints) {
        endpoints.set(`${id}/${protocol}`, { address, port, protocol })
      }
    }
  }
  const script = taken.length === 0 ? undefined : scriptOf(name, taken, endpoints)
  return { script, chains: taken.length, modes, endpoints }
}

/** Removes the table, if there is one. */
export function removalScript(name: string): string {
  return `add table ip ${name}\ndelete table ip ${name}\n`
}

/** Why the kernel cannot forward the service; undefined if it can. */
function userSpaceReason(
  listener: Listener,
  service: Service,
  { canForward, isLocal }: KernelAbilities,
): string | undefined {
  const { endpoints, algorithm } = service
  if (listener.protocol !== 'tcp' && listener.protocol !== 'udp') {
    return `the kernel does not understand ${listener.protocol}`
  }
  if (listener.port === 0) return 'the port is any free one'
  if (!isIPv4(listener.host)) return 'the port is an IPv6 one'
  if (service.proxyProtocol !== undefined) return 'the kernel reads and writes no PROXY headers'
  if (service.customProtocol !== undefined) return 'the kernel does not look into connections'
  if (service.pausedUntilMs !== undefined) return 'the service is paused'
  if (!KERNEL_ALGORITHMS.has(algorithm)) return `the kernel has no ${algorithm}`
  if (service.hashBy !== undefined && service.hashBy !== 'address') {
    return 'the kernel hashes by address alone'
  }
  const [policy] = Object.keys(service.policy ?? {})
  if (policy !== undefined) return `the kernel carries out no policy of ${policy}`
  if (service.zone !== undefined) return 'the kernel prefers no zone'
  if (endpoints.length === 0) return 'there is no endpoint'
  if (endpoints.length > KERNEL_ENDPOINTS_MAX) {
    return `more than ${KERNEL_ENDPOINTS_MAX} endpoints`
  }
  if (!endpoints.every(({ address }) => isIPv4(address))) return 'an endpoint has no IPv4 address'
  const areLocal = endpoints.every(({ address }) => isLocal(address))
  if (!areLocal && listener.host.startsWith('127.')) {
    return 'packets between loopback and other machines are not forwarded'
  }
  return areLocal || canForward ? undefined : 'net.ipv4.ip_forward is off'
}

const KERNEL_ALGORITHMS: ReadonlySet<Service['algorithm']> = new Set([
  'round-robin',
  'weighted-round-robin',
  'random',
  ...HASH_ALGORITHMS,
])

function scriptOf(
  name: string,
  taken: readonly { readonly listener: Listener; readonly service: Service }[],
  endpoints: ReadonlyMap<string, KernelEndpoint>,
): string {
  const table = `ip ${name}`
  const nat = (hook: string, priority: number) => `{ type nat hook ${hook} priority ${priority}; }`
  const claims = taken.map(({ listener }, i) => {
    return `${listener.protocol} . ${listener.port} : goto service${i}`
  })
  const reached = new Set(
    [...endpoints.values()].map(({ address, port, protocol }) => {
      return `${address} . ${protocol} . ${port}`
    }),
  )
  return [
    `add table ${table}`,
    ...taken.map((_, i) => `add chain ${table} service${i}`),
    `add chain ${table} services`,
    `add chain ${table} prerouting ${nat('prerouting', -100)}`,
    `add chain ${table} output ${nat('output', -100)}`,
    `add chain ${table} postrouting ${nat('postrouting', 100)}`,
    `flush table ${table}`,
    ...taken.map(({ listener, service }, i) => {
      return `add rule ${table} service${i} ${dnatRule(listener, service)}`
    }),
    `add rule ${table} services meta l4proto . th dport vmap { ${claims.join(', ')} }`,
    `add rule ${table} prerouting jump services`,
    `add rule ${table} output jump services`,
    // Answers have to come back through this machine; on loopback they do anyway.
    `add rule ${table} postrouting oifname "lo" accept`,
    `add rule ${table} postrouting ct status dnat ip daddr . meta l4proto . th dport ` +
      `{ ${[...reached].sort().join(', ')} } masquerade`,
    '',
  ].join('\n')
}

/** Matches the port's own address and sends a new connection to an endpoint. */
function dnatRule(listener: Listener, service: Service): string {
  const match = listener.host === '0.0.0.0' ? 'fib daddr type local' : `ip daddr ${listener.host}`
  const [first] = service.endpoints
  const protocol = `meta l4proto ${listener.protocol}`
  if (service.endpoints.length === 1) return `${match} ${protocol} dnat to ${dialled(first!, ':')}`
  return `${match} ${protocol} dnat ip addr . port to ${choice(service)}`
}

function dialled({ address, port }: Endpoint, separator: string): string {
  return `${address}${separator}${port}`
}

/** The expression that chooses, and the map from its values to endpoints. */
function choice({ algorithm, endpoints }: Service): string {
  const map = (order: readonly Endpoint[]) =>
    `map { ${order.map((endpoint, i) => `${i} : ${dialled(endpoint, ' . ')}`).join(', ')} }`
  if (isHashing(algorithm)) {
    const buckets = map(hashBuckets(endpoints))
    return `jhash ip saddr mod ${KERNEL_BUCKETS} seed ${HASH_SEED} ${buckets}`
  }
  const order = algorithm === 'round-robin' ? endpoints : rotation(endpoints)
  const generator = algorithm === 'random' ? 'random' : 'inc'
  return `numgen ${generator} mod ${order.length} ${map(order)}`
}

/**
 * The endpoint of each bucket by weighted rendezvous hashing: when an endpoint goes, only its own
 * buckets move.
 */
export function hashBuckets(endpoints: readonly Endpoint[]): Endpoint[] {
  const byId = [...endpoints].sort((a, b) => (a.id < b.id ? -1 : 1))
  return Array.from({ length: KERNEL_BUCKETS }, (_, bucket) => {
    let best = byId[0]!
    let bestScore = Number.POSITIVE_INFINITY
    for (const endpoint of byId) {
      const uniform = (hash32(`${bucket} ${endpoint.id}`) + 1) / 2 ** 32
      const score = -Math.log(uniform) / endpoint.weight
      if (score >= bestScore) continue
      best = endpoint
      bestScore = score
    }
    return best
  })
}

/** A rotation in which each endpoint has its share, spread out (smooth weighted round robin). */
export function rotation(endpoints: readonly Endpoint[]): Endpoint[] {
  const turns = turnsOf(endpoints.map(({ weight }) => weight))
  const total = turns.reduce((sum, turn) => sum + turn, 0)
  const credit = turns.map(() => 0)
  return Array.from({ length: total }, () => {
    let best = 0
    for (const [i, turn] of turns.entries()) {
      credit[i]! += turn
      if (credit[i]! > credit[best]!) best = i
    }
    credit[best]! -= total
    return endpoints[best]!
  })
}

/** Whole numbers in the proportion of `weights`, as small as they can be. */
function turnsOf(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const areWhole = weights.every(weight => Number.isInteger(weight))
  const divisor = areWhole ? weights.reduce(gcd) : 1
  if (areWhole && total / divisor <= KERNEL_ROTATION_MAX) {
    return weights.map(weight => weight / divisor)
  }
  const rounded = weights.map(weight => {
    return Math.max(1, Math.round((weight / total) * KERNEL_ROTATION_MAX))
  })
  const common = rounded.reduce(gcd)
  return rounded.map(turn => turn / common)
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}
