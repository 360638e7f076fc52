/**
 * A stored query: a service without endpoints of its own, which answers with those of others.
 *
 * It names the services to ask in order and a filter; the first that has an endpoint left answers.
 * So clients use one name, and which service stands behind it is decided here, on every node in the
 * same way. Its time to live is its own. Queries do not ask queries: a chain could be a circle.
 */

import type { CatalogService, StoredQuery } from './entry.ts'
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

/** The query under its own name, with the ports by which the answering service is reached. */
function answering(service: CatalogService, { service: source }: ServiceView): CatalogService {
  const tags = [...new Set([...service.tags, ...source.tags])]
  return { ...service, tags, ports: source.ports }
}
