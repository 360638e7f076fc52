/**
 * The catalog: what there is, by name, and how healthy; derived from the replicated state and the
 * health records, and kept up to date one change at a time.
 *
 * Two catalogs that were given the same things are equal whatever the order was: an endpoint may
 * come before its service, and where two services claim one name the smaller id has it. A change
 * touches only the service it belongs to, whose view is rebuilt when somebody next asks for it.
 */

import { isDeepStrictEqual } from 'node:util'
import { PolisError } from '@polis/base'
import { addressKey } from './address.ts'
import { SUBSCRIPTIONS_MAX } from './config.ts'
import type {
  CatalogEndpoint,
  CatalogNode,
  CatalogService,
  EndpointHealth,
  ResolvedEndpoint,
  ResolveFilter,
} from './entry.ts'
import { MultiMap } from './multi-map.ts'
import { resolveIn, type ServiceView, viewOf } from './service-view.ts'
import { failoverView, type QueryView, queryView } from './stored-query.ts'
import { type CatalogChange, type CatalogSnapshot, Subscription } from './subscription.ts'

/** A place for the view of what a service has itself. */
type Slot = {
  readonly serviceId: string
  /** True if nothing ever stands in for that. */
  readonly isPlain: boolean
  view: ServiceView | undefined
}

type Unversioned<T> = T extends unknown ? Omit<T, 'version'> : never

/** Services, endpoints and nodes, by name and by address. */
export class Catalog {
  readonly #services = new Map<string, CatalogService>()
  readonly #endpoints = new Map<string, CatalogEndpoint>()
  readonly #nodes = new Map<string, CatalogNode>()
  readonly #serviceIdsByName = new MultiMap()
  readonly #serviceIdsByNamespace = new MultiMap()
  readonly #endpointIdsByService = new MultiMap()
  readonly #endpointIdsByAddress = new MultiMap()
  readonly #nodeIdsByName = new MultiMap()
  readonly #nodeIdsByAddress = new MultiMap()
  /** By service id; an absent view is built when it is asked for. */
  readonly #slots = new Map<string, Slot>()
  /**
   * By namespace and name, as they are written, so that a resolution makes no key of its own. It is
   * emptied when services come, go or change.
   */
  readonly #slotsByName = new Map<string, Map<string, Slot>>()
  readonly #queryViews = new Map<string, QueryView>()
  readonly #subscriptions = new Set<Subscription>()
  readonly #listeners = new Set<(change: CatalogChange) => void>()
  readonly #zone: string
  #version = 0

  /** `zone` is where this catalog's readers are, for queries that prefer what is near. */
  constructor({ zone = '' }: { readonly zone?: string } = {}) {
    this.#zone = zone
  }

  /** Counts changes; equal counters mean that nothing changed in between. */
  get version(): number {
    return this.#version
  }

  /** Adds or replaces a service; answers whether that changed anything. */
  upsertService(service: CatalogService): boolean {
    const before = this.#services.get(service.id)
    if (isDeepStrictEqual(before, service)) return false
    if (before !== undefined) this.#forgetService(before)
    this.#services.set(service.id, service)
    this.#slotsByName.clear()
    this.#serviceIdsByName.add(nameKey(service.name, service.namespace), service.id)
    this.#serviceIdsByNamespace.add(service.namespace.toLowerCase(), service.id)
    this.#changed({ kind: 'service-upserted', service })
    return true
  }

  /**
   * Removes a service; its endpoints stay until they are removed, but nobody finds them by its
   * name.
   */
  removeService(serviceId: string): boolean {
    const service = this.#services.get(serviceId)
    if (service === undefined) return false
    this.#forgetService(service)
    this.#changed({ kind: 'service-removed', service })
    return true
  }

  /** Adds or replaces an endpoint, its health included; answers whether that changed anything. */
  upsertEndpoint(endpoint: CatalogEndpoint): boolean {
    const before = this.#endpoints.get(endpoint.id)
    if (isDeepStrictEqual(before, endpoint)) return false
    if (before !== undefined && differsInHealthAlone(before, endpoint)) {
      return this.setEndpointHealth(endpoint.id, endpoint)
    }
    if (before !== undefined) this.#forgetEndpoint(before)
    this.#endpoints.set(endpoint.id, endpoint)
    this.#endpointIdsByService.add(endpoint.serviceId, endpoint.id)
    this.#endpointIdsByAddress.add(addressKey(endpoint.address), endpoint.id)
    this.#forgetView(endpoint.serviceId)
    const known = before === undefined ? {} : { before: before.state }
    this.#changed({ kind: 'endpoint-upserted', endpoint, ...known })
    return true
  }

  removeEndpoint(endpointId: string): boolean {
    const endpoint = this.#endpoints.get(endpointId)
    if (endpoint === undefined) return false
    this.#forgetEndpoint(endpoint)
    this.#changed({ kind: 'endpoint-removed', endpoint })
    return true
  }

  /** Changes an endpoint's health alone; false if there is no such endpoint or nothing changed. */
  setEndpointHealth(endpointId: string, health: Partial<EndpointHealth>): boolean {
    const before = this.#endpoints.get(endpointId)
    if (before === undefined) return false
    const { state = before.state, isRoutable = before.isRoutable, isUp = before.isUp } = health
    if (state === before.state && isRoutable === before.isRoutable && isUp === before.isUp) {
      return false
    }
    const endpoint = { ...before, state, isRoutable, isUp }
    this.#endpoints.set(endpointId, endpoint)
    this.#forgetView(endpoint.serviceId)
    this.#changed({ kind: 'endpoint-health-changed', endpoint, before: before.state })
    return true
  }

  /** Adds or replaces a node; answers whether that changed anything. */
  upsertNode(node: CatalogNode): boolean {
    const before = this.#nodes.get(node.id)
    if (isDeepStrictEqual(before, node)) return false
    if (before !== undefined) this.#forgetNode(before)
    this.#nodes.set(node.id, node)
    this.#nodeIdsByName.add(node.name.toLowerCase(), node.id)
    this.#nodeIdsByAddress.add(addressKey(node.address), node.id)
    this.#changed({ kind: 'node-upserted', node })
    return true
  }

  removeNode(nodeId: string): boolean {
    const node = this.#nodes.get(nodeId)
    if (node === undefined) return false
    this.#forgetNode(node)
    this.#changed({ kind: 'node-removed', node })
    return true
  }

  /**
   * The endpoints of a service, or undefined if there is no such service. The array is shared and
   * must not be changed. Throws `discovery/bad-selector`.
   */
  resolve(
    name: string,
    namespace: string,
    filter: ResolveFilter = {},
  ): readonly ResolvedEndpoint[] | undefined {
    const view = this.view(name, namespace)
    return view && resolveIn(view, filter)
  }

  /** The service of that name (in any case of letters) with its endpoints. */
  view(name: string, namespace: string): ServiceView | undefined {
    const slot = this.#slotsByName.get(namespace)?.get(name) ?? this.#slotOf(name, namespace)
    if (slot === undefined) return undefined
    return (slot.isPlain ? slot.view : undefined) ?? this.viewById(slot.serviceId)
  }

  /** The slot of the service of that name; kept under it if it is written as the service's own. */
  #slotOf(name: string, namespace: string): Slot | undefined {
    const serviceId = this.#serviceIdsByName.first(nameKey(name, namespace))
    if (serviceId === undefined) return undefined
    const service = this.#services.get(serviceId)!
    const slot = this.#slot(service)
    if (service.name !== name || service.namespace !== namespace) return slot
    const byName = this.#slotsByName.get(namespace) ?? new Map<string, Slot>()
    byName.set(name, slot)
    this.#slotsByName.set(namespace, byName)
    return slot
  }

  #slot({ id, query, failover }: CatalogService): Slot {
    const known = this.#slots.get(id)
    if (known !== undefined) return known
    const isPlain = query === undefined && failover === undefined
    const slot: Slot = { serviceId: id, isPlain, view: undefined }
    this.#slots.set(id, slot)
    return slot
  }

  #forgetView(serviceId: string): void {
    const slot = this.#slots.get(serviceId)
    if (slot !== undefined) slot.view = undefined
  }

  /** The service with its endpoints, or with those that stand in for them. */
  viewById(serviceId: string): ServiceView | undefined {
    const service = this.#services.get(serviceId)
    if (service === undefined) return undefined
    const { query, failover } = service
    if (query === undefined && failover === undefined) return this.#ownView(service)
    // What these are made from has changes of its own, so they are looked at each time.
    const context = { find: this.#findOwn, zone: this.#zone }
    const known = this.#queryViews.get(serviceId)
    const found =
      query === undefined
        ? failoverView(this.#ownView(service), failover!, context, known)
        : queryView(service, query, context, known)
    this.#queryViews.set(serviceId, found)
    return found.view
  }

  #ownView(service: CatalogService): ServiceView {
    const slot = this.#slot(service)
    if (slot.view !== undefined) return slot.view
    const ids = this.#endpointIdsByService.all(service.id)
    slot.view = viewOf(
      service,
      ids.map(id => this.#endpoints.get(id)!),
    )
    return slot.view
  }

  /** What a service has itself; a query has nothing. */
  readonly #findOwn = (name: string, namespace: string): ServiceView | undefined => {
    const id = this.#serviceIdsByName.first(nameKey(name, namespace))
    const service = id === undefined ? undefined : this.#services.get(id)
    return service === undefined || service.query !== undefined ? undefined : this.#ownView(service)
  }

  endpoint(endpointId: string): CatalogEndpoint | undefined {
    return this.#endpoints.get(endpointId)
  }

  /** The ids of a service's endpoints, sorted. */
  endpointIdsOf(serviceId: string): string[] {
    return this.#endpointIdsByService.all(serviceId)
  }

  /** The node of that name, in any case of letters. */
  nodeByName(name: string): CatalogNode | undefined {
    const nodeId = this.#nodeIdsByName.first(name.toLowerCase())
    return nodeId === undefined ? undefined : this.#nodes.get(nodeId)
  }

  /** True if any service is in that namespace. */
  hasNamespace(namespace: string): boolean {
    return this.#serviceIdsByNamespace.has(namespace.toLowerCase())
  }

  /** The nodes with that address, sorted by id. */
  nodesAt(address: string): CatalogNode[] {
    return this.#nodeIdsByAddress.all(addressKey(address)).map(id => this.#nodes.get(id)!)
  }

  /** The endpoints with that address, sorted by id. */
  endpointsAt(address: string): CatalogEndpoint[] {
    return this.#endpointIdsByAddress.all(addressKey(address)).map(id => this.#endpoints.get(id)!)
  }

  /** Everything, sorted by id. */
  snapshot(): CatalogSnapshot {
    return {
      version: this.#version,
      services: sortedById(this.#services),
      endpoints: sortedById(this.#endpoints),
      nodes: sortedById(this.#nodes),
    }
  }

  /**
   * Follows the changes; `wake` is called when there is something to take. Throws
   * `discovery/too-many`.
   */
  subscribe(wake: () => void = () => {}): Subscription {
    if (this.#subscriptions.size >= SUBSCRIPTIONS_MAX) {
      throw new PolisError('discovery/too-many', {
        message: `the catalog has ${SUBSCRIPTIONS_MAX} subscribers already`,
        retryable: true,
      })
    }
    const subscription = new Subscription(
      () => this.snapshot(),
      wake,
      closed => this.#subscriptions.delete(closed),
    )
    this.#subscriptions.add(subscription)
    return subscription
  }

  /** Calls `listener` with every change as it is made; it must not throw. The answer stops it. */
  onChange(listener: (change: CatalogChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed(change: Unversioned<CatalogChange>): void {
    this.#version++
    if (this.#subscriptions.size === 0 && this.#listeners.size === 0) return
    const versioned = { ...change, version: this.#version } as CatalogChange
    for (const listener of this.#listeners) listener(versioned)
    for (const subscription of this.#subscriptions) subscription.offer(versioned)
  }

  #forgetService(service: CatalogService): void {
    this.#services.delete(service.id)
    this.#serviceIdsByName.delete(nameKey(service.name, service.namespace), service.id)
    this.#serviceIdsByNamespace.delete(service.namespace.toLowerCase(), service.id)
    this.#slots.delete(service.id)
    this.#slotsByName.clear()
    this.#queryViews.delete(service.id)
  }

  #forgetEndpoint(endpoint: CatalogEndpoint): void {
    this.#endpoints.delete(endpoint.id)
    this.#endpointIdsByService.delete(endpoint.serviceId, endpoint.id)
    this.#endpointIdsByAddress.delete(addressKey(endpoint.address), endpoint.id)
    this.#forgetView(endpoint.serviceId)
  }

  #forgetNode(node: CatalogNode): void {
    this.#nodes.delete(node.id)
    this.#nodeIdsByName.delete(node.name.toLowerCase(), node.id)
    this.#nodeIdsByAddress.delete(addressKey(node.address), node.id)
  }
}

/** A name cannot contain a slash, so the key is unambiguous. */
function nameKey(name: string, namespace: string): string {
  return `${namespace}/${name}`.toLowerCase()
}

function sortedById<T extends { readonly id: string }>(map: ReadonlyMap<string, T>): T[] {
  return [...map.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function differsInHealthAlone(before: CatalogEndpoint, after: CatalogEndpoint): boolean {
  const { state, isRoutable, isUp } = after
  return isDeepStrictEqual({ ...before, state, isRoutable, isUp }, after)
}
