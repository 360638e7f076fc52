/**
 * Shares of the requests while a rollout goes in stages: weights of endpoints by version.
 *
 * With `n` new and `o` old endpoints, each new one weighs `share · o` and each old one
 * `(100 − share) · n`, so the new version gets exactly its share whatever the counts are. In the
 * rollback of such a rollout the version that failed gets nothing while anything else serves.
 */

import type { Service } from '../objects.ts'
import { stageOf } from '../stages.ts'
import type { ClusterState } from '../state.ts'
import type { ServiceEndpoint } from './service-endpoints.ts'

/** The endpoints that have a share, with their weights, or undefined if every version weighs the same. */
export function sharedEndpoints(
  state: ClusterState,
  service: Service,
  endpoints: readonly ServiceEndpoint[],
): ServiceEndpoint[] | undefined {
  const deployment = state.deployments.get(service.deploymentId ?? '')
  if (deployment === undefined) return undefined
  const { state: rollout, wasStaged } = deployment.rollout
  const isBack = rollout === 'rolling-back' && wasStaged === true
  const share = isBack ? 100 : stageOf(deployment)?.weight
  if (share === undefined) return undefined
  const isNew = ({ id }: ServiceEndpoint) =>
    state.tasks.get(id)?.specRevision === deployment.specRevision
  const usable = endpoints.filter(({ isRoutable }) => isRoutable)
  const fresh = usable.filter(isNew).length
  const old = usable.length - fresh
  if (fresh === 0 || old === 0) return undefined
  // A version without a share is left out here, so that a node's subset has none of it.
  return endpoints.flatMap(endpoint => {
    const weight = isNew(endpoint) ? share * old : (100 - share) * fresh
    return weight === 0 ? [] : [{ ...endpoint, weight: endpoint.weight * weight }]
  })
}
