/**
 * `ServiceDiscovery`: a registry of services in one process, in memory.
 *
 * It is the cluster's catalog with a registry around it: resolution by name and namespace, health
 * as it is reported, and an event for every change. Give its `catalog` to a `DnsServer`, and its
 * services are answered by DNS.
 */

import { EventEmitter } from 'node:events'
import { type Clock, PolisError, systemClock } from '@polis/base'
import { Catalog } from '../catalog.ts'
import { SERVICES_MAX } from '../config.ts'
import type { ResolvedEndpoint, ResolveFilter } from '../entry.ts'
import type { DiscoveryErrorCode } from '../errors.ts'
import { checkService } from '../registration.ts'
import {
  catalogEndpointOf,
  catalogServiceOf,
  type Endpoint,
  type HealthState,
  type Service,
} from '../service.ts'
import type { CatalogEvent } from '../subscription.ts'
import { TtlWatch } from '../ttl-watch.ts'
import { catalogEvents, resolutions } from './changes.ts'

/** What every event carries; `timestamp` is Unix time in milliseconds. */
export type DiscoveryEvent = { readonly service: Service; readonly timestamp: number }

/** An event about one endpoint. */
export type EndpointEvent = DiscoveryEvent & { readonly endpoint: Endpoint }

/** What a `ServiceDiscovery` emits. */
export type DiscoveryEvents = {
  'service-registered': [event: DiscoveryEvent]
  'service-updated': [event: DiscoveryEvent]
  'service-deregistered': [event: DiscoveryEvent]
  'endpoint-added': [event: EndpointEvent]
  'endpoint-updated': [event: EndpointEvent]
  'endpoint-removed': [event: EndpointEvent]
  'health-changed': [event: EndpointEvent & { readonly before: HealthState }]
}

/** Settings of a `ServiceDiscovery`. */
export type ServiceDiscoveryOptions = {
  readonly clock?: Clock
  /** Where this process is, for queries that prefer what is near. */
  readonly zone?: string
}

/** Silent endpoints are looked for this often. */
const TICK_MS = 250

/** A registry of services. */
export class ServiceDiscovery extends EventEmitter<DiscoveryEvents> {
  /** What is registered, for a `DnsServer` and for subscriptions; only read it. */
  readonly catalog: Catalog
  readonly #services = new Map<string, Service>()
  readonly #serviceIdByEndpoint = new Map<string, string>()
  readonly #clock: Clock
  readonly #ttls = new TtlWatch()
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(options: ServiceDiscoveryOptions = {}) {
    super()
    this.catalog = new Catalog(options.zone === undefined ? {} : { zone: options.zone })
    this.#clock = options.clock ?? systemClock
  }

  /** Stops watching over times to live; what is registered stays. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /**
   * Registers a service with its endpoints, or replaces the one with its id. Rejects with
   * `discovery/bad-name`, `discovery/bad-endpoint` or `discovery/too-many`.
   */
  async registerService(service: Service): Promise<void> {
    const before = this.#services.get(service.id)
    if (before === undefined && this.#services.size >= SERVICES_MAX) {
      throw failure('discovery/too-many', `there are ${SERVICES_MAX} services already`)
    }
    this.#replace(before, service)
    const event = { service, timestamp: this.#clock.wallMs() }
    this.emit(before === undefined ? 'service-registered' : 'service-updated', event)
  }

  /** Rejects with `discovery/unknown-service`. */
  async deregisterService(serviceId: string): Promise<void> {
    const service = this.#serviceOf(serviceId)
    this.#services.delete(serviceId)
    for (const { id } of service.endpoints) {
      this.#forget(id)
    }
    this.catalog.removeService(serviceId)
    this.emit('service-deregistered', { service, timestamp: this.#clock.wallMs() })
  }

  getService(serviceId: string): Service | undefined {
    return this.#services.get(serviceId)
  }

  /** All services, of one namespace if it is given. */
  getServices(namespace?: string): Service[] {
    const services = [...this.#services.values()]
    return services.filter(one => namespace === undefined || one.namespace === namespace)
  }

  /** Rejects with `discovery/unknown-service` and as `registerService` does. */
  async addEndpoint(serviceId: string, endpoint: Endpoint): Promise<void> {
    const before = this.#serviceOf(serviceId)
    const service = before.withEndpoint(endpoint)
    this.#replace(before, service)
    this.emit('endpoint-added', { service, endpoint, timestamp: this.#clock.wallMs() })
  }

  /** Replaces the endpoint with the same id. Rejects with `discovery/unknown-endpoint`. */
  async updateEndpoint(endpoint: Endpoint): Promise<void> {
    const { service: before } = this.#endpointOf(endpoint.id)
    const service = before.withEndpoint(endpoint)
    this.#replace(before, service)
    this.emit('endpoint-updated', { service, endpoint, timestamp: this.#clock.wallMs() })
  }

  /** Rejects with `discovery/unknown-endpoint`. */
  async removeEndpoint(endpointId: string): Promise<void> {
    this.#remove(endpointId)
  }

  #remove(endpointId: string): void {
    const { service: before, endpoint } = this.#endpointOf(endpointId)
    const service = before.withoutEndpoint(endpointId)
    this.#replace(before, service)
    this.emit('endpoint-removed', { service, endpoint, timestamp: this.#clock.wallMs() })
  }

  /**
   * Tells an endpoint's health; one with a time to live is heard of by that. Rejects with
   * `discovery/unknown-endpoint`.
   */
  async reportHealth(endpointId: string, state: HealthState): Promise<void> {
    this.#ttls.report(endpointId, state, '', this.#clock.nowMs())
    this.#setHealth(endpointId, state)
  }

  #setHealth(endpointId: string, state: HealthState): void {
    const { service: owner, endpoint: known } = this.#endpointOf(endpointId)
    const before = catalogEndpointOf(owner, known).state as HealthState
    const endpoint = known.withHealth(state)
    const service = owner.withEndpoint(endpoint)
    this.#replace(owner, service)
    if (before === state) return
    const timestamp = this.#clock.wallMs()
    this.emit('health-changed', { service, endpoint, before, timestamp })
  }

  /**
   * All endpoints of a service, or those that `filter` leaves. Rejects with
   * `discovery/unknown-service`.
   */
  async resolveService(
    name: string,
    namespace = 'default',
    filter: ResolveFilter = {},
  ): Promise<readonly ResolvedEndpoint[]> {
    const found = this.catalog.resolve(name, namespace, filter)
    if (found !== undefined) return found
    throw failure('discovery/unknown-service', `there is no service '${name}' in '${namespace}'`)
  }

  /** Endpoints that may be given requests. Rejects with `discovery/unknown-service`. */
  async getHealthyEndpoints(serviceId: string): Promise<readonly ResolvedEndpoint[]> {
    this.#serviceOf(serviceId)
    return this.catalog.viewById(serviceId)?.resolvedHealthy ?? []
  }

  /**
   * A service's endpoints now and after every change, until `signal` aborts; undefined while there
   * is no such service. Throws `discovery/bad-selector`.
   */
  watchService(
    name: string,
    namespace = 'default',
    { signal, ...filter }: ResolveFilter & { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<readonly ResolvedEndpoint[] | undefined, void> {
    return resolutions(this.catalog, name, namespace, filter, signal)
  }

  /** Everything that is registered, then every change, until `signal` aborts. */
  subscribe(signal?: AbortSignal): AsyncGenerator<CatalogEvent, void> {
    return catalogEvents(this.catalog, signal)
  }

  /**
   * Finds endpoints that were silent for longer than their time to live. It is called by a timer;
   * who drives the clock calls it too.
   */
  tick(): void {
    const { changed, due } = this.#ttls.tick(this.#clock.nowMs())
    for (const { id, state } of changed) this.#setHealth(id, state)
    for (const id of due) this.#remove(id)
  }

  #forget(endpointId: string): void {
    this.#serviceIdByEndpoint.delete(endpointId)
    this.#ttls.delete(endpointId)
    this.catalog.removeEndpoint(endpointId)
  }

  #watchTtl({ id, ttlMs, deregisterAfterMs, health }: Endpoint): void {
    if (ttlMs === undefined) return void this.#ttls.delete(id)
    const terms = { ttlMs, ...(deregisterAfterMs === undefined ? {} : { deregisterAfterMs }) }
    this.#ttls.set(id, terms, this.#clock.nowMs())
    // Registering again is a report.
    this.#ttls.report(id, health ?? 'passing', '', this.#clock.nowMs())
    this.#timer ??= setInterval(() => this.tick(), TICK_MS).unref()
  }

  /** Puts `service` in the place of `before`, all or nothing. */
  #replace(before: Service | undefined, service: Service): void {
    checkService(service)
    for (const { id } of service.endpoints) {
      const owner = this.#serviceIdByEndpoint.get(id)
      if (owner === undefined || owner === service.id) continue
      throw failure('discovery/bad-endpoint', `endpoint '${id}' belongs to service '${owner}'`)
    }
    const kept = new Set(service.endpoints.map(endpoint => endpoint.id))
    for (const { id } of before?.endpoints ?? []) {
      if (!kept.has(id)) this.#forget(id)
    }
    this.#services.set(service.id, service)
    this.catalog.upsertService(catalogServiceOf(service))
    const isSameSpec =
      before?.version === service.version && before.healthCheck === service.healthCheck
    const unchanged = new Set(isSameSpec ? before.endpoints : [])
    for (const endpoint of service.endpoints) {
      if (unchanged.has(endpoint)) continue
      this.#serviceIdByEndpoint.set(endpoint.id, service.id)
      this.#watchTtl(endpoint)
      this.catalog.upsertEndpoint(catalogEndpointOf(service, endpoint))
    }
  }

  #serviceOf(serviceId: string): Service {
    const service = this.#services.get(serviceId)
    if (service !== undefined) return service
    throw failure('discovery/unknown-service', `there is no service '${serviceId}'`)
  }

  #endpointOf(endpointId: string): { service: Service; endpoint: Endpoint } {
    const service = this.#services.get(this.#serviceIdByEndpoint.get(endpointId) ?? '')
    const endpoint = service?.endpoints.find(one => one.id === endpointId)
    if (service !== undefined && endpoint !== undefined) return { service, endpoint }
    throw failure('discovery/unknown-endpoint', `there is no endpoint '${endpointId}'`)
  }
}

function failure(code: DiscoveryErrorCode, message: string): PolisError {
  return new PolisError(code, { message })
}
