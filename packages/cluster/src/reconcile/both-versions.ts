/**
 * Blue-green while both versions stand: each slot has a task of the old and one of the new version,
 * and each of the two is kept like a deployment of its own.
 *
 *     stage 1   the old serves, the new waits beside it
 *     stage 2   the new serves, the old is kept
 *
 * So a loss of the version that serves is made up for before and after the switch, scaling changes
 * both, and the way back is as whole as the way forward.
 */

import type { Deployment, Task } from '../objects.ts'
import { stageOf } from '../stages.ts'
import { type DeploymentTurn, draft, leave, retryAtMs, type Slot } from './slot.ts'
import type { Turn } from './turn.ts'

/** True while the old version stands beside the new one in every slot. */
export function hasBothVersions(deployment: Deployment): boolean {
  return stageOf(deployment)?.isOldKept === true
}

/** The task of the slot counts for the version that has the requests. */
export function isServingVersion(deployment: Deployment, task: Task): boolean {
  const stage = stageOf(deployment)
  if (stage?.isOldKept !== true) return true
  return (task.specRevision === deployment.specRevision) === stage.weight > 0
}

/** The live tasks of a slot that replace each other: all of them, or those of either version. */
export function lanesOf(deployment: Deployment, slot: Slot): Task[][] {
  if (!hasBothVersions(deployment)) return [slot.live]
  const isNew = (task: Task) => task.specRevision === deployment.specRevision
  return [slot.live.filter(task => !isNew(task)), slot.live.filter(isNew)]
}

/** Gives the slot back what it lacks of either version, after a back-off for what crashed. */
export function healBoth({ turn, deployment }: DeploymentTurn, slot: Slot): void {
  const { specRevision, stable, rollout } = deployment
  const isNew = (task: Task) => task.specRevision === specRevision
  if (slot.live.every(isNew)) refill(turn, deployment, slot, stable!.specRevision)
  const wasReached = [...slot.ended, ...slot.leaving, ...slot.lost].some(isNew)
  const mayStart = rollout.state === 'running' || wasReached
  if (mayStart && !slot.live.some(isNew)) refill(turn, deployment, slot, specRevision)
}

function refill(turn: Turn, deployment: Deployment, slot: Slot, revision: number): void {
  if (!turn.isDue(retryAtMs(turn, deployment, slot, revision))) return
  const isNew = revision === deployment.specRevision
  for (const task of [...slot.ended]) {
    const isOfVersion = (task.specRevision === deployment.specRevision) === isNew
    if (isOfVersion) leave(turn, slot, task, 'replaced after a crash')
  }
  draft(turn, deployment, slot, revision)
}
