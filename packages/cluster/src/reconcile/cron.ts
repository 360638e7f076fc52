/**
 * Jobs with a schedule: starts a run when one is due, and remembers what became of the last ones.
 *
 *     due ─► nothing runs, or `allow`: a new run
 *        ├─► `forbid`: skipped, and recorded as that
 *        └─► `replace`: what runs is stopped, then a new run
 *
 * The next time is in the log, worked out from the log's time, so a change of leader neither
 * forgets a run nor starts it twice. Runs that were due while nobody led are made up for by one.
 */

import { CRON_LATE_MS, CRON_RUNS_MAX } from '../config.ts'
import { isoTime, nextCronMs } from '../cron-schedule.ts'
import type { CronRun, CronSpec, CronState, JobMode } from '../mode.ts'
import type { Deployment } from '../objects.ts'
import { advanceRun } from './job.ts'
import { leave, type Slot, slotsOf } from './slot.ts'
import type { Turn } from './turn.ts'

/** Decides all that is due for a job with a schedule. */
export function reconcileCron(
  turn: Turn,
  deployment: Deployment,
  job: JobMode,
  cron: CronSpec,
): void {
  const tasks = Map.groupBy(turn.state.tasksOfDeployment(deployment.id), task => task.run ?? 0)
  const slots = new Map([...tasks].map(([run, ofRun]) => [run, slotsOf(turn, ofRun)]))
  const before = deployment.cron ?? { basis: '', nextMs: null, lastRun: 0, runs: [] }
  const due = withDue(turn, deployment, cron, before)
  const runs = due.runs.map(run =>
    run.state === 'running' ? advanced(turn, deployment, job, run, slots.get(run.run)) : run,
  )
  const after: CronState = { ...due, runs: kept(runs, cron.history) }
  const isKept = new Set(after.runs.map(({ run }) => run))
  const isOver = new Map(after.runs.map(({ run, state, reason }) => [run, { state, reason }]))
  for (const [run, ofRun] of slots) {
    const state = isOver.get(run)
    if (!isKept.has(run)) dropAll(turn, ofRun, 'its run is over')
    else if (state?.state === 'replaced') dropAll(turn, ofRun, state.reason)
  }
  say(turn, deployment, before, after)
  const { id: deploymentId, rollout } = deployment
  if (rollout.state !== 'running') return
  const news = { state: 'complete', reason: '', failure: null } as const
  turn.add('rollout', { op: 'rollout.set', deploymentId, rolloutId: rollout.id, ...news })
}

/** The state with what is due now: a run that starts or is skipped, and the time of the next. */
function withDue(turn: Turn, { rollout }: Deployment, cron: CronSpec, state: CronState): CronState {
  const { nowMs } = turn
  const basis = `${cron.schedule} ${cron.timezone}`
  const isNew = state.basis !== basis
  const { nextMs: dueMs } = state
  const isDue = !isNew && dueMs !== null && nowMs >= dueMs
  if (!isNew && !isDue) return state
  const next = { ...state, basis, nextMs: nextCronMs(cron, nowMs) }
  if (!isDue || rollout.state === 'paused') return next
  const run = state.lastRun + 1
  const busy = state.runs.filter(one => one.state === 'running')
  const begun = { run, dueMs, startedMs: nowMs, reason: lateness(nowMs - dueMs) }
  const isSkipped = cron.concurrency === 'forbid' ? busy.length > 0 : busy.length >= CRON_RUNS_MAX
  if (isSkipped && cron.concurrency !== 'replace') {
    const reason = `run ${busy.at(-1)!.run} still goes on`
    const skipped = { ...begun, state: 'skipped' as const, reason, finishedMs: nowMs }
    return { ...next, lastRun: run, runs: [...state.runs, skipped] }
  }
  const isReplaced = (one: CronRun) => cron.concurrency === 'replace' && one.state === 'running'
  const others = state.runs.map(one =>
    isReplaced(one)
      ? { ...one, state: 'replaced' as const, reason: `replaced by run ${run}`, finishedMs: nowMs }
      : one,
  )
  const started = { ...begun, state: 'running' as const, finishedMs: null }
  return { ...next, lastRun: run, runs: [...others, started] }
}

function lateness(lateMs: number): string {
  return lateMs < CRON_LATE_MS ? '' : `started ${Math.round(lateMs / 1000)} s late`
}

/** The run after its next steps. */
function advanced(
  turn: Turn,
  deployment: Deployment,
  job: JobMode,
  cronRun: CronRun,
  slots: ReadonlyMap<number, Slot> = new Map(),
): CronRun {
  const { run, startedMs, dueMs } = cronRun
  const jobRun = { turn, deployment, job, run, startedMs, isPaused: false }
  const { state, reason } = advanceRun(jobRun, slots)
  if (state === 'running') {
    return { ...cronRun, reason: reason === '' ? lateness(startedMs - dueMs) : reason }
  }
  const why = reason === '' ? cronRun.reason : reason
  return { ...cronRun, state, reason: why, finishedMs: turn.nowMs }
}

/** What runs, the last that finished, and as many of those that never began. */
function kept(runs: readonly CronRun[], history: number): CronRun[] {
  const isSkipped = ({ state }: CronRun) => state === 'skipped'
  const finished = runs.filter(run => run.state !== 'running' && !isSkipped(run))
  const last = [finished, runs.filter(isSkipped)].flatMap(list =>
    list.slice(Math.max(0, list.length - history)),
  )
  return runs.filter(run => run.state === 'running' || last.includes(run))
}

function dropAll(turn: Turn, slots: ReadonlyMap<number, Slot>, reason: string): void {
  for (const slot of slots.values()) {
    for (const task of [...slot.live, ...slot.ended]) leave(turn, slot, task, reason)
  }
}

/** Writes the state if it is another one, with what changed in words. */
function say(turn: Turn, deployment: Deployment, before: CronState, after: CronState): void {
  const known = new Map(before.runs.map(run => [run.run, run]))
  const isNews = ({ run, state, reason }: CronRun) =>
    known.get(run)?.state !== state || known.get(run)?.reason !== reason
  const news = after.runs
    .filter(isNews)
    .map(({ run, state, reason }) => `run ${run} is ${state}${reason === '' ? '' : `: ${reason}`}`)
  const isKept = new Set(after.runs.map(({ run }) => run))
  for (const { run } of before.runs) if (!isKept.has(run)) news.push(`run ${run} is history`)
  const isMoved = before.nextMs !== after.nextMs || before.basis !== after.basis
  if (news.length === 0 && !isMoved) return
  if (isMoved) {
    const { nextMs } = after
    news.push(nextMs === null ? 'no run is due any more' : `next run ${isoTime(nextMs)}`)
  }
  const { id: deploymentId, specRevision } = deployment
  const reason = news.join('; ')
  turn.add('rollback', { op: 'cron.set', deploymentId, specRevision, cron: after, reason })
}
