/**
 * Rollouts: where one stands, and going back to the last stable specification.
 *
 *     running ─► complete            a complete rollout is recorded as `stable`
 *        ├─► paused ─► running
 *        ├─► failed                  nothing to go back to
 *        └─► rolling-back ─► rolled-back
 *                        └─► failed  a rollback is never rolled back
 */

import { isSame } from '../canonical.ts'
import { ROLLOUT_FAILURES_KEPT, VERSIONS_KEPT } from '../config.ts'
import type { Deployment, RolloutState, Service, ServiceSpec, SpecVersion } from '../objects.ts'
import { rolledBack } from '../rollback.ts'
import { isSwitched } from '../stages.ts'
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
    ...(state === 'complete' ? withStable(deployment, context) : {}),
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
  const deployment = context.store.get('deployment', deploymentId)
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
  goBack(deployment, after, bounded(reason), context)
  return done(context, deploymentId)
}

/** Makes a rollback true: of the deployment, and of its service where its ports are free. */
export function goBack(
  deployment: Deployment,
  after: Deployment,
  reason: string,
  context: ApplyContext,
): void {
  context.store.put('deployment', { ...after, revision: context.index })
  restoreService(deployment, deployment.stable!.serviceSpec, context)
  context.emit({
    topic: 'deployment',
    action: 'changed',
    object: deployment,
    reason: `rolling back: ${reason}`,
    details: { from: deployment.specRevision, to: after.specRevision },
  })
}

export const stepRollout: Apply<'rollout.step'> = (operation, context) => {
  const { deploymentId, rolloutId, step } = operation
  const deployment = context.store.get('deployment', deploymentId)
  if (deployment === undefined || deployment.rollout.id !== rolloutId) {
    return refuse('stale', 'that rollout is over: another one has taken its place')
  }
  const { rollout } = deployment
  if (step <= (rollout.step ?? 0)) return unchanged(deployment)
  reachStep(deployment, step, bounded(operation.reason), context)
  return done(context, deploymentId)
}

/** Notes that a rollout has reached a stage, and why. */
export function reachStep(
  deployment: Deployment,
  step: number,
  reason: string,
  context: ApplyContext,
): void {
  const { index: revision, timeMs: stepAtMs } = context
  const rollout = { ...deployment.rollout, step, stepAtMs }
  context.store.put('deployment', { ...deployment, rollout, revision })
  const details = { rolloutId: rollout.id, step }
  context.emit({ topic: 'deployment', action: 'changed', object: deployment, reason, details })
}

/**
 * What can be gone back to once another version takes this one's place: this one itself if it has
 * all requests already, else what could be gone back to before.
 */
export function superseded(
  deployment: Deployment,
  context: ApplyContext,
): Pick<Deployment, 'stable' | 'versions'> {
  return isSwitched(deployment) ? withStable(deployment, context) : deployment
}

/** The specification that has proved itself, and the last ones that did. */
function withStable(
  deployment: Deployment,
  context: ApplyContext,
): Pick<Deployment, 'stable' | 'versions'> {
  const service = context.store.get('service', deployment.serviceId)
  if (service === undefined) return { stable: deployment.stable }
  const { specRevision, spec, versions = [] } = deployment
  const stable = { specRevision, spec, serviceSpec: service.spec, completedMs: context.timeMs }
  // A restart is no other version.
  const isSameVersion = (one: SpecVersion, i: number) =>
    i === versions.length - 1 && isSame([one.spec, one.serviceSpec], [spec, service.spec])
  const others = versions.filter(
    (one, i) => one.specRevision !== specRevision && !isSameVersion(one, i),
  )
  return { stable, versions: [...others, stable].slice(-VERSIONS_KEPT) }
}

/** The service as it was; false if somebody has taken one of its old ports meanwhile. */
export function restoreService(
  deployment: Deployment,
  spec: ServiceSpec,
  context: ApplyContext,
): boolean {
  const { store } = context
  const service = store.get('service', deployment.serviceId)
  if (service === undefined) return false
  const restored: Service = { ...service, spec, revision: context.index }
  if (portConflict(restored, store.sorted('service')) !== undefined) return false
  store.put('service', restored)
  const reason = 'rolled back with its deployment'
  context.emit({ topic: 'service', action: 'changed', object: service, reason })
  return true
}
