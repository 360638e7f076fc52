/**
 * Shares of the requests while a rollout goes in stages: weights of endpoints by version.
 *
 * With `n` new and `o` old endpoints, each new one weighs `share · o` and each old one
 * `(100 − share) · n`, so the new version gets exactly its share whatever the counts are. For hashes
 * the greater of the two weighs 1, as all do without a rollout: the keys of the old endpoints stay
 * where they are, but for those that go to the new version. In the rollback of such a rollout the
 * version that failed gets nothing while anything else serves, and neither does one that another
 * has superseded where the version to go back to serves beside it.
 */

import { isHashing } from '@polis/balancer'
import type { Deployment, Service } from '../objects.ts'
import { stageOf } from '../stages.ts'
import type { ClusterState } from '../state.ts'
import type { ServiceEndpoint } from './service-endpoints.ts'

/** The endpoints that have a share, with their weights, or undefined if all weigh the same. */
export function sharedEndpoints(
  state: ClusterState,
  service: Service,
  endpoints: readonly ServiceEndpoint[],
): readonly ServiceEndpoint[] | undefined {
  const deployment = state.deployments.get(service.deploymentId ?? '')
  if (deployment === undefined) return undefined
  const wanted = withoutSuperseded(state, deployment, endpoints)
  const unweighted = wanted.length === endpoints.length ? undefined : wanted
  const { state: rollout, wasStaged } = deployment.rollout
  const isBack = rollout === 'rolling-back' && wasStaged === true
  const share = isBack ? 100 : stageOf(deployment)?.weight
  if (share === undefined) return unweighted
  const isNew = ({ id }: ServiceEndpoint) =>
    state.tasks.get(id)?.specRevision === deployment.specRevision
  const usable = wanted.filter(({ isRoutable }) => isRoutable)
  const fresh = usable.filter(isNew).length
  const old = usable.length - fresh
  if (fresh === 0 || old === 0) return unweighted
  const unit = isHashing(service.spec.lb.algorithm)
    ? Math.max(share * old, (100 - share) * fresh)
    : 1
  // A version without a share is left out here, so that a node's subset has none of it.
  return wanted.flatMap(endpoint => {
    const weight = isNew(endpoint) ? share * old : (100 - share) * fresh
    return weight === 0 ? [] : [{ ...endpoint, weight: (endpoint.weight * weight) / unit }]
  })
}

/** The endpoints without those of a version that is about to leave a slot in which another serves. */
function withoutSuperseded(
  state: ClusterState,
  { stable, specRevision }: Deployment,
  endpoints: readonly ServiceEndpoint[],
): readonly ServiceEndpoint[] {
  if (stable === null || stable.specRevision === specRevision) return endpoints
  const versionOf = (id: string) => state.tasks.get(id)?.specRevision
  const served = new Set(
    endpoints
      .filter(({ id, isRoutable }) => isRoutable && versionOf(id) === stable.specRevision)
      .map(({ id }) => state.tasks.get(id)?.slot),
  )
  if (served.size === 0) return endpoints
  return endpoints.filter(({ id }) => {
    const task = state.tasks.get(id)
    const isKnown = [undefined, specRevision, stable.specRevision].includes(task?.specRevision)
    return isKnown || !served.has(task?.slot)
  })
}
