/**
 * Keeps one deployment at its count: the right number of slots, each with one live task.
 *
 *     judge the rollout ─► drop surplus ─► heal slots ─► advance the rollout ─► empty drained nodes
 *
 * Each step sees what the steps before it decided.
 */

import { isGlobal } from '../mode.ts'
import type { Deployment, Service, Task } from '../objects.ts'
import { hasCompleted } from '../task-phase.ts'
import { hasBothVersions, healBoth, isServingVersion } from './both-versions.ts'
import { drainSlots } from './drain.ts'
import { countNodes, keepNodes } from './global.ts'
import { advanceRollout, judgeRollout } from './rolling-update.ts'
import {
  type DeploymentTurn,
  draft,
  emptySlot,
  isOldLeaving,
  leave,
  mustStopFirst,
  retryAtMs,
  type Slot,
  slotsOf,
} from './slot.ts'
import type { Turn } from './turn.ts'

/** Decides all that is due for one deployment; tasks it creates get their nodes afterwards. */
export function reconcileDeployment(turn: Turn, before: Deployment, service: Service): void {
  const slots = slotsOf(turn, turn.state.tasksOfDeployment(before.id))
  if (before.stopped !== undefined) {
    stopAll(turn, slots)
    return
  }
  const deployment = judgeRollout(turn, before, service, slots)
  const hasChecks = checksOf(deployment, service).length > 0
  const kept = keepSlots(turn, deployment, hasChecks, slots)
  const current: DeploymentTurn = { turn, deployment, hasChecks, slots: kept }
  for (const slot of kept) {
    dropUnplaceable(current, slot)
    dropSuperseded(current, slot)
    forgetReplaced(current, slot)
    if (hasBothVersions(deployment)) healBoth(current, slot)
    else healSlot(current, slot)
  }
  drainSlots({ ...current, deployment: advanceRollout(current) })
}

/** Its rollout waits until it is started again: what does not run proves nothing. */
function stopAll(turn: Turn, slots: ReadonlyMap<number, Slot>): void {
  for (const slot of slots.values()) {
    for (const task of [...slot.live, ...slot.ended]) leave(turn, slot, task, 'stopped by hand')
  }
}

/** The checks in force: those of the stable version if this turn rolls back to it. */
function checksOf(deployment: Deployment, service: Service): Service['spec']['checks'] {
  const { stable, specRevision, rollout } = deployment
  const isBack = rollout.state === 'rolling-back' && stable?.specRevision === specRevision
  return isBack ? stable.serviceSpec.checks : service.spec.checks
}

/** Drops surplus slots, adds missing ones, and answers those that stay. */
function keepSlots(
  turn: Turn,
  deployment: Deployment,
  hasChecks: boolean,
  slots: ReadonlyMap<number, Slot>,
): Slot[] {
  if (isGlobal(deployment.spec)) {
    const kept = keepNodes(turn, deployment, slots)
    countNodes(turn, deployment, kept.length)
    return kept
  }
  const { replicas } = deployment
  const used = [...slots.values()].filter(
    slot => slot.live.length > 0 || slot.ended.length > 0 || isBeingUpdated(deployment, slot),
  )
  const worthOf = (slot: Slot) => worth(turn, deployment, slot, hasChecks)
  const ranked = used.toSorted((a, b) => worthOf(b) - worthOf(a) || a.number - b.number)
  for (const slot of ranked.slice(replicas)) {
    for (const task of [...slot.live, ...slot.ended]) {
      leave(turn, slot, task, `scaled down to ${replicas}`)
    }
  }
  const kept = ranked.slice(0, replicas)
  const taken = new Set(kept.map(({ number }) => number))
  for (let number = 1; kept.length < replicas; number++) {
    if (taken.has(number)) continue
    kept.push(slots.get(number) ?? emptySlot(number))
  }
  return kept.sort((a, b) => a.number - b.number)
}

/** How much is lost with a slot: 0 nothing runs, 1 waits, 2 not ready, 3 on a drained node. */
function worth(turn: Turn, deployment: Deployment, slot: Slot, hasChecks: boolean): number {
  const worthOf = (task: Task) => {
    if (task.nodeId === '') return 1
    if (!turn.isReady(task, hasChecks)) return 2
    return turn.state.members.get(task.nodeId)?.availability === 'draining' ? 3 : 4
  }
  const serving = slot.live.filter(task => isServingVersion(deployment, task))
  return Math.max(slot.ended.some(hasCompleted) ? 2 : 0, ...serving.map(worthOf))
}

/** True if the slot is empty because its old task must stop before the new one starts. */
export function isBeingUpdated(deployment: Deployment, slot: Slot): boolean {
  const { state } = deployment.rollout
  const isRolling = state === 'running' || state === 'rolling-back'
  const { order, maxUnavailable } = deployment.spec.update
  const mayStopFirst =
    order === 'stop-first' || maxUnavailable !== undefined || mustStopFirst(deployment)
  if (!isRolling || !mayStopFirst) return false
  return slot.leaving.some(task => task.specRevision !== deployment.specRevision)
}

/** What waits for a node in a version that is no more would wait for ever: the slot is filled anew. */
function dropUnplaceable({ turn, deployment }: DeploymentTurn, slot: Slot): void {
  const known = [deployment.specRevision, deployment.stable?.specRevision]
  for (const task of [...slot.live]) {
    if (task.nodeId !== '' || known.includes(task.specRevision)) continue
    leave(turn, slot, task, 'waited in a version that is no longer wanted')
  }
}

/** A version that nobody wants any more leaves a slot in which the one to go back to serves. */
function dropSuperseded({ turn, deployment, hasChecks }: DeploymentTurn, slot: Slot): void {
  const { specRevision, stable } = deployment
  if (stable?.specRevision === specRevision) return
  const isStable = (task: Task) => task.specRevision === stable?.specRevision
  if (!slot.live.some(task => isStable(task) && turn.isReady(task, hasChecks))) return
  for (const task of [...slot.live]) {
    if (task.specRevision === specRevision || isStable(task)) continue
    leave(turn, slot, task, 'another version has taken its place')
  }
}

/**
 * Removes what ended beside a live task, and is of the same version (its end was reported after it
 * had been replaced, by a node that was thought dead) or of one that nobody wants any more.
 */
function forgetReplaced({ turn, deployment }: DeploymentTurn, slot: Slot): void {
  if (slot.live.length === 0) return
  const { specRevision, stable } = deployment
  const live = new Set(slot.live.map(task => task.specRevision))
  for (const task of [...slot.ended]) {
    const isKept = hasBothVersions(deployment) && task.specRevision === stable?.specRevision
    const isWanted = task.specRevision === specRevision || isKept
    if (!isWanted || live.has(task.specRevision)) leave(turn, slot, task, 'replaced already')
  }
}

/** Fills an empty slot, after a back-off if its last task crashed. */
function healSlot(current: DeploymentTurn, slot: Slot): void {
  const { turn, deployment } = current
  if (slot.live.length > 0 || slot.ended.some(hasCompleted)) return
  if (isBeingUpdated(deployment, slot) && isOldLeaving(turn, deployment, slot)) return
  const specRevision = revisionFor(deployment, slot)
  if (!turn.isDue(retryAtMs(turn, deployment, slot, specRevision))) return
  for (const task of [...slot.ended]) leave(turn, slot, task, 'replaced after a crash')
  if (specRevision !== deployment.specRevision && deployment.rollout.state === 'running') {
    slot.isMissing = true
    return
  }
  draft(turn, deployment, slot, specRevision)
}

/**
 * Which version an empty slot gets: while a rollout is under way, a slot that it has not reached
 * gets the stable version back, so a loss of nodes does not hurry an untried version along.
 */
function revisionFor(deployment: Deployment, slot: Slot): number {
  const { stable, specRevision, rollout } = deployment
  const isUnderWay = ['running', 'paused', 'failed'].includes(rollout.state)
  if (stable === null || stable.specRevision === specRevision || !isUnderWay) return specRevision
  const all = [...slot.ended, ...slot.leaving, ...slot.lost]
  const isReached =
    all.some(task => task.specRevision === specRevision) ||
    slot.leaving.some(task => task.specRevision !== specRevision)
  return isReached ? specRevision : stable.specRevision
}
