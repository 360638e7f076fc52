/**
 * Rollouts: where one stands, and going back to the last stable specification.
 *
 *     running ─► complete            a complete rollout is recorded as `stable`
 *        ├─► paused ─► running
 *        ├─► failed                  nothing to go back to
 *        └─► rolling-back ─► rolled-back
 *                        └─► failed  a rollback is never rolled back
 */

import { ROLLOUT_FAILURES_KEPT } from '../config.ts'
import type { Deployment, RolloutState, Service } from '../objects.ts'
import { rolledBack } from '../rollback.ts'
import { type Apply, type ApplyContext, bounded, done, refuse, unchanged } from './context.ts'
import { portConflict } from './ports.ts'

const FINISHED: readonly RolloutState[] = ['complete', 'failed', 'rolled-back']

export const setRollout: Apply<'rollout.set'> = (operation, context) => {
  const deployment = context.store.get('deployment', operation.deploymentId)
  if (deployment === undefined || deployment.rollout.id !== operation.rolloutId) {
    return refuse('stale', 'that rollout is over: another one has taken its place')
  }
  const { rollout } = deployment
  const { state, failure } = operation
  const reason = bounded(operation.reason)
  if (rollout.state === state && rollout.reason === reason && failure === null) {
    return unchanged(deployment)
  }
  const failures =
    failure === null
      ? rollout.failures
      : [...rollout.failures, bounded(failure)].slice(-ROLLOUT_FAILURES_KEPT)
  const isFinished = FINISHED.includes(state)
  const finishedMs = isFinished ? (rollout.finishedMs ?? context.timeMs) : null
  const after: Deployment = {
    ...deployment,
    rollout: { ...rollout, state, reason, failures, finishedMs },
    stable: state === 'complete' ? stableOf(deployment, context) : deployment.stable,
    revision: context.index,
  }
  context.store.put('deployment', after)
  context.emit({
    topic: 'deployment',
    action: 'changed',
    object: deployment,
    reason: `rollout ${state}${reason === '' ? '' : `: ${reason}`}`,
    details: { rolloutId: rollout.id, state, ...(failure === null ? {} : { failure }) },
  })
  return done(context, deployment.id)
}

export const rollBack: Apply<'rollout.rollback'> = ({ deploymentId, reason }, context) => {
  const { store } = context
  const deployment = store.get('deployment', deploymentId)
  if (deployment === undefined)
    return refuse('not-found', `there is no deployment '${deploymentId}'`)
  const after = rolledBack(deployment, bounded(reason), context.timeMs)
  if (after === undefined) {
    return refuse(
      'invalid',
      `deployment '${deployment.name}' has no other version to go back to`,
      'only a version whose rollout completed can be gone back to',
    )
  }
  store.put('deployment', { ...after, revision: context.index })
  restoreService(deployment, context)
  context.emit({
    topic: 'deployment',
    action: 'changed',
    object: deployment,
    reason: `rolling back: ${bounded(reason)}`,
    details: { from: deployment.specRevision, to: after.specRevision },
  })
  return done(context, deploymentId)
}

function stableOf(deployment: Deployment, context: ApplyContext): Deployment['stable'] {
  const service = context.store.get('service', deployment.serviceId)
  if (service === undefined) return deployment.stable
  const { specRevision, spec } = deployment
  return { specRevision, spec, serviceSpec: service.spec }
}

/** The service as it was, unless somebody took one of its old ports meanwhile. */
function restoreService(deployment: Deployment, context: ApplyContext): void {
  const { store } = context
  const service = store.get('service', deployment.serviceId)
  if (service === undefined || deployment.stable === null) return
  const restored: Service = {
    ...service,
    spec: deployment.stable.serviceSpec,
    revision: context.index,
  }
  if (portConflict(restored, store.sorted('service')) !== undefined) return
  store.put('service', restored)
  const reason = 'rolled back with its deployment'
  context.emit({ topic: 'service', action: 'changed', object: service, reason })
}
