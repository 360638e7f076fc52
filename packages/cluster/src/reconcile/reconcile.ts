/**
 * The leader's loop, as a function: from the replicated state and what the leader observes to the
 * operations that bring one closer to the other.
 *
 * Run after every change and every tick. When its operations have been applied, running it again
 * on the same view decides nothing more; so it never needs to remember what it proposed.
 */

import type { Operation } from '../commands.ts'
import { RECONCILE_DEFAULTS, type ReconcileConfig } from '../config.ts'
import { jobOf } from '../mode.ts'
import type { ClusterState } from '../state.ts'
import { unusedValues } from '../stored-value.ts'
import { waitsForDependencies } from './dependencies.ts'
import { reconcileDeployment } from './deployment.ts'
import { assignEndpoints } from './endpoint-owners.ts'
import { reconcileJob } from './job.ts'
import { settleTasks } from './node-loss.ts'
import { endPauses } from './pauses.ts'
import { placeTasks } from './placement.ts'
import { type ClusterView, Turn } from './turn.ts'

/**
 * What to do now; `newId` draws ids for new tasks. Bounded by `RECONCILE_OPERATIONS_MAX`: what is
 * cut off follows when it is run again.
 */
export function reconcile(
  state: ClusterState,
  view: ClusterView,
  newId: () => string,
  config: ReconcileConfig = RECONCILE_DEFAULTS,
): Operation[] {
  const turn = new Turn(state, view, newId, config)
  settleTasks(turn)
  for (const deployment of state.sorted('deployment')) {
    const service = state.services.get(deployment.serviceId)
    if (service === undefined || waitsForDependencies(turn, deployment)) continue
    if (jobOf(deployment.spec) === undefined) reconcileDeployment(turn, deployment, service)
    else reconcileJob(turn, deployment)
  }
  placeTasks(turn)
  assignEndpoints(turn)
  endPauses(turn)
  for (const key of unusedValues(state)) {
    turn.add('value', { op: 'kv.remove', key, expectedRevision: null })
  }
  return turn.operations()
}
