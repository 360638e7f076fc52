/**
 * A stored query: a service without endpoints of its own, which answers with those of others.
 *
 * It names the services to ask in order and a filter; the first that has an endpoint left answers.
 * So clients use one name, and which service stands behind it is decided here, on every node in the
 * same way. Its time to live is its own. A service of its own may fail over to others likewise:
 * while nothing of it is healthy, they answer in its name.
 *
 * Queries ask only what services have themselves: a chain of queries could be a circle.
 */

import type { CatalogService, ServiceName, StoredQuery } from './entry.ts'
import { endpointsIn, type ServiceView, viewOf } from './service-view.ts'

/** The view of a query with what it was made from; it holds while those are the same. */
export type QueryView = {
  readonly view: ServiceView
  readonly sources: readonly (ServiceView | undefined)[]
}

/** Where a query finds other services, and which zone is near. */
export type QueryContext = {
  readonly find: (name: string, namespace: string) => ServiceView | undefined
  readonly zone: string
}

/** Answers `known` if it still holds, else a new view. Throws `discovery/bad-selector`. */
export function queryView(
  service: CatalogService,
  query: StoredQuery,
  context: QueryContext,
  known: QueryView | undefined,
): QueryView {
  const sources = query.services.map(({ name, namespace }) => context.find(name, namespace))
  if (known !== undefined && sources.every((source, i) => source === known.sources[i])) {
    return known
  }
  const { isNear = false, ...filter } = query.filter
  const wanted = isNear && context.zone !== '' ? { ...filter, zone: context.zone } : filter
  for (const source of sources) {
    if (source === undefined) continue
    const endpoints = endpointsIn(source, { healthyOnly: true, ...wanted })
    if (endpoints.length === 0) continue
    return { view: viewOf(answering(service, source), endpoints), sources }
  }
  const first = sources.find(source => source !== undefined)
  return { view: viewOf(first ? answering(service, first) : service, []), sources }
}

/**
 * Answers `known` if it still holds, else the view of a service with what stands in for it, which
 * is `own` itself while it is not needed.
 */
export function failoverView(
  own: ServiceView,
  failover: readonly ServiceName[],
  context: QueryContext,
  known: QueryView | undefined,
): QueryView {
  if (own.routable.length > 0) return { view: own, sources: [own] }
  const others = failover.map(({ name, namespace }) => context.find(name, namespace))
  const sources = [own, ...others]
  if (known !== undefined && sources.every((source, i) => source === known.sources[i])) {
    return known
  }
  const standIn = others.find(source => source !== undefined && source.routable.length > 0)
  if (standIn === undefined) return { view: own, sources }
  const { routable, resolvedHealthy } = standIn
  return { view: { ...own, routable, resolvedHealthy }, sources }
}

/** The query under its own name, with the ports by which the answering service is reached. */
function answering(service: CatalogService, { service: source }: ServiceView): CatalogService {
  const tags = [...new Set([...service.tags, ...source.tags])]
  return { ...service, tags, ports: source.ports }
}
