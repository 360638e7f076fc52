/**
 * What would move if the tasks of the cluster were placed anew: the scheduler's plan with names,
 * and what it costs: how long, at most, the moves take one after the other.
 */

import { type Extremes, type RunningTask, rebalance } from '@polis/scheduler'
import type { Operation } from './commands.ts'
import { isGlobal, jobOf } from './mode.ts'
import type { Deployment, Task } from './objects.ts'
import type { PlanView } from './plan.ts'
import { pendingTask, schedulerNode, serviceIdsOf } from './reconcile/placement.ts'
import type { ClusterState } from './state.ts'
import { hasEnded, isLive } from './task-phase.ts'
import { keptVolumes } from './volume.ts'

export type RebalanceMove = {
  readonly task: string
  readonly taskId: string
  readonly from: string
  readonly to: string
  readonly reasons: readonly string[]
}

export type Rebalance = {
  readonly moves: readonly RebalanceMove[]
  /** Most and least tasks on a node, before and after. */
  readonly before: Extremes
  readonly after: Extremes
  readonly cost: {
    readonly moves: number
    /**
     * Longest time that the moves take: each task has to become healthy, be watched, drained and
     * stopped; as many at a time of each service as its updates may.
     */
    readonly durationMsMax: number
  }
}

/** The plan at the applied index; `view` is what gossip knows. Tasks of jobs never move, nor
 * do those that a single-writer volume keeps on its node. */
export function planRebalance(state: ClusterState, view: PlanView): Rebalance {
  const nodes = state.sorted('member').map(member => {
    const liveness = view.liveness(member.id)
    return schedulerNode(member, liveness === 'alive' || liveness === 'suspect')
  })
  const holding = state
    .sorted('task')
    .filter(task => task.nodeId !== '' && !hasEnded(task) && task.observed.phase !== 'lost')
  const running = holding.flatMap(task => runningTask(state, task) ?? [])
  const known = new Set(running.map(({ placed }) => placed.id))
  const others = holding.filter(({ id }) => !known.has(id)).map(placedTask)
  const { moves, before, after } = rebalance(nodes, running, others)
  const nameOf = (id: string) => state.members.get(id)?.name ?? id
  return {
    moves: moves.map(({ taskId, fromNodeId, toNodeId, reasons }) => {
      const task = state.tasks.get(taskId)!.name
      return { task, taskId, from: nameOf(fromNodeId), to: nameOf(toNodeId), reasons }
    }),
    before,
    after,
    cost: {
      moves: moves.length,
      durationMsMax: durationMsMax(
        state,
        moves.map(({ taskId }) => state.tasks.get(taskId)!),
      ),
    },
  }
}

/** A task that may move, with what it asks for; undefined for one that may not. */
function runningTask(state: ClusterState, task: Task): RunningTask | undefined {
  const deployment = state.deployments.get(task.deploymentId)
  if (deployment === undefined || !isLive(task) || task.moveReason !== undefined) return undefined
  const { spec, specRevision } = deployment
  const isFixed =
    isGlobal(spec) || jobOf(spec) !== undefined || keptVolumes(spec.workload).length > 0
  if (isFixed || task.specRevision !== specRevision) return undefined
  return {
    placed: placedTask(task),
    demand: pendingTask(serviceIdsOf(state), task.id, deployment, spec, specRevision),
  }
}

function placedTask(task: Task) {
  const { id, serviceId, nodeId, workload, desired } = task
  const isStopping = desired === 'stopped'
  return { id, serviceId, nodeId, reservations: workload.reservations, isStopping }
}

/** The operations that carry a plan out; each task runs on until its replacement serves. */
export function rebalanceOperations({ moves }: Rebalance): Operation[] {
  return moves.map(({ taskId, to, reasons }) => {
    return { op: 'task.move', id: taskId, reason: `to even out the nodes, to ${to}: ${reasons[0]}` }
  })
}

function durationMsMax(state: ClusterState, moved: readonly Task[]): number {
  const byDeployment = Map.groupBy(moved, ({ deploymentId }) => deploymentId)
  const times = [...byDeployment].map(([id, tasks]) => {
    const deployment = state.deployments.get(id)!
    const { parallelism } = deployment.spec.update
    const rounds = parallelism === 0 ? 1 : Math.ceil(tasks.length / parallelism)
    return rounds * moveMsMax(state, deployment)
  })
  return Math.max(0, ...times)
}

function moveMsMax(state: ClusterState, { serviceId, spec }: Deployment): number {
  const { healthyDeadlineMs } = spec.update
  const drainMs = state.services.get(serviceId)?.spec.lb.drainMs ?? 0
  return healthyDeadlineMs + drainMs + spec.workload.stopGraceMs
}
