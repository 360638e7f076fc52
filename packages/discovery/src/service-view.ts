/**
 * A service with its endpoints as readers want them: sorted, filtered and shaped once after a
 * change, so that a resolution is a look-up.
 *
 * A view never changes; a change makes a new one. Whoever derives more from it may key that by the
 * view itself, as the answers of filters are here.
 */

import { FILTERS_KEPT } from './config.ts'
import type { CatalogEndpoint, CatalogService, ResolvedEndpoint, ResolveFilter } from './entry.ts'
import { parseSelector, selects } from './selector.ts'

/** An immutable picture of one service. */
export type ServiceView = {
  readonly service: CatalogService
  /** Sorted by id. */
  readonly endpoints: readonly CatalogEndpoint[]
  /** Those that may be given requests. */
  readonly routable: readonly CatalogEndpoint[]
  /** `endpoints` in the shape of `/v1/resolve`. */
  readonly resolved: readonly ResolvedEndpoint[]
  /** `routable` in that shape. */
  readonly resolvedHealthy: readonly ResolvedEndpoint[]
}

/** Builds the view of `service`. */
export function viewOf(service: CatalogService, endpoints: Iterable<CatalogEndpoint>): ServiceView {
  const sorted = [...endpoints].sort((a, b) => (a.id < b.id ? -1 : 1))
  const resolved = sorted.map(resolvedOf)
  const isAllRoutable = sorted.every(endpoint => endpoint.isRoutable)
  return {
    service,
    endpoints: sorted,
    routable: isAllRoutable ? sorted : sorted.filter(endpoint => endpoint.isRoutable),
    resolved,
    resolvedHealthy: isAllRoutable ? resolved : resolved.filter((_, i) => sorted[i]!.isRoutable),
  }
}

/** What `filter` leaves of a view. Throws `discovery/bad-selector`. */
export function resolveIn(view: ServiceView, filter: ResolveFilter): readonly ResolvedEndpoint[] {
  if (isPlain(filter)) {
    return filter.healthyOnly === true ? view.resolvedHealthy : view.resolved
  }
  const answers = answersOf(view)
  const key = filterKey(filter)
  const known = answers.get(key)
  if (known !== undefined) return known
  const found = endpointsIn(view, filter).map(resolvedOf)
  if (answers.size < FILTERS_KEPT) answers.set(key, found)
  return found
}

/** The endpoints that `filter` leaves, sorted by id. Throws `discovery/bad-selector`. */
export function endpointsIn(view: ServiceView, filter: ResolveFilter): readonly CatalogEndpoint[] {
  const { service } = view
  const { tag, label, version, zone } = filter
  let found = filter.healthyOnly === true ? view.routable : view.endpoints
  if (version !== undefined) found = found.filter(endpoint => endpoint.version === version)
  if (tag !== undefined) {
    const tags = typeof tag === 'string' ? [tag] : tag
    found = found.filter(endpoint => tags.every(one => hasTag(service, endpoint, one)))
  }
  if (label !== undefined) {
    const selector = parseSelector(label)
    found = found.filter(({ labels }) => selects(selector, [labels, service.labels]))
  }
  if (zone === undefined) return found
  const near = found.filter(endpoint => endpoint.zone === zone)
  return near.length > 0 ? near : found
}

/** True if the endpoint, or its service as a whole, carries `tag`. */
export function hasTag(service: CatalogService, endpoint: CatalogEndpoint, tag: string): boolean {
  return endpoint.tags.includes(tag) || service.tags.includes(tag)
}

/** Answers of filters, by view: they hold as long as it does. */
const kept = new WeakMap<ServiceView, Map<string, readonly ResolvedEndpoint[]>>()

function answersOf(view: ServiceView): Map<string, readonly ResolvedEndpoint[]> {
  let answers = kept.get(view)
  if (answers === undefined) {
    answers = new Map()
    kept.set(view, answers)
  }
  return answers
}

function isPlain({ tag, label, version, zone }: ResolveFilter): boolean {
  return tag === undefined && label === undefined && version === undefined && zone === undefined
}

/** Filters with the same key leave the same; no part can contain the separator. */
function filterKey({ healthyOnly, tag, label, version, zone }: ResolveFilter): string {
  const tags = tag === undefined || typeof tag === 'string' ? tag : tag.join('\n')
  return `${healthyOnly === true}\0${tags ?? '\x01'}\0${label ?? ''}\0${version ?? '\x01'}\0${zone ?? '\x01'}`
}

function resolvedOf(endpoint: CatalogEndpoint): ResolvedEndpoint {
  return {
    id: endpoint.id,
    address: endpoint.address,
    port: endpoint.ports[0]?.port ?? 0,
    weight: endpoint.weight,
    health: endpoint.state,
    node: endpoint.nodeName,
  }
}
