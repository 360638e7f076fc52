/**
 * How the endpoints of a service together are, for checks of type alias.
 *
 * It is what balancers go by: an endpoint counts as well if requests are sent to it, so what its
 * node last said of it is worth nothing once that node is dead. What is being taken away is missed
 * by nobody.
 */

import type { ClusterState } from '@polis/cluster'
import type { CatalogEndpoint } from '@polis/discovery'
import type { HealthState } from '@polis/health'

/** What is read of the catalog. */
export type ServiceCatalog = {
  endpointIdsOf(serviceId: string): Iterable<string>
  endpoint(id: string): Pick<CatalogEndpoint, 'isRoutable'> | undefined
}

/**
 * The service `name` as seen from `endpointId`, in whose namespace it is: passing if all of its
 * endpoints are used, warning if some are, critical if none is; undefined if there is no such
 * service.
 */
export function serviceHealth(
  state: ClusterState,
  catalog: ServiceCatalog,
  name: string,
  endpointId: string,
): HealthState | undefined {
  const own = state.tasks.get(endpointId) ?? state.endpoints.get(endpointId)
  const service = state.serviceByName(own?.namespace ?? '', name)
  if (service === undefined) return undefined
  const staying = [...catalog.endpointIdsOf(service.id)].filter(id => {
    return (state.tasks.get(id)?.withdrawnIndex ?? null) === null
  })
  const used = staying.filter(id => catalog.endpoint(id)?.isRoutable === true)
  if (used.length === 0) return 'critical'
  return used.length < staying.length ? 'warning' : 'passing'
}
