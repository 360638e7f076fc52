/**
 * What must hold of every state that a leader decides on, whatever goes wrong around it.
 *
 *     over-committed   the tasks of a node reserve no more than it has
 *     unexplained      every object that changed has an event, which says why, and every task that
 *                      waits for a node does
 *     misplaced        a task of a global service is on the node that its slot is named after
 *     twice            a slot of a job never has two tasks that are to run
 *     rolled-back      a rollout that has turned back never turns again
 */

import { type ClusterState, hasEnded, jobOf, type Task } from '@polis/cluster'
import { check } from './invariants.ts'

/** Looks at the states of the leaders of one run. */
export class Decided {
  /**
   * The version that a rollout went back to, and when, by the rollout's id and beginning: what an
   * operator insists on may be applied twice, each time as a rollout of its own.
   */
  readonly #turned = new Map<string, string>()

  /** Index of the last entry whose changes were looked at, by whoever led. */
  #lookedAt = 0

  /** Throws `InvariantViolation` if something does not hold. */
  look(state: ClusterState): void {
    this.#explained(state)
    for (const member of state.sorted('member')) {
      const tasks = state.tasksOfNode(member.id)
      const held = tasks.filter(task => !hasEnded(task) && task.observed.phase !== 'lost')
      for (const kind of ['memoryBytes', 'cpuMillicores'] as const) {
        const sum = held.reduce((total, { workload }) => total + workload.reservations[kind], 0)
        const words = () => `${member.name} has ${sum} of ${member[kind]} ${kind}`
        check(sum <= member[kind], 'over-committed', words)
      }
      for (const task of held) this.#placed(state, task, member.raftId)
    }
    for (const { id, name, spec, specRevision, rollout } of state.sorted('deployment')) {
      if (jobOf(spec) !== undefined) this.#once(state, id, name)
      if (rollout.rollbackStartedMs === null) continue
      const now = `to ${specRevision} at ${rollout.rollbackStartedMs}`
      const key = `${rollout.id} ${rollout.startedMs}`
      const before = this.#turned.get(key) ?? now
      this.#turned.set(key, before)
      check(before === now, 'rolled-back', () => `${name} went back ${before} and then ${now}`)
    }
  }

  #explained(state: ClusterState): void {
    for (const { name, pendingReason } of state.tasksOfNode('')) {
      check(pendingReason !== '', 'unexplained', () => `${name} waits and does not say why`)
    }
    const since = state.eventsSince(`${this.#lookedAt}`)
    // What a leader took over in a snapshot has no history.
    const events = since.kind === 'events' ? since.events : []
    for (const { id, topic, name, action, reason } of events) {
      // Values are put by clients, who need no reason.
      const isSaid = reason !== '' || topic === 'kv'
      check(isSaid, 'unexplained', () => `${topic} ${name} was ${action} at ${id} without a reason`)
    }
    const told = new Set(events.map(({ objectId }) => objectId))
    const changed = state.changesSince(this.#lookedAt)
    const changes = since.kind === 'events' && changed.kind === 'changes' ? changed.changes : []
    for (const { kind, id } of changes) {
      const isTold = kind === 'kv' || told.has(id)
      check(isTold, 'unexplained', () => `${kind} ${id} changed up to ${state.index} in silence`)
    }
    this.#lookedAt = Math.max(this.#lookedAt, state.index)
  }

  #placed(state: ClusterState, { deploymentId, slot, name }: Task, raftId: number): void {
    const spec = state.deployments.get(deploymentId)?.spec
    if (spec?.mode?.kind !== 'global') return
    check(slot === raftId, 'misplaced', () => `${name} is on n${raftId}`)
  }

  #once(state: ClusterState, deploymentId: string, name: string): void {
    const live = state
      .tasksOfDeployment(deploymentId)
      .filter(task => task.desired === 'running' && !hasEnded(task))
    const slots = new Set(live.map(({ slot, run }) => `${run} ${slot}`))
    check(slots.size === live.length, 'twice', () => `${name}: ${live.map(({ id }) => id)}`)
  }
}
