/**
 * Empties draining nodes, moves tasks that are asked to, and thins out slots that have more than
 * one task of the same version.
 *
 * A task is moved start-first: its replacement must serve before it is withdrawn, and only so many
 * tasks of a deployment move at a time as its updates may. What a single-writer volume keeps on its
 * node cannot move: it is stopped, and waits for the node to be made available again.
 */

import type { Task } from '../objects.ts'
import { keptVolumes } from '../volume.ts'
import { hasBothVersions, lanesOf } from './both-versions.ts'
import { mayReturn } from './node-loss.ts'
import { type DeploymentTurn, draft, leave, retryAtMs, type Slot } from './slot.ts'

/** Moves what is on draining nodes; leaves slots alone that the rollout is about to replace. */
export function drainSlots(current: DeploymentTurn): void {
  const { deployment, slots } = current
  const { parallelism } = deployment.spec.update
  let left = parallelism === 0 ? Number.POSITIVE_INFINITY : parallelism
  for (const slot of slots) {
    thinOut(current, slot)
    left -= lanesOf(deployment, slot).filter(lane => isMoving(current, slot, lane)).length
  }
  for (const slot of slots) {
    for (const lane of lanesOf(deployment, slot)) {
      const [task] = lane
      if (left <= 0) return
      if (task === undefined || isMoving(current, slot, lane)) continue
      if (!mustMove(current, task)) continue
      if (keptVolumes(task.workload).length > 0) {
        leave(current.turn, slot, task, 'its node is drained, and its volume stays there')
      }
      if (move(current, slot, task)) left--
    }
  }
}

/** True if something takes another's place in that lane, or will with what this turn creates. */
function isMoving({ deployment }: DeploymentTurn, slot: Slot, lane: readonly Task[]): boolean {
  const isOfLane = (revision: number) =>
    !hasBothVersions(deployment) || lane[0]?.specRevision === revision
  return lane.length + slot.drafts.filter(isOfLane).length > 1
}

/** Asks for another task of the same version; false if that is not due. */
function move({ turn, deployment }: DeploymentTurn, slot: Slot, task: Task): boolean {
  const { specRevision, rollout, stable } = deployment
  const hasBoth = hasBothVersions(deployment)
  const isRolling = rollout.state === 'running' || rollout.state === 'rolling-back'
  if (task.specRevision !== specRevision && isRolling && !hasBoth) return false
  const isKnown = [specRevision, stable?.specRevision].includes(task.specRevision)
  const revision = isKnown ? task.specRevision : hasBoth ? stable!.specRevision : specRevision
  if (!turn.isDue(retryAtMs(turn, deployment, slot, revision))) return false
  for (const ended of [...slot.ended]) {
    if (!hasBoth || ended.specRevision === revision)
      leave(turn, slot, ended, 'replaced after a crash')
  }
  draft(turn, deployment, slot, revision)
  return true
}

/** Of several live tasks of one version in a slot, keeps the best. */
function thinOut(current: DeploymentTurn, slot: Slot): void {
  const { turn, hasChecks } = current
  for (const revision of new Set(slot.live.map(task => task.specRevision))) {
    const same = slot.live.filter(task => task.specRevision === revision)
    if (same.length < 2 || mustWait(current, same)) continue
    const rank = (task: Task) =>
      (mustMove(current, task) ? 0 : 4) +
      (turn.isReady(task, hasChecks) ? 2 : 0) +
      (task.nodeId === '' ? 0 : 1)
    const returned = (task: Task) => (task === same[0] && mayReturn(turn, task) ? 1 : 0)
    const [best, ...others] = same.toSorted(
      (a, b) => rank(b) - rank(a) || returned(b) - returned(a),
    )
    for (const task of others) {
      // A replacement that is not ready yet does not release the task that it is to replace.
      if (mustMove(current, task) && !turn.isReady(best!, hasChecks)) continue
      leave(turn, slot, task, `replaced by ${best!.id}`)
    }
  }
}

/**
 * True if which task stays is still open: one that may return is on a node that is away, or has
 * just come back and is not ready yet; for that it has as long as a new one.
 */
function mustWait(current: DeploymentTurn, [original]: readonly Task[]): boolean {
  const { turn, hasChecks, deployment } = current
  if (original === undefined || !mayReturn(turn, original) || original.nodeId === '') return false
  if (mustMove(current, original)) return false
  if (!turn.isNodeUp(original.nodeId)) return true
  const { sinceMs } = turn.view.liveness(original.nodeId)
  const isFresh = turn.graceSpentMs(sinceMs) < deployment.spec.update.healthyDeadlineMs
  return isFresh && !turn.isReady(original, hasChecks)
}

/** True if the task is to run elsewhere: its node is being emptied, or somebody asked for it. */
function mustMove({ turn }: DeploymentTurn, task: Task): boolean {
  if (task.moveReason !== undefined) return true
  return turn.state.members.get(task.nodeId)?.availability === 'draining'
}
