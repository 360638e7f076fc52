/**
 * Slots: the places `1 … n` of a deployment, and the tasks that are or were in each.
 *
 * A slot normally has one live task. It has two while one replaces the other, and none while a
 * crashed task waits for its replacement or an old one is being stopped before the new one starts.
 */

import type { Deployment, Task } from '../objects.ts'
import { hasEnded } from '../task-phase.ts'
import { hasSingleWriter } from '../volume.ts'
import { isAway } from './node-loss.ts'
import type { Turn } from './turn.ts'

export type Slot = {
  readonly number: number
  /** To run, and running or on the way there; oldest first. */
  readonly live: Task[]
  /** To run, but ended: crashed or completed. */
  readonly ended: Task[]
  /** Asked to stop and not lost; may have ended. */
  readonly leaving: Task[]
  /** On a node that is gone; or away, and live again when it is back. */
  readonly lost: Task[]
  /** Versions of the tasks that this turn creates for it. */
  readonly drafts: number[]
  /** Set if it is empty and the rollout has not reached it: either version may fill it. */
  isMissing: boolean
}

/** A deployment as the turn sees it, with a rollback that it has just decided on. */
export type DeploymentTurn = {
  readonly turn: Turn
  readonly deployment: Deployment
  readonly hasChecks: boolean
  /** The slots that stay, by ascending number. */
  readonly slots: readonly Slot[]
}

/** The slots of these tasks by ascending number, with what this turn has decided so far. */
export function slotsOf(turn: Turn, tasks: readonly Task[]): Map<number, Slot> {
  const slots = new Map<number, Slot>()
  const sorted = tasks.toSorted(
    (a, b) => a.slot - b.slot || a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1),
  )
  for (const task of sorted) {
    const slot = slots.get(task.slot) ?? emptySlot(task.slot)
    slots.set(task.slot, slot)
    if (turn.isLost(task) || isAway(turn, task)) slot.lost.push(task)
    else if (turn.isStopping(task)) slot.leaving.push(task)
    else if (turn.isRemoved(task)) slot.lost.push(task)
    else if (hasEnded(task)) slot.ended.push(task)
    else slot.live.push(task)
  }
  return slots
}

export function emptySlot(number: number): Slot {
  return { number, live: [], ended: [], leaving: [], lost: [], drafts: [], isMissing: false }
}

/** Asks for one more task of that version in the slot. */
export function draft(
  turn: Turn,
  deployment: Deployment,
  slot: Slot,
  specRevision: number,
  job: { readonly run?: number; readonly attempt?: number } = {},
): void {
  turn.create(deployment, slot.number, specRevision, job)
  slot.drafts.push(specRevision)
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

/** True if a task of another version is still being stopped in the slot. */
export function isOldLeaving(turn: Turn, deployment: Deployment, slot: Slot): boolean {
  return slot.leaving.some(
    task => task.specRevision !== deployment.specRevision && !turn.isRemoved(task),
  )
}

/** True if the old version or the new one writes to a volume alone. */
export function mustStopFirst({ spec, stable }: Deployment): boolean {
  return [spec, stable?.spec].some(one => one !== undefined && hasSingleWriter(one.workload))
}

/**
 * When a slot whose task of that version crashed may be tried again: the delay doubles with each
 * recent failure. 0 if none of them crashed.
 */
export function retryAtMs(
  turn: Turn,
  deployment: Deployment,
  slot: Slot,
  specRevision: number,
): number {
  if (!slot.ended.some(task => task.specRevision === specRevision)) return 0
  const { backoffMs, backoffMaxMs, failureWindowMs } = turn.config
  const recent = turn.state
    .failuresOf(deployment.id)
    .filter(failure => failure.slot === slot.number && failure.specRevision === specRevision)
    .filter(failure => turn.nowMs - failure.atMs < failureWindowMs)
  const last = recent.at(-1)
  if (last === undefined) return 0
  return last.atMs + Math.min(backoffMaxMs, backoffMs * 2 ** (recent.length - 1))
}
