/**
 * `Service` and `Endpoint`: immutable builders of what is registered, for the library's users.
 *
 * Each `with…` answers a new value. Names and numbers are checked when it is registered.
 */

import { type Duration, durationMs } from '@polis/base'
import type { CatalogEndpoint, CatalogService, ServicePort, StoredQuery } from './entry.ts'

/** How a service's endpoints shall be checked; whoever checks reads it from the service. */
export type ServiceHealthCheck = {
  readonly enabled: boolean
  readonly interval: Duration
  readonly timeout: Duration
  readonly retries: number
  readonly protocol: string
  readonly path?: string
  readonly port?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Health of an endpoint; `passing` and `warning` may be given requests. */
export type HealthState = 'passing' | 'warning' | 'critical' | 'unknown'

type EndpointFields = {
  readonly protocol: string
  readonly node: string
  readonly weight: number
  readonly tags: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly version: string
  readonly health: HealthState | undefined
  readonly ports: Readonly<Record<string, number>>
  readonly zone: string
  readonly ttlMs: number | undefined
  readonly deregisterAfterMs: number | undefined
}

/** One place where a service is reached. */
export class Endpoint implements EndpointFields {
  readonly id: string
  readonly address: string
  readonly port: number
  readonly protocol: string
  readonly node: string
  readonly weight: number
  readonly tags: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly version: string
  /** Absent until someone tells: then `unknown` if the service has a check, `passing` if not. */
  readonly health: HealthState | undefined
  /** Further ports by name; `port` is the main one. */
  readonly ports: Readonly<Record<string, number>>
  readonly zone: string
  /** Silent for longer, it is critical; absent: it need not report. */
  readonly ttlMs: number | undefined
  /** Critical for longer, it is removed; absent: it stays. Counts only with `ttlMs`. */
  readonly deregisterAfterMs: number | undefined

  constructor(id: string, address: string, port: number, fields: Partial<EndpointFields> = {}) {
    this.id = id
    this.address = address
    this.port = port
    this.protocol = fields.protocol ?? 'http'
    this.node = fields.node ?? ''
    this.weight = fields.weight ?? 1
    this.tags = fields.tags ?? []
    this.labels = fields.labels ?? {}
    this.version = fields.version ?? ''
    this.health = fields.health
    this.ports = fields.ports ?? {}
    this.zone = fields.zone ?? ''
    this.ttlMs = fields.ttlMs
    this.deregisterAfterMs = fields.deregisterAfterMs
  }

  /** `http`, `tcp`, `udp`, `grpc`, … */
  withProtocol(protocol: string): Endpoint {
    return this.#with({ protocol })
  }

  /** The name of the node it runs on. */
  withNode(node: string): Endpoint {
    return this.#with({ node })
  }

  /** Share of requests relative to the others; 0 to 65535. */
  withWeight(weight: number): Endpoint {
    return this.#with({ weight })
  }

  withTag(tag: string): Endpoint {
    return this.#with({ tags: [...this.tags, tag] })
  }

  withLabel(key: string, value: string): Endpoint {
    return this.#with({ labels: { ...this.labels, [key]: value } })
  }

  withVersion(version: string): Endpoint {
    return this.#with({ version })
  }

  withHealth(health: HealthState): Endpoint {
    return this.#with({ health })
  }

  /** A further port, by the name that DNS and checks know it by. */
  withPort(name: string, port: number): Endpoint {
    return this.#with({ ports: { ...this.ports, [name]: port } })
  }

  /** Where it is, for those who prefer what is near. */
  withZone(zone: string): Endpoint {
    return this.#with({ zone })
  }

  /** Its health must be reported at least this often. */
  withTtl(ttl: Duration): Endpoint {
    return this.#with({ ttlMs: durationMs(ttl) })
  }

  /** How long it may be critical before it is removed. */
  withDeregisterAfter(duration: Duration): Endpoint {
    return this.#with({ deregisterAfterMs: durationMs(duration) })
  }

  #with(change: Partial<EndpointFields>): Endpoint {
    return new Endpoint(this.id, this.address, this.port, { ...this, ...change })
  }
}

type ServiceFields = {
  readonly id: string
  readonly endpoints: readonly Endpoint[]
  readonly tags: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly healthCheck: ServiceHealthCheck | undefined
  readonly loadBalancer: Readonly<Record<string, unknown>> | undefined
  readonly ttlMs: number | undefined
  readonly query: StoredQuery | undefined
}

/** A named service with its endpoints; `id` is `NAME.NAMESPACE` unless it is given. */
export class Service implements ServiceFields {
  readonly id: string
  readonly name: string
  readonly namespace: string
  readonly version: string
  readonly endpoints: readonly Endpoint[]
  readonly tags: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly healthCheck: ServiceHealthCheck | undefined
  /** Plain data for the load balancer; discovery only keeps it. */
  readonly loadBalancer: Readonly<Record<string, unknown>> | undefined
  readonly ttlMs: number | undefined
  /** Makes it a stored query: it answers with endpoints of other services. */
  readonly query: StoredQuery | undefined

  constructor(
    name: string,
    namespace = 'default',
    version = '',
    fields: Partial<ServiceFields> = {},
  ) {
    this.id = fields.id ?? `${name}.${namespace}`
    this.name = name
    this.namespace = namespace
    this.version = version
    this.endpoints = fields.endpoints ?? []
    this.tags = fields.tags ?? []
    this.labels = fields.labels ?? {}
    this.annotations = fields.annotations ?? {}
    this.healthCheck = fields.healthCheck
    this.loadBalancer = fields.loadBalancer
    this.ttlMs = fields.ttlMs
    this.query = fields.query
  }

  /** Adds an endpoint, or replaces the one with its id. */
  withEndpoint(endpoint: Endpoint): Service {
    const others = this.endpoints.filter(one => one.id !== endpoint.id)
    return this.#with({ endpoints: [...others, endpoint] })
  }

  withoutEndpoint(endpointId: string): Service {
    return this.#with({ endpoints: this.endpoints.filter(one => one.id !== endpointId) })
  }

  withTag(tag: string): Service {
    return this.#with({ tags: [...this.tags, tag] })
  }

  withLabel(key: string, value: string): Service {
    return this.#with({ labels: { ...this.labels, [key]: value } })
  }

  withAnnotation(key: string, value: string): Service {
    return this.#with({ annotations: { ...this.annotations, [key]: value } })
  }

  withHealthCheck(healthCheck: ServiceHealthCheck): Service {
    return this.#with({ healthCheck })
  }

  withLoadBalancer(config: Readonly<Record<string, unknown>>): Service {
    return this.#with({ loadBalancer: config })
  }

  /** Time to live of its DNS answers. */
  withTtl(ttl: Duration): Service {
    return this.#with({ ttlMs: durationMs(ttl) })
  }

  /** Answers with endpoints of these services, the first that has any left. */
  withQuery(query: StoredQuery): Service {
    return this.#with({ query })
  }

  #with(change: Partial<ServiceFields>): Service {
    return new Service(this.name, this.namespace, this.version, { ...this, ...change })
  }
}

/** The service as the catalog keeps it; its ports are those of its endpoints. */
export function catalogServiceOf(service: Service): CatalogService {
  const { id, name, namespace, tags, labels, ttlMs, query } = service
  const byPort = new Map<number, ServicePort>()
  const add = (name: string, target: number, protocol: string) => {
    if (!byPort.has(target)) byPort.set(target, { name, target, protocol })
  }
  for (const { port, protocol, ports } of service.endpoints) {
    add(protocol, port, protocol)
    for (const [name, further] of Object.entries(ports)) add(name, further, 'tcp')
  }
  return {
    ...{ id, name, namespace, tags, labels, ports: [...byPort.values()] },
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(query === undefined ? {} : { query }),
  }
}

/** An endpoint as the catalog keeps it. */
export function catalogEndpointOf(service: Service, endpoint: Endpoint): CatalogEndpoint {
  const { address, port, protocol, node, weight, tags, labels } = endpoint
  const isChecked = service.healthCheck?.enabled === true && endpoint.ttlMs === undefined
  const state = endpoint.health ?? (isChecked ? 'unknown' : 'passing')
  return {
    id: endpoint.id,
    serviceId: service.id,
    nodeId: node,
    nodeName: node,
    address,
    ports: [
      { name: protocol, target: port, port },
      ...Object.entries(endpoint.ports).map(([name, further]) => {
        return { name, target: further, port: further }
      }),
    ],
    ...(endpoint.zone === '' ? {} : { zone: endpoint.zone }),
    weight,
    tags,
    labels,
    version: endpoint.version === '' ? service.version : endpoint.version,
    state,
    isRoutable: state === 'passing' || state === 'warning',
    isUp: true,
  }
}
