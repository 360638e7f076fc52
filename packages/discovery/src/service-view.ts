/**
 * A service with its endpoints as readers want them: sorted, filtered and shaped once after a
 * change, so that a resolution is a look-up.
 *
 * A view never changes; a change makes a new one. Whoever derives more from it may key that by the
 * view itself.
 */

import type { CatalogEndpoint, CatalogService, ResolvedEndpoint } from './entry.ts'

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

/** Which endpoints a resolution wants; all that are given must hold. */
export type ResolveFilter = {
  readonly healthyOnly?: boolean
  /** A tag of the endpoint or of its service. */
  readonly tag?: string
  /** `key` (present) or `key=value`, of the endpoint, else of its service. */
  readonly label?: string
}

/** Builds the view of `service`. */
export function viewOf(service: CatalogService, endpoints: Iterable<CatalogEndpoint>): ServiceView {
  const sorted = [...endpoints].sort((a, b) => (a.id < b.id ? -1 : 1))
  const routable = sorted.filter(endpoint => endpoint.isRoutable)
  return {
    service,
    endpoints: sorted,
    routable,
    resolved: sorted.map(resolvedOf),
    resolvedHealthy: routable.map(resolvedOf),
  }
}

/** What `filter` leaves of a view. */
export function resolveIn(view: ServiceView, filter: ResolveFilter): readonly ResolvedEndpoint[] {
  const { healthyOnly = false, tag, label } = filter
  if (tag === undefined && label === undefined) {
    return healthyOnly ? view.resolvedHealthy : view.resolved
  }
  return (healthyOnly ? view.routable : view.endpoints)
    .filter(endpoint => tag === undefined || hasTag(view.service, endpoint, tag))
    .filter(endpoint => label === undefined || hasLabel(view.service, endpoint, label))
    .map(resolvedOf)
}

/** True if the endpoint, or its service as a whole, carries `tag`. */
export function hasTag(service: CatalogService, endpoint: CatalogEndpoint, tag: string): boolean {
  return endpoint.tags.includes(tag) || service.tags.includes(tag)
}

function hasLabel(service: CatalogService, endpoint: CatalogEndpoint, label: string): boolean {
  const at = label.indexOf('=')
  const key = at < 0 ? label : label.slice(0, at)
  const owner = [endpoint.labels, service.labels].find(labels => Object.hasOwn(labels, key))
  return owner !== undefined && (at < 0 || owner[key] === label.slice(at + 1))
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
