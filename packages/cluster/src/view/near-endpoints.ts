/**
 * Which endpoints of a service this node uses, and which of them are near: subsets and zones.
 *
 * Both depend on the node that derives, so they are for services that any node may answer in its
 * own way. Labels of the node that runs an endpoint are written as in constraints:
 * `node.labels.disk`.
 */

import { labelled, partOf, type ZonePreference } from '@polis/balancer'
import type { Service } from '../objects.ts'
import type { ClusterState } from '../state.ts'
import type { DerivedView } from './derived-view.ts'
import type { ServiceEndpoint } from './service-endpoints.ts'

const NODE_LABEL = 'node.labels.'

/** Those of the service's endpoints that this node may use, well or not. */
export function subsetFor(
  state: ClusterState,
  view: DerivedView,
  service: Service,
  endpoints: readonly ServiceEndpoint[],
): readonly ServiceEndpoint[] {
  const { subset } = service.spec.lb
  if (subset === undefined) return endpoints
  const found = labelled(endpoints, subset, (endpoint, key) =>
    key.startsWith(NODE_LABEL)
      ? state.members.get(endpoint.nodeId)?.labels[key.slice(NODE_LABEL.length)]
      : endpoint.labels[key],
  )
  // Members, and not only those alive: a part must not change with every node that is restarted.
  const members = [...state.members.keys()].sort()
  const own = members.indexOf(view.self ?? '')
  if (subset.size === undefined || own < 0) return found
  return partOf(found, subset.size, own, members.length)
}

/** The route's `zone`, if the service prefers zones and this node is in one. */
export function zonePreference(
  state: ClusterState,
  view: DerivedView,
  service: Service,
  endpoints: readonly ServiceEndpoint[],
): { readonly zone?: ZonePreference } {
  const own = state.members.get(view.self ?? '')?.labels['zone']
  if (service.spec.lb.preferZone !== true || own === undefined) return {}
  // One that is leaving, or was never well, is not missing.
  const known = endpoints.filter(({ id, wasHealthy }) => {
    const withdrawnIndex = state.tasks.get(id)?.withdrawnIndex ?? null
    return wasHealthy && withdrawnIndex === null
  })
  const near = known.filter(({ zone }) => zone === own).length
  return { zone: { own, near, far: known.length - near } }
}
