/**
 * `Service` and `Endpoint`: immutable builders of what is registered, for the library's users.
 *
 * Each `with…` answers a new value. Names and numbers are checked when it is registered.
 */

import { type Duration, durationMs } from '@polis/base'
import type { CatalogEndpoint, CatalogService } from './entry.ts'

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

  #with(change: Partial<ServiceFields>): Service {
    return new Service(this.name, this.namespace, this.version, { ...this, ...change })
  }
}

/** The service as the catalog keeps it; its ports are those of its endpoints. */
export function catalogServiceOf(service: Service): CatalogService {
  const { id, name, namespace, tags, labels, ttlMs } = service
  const byPort = new Map<number, string>()
  for (const { port, protocol } of service.endpoints) {
    if (!byPort.has(port)) byPort.set(port, protocol)
  }
  const ports = [...byPort].map(([target, protocol]) => ({ name: protocol, target, protocol }))
  return { id, name, namespace, tags, labels, ports, ...(ttlMs === undefined ? {} : { ttlMs }) }
}

/** An endpoint as the catalog keeps it. */
export function catalogEndpointOf(service: Service, endpoint: Endpoint): CatalogEndpoint {
  const { address, port, protocol, node, weight, tags, labels } = endpoint
  const isChecked = service.healthCheck?.enabled === true
  const state = endpoint.health ?? (isChecked ? 'unknown' : 'passing')
  return {
    id: endpoint.id,
    serviceId: service.id,
    nodeId: node,
    nodeName: node,
    address,
    ports: [{ name: protocol, target: port, port }],
    weight,
    tags,
    labels,
    version: endpoint.version === '' ? service.version : endpoint.version,
    state,
    isRoutable: state === 'passing' || state === 'warning',
    isUp: true,
  }
}
