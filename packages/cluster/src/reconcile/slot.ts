/**
 * Slots: the places `1 … n` of a deployment, and the tasks that are or were in each.
 *
 * A slot normally has one live task. It has two while one replaces the other, and none while a
 * crashed task waits for its replacement or an old one is being stopped before the new one starts.
 */

import type { Deployment, Task } from '../objects.ts'
import { hasEnded } from '../task-phase.ts'
import type { Turn } from './turn.ts'

export type Slot = {
  readonly number: number
  /** To run, and running or on the way there; oldest first. */
  readonly live: Task[]
  /** To run, but ended: crashed or completed. */
  readonly ended: Task[]
  /** Asked to stop and not lost; may have ended. */
  readonly leaving: Task[]
  /** On a node that is gone. */
  readonly lost: Task[]
  /** Set once this turn creates a task for it. */
  hasDraft: boolean
  /** Set if it is empty and the rollout has not reached it: either version may fill it. */
  isMissing: boolean
}

/** The slots of a deployment by ascending number, with what this turn has decided so far. */
export function slotsOf(turn: Turn, deployment: Deployment): Map<number, Slot> {
  const slots = new Map<number, Slot>()
  const tasks = turn.state
    .tasksOfDeployment(deployment.id)
    .toSorted((a, b) => a.slot - b.slot || a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))
  for (const task of tasks) {
    const slot = slots.get(task.slot) ?? emptySlot(task.slot)
    slots.set(task.slot, slot)
    if (turn.isLost(task)) slot.lost.push(task)
    else if (turn.isStopping(task)) slot.leaving.push(task)
    else if (turn.isRemoved(task)) slot.lost.push(task)
    else if (hasEnded(task)) slot.ended.push(task)
    else slot.live.push(task)
  }
  return slots
}

export function emptySlot(number: number): Slot {
  return { number, live: [], ended: [], leaving: [], lost: [], hasDraft: false, isMissing: false }
}

/** Moves a live or ended task of the slot to those that leave. */
export function leave(turn: Turn, slot: Slot, task: Task, reason: string): void {
  turn.stop(task, reason)
  for (const list of [slot.live, slot.ended]) {
    const at = list.indexOf(task)
    if (at >= 0) list.splice(at, 1)
  }
  if (!turn.isRemoved(task)) slot.leaving.push(task)
}
