/**
 * Jobs: each slot is run until it has ended with exit code 0 once, or has failed too often.
 *
 *     create ─► runs ─► exit 0: done
 *        ▲        ├──► failed: tried again elsewhere after a back-off, `attempts` times in all
 *        └────────┴──► node lost: run again, and not counted as a try
 *
 * A job's rollout says where it stands: running until every slot is done (complete), or none can go
 * on (failed). A changed specification, or a failed job that is deployed again, starts it anew.
 */

import { isGlobal, type JobMode, jobOf } from '../mode.ts'
import type { Deployment, Task } from '../objects.ts'
import { hasCompleted } from '../task-phase.ts'
import { reconcileCron } from './cron.ts'
import { countNodes, keepNodes, nodesNow, whyNoNode } from './global.ts'
import { draft, emptySlot, leave, retryAtMs, type Slot, slotsOf } from './slot.ts'
import type { Turn } from './turn.ts'

/** One run of a job: all of it, or one that its schedule asked for. */
export type JobRun = {
  readonly turn: Turn
  readonly deployment: Deployment
  readonly job: JobMode
  /** Number of a scheduled run; undefined for a job that is run once. */
  readonly run: number | undefined
  readonly startedMs: number
  /** True if nothing new is to be started. */
  readonly isPaused: boolean
}

export type JobOutcome = {
  readonly state: 'running' | 'complete' | 'failed'
  readonly reason: string
}

/** Decides all that is due for a job. */
export function reconcileJob(turn: Turn, deployment: Deployment): void {
  const job = jobOf(deployment.spec)!
  if (job.isGlobal && job.cron !== null) {
    countNodes(turn, deployment, nodesNow(turn, deployment).size)
  }
  if (job.cron === null) reconcileOnce(turn, deployment, job)
  else reconcileCron(turn, deployment, job, job.cron)
}

function reconcileOnce(turn: Turn, deployment: Deployment, job: JobMode): void {
  const { id: deploymentId, rollout } = deployment
  // What has failed is given up, whatever a new leader's count of the deadline says.
  const isPaused = rollout.state === 'paused' || rollout.state === 'failed'
  const run = { turn, deployment, job, run: undefined, startedMs: rollout.startedMs, isPaused }
  const slots = slotsOf(turn, turn.state.tasksOfDeployment(deploymentId))
  for (const slot of slots.values()) dropOlder(run, slot)
  const { state, reason } = advanceRun(run, slots)
  if (state === 'running' && reason !== '') turn.waiting.set(deploymentId, reason)
  if (state === rollout.state || (state === 'running' && isPaused)) return
  const news = { state, reason, failure: state === 'failed' ? reason : null }
  turn.add('rollout', { op: 'rollout.set', deploymentId, rolloutId: rollout.id, ...news })
}

/** Leaves what an older specification, or a try of the whole that has failed, has left. */
function dropOlder({ turn, deployment, startedMs }: JobRun, slot: Slot): void {
  for (const task of [...slot.live, ...slot.ended]) {
    const isOlder = task.specRevision !== deployment.specRevision
    const isRetried = task.createdMs < startedMs && slot.ended.includes(task) && !hasCompleted(task)
    if (isOlder || isRetried) leave(turn, slot, task, 'the job was started anew')
  }
}

/** Takes the next steps of a run, and says where it stands then. */
export function advanceRun(run: JobRun, slots: ReadonlyMap<number, Slot>): JobOutcome {
  const { turn, deployment, job, startedMs } = run
  const kept = keptSlots(run, slots)
  // What has no node yet is not done: one may join, or be given the label that it lacks.
  const isNowhere = job.isGlobal && kept.length === 0
  const isAllDone = !isNowhere && kept.every(isDone)
  if (job.deadlineMs !== null && turn.graceSpentMs(startedMs) >= job.deadlineMs && !isAllDone) {
    const why = isNowhere ? `: ${whyNoNode(turn, deployment)}` : ''
    const reason = `not done within ${job.deadlineMs / 1000} s${why}`
    for (const slot of kept) {
      for (const task of [...slot.live]) leave(turn, slot, task, reason)
    }
    return { state: 'failed', reason }
  }
  if (isNowhere) return { state: 'running', reason: whyNoNode(turn, deployment) }
  let active = kept.filter(slot => slot.live.length > 0).length
  for (const slot of kept) {
    const isFull = job.parallelism > 0 && active >= job.parallelism
    if (run.isPaused || isFull || !isDue(run, slot)) continue
    const attempt = nextAttempt(slot)
    for (const task of [...slot.ended]) leave(turn, slot, task, 'tried again')
    const more = { ...(run.run === undefined ? {} : { run: run.run }), attempt }
    draft(turn, deployment, slot, deployment.specRevision, more)
    active++
  }
  return isAllDone ? { state: 'complete', reason: '' } : outcomeOf(turn, job, kept)
}

function outcomeOf(turn: Turn, job: JobMode, kept: readonly Slot[]): JobOutcome {
  const failed = kept.filter(slot => !isDone(slot) && isExhausted(job, slot))
  const isOpen = (slot: Slot) => !isDone(slot) && !isExhausted(job, slot)
  if (kept.some(isOpen)) return { state: 'running', reason: '' }
  const last = failed.at(-1)!.ended.at(-1)!
  const { reason, exitCode } = last.observed
  const why = reason === '' ? `exit code ${exitCode}` : reason
  const where = `${last.name} (${last.id}) on ${turn.nodeName(last.nodeId)}`
  const count = `${failed.length} of ${kept.length} tasks failed ${job.attempts} times`
  return { state: 'failed', reason: `${count}: ${where}: ${why}` }
}

/** The slots of the run by ascending number; what is beyond the count leaves. */
function keptSlots(run: JobRun, slots: ReadonlyMap<number, Slot>): Slot[] {
  const { turn, deployment } = run
  if (isGlobal(deployment.spec)) {
    const kept = keepNodes(turn, deployment, slots)
    if (run.run === undefined) countNodes(turn, deployment, kept.length)
    return kept
  }
  const { replicas } = deployment
  for (const slot of slots.values()) {
    if (slot.number <= replicas) continue
    for (const task of [...slot.live, ...slot.ended]) {
      leave(turn, slot, task, `scaled down to ${replicas}`)
    }
  }
  return Array.from({ length: replicas }, (_, i) => slots.get(i + 1) ?? emptySlot(i + 1))
}

/** True if the slot is to get a task now: nothing of it runs, and its back-off is over. */
function isDue({ turn, deployment, job }: JobRun, slot: Slot): boolean {
  if (isDone(slot) || isExhausted(job, slot) || slot.live.length > 0) return false
  if (slot.leaving.some(task => !turn.isRemoved(task))) return false
  return turn.isDue(retryAtMs(turn, deployment, slot, deployment.specRevision))
}

function isDone(slot: Slot): boolean {
  return slot.ended.some(hasCompleted)
}

function isExhausted({ attempts }: JobMode, slot: Slot): boolean {
  return slot.live.length === 0 && slot.ended.some(task => attemptOf(task) >= attempts)
}

/** A try that ended counts; one that was lost or moved away does not. */
function nextAttempt({ ended, lost, leaving }: Slot): number {
  const failed = ended.map(task => attemptOf(task) + 1)
  return Math.max(1, ...failed, ...[...lost, ...leaving].map(attemptOf))
}

function attemptOf({ attempt = 1 }: Task): number {
  return attempt
}
