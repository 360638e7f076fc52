/**
 * What the catalog holds: services, their endpoints, and nodes. Plain data; the replicated state
 * and the health records are turned into these by their owner.
 */

/** A port of a service. */
export type ServicePort = {
  /** By which DNS (`_NAME._tcp…`) and checks know it. */
  readonly name: string
  /** The port that the program inside listens on. */
  readonly target: number
  /** The port on which every node's load balancer listens for it. */
  readonly published?: number
  /** `udp` is UDP; `tcp`, `http`, `grpc` and all others are TCP. */
  readonly protocol: string
}

/** A named service; `name` and `namespace` are DNS labels. */
export type CatalogService = {
  readonly id: string
  readonly name: string
  readonly namespace: string
  readonly tags: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly ports: readonly ServicePort[]
  /** Time to live of its DNS answers; `DEFAULT_TTL_S` when absent. */
  readonly ttlMs?: number
  /** Answers with endpoints of other services instead of its own. */
  readonly query?: StoredQuery
  /** While nothing of it is healthy, what is healthy of the first of these that has any. */
  readonly failover?: readonly ServiceName[]
}

/** By what a service is asked for. */
export type ServiceName = { readonly name: string; readonly namespace: string }

/** Which endpoints a resolution wants; all that are given must hold. */
export type ResolveFilter = {
  readonly healthyOnly?: boolean
  /** Tags of the endpoint or of its service, all of them. */
  readonly tag?: string | readonly string[]
  /** A label selector (`selector.ts`), of the endpoint, else of its service. */
  readonly label?: string
  readonly version?: string
  /** Those in this zone, if there are any; else all. */
  readonly zone?: string
}

/** Which services a stored query asks, in order, and what it wants of them. */
export type StoredQuery = {
  readonly services: readonly ServiceName[]
  /** Healthy ones only unless it says otherwise; `isNear` prefers the zone of who answers. */
  readonly filter: Omit<ResolveFilter, 'zone'> & { readonly isNear?: boolean }
}

/** Where a port of the service is reached on this endpoint. */
export type EndpointPort = {
  readonly name: string
  readonly target: number
  readonly port: number
}

/** What is known about an endpoint's health. */
export type EndpointHealth = {
  /** `passing`, `warning`, `critical`, `unknown`; shown to people, decides nothing here. */
  readonly state: string
  /** True if it may be given requests: running, not withdrawn, healthy enough, owner not dead. */
  readonly isRoutable: boolean
  /** True if its node is not dead and it is not withdrawn: a last resort for load balancers. */
  readonly isUp: boolean
}

/** One place where a service is reached: a task, or something registered from outside. */
export type CatalogEndpoint = EndpointHealth & {
  readonly id: string
  readonly serviceId: string
  readonly nodeId: string
  readonly nodeName: string
  /** An IP address, or a host name of an endpoint outside the cluster. */
  readonly address: string
  /** The first is the main one. */
  readonly ports: readonly EndpointPort[]
  /** Share of requests relative to the others; 0 to 65535. */
  readonly weight: number
  readonly tags: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** Which version of the service it runs; empty if it does not say. */
  readonly version: string
  /** Where it is, by the label `zone` of its node or of its own; absent if nobody says. */
  readonly zone?: string
}

/** A member of the cluster, for `NODE.node.polis` and reverse names. */
export type CatalogNode = {
  readonly id: string
  readonly name: string
  readonly address: string
}

/** An endpoint as `/v1/resolve` answers it (contract §3). */
export type ResolvedEndpoint = {
  readonly id: string
  readonly address: string
  /** The main port; 0 if it has none. */
  readonly port: number
  readonly weight: number
  readonly health: string
  /** The name of its node. */
  readonly node: string
}
