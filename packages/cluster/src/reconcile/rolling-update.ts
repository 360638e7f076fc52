/**
 * Rolling updates: replaces tasks of an old version slot by slot, and gives up when it must.
 *
 *     start-first   create new ─► new is ready for `monitorMs` ─► withdraw and stop old
 *     stop-first    withdraw and stop old ─► old has ended ─► create new ─► ready for `monitorMs`
 *
 * A first deployment is a rollout too, of slots that had nothing before. A new task fails if it
 * ends, is restarted, or is not ready in time; too many failures pause the rollout or roll it back
 * to the last stable version (the semantics are Swarm's, with a deadline where it waits for ever).
 * A rollback is never rolled back.
 */

import type { Operation } from '../commands.ts'
import { ROLLOUT_FAILURES_KEPT } from '../config.ts'
import type { Deployment, RolloutState, Service, Task, UpdateSpec } from '../objects.ts'
import { rolledBack } from '../rollback.ts'
import { shareOf, stageOf } from '../stages.ts'
import { hasCompleted, hasEnded } from '../task-phase.ts'
import { hasBothVersions } from './both-versions.ts'
import {
  type DeploymentTurn,
  draft,
  isOldLeaving,
  leave,
  mustStopFirst,
  retryAtMs,
  type Slot,
} from './slot.ts'
import type { Turn } from './turn.ts'

/** Marks failures of a rollback, which do not count with those that led to it. */
const ROLLBACK_PREFIX = 'rollback: '

type RolloutSet = Extract<Operation, { op: 'rollout.set' }>

/** Records new failures and what follows from them; answers the deployment as it then is. */
export function judgeRollout(
  turn: Turn,
  deployment: Deployment,
  service: Service,
  slots: ReadonlyMap<number, Slot>,
): Deployment {
  const { rollout } = deployment
  if (rollout.state !== 'running' && rollout.state !== 'rolling-back') return deployment
  const prefix = rollout.state === 'rolling-back' ? ROLLBACK_PREFIX : ''
  const hasChecks = service.spec.checks.length > 0
  const failures: string[] = []
  const recordable = ROLLOUT_FAILURES_KEPT - rollout.failures.length
  for (const slot of slots.values()) {
    for (const task of [...slot.live, ...slot.ended]) {
      if (task.specRevision !== deployment.specRevision || isRecorded(deployment, task)) continue
      const why = failureOf(turn, deployment, task, hasChecks)
      if (why !== undefined && failures.length < recordable)
        failures.push(`${prefix}${labelOf(turn, task)}: ${why}`)
    }
  }
  if (failures.length === 0) return deployment
  return settleFailures(turn, deployment, failures, prefix)
}

function settleFailures(
  turn: Turn,
  deployment: Deployment,
  failures: readonly string[],
  prefix: string,
): Deployment {
  const { rollout, replicas, spec } = deployment
  const counted = rollout.failures.filter(text => text.startsWith(prefix)).length + failures.length
  const isTripped =
    counted / Math.max(1, replicas) > spec.update.maxFailureRatio ||
    counted >= ROLLOUT_FAILURES_KEPT
  const back = rolledBack(deployment, failures.at(-1)!, turn.nowMs)
  const next = isTripped ? stateAfterFailure(deployment, back !== undefined) : rollout.state
  const state: RolloutState = next === 'rolling-back' ? rollout.state : next
  const reason = next === rollout.state ? rollout.reason : failures.at(-1)!
  for (const failure of failures) {
    setRollout(turn, deployment, { state, reason, failure }, 'failure')
  }
  const recorded = [...rollout.failures, ...failures]
  if (next === 'rolling-back' && rollout.state === 'running' && back !== undefined) {
    const operation = { op: 'rollout.rollback', deploymentId: deployment.id, reason } as const
    turn.add('rollback', operation)
    return { ...back, rollout: { ...back.rollout, failures: recorded } }
  }
  return { ...deployment, rollout: { ...rollout, state, reason, failures: recorded } }
}

function stateAfterFailure(deployment: Deployment, canGoBack: boolean): RolloutState {
  if (deployment.rollout.state === 'rolling-back') return 'failed'
  const { failureAction } = deployment.spec.update
  if (failureAction === 'continue') return 'running'
  if (deployment.stable === null) return 'failed'
  if (failureAction === 'pause') return 'paused'
  return canGoBack ? 'rolling-back' : 'failed'
}

/** Why a new task has failed; undefined if it has not (yet). */
function failureOf(
  turn: Turn,
  deployment: Deployment,
  task: Task,
  hasChecks: boolean,
): string | undefined {
  const { observed } = task
  const { monitorMs, healthyDeadlineMs } = deployment.spec.update
  const isFirst = deployment.stable === null
  const backMs = deployment.rollout.rollbackStartedMs ?? 0
  const isTried = task.createdMs >= backMs
  if (hasEnded(task)) {
    if (!isTried) return undefined
    if (hasCompleted(task) && observed.exitCode === 0) return undefined
    return observed.reason === '' ? `ended with exit code ${observed.exitCode}` : observed.reason
  }
  const restartsMax = isFirst ? turn.config.firstRestartsMax : 0
  const isYoung = turn.nowMs - task.createdMs <= monitorMs + healthyDeadlineMs
  if (observed.restarts > restartsMax && isYoung && isTried) {
    return `was restarted ${observed.restarts} times: ${observed.reason || observed.phase}`
  }
  const isLate = turn.graceSpentMs(Math.max(task.createdMs, backMs)) >= healthyDeadlineMs
  if (!isLate || observed.healthySinceMs !== null || turn.isReady(task, hasChecks)) return undefined
  const state = task.nodeId === '' ? `waits: ${task.pendingReason}` : observed.phase
  const said = turn.view.healthOutput?.(task.id) ?? ''
  const why = said === '' ? '' : `: ${said}`
  const health = observed.phase === 'running' ? ` but not healthy${why}` : ''
  return `not ready after ${healthyDeadlineMs / 1000} s: ${state}${health}`
}

/** Takes the next steps of a rollout and notices its end; answers the deployment as it then is. */
export function advanceRollout(before: DeploymentTurn): Deployment {
  const current = { ...before, deployment: advanceStage(before) }
  const { turn, deployment, slots } = current
  const { state, reason } = deployment.rollout
  const isRolling = state === 'running' || state === 'rolling-back'
  for (const slot of slots) {
    if (isRolling || isSuperseded(current, slot)) finishSlot(current, slot)
  }
  if (state !== 'paused') for (const slot of slots) retrySlot(current, slot)
  if (isRolling) startSlots(current)
  const isUnfinished = isRolling || state === 'failed' || state === 'paused'
  if (isUnfinished && slots.every(slot => isSlotDone(current, slot))) {
    const isBack = deployment.stable?.specRevision === deployment.specRevision
    const end = isBack && state !== 'running' ? 'rolled-back' : 'complete'
    const fields = { state: end, reason: end === 'complete' ? '' : reason, failure: null } as const
    setRollout(turn, deployment, fields)
    return { ...deployment, rollout: { ...deployment.rollout, state: end } }
  }
  if (state === 'running' && slots.every(slot => isSettled(current, slot))) {
    const failed = slots.filter(slot => !isSlotDone(current, slot)).length
    const why = `${failed} of ${slots.length} slots failed`
    setRollout(turn, deployment, { state: 'failed', reason: why, failure: null })
    return { ...deployment, rollout: { ...deployment.rollout, state: 'failed' } }
  }
  return deployment
}

/** Goes on to the next stage if this one is over; answers the deployment as it then is. */
function advanceStage(current: DeploymentTurn): Deployment {
  const { turn, deployment, slots } = current
  const { rollout, spec } = deployment
  const stage = stageOf(deployment)
  if (stage === undefined || rollout.state !== 'running' || stage.pauseMs === null) {
    return deployment
  }
  const proved = slots.flatMap(slot => slot.live.find(task => isMonitored(current, task)) ?? [])
  if (proved.length < stage.slots) return deployment
  const healthyMs = proved.map(task => task.observed.healthySinceMs! + spec.update.monitorMs)
  const overMs = Math.max(rollout.stepAtMs ?? 0, ...healthyMs) + stage.pauseMs
  if (!turn.isDue(overMs)) return deployment
  const step = (rollout.step ?? 0) + 1
  turn.step(deployment, step, `step ${step} is over: ${proved.length} new tasks are well`)
  const after = { ...deployment, rollout: { ...rollout, step, stepAtMs: turn.nowMs } }
  return advanceStage({ ...current, deployment: after })
}

/** Withdraws old tasks whose replacement has proved itself. */
function finishSlot(current: DeploymentTurn, slot: Slot): void {
  const { turn, deployment, hasChecks } = current
  if (hasBothVersions(deployment)) return
  const { specRevision, rollout } = deployment
  const news = slot.live.filter(task => task.specRevision === specRevision)
  const olds = slot.live.filter(task => task.specRevision !== specRevision)
  const isProved = news.some(task => isMonitored(current, task))
  for (const old of olds) {
    const isUseless = rollout.state === 'rolling-back' && !turn.isReady(old, hasChecks)
    if (isProved || (isUseless && news.length > 0)) leave(turn, slot, old, 'replaced by an update')
  }
  if (isSuperseded(current, slot)) keepOneOld(current, slot)
}

/** Of several versions that were superseded one stays: the newest that is ready, if there is one. */
function keepOneOld({ turn, deployment, hasChecks }: DeploymentTurn, slot: Slot): void {
  const worth = (task: Task) => Number(turn.isReady(task, hasChecks))
  const [, ...others] = slot.live
    .filter(task => task.specRevision !== deployment.specRevision)
    .sort(
      (a, b) => worth(b) - worth(a) || b.specRevision - a.specRevision || (a.id < b.id ? -1 : 1),
    )
  for (const other of others) leave(turn, slot, other, 'its version was superseded')
}

/**
 * Tries the new version again in a slot whose old task still runs, after a back-off. A rollout that
 * failed stays failed until this succeeds; what is wanted did not change. After one that is over,
 * an old task can only have come back with its node.
 */
function retrySlot({ turn, deployment }: DeploymentTurn, slot: Slot): void {
  const { specRevision, stable, rollout } = deployment
  const isNew = (task: Task) => task.specRevision === specRevision
  if (slot.live.length === 0 || slot.drafts.length > 0 || slot.live.some(isNew)) return
  const isRolling = rollout.state === 'running' || rollout.state === 'rolling-back'
  const isOver = !isRolling && stable?.specRevision === specRevision
  if (!isOver && !slot.ended.some(task => isNew(task) && !hasCompleted(task))) return
  if (!turn.isDue(retryAtMs(turn, deployment, slot, specRevision))) return
  const isStopFirst = isOver && mustStopFirst(deployment)
  for (const task of [...slot.ended, ...(isStopFirst ? slot.live : [])]) {
    leave(turn, slot, task, 'tried again')
  }
  if (!isStopFirst) draft(turn, deployment, slot, specRevision)
}

/** True if a rollout that stopped has left two live tasks. */
function isSuperseded({ deployment }: DeploymentTurn, slot: Slot): boolean {
  const isOver = !['running', 'rolling-back', 'paused'].includes(deployment.rollout.state)
  return isOver && slot.live.length > 1
}

/** Starts as many more slots as the stage and the pace of the update allow. */
function startSlots(current: DeploymentTurn): void {
  const { turn, deployment, hasChecks, slots } = current
  if (hasBothVersions(deployment)) return
  const stage = stageOf(deployment)
  const readyLast = (slot: Slot) => (slot.live.some(task => turn.isReady(task, hasChecks)) ? 1 : 0)
  const waiting = slots
    .filter(slot => slot.isMissing || isOld(current, slot))
    .toSorted((a, b) => readyLast(a) - readyLast(b) || a.number - b.number)
  const isDelayed = waiting.length > 0 && !turn.isDue(nextStartMs(current))
  let left = stage === undefined ? waiting.length : stage.slots - (slots.length - waiting.length)
  const orderFor = paceOf(current)
  for (const slot of waiting) {
    const order = isDelayed || left <= 0 ? null : orderFor(slot)
    if (order !== null) {
      left--
      startSlot(current, slot, order === 'stop-first')
    } else if (slot.isMissing) {
      draft(turn, deployment, slot, deployment.stable!.specRevision)
    }
  }
}

/** Says for one slot after the other in which order it may be started, or null: not now. */
function paceOf(current: DeploymentTurn): (slot: Slot) => UpdateSpec['order'] | null {
  const { turn, deployment, hasChecks, slots } = current
  const { parallelism, maxSurge, maxUnavailable } = deployment.spec.update
  const isStopFirst = mustStopFirst(deployment)
  if (isStopFirst || (maxSurge === undefined && maxUnavailable === undefined)) {
    const order = isStopFirst ? 'stop-first' : deployment.spec.update.order
    const limit = parallelism === 0 ? Number.POSITIVE_INFINITY : parallelism
    let updating = slots.filter(slot => isUpdating(current, slot)).length
    return () => (updating++ < limit ? order : null)
  }
  const isServing = (slot: Slot) => slot.live.some(task => turn.isReady(task, hasChecks))
  let surge = shareOf(maxSurge ?? 0, slots.length, Math.ceil)
  let unavailable = shareOf(maxUnavailable ?? 0, slots.length, Math.floor)
  // Both rounded to nothing would stand still, so at least one slot moves (as Kubernetes has it).
  if (surge === 0 && unavailable === 0) unavailable = 1
  surge -= slots.filter(slot => slot.live.length + slot.drafts.length > 1).length
  unavailable -= slots.filter(slot => !isServing(slot)).length
  return slot => {
    // What serves nobody is no loss.
    if (!isServing(slot)) return 'stop-first'
    if (surge-- > 0) return 'start-first'
    return unavailable-- > 0 ? 'stop-first' : null
  }
}

function startSlot(
  { turn, deployment, hasChecks }: DeploymentTurn,
  slot: Slot,
  isStopFirst: boolean,
): void {
  const isBack = deployment.rollout.state === 'rolling-back'
  for (const task of [...slot.live, ...slot.ended]) {
    // A failed version that does not serve is not worth waiting for.
    const isUseless = hasEnded(task) || (isBack && !turn.isReady(task, hasChecks))
    if (isStopFirst || isUseless) leave(turn, slot, task, 'replaced by an update')
  }
  if (isStopFirst && isOldLeaving(turn, deployment, slot)) return
  draft(turn, deployment, slot, deployment.specRevision)
}

/** When the delay after the last finished slot is over. */
function nextStartMs(current: DeploymentTurn): number {
  const { monitorMs, delayMs } = current.deployment.spec.update
  if (delayMs === 0) return 0
  const healthySince = current.slots
    .filter(slot => isSlotDone(current, slot))
    .flatMap(slot => slot.live.map(task => task.observed.healthySinceMs ?? 0))
  return healthySince.length === 0 ? 0 : Math.max(...healthySince) + monitorMs + delayMs
}

/** True if the slot has nothing of the new version, neither live nor being retried. */
function isOld({ deployment }: DeploymentTurn, slot: Slot): boolean {
  if (slot.drafts.length > 0 || slot.live.length + slot.ended.length === 0) return false
  return [...slot.live, ...slot.ended].every(task => task.specRevision !== deployment.specRevision)
}

/** True if the slot is on its way to the new version and has not failed on it. */
function isUpdating(current: DeploymentTurn, slot: Slot): boolean {
  if (slot.isMissing || isOld(current, slot)) return false
  return !isSlotDone(current, slot) && !hasFailed(current, slot)
}

function hasFailed({ deployment }: DeploymentTurn, slot: Slot): boolean {
  return [...slot.live, ...slot.ended].some(
    task => task.specRevision === deployment.specRevision && isRecorded(deployment, task),
  )
}

/** True if the rollout has nothing left to wait for in this slot. */
function isSettled(current: DeploymentTurn, slot: Slot): boolean {
  return isSlotDone(current, slot) || hasFailed(current, slot)
}

/** True if the slot has a proved task of the new version, and nothing else is there or due. */
function isSlotDone(current: DeploymentTurn, slot: Slot): boolean {
  const { specRevision } = current.deployment
  if (hasBothVersions(current.deployment) || slot.drafts.length > 0) return false
  if (slot.live.some(task => task.specRevision !== specRevision)) return false
  const isNewAndDone = (task: Task) => hasCompleted(task) && task.specRevision === specRevision
  return slot.live.some(task => isMonitored(current, task)) || slot.ended.some(isNewAndDone)
}

/** True if the task is ready and has been healthy for as long as the rollout watches it. */
function isMonitored({ turn, deployment, hasChecks }: DeploymentTurn, task: Task): boolean {
  if (task.specRevision !== deployment.specRevision || !turn.isReady(task, hasChecks)) return false
  const { healthySinceMs } = task.observed
  const monitorMs = deployment.stable === null ? 0 : deployment.spec.update.monitorMs
  return healthySinceMs !== null && turn.isDue(healthySinceMs + monitorMs)
}

function setRollout(
  turn: Turn,
  deployment: Deployment,
  fields: Pick<RolloutSet, 'state' | 'reason' | 'failure'>,
  bucket: 'failure' | 'rollout' = 'rollout',
): void {
  const { id: deploymentId, rollout } = deployment
  turn.add(bucket, { op: 'rollout.set', deploymentId, rolloutId: rollout.id, ...fields })
}

function isRecorded(deployment: Deployment, task: Task): boolean {
  return deployment.rollout.failures.some(failure => failure.includes(`(${task.id})`))
}

function labelOf(turn: Turn, task: Task): string {
  const node = task.nodeId === '' ? 'no node' : turn.nodeName(task.nodeId)
  return `${task.name} (${task.id}) on ${node}`
}
