/**
 * Advice on reservations and limits, as `GET /v1/autoscale/advice` answers it: what the leader has
 * seen replicas use, beside what their service reserves now.
 */

import { type Advice, adviceOf, type UsageSummary } from '@polis/autoscaler'
import type { ClusterState, Service } from '@polis/cluster'
import type { HistoryFilter } from './evaluations.ts'

/** The advice for one service that Polis runs. */
export type ServiceAdvice = Advice & { readonly service: string; readonly namespace: string }

/** Services that a filter means and that Polis runs. */
export function advisedServices(state: ClusterState, filter: HistoryFilter): Service[] {
  const { namespace, service } = filter
  return state
    .sorted('service')
    .filter(one => namespace === undefined || one.namespace === namespace)
    .filter(one => service === undefined || one.name === service)
    .filter(one => one.deploymentId !== null)
}

/** The advice for each of `services`. */
export function servicesAdvice(
  state: ClusterState,
  services: readonly Service[],
  usages: ReadonlyMap<string, UsageSummary>,
): ServiceAdvice[] {
  return services.flatMap(({ id, name, namespace, deploymentId }) => {
    const deployment = state.deployments.get(deploymentId ?? '')
    if (deployment === undefined) return []
    const { reservations, limits } = deployment.spec.workload
    return [{ service: name, namespace, ...adviceOf(usages.get(id), reservations, limits) }]
  })
}
