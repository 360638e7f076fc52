/**
 * What a node reports about its own tasks.
 *
 * Reports are repeated until the node has applied them, so a report that says nothing new changes
 * nothing. A lost task stays lost: the one thing that is believed about it is that it has ended.
 */

import { isSame } from '../canonical.ts'
import type { TaskReport } from '../commands.ts'
import type { Task, TaskObserved } from '../objects.ts'
import { hasCompleted, hasEnded } from '../task-phase.ts'
import { hasSingleWriter } from '../volume.ts'
import { type Apply, type ApplyContext, bounded, done, refuse } from './context.ts'

export const observeTasks: Apply<'task.observe'> = ({ nodeId, bootCount, reports }, context) => {
  if (context.store.get('member', nodeId) === undefined) {
    return refuse('not-found', `there is no member '${nodeId}'`)
  }
  for (const report of reports) observeTask(nodeId, bootCount, report, context)
  return done(context, nodeId)
}

function observeTask(
  nodeId: string,
  bootCount: number,
  report: TaskReport,
  context: ApplyContext,
): void {
  const task = context.store.get('task', report.taskId)
  if (task === undefined || task.nodeId !== nodeId || hasEnded(task)) return
  const isEnd = report.observed.phase === 'exited' || report.observed.phase === 'failed'
  if (report.observed.phase === 'lost') return
  const isLost = task.observed.phase === 'lost'
  if (isLost && !isEnd) return
  // An earlier life of the node knows the end of what it ran; but the next life may have started a
  // task anew, and one that writes to a volume alone has only ended when that one says so.
  const mustBeLatest = !isLost || hasSingleWriter(task.workload)
  if (mustBeLatest && bootCount < task.observed.bootCount) return
  const observed = merged(task.observed, report.observed, bootCount, context.timeMs)
  if (isSame(observed, task.observed)) return
  const after: Task = { ...task, observed, revision: context.index }
  context.store.put('task', after)
  if (isFailure(task, after)) {
    context.failures.add(task.deploymentId, {
      slot: task.slot,
      specRevision: task.specRevision,
      nodeId,
      atMs: context.timeMs,
    })
  }
  const { phase, exitCode, restarts } = observed
  context.emit({
    topic: 'task',
    action: 'changed',
    object: task,
    reason: wordsFor(task.observed, observed),
    details: { nodeId, phase, exitCode, restarts },
  })
}

/** What happened to a task, as far as an observation tells. */
function wordsFor(before: TaskObserved, { phase, reason, ...after }: TaskObserved): string {
  const isSameRun = phase === before.phase && after.restarts === before.restarts
  const hasTurned = after.healthySinceMs !== null && before.healthySinceMs === null
  if (isSameRun && hasTurned) return 'is healthy for the first time'
  return reason === '' ? `is ${phase}` : `is ${phase}: ${reason}`
}

/** The observation with what the log adds: since when it holds, and since when it is healthy. */
function merged(
  before: TaskObserved,
  report: TaskReport['observed'],
  bootCount: number,
  timeMs: number,
): TaskObserved {
  const isSameRun = before.phase === report.phase && before.restarts === report.restarts
  const sinceMs = isSameRun ? before.sinceMs : timeMs
  const isHealthy = report.phase === 'running' && report.wasHealthy !== false
  const since = isSameRun ? (before.healthySinceMs ?? timeMs) : timeMs
  return {
    phase: report.phase,
    reason: bounded(report.reason),
    ports: report.ports,
    exitCode: report.exitCode,
    restarts: report.restarts,
    bootCount,
    sinceMs,
    wasHealthy: report.wasHealthy,
    healthySinceMs: isHealthy ? since : null,
    ...(report.hasHealthcheck === true && { hasHealthcheck: true }),
  }
}

/** True if the task ended, or was restarted, although it was to run. */
function isFailure(before: Task, after: Task): boolean {
  if (before.desired !== 'running') return false
  if (hasEnded(after)) return !hasCompleted(after) || after.observed.exitCode !== 0
  return after.observed.restarts > before.observed.restarts
}
