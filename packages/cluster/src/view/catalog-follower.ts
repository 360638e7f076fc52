/**
 * Keeps a catalog equal to what the replicated state and gossip say, at the cost of what changed.
 *
 *     applied changes ─┐
 *     liveness ────────┼─► what is stale: nodes, services, single endpoints ─► derive ─► catalog
 *     health records ──┘
 *
 * A changed task or health record makes one endpoint stale, a changed service all of its endpoints,
 * a changed node the endpoints on it. What is stale is derived anew by the same functions that
 * derive everything (`catalogEntries`), so the outcome is the same whatever the order was.
 */

import type { Catalog } from '@polis/discovery'
import type { ClusterState } from '../state.ts'
import type { Change } from '../store.ts'
import {
  catalogEndpoint,
  catalogEntries,
  catalogNode,
  catalogService,
  endpointsOfService,
} from './catalog-entries.ts'
import type { DerivedView } from './derived-view.ts'
import { endpointOf } from './service-endpoints.ts'

/** Follows one state into one catalog, which nobody else changes. */
export class CatalogFollower {
  readonly #state: ClusterState
  readonly #catalog: Catalog
  readonly #nodes = new Set<string>()
  readonly #services = new Set<string>()
  readonly #endpoints = new Set<string>()
  #isAllStale = true

  constructor(state: ClusterState, catalog: Catalog) {
    this.#state = state
    this.#catalog = catalog
  }

  /** The state was replaced, or every address may be another: everything is stale. */
  allChanged(): void {
    this.#isAllStale = true
  }

  /** An entry was applied; to be told of each. */
  applied(changes: readonly Change[]): void {
    for (const { kind, id, before, after } of changes) {
      if (kind === 'service') this.#services.add(id)
      else if (kind === 'task' || kind === 'endpoint') this.#endpoints.add(id)
      else if (kind === 'member') this.#nodes.add(id)
      // Which version a task runs is told by its deployment.
      else if (kind === 'deployment') this.#services.add((after ?? before)!.serviceId)
    }
  }

  /** The health records of these endpoints changed, or were removed. */
  healthChanged(endpointIds: Iterable<string>): void {
    for (const id of endpointIds) this.#endpoints.add(id)
  }

  /** A node came, went, or is suspected. */
  livenessChanged(nodeId: string): void {
    this.#nodes.add(nodeId)
  }

  /** True if `derive` has something to do. */
  get isStale(): boolean {
    return this.#isAllStale || this.#nodes.size + this.#services.size + this.#endpoints.size > 0
  }

  /** Brings the catalog up to date; answers how many endpoints were derived for that. */
  derive(view: DerivedView): number {
    if (this.#isAllStale) return this.#deriveAll(view)
    for (const nodeId of this.#nodes) {
      this.#deriveNode(nodeId, view)
      for (const { id } of this.#state.tasksOfNode(nodeId)) this.#endpoints.add(id)
      for (const { id } of this.#state.endpointsOfNode(nodeId)) this.#endpoints.add(id)
    }
    for (const serviceId of this.#services) this.#deriveService(serviceId)
    for (const id of this.#endpoints) this.#deriveEndpoint(id, view)
    const count = this.#endpoints.size
    this.#clear()
    return count
  }

  #deriveNode(nodeId: string, view: DerivedView): void {
    const member = this.#state.members.get(nodeId)
    const node = member === undefined ? undefined : catalogNode(member, view)
    if (node === undefined) this.#catalog.removeNode(nodeId)
    else this.#catalog.upsertNode(node)
  }

  /** The service itself; its endpoints, known and new, become stale with it. */
  #deriveService(serviceId: string): void {
    const service = this.#state.services.get(serviceId)
    if (service === undefined) this.#catalog.removeService(serviceId)
    else this.#catalog.upsertService(catalogService(service))
    for (const id of endpointsOfService(this.#state, serviceId)) this.#endpoints.add(id)
    for (const id of this.#catalog.endpointIdsOf(serviceId)) this.#endpoints.add(id)
  }

  #deriveEndpoint(id: string, view: DerivedView): void {
    const found = endpointOf(this.#state, view, id)
    if (found === undefined) this.#catalog.removeEndpoint(id)
    else this.#catalog.upsertEndpoint(catalogEndpoint(this.#state, found.service, found.endpoint))
  }

  #deriveAll(view: DerivedView): number {
    const { services, endpoints, nodes } = catalogEntries(this.#state, view)
    const known = this.#catalog.snapshot()
    for (const node of nodes) this.#catalog.upsertNode(node)
    for (const service of services) this.#catalog.upsertService(service)
    for (const endpoint of endpoints) this.#catalog.upsertEndpoint(endpoint)
    for (const id of goneFrom(known.endpoints, endpoints)) this.#catalog.removeEndpoint(id)
    for (const id of goneFrom(known.services, services)) this.#catalog.removeService(id)
    for (const id of goneFrom(known.nodes, nodes)) this.#catalog.removeNode(id)
    this.#clear()
    return endpoints.length
  }

  #clear(): void {
    this.#isAllStale = false
    this.#nodes.clear()
    this.#services.clear()
    this.#endpoints.clear()
  }
}

type Identified = { readonly id: string }

/** Ids in `before` that are not in `now`. */
function goneFrom(before: readonly Identified[], now: readonly Identified[]): string[] {
  const ids = new Set(now.map(({ id }) => id))
  return before.map(({ id }) => id).filter(id => !ids.has(id))
}
