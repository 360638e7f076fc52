/**
 * Tasks of nodes that are gone.
 *
 * A dead node's tasks are given up after `lostAfterMs`; a node that said it restarts, or of which
 * a new leader has heard nothing yet, keeps them longer. All of it counts from the later of its
 * start and the leader's taking office, so a change of leader never looks like a dead cluster.
 * A service may say otherwise (`disconnect.ts`): its task is kept, or just *away*, which nothing
 * in the log tells: it is live again as soon as its node is.
 */

import { AWAY_MS_MAX } from '../config.ts'
import { lossAfterMs } from '../disconnect.ts'
import { jobOf } from '../mode.ts'
import type { Task } from '../objects.ts'
import { hasCompleted, hasEnded } from '../task-phase.ts'
import { hasSingleWriter } from '../volume.ts'
import type { Turn } from './turn.ts'

/** Gives up tasks of lost nodes, and removes what has ended or has nowhere to be. */
export function settleTasks(turn: Turn): void {
  for (const member of turn.state.sorted('member')) {
    const { bootCount } = turn.view.liveness(member.id)
    const mustBeEmpty =
      member.drain !== undefined &&
      turn.graceSpentMs(member.drain.startedMs) >= member.drain.deadlineMs
    for (const task of turn.state.tasksOfNode(member.id)) {
      if (hasEnded(task)) {
        if (task.desired === 'stopped') turn.remove(task)
      } else if (task.observed.phase === 'lost') {
        // One that writes alone has ended when its node says so, and not before.
        if (isBackForLong(turn, member.id) && !hasSingleWriter(task.workload)) turn.remove(task)
      } else {
        const reason = lossOf(turn, task)
        if (reason !== undefined) turn.lose(task, bootCount, reason)
        else if (mustBeEmpty) turn.stop(task, `the time to drain ${member.name} is over`)
      }
    }
  }
  for (const task of turn.state.sorted('task')) {
    // What a removed member has completed stays done.
    const isDone = task.desired === 'running' && hasCompleted(task)
    if (task.nodeId !== '' && !turn.state.members.has(task.nodeId) && !isDone) {
      turn.remove(task, 'its node is no longer a member')
    }
    const isOrphan = !turn.state.deployments.has(task.deploymentId)
    if (isOrphan && task.desired === 'running') turn.stop(task, 'its service is gone')
  }
}

/** True if the task's node is gone, and it is replaced although it may win on its return. */
export function isAway(turn: Turn, task: Task): boolean {
  if (!mayReturn(turn, task) || turn.isNodeUp(task.nodeId)) return false
  return isOverdue(turn, task)
}

/** True if a task of that service goes on, rather than its replacement, when its node is back. */
export function mayReturn(turn: Turn, task: Task): boolean {
  const spec = turn.state.deployments.get(task.deploymentId)?.spec
  return spec?.disconnect?.onReturn === 'original' && jobOf(spec) === undefined
}

/** True if the node has been back so long that it knows nothing of a task that it never named. */
function isBackForLong(turn: Turn, nodeId: string): boolean {
  const { state, sinceMs } = turn.view.liveness(nodeId)
  return state === 'alive' && turn.graceSpentMs(sinceMs) >= turn.config.forgetLostMs
}

/** How long the node may be in that state before its task is replaced. */
function graceMsOf(turn: Turn, task: Task): number {
  const { state } = turn.view.liveness(task.nodeId)
  const spec = turn.state.deployments.get(task.deploymentId)?.spec
  const lossMs = lossAfterMs(spec, turn.config.lostAfterMs)
  return state === 'dead' || state === 'left' ? lossMs : Math.max(lossMs, turn.config.restartingMs)
}

function isOverdue(turn: Turn, task: Task): boolean {
  const { sinceMs } = turn.view.liveness(task.nodeId)
  return turn.graceSpentMs(sinceMs) >= graceMsOf(turn, task)
}

/** Why the task is lost; undefined while its node keeps it. */
function lossOf(turn: Turn, task: Task): string | undefined {
  const { state, sinceMs } = turn.view.liveness(task.nodeId)
  if (state === 'alive' || state === 'suspect' || !isOverdue(turn, task)) return undefined
  const disconnect = turn.state.deployments.get(task.deploymentId)?.spec.disconnect
  const isWanted = task.desired === 'running'
  if (isWanted && disconnect?.replaces === false) return undefined
  const isGivenUp = turn.graceSpentMs(sinceMs) >= AWAY_MS_MAX
  if (isWanted && mayReturn(turn, task) && !isGivenUp) return undefined
  const name = turn.nodeName(task.nodeId)
  const seconds = graceMsOf(turn, task) / 1000
  if (state === 'unknown') return `nothing was heard from node ${name} for ${seconds} s`
  if (state === 'restarting') return `node ${name} did not come back within ${seconds} s`
  return `node ${name} has been ${state === 'left' ? 'gone' : 'dead'} for ${seconds} s`
}
