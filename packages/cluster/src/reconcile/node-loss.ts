/**
 * Tasks of nodes that are gone.
 *
 * A dead node's tasks are given up after `lostAfterMs`; a node that said it restarts, or of which
 * a new leader has heard nothing yet, keeps them longer. All of it counts from the later of its
 * start and the leader's taking office, so a change of leader never looks like a dead cluster.
 */

import { hasCompleted, hasEnded } from '../task-phase.ts'
import type { Turn } from './turn.ts'

/** Gives up tasks of lost nodes, and removes what has ended or has nowhere to be. */
export function settleTasks(turn: Turn): void {
  for (const member of turn.state.sorted('member')) {
    const reason = lossOf(turn, member.id)
    const { bootCount } = turn.view.liveness(member.id)
    for (const task of turn.state.tasksOfNode(member.id)) {
      if (hasEnded(task)) {
        if (task.desired === 'stopped') turn.remove(task)
      } else if (task.observed.phase === 'lost') {
        if (isBackForLong(turn, member.id)) turn.remove(task)
      } else if (reason !== undefined) {
        turn.lose(task, bootCount, reason)
      }
    }
  }
  for (const task of turn.state.sorted('task')) {
    // What a removed member has completed stays done.
    const isDone = task.desired === 'running' && hasCompleted(task)
    if (task.nodeId !== '' && !turn.state.members.has(task.nodeId) && !isDone) turn.remove(task)
    const isOrphan = !turn.state.deployments.has(task.deploymentId)
    if (isOrphan && task.desired === 'running') turn.stop(task, 'its service is gone')
  }
}

/** True if the node has been back so long that it knows nothing of a task that it never named. */
function isBackForLong(turn: Turn, nodeId: string): boolean {
  const { state, sinceMs } = turn.view.liveness(nodeId)
  return state === 'alive' && turn.graceSpentMs(sinceMs) >= turn.config.forgetLostMs
}

/** Why the node's tasks are lost; undefined while it keeps them. */
function lossOf(turn: Turn, nodeId: string): string | undefined {
  const { state, sinceMs } = turn.view.liveness(nodeId)
  if (state === 'alive' || state === 'suspect') return undefined
  const isGone = state === 'dead' || state === 'left'
  const graceMs = isGone ? turn.config.lostAfterMs : turn.config.restartingMs
  if (turn.graceSpentMs(sinceMs) < graceMs) return undefined
  const name = turn.nodeName(nodeId)
  const seconds = graceMs / 1000
  if (state === 'unknown') return `nothing was heard from node ${name} for ${seconds} s`
  if (state === 'restarting') return `node ${name} did not come back within ${seconds} s`
  return `node ${name} has been ${state === 'left' ? 'gone' : 'dead'} for ${seconds} s`
}
