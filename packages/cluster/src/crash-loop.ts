/** Crash loops: a slot whose tasks fail again and again, in words for whoever looks at it. */

import { CRASH_LOOP_FAILURES, RECONCILE_DEFAULTS } from './config.ts'
import type { Task } from './objects.ts'
import type { ClusterState } from './state.ts'

/** What to say of a task whose slot is in a crash loop; empty if it is in none. */
export function crashLoopOf(state: ClusterState, task: Task): string {
  const { failureWindowMs } = RECONCILE_DEFAULTS
  const recent = state
    .failuresOf(task.deploymentId)
    .filter(({ slot, specRevision }) => slot === task.slot && specRevision === task.specRevision)
    .filter(({ atMs }) => state.lastTimeMs - atMs < failureWindowMs)
  const last = recent.at(-1)
  if (last === undefined || recent.length < CRASH_LOOP_FAILURES) return ''
  const node = state.members.get(last.nodeId)?.name ?? last.nodeId
  const minutes = failureWindowMs / 60_000
  return `crash loop: failed ${recent.length} times within ${minutes} min, last on ${node}`
}
