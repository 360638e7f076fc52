/**
 * What must hold of every state that a leader decides on, whatever goes wrong around it.
 *
 *     over-committed   the tasks of a node reserve no more than it has
 *     misplaced        a task of a global service is on the node that its slot is named after
 *     twice            a slot of a job never has two tasks that are to run
 *     rolled-back      a rollout that has turned back never turns again
 */

import { type ClusterState, hasEnded, jobOf, type Task } from '@polis/cluster'
import { check } from './invariants.ts'

/** Looks at the states of the leaders of one run. */
export class Decided {
  /** The version that a rollout went back to, by the rollout's id. */
  readonly #turned = new Map<string, number>()

  /** Throws `InvariantViolation` if something does not hold. */
  look(state: ClusterState): void {
    for (const { id, name, memoryBytes, raftId } of state.sorted('member')) {
      const tasks = state.tasksOfNode(id)
      const held = tasks.filter(task => !hasEnded(task) && task.observed.phase !== 'lost')
      const sum = held.reduce((total, { workload }) => total + workload.reservations.memoryBytes, 0)
      check(sum <= memoryBytes, 'over-committed', () => `${name} has ${sum} of ${memoryBytes}`)
      for (const task of held) this.#placed(state, task, raftId)
    }
    for (const { id, name, spec, specRevision, rollout } of state.sorted('deployment')) {
      if (jobOf(spec) !== undefined) this.#once(state, id, name)
      if (rollout.rollbackStartedMs === null) continue
      const to = this.#turned.get(rollout.id) ?? specRevision
      this.#turned.set(rollout.id, to)
      check(to === specRevision, 'rolled-back', () => `${name} went back to ${to} and then on`)
    }
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
