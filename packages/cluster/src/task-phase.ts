/**
 * What a task's phase means, in one place.
 *
 *     pending ─► starting ─► running ─► stopping ─► exited
 *                   ▲  └──►───┤ ▲                     (asked to, or done by its restart policy)
 *                backoff ◄────┘ └── adopted after the node's restart
 *                   └─► failed     (attempts exhausted)          lost (its node is gone)
 */

import type { Task } from './objects.ts'

/** True once nothing of the task runs any more, as far as the log knows. */
export function hasEnded(task: Task): boolean {
  const { phase } = task.observed
  return phase === 'exited' || phase === 'failed'
}

/** True if the task is to run and may: neither ended, lost nor asked to stop. */
export function isLive(task: Task): boolean {
  return task.desired === 'running' && !hasEnded(task) && task.observed.phase !== 'lost'
}

/** True if the task ended as its restart policy allows, so that nothing replaces it. */
export function hasCompleted(task: Task): boolean {
  if (!hasEnded(task)) return false
  const { policy } = task.workload.restart
  return policy === 'never' || (policy === 'on-failure' && task.observed.exitCode === 0)
}

/** True if the task ended although it was to run, and shall be replaced. */
export function hasCrashed(task: Task): boolean {
  return task.desired === 'running' && hasEnded(task) && !hasCompleted(task)
}

/** True if it is judged by checks: those of its service, if that has any, or its container's own. */
export function isChecked(task: Pick<Task, 'observed'>, hasChecks: boolean): boolean {
  return hasChecks || task.observed.hasHealthcheck === true
}
