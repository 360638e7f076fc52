/**
 * Finds nodes for the tasks that this turn creates and for those that wait, in one decision, and
 * says in words why a task has to wait.
 */

import {
  type PendingTask,
  type PlacedTask,
  type SchedulerNode,
  schedule,
  type TaskFailure,
} from '@polis/scheduler'
import { bounded } from '../apply/context.ts'
import type { Deployment, DeploymentSpec, Member, Task } from '../objects.ts'
import type { ClusterState } from '../state.ts'
import { isLive } from '../task-phase.ts'
import type { Turn } from './turn.ts'

/** A task that needs a node: one that waits already, or one that this turn creates. */
type Wanted = {
  readonly id: string
  readonly deployment: Deployment
  readonly specRevision: number
  readonly waiting: Task | undefined
  readonly slot: number
}

/** Creates the turn's drafts, places what waits, and says why what cannot be placed waits. */
export function placeTasks(turn: Turn): void {
  const wanted = wantedTasks(turn)
  const { placements, unplaced } = schedule({
    tasks: wanted.map(({ id, deployment, specRevision }) =>
      pendingTask(id, deployment, specOf(deployment, specRevision)!, specRevision),
    ),
    nodes: wanted.length === 0 ? [] : schedulerNodes(turn),
    placed: wanted.length === 0 ? [] : placedTasks(turn, wanted),
    failures: failuresOf(turn.state, wanted),
    nowMs: turn.nowMs,
  })
  const placed = new Map(placements.map(placement => [placement.taskId, placement]))
  const refused = new Map(unplaced.map(one => [one.taskId, bounded(one.reasons.join('; '))]))
  for (const task of wanted) {
    const { nodeId, reasons } = placed.get(task.id) ?? { nodeId: '', reasons: [] }
    decide(turn, task, nodeId, reasons, refused.get(task.id) ?? '')
  }
  explainRollouts(turn, wanted, refused)
}

function wantedTasks(turn: Turn): Wanted[] {
  const waiting = turn.state
    .tasksOfNode('')
    .filter(task => isLive(task) && !turn.isRemoved(task))
    .flatMap((task): Wanted[] => {
      const deployment = turn.state.deployments.get(task.deploymentId)
      const { id, slot, specRevision } = task
      if (deployment === undefined || specOf(deployment, specRevision) === undefined) return []
      return [{ id, slot, specRevision, deployment, waiting: task }]
    })
  return [...waiting, ...turn.drafts.map(draft => ({ ...draft, waiting: undefined }))]
}

function decide(
  turn: Turn,
  { id, deployment, slot, specRevision, waiting }: Wanted,
  nodeId: string,
  reasons: readonly string[],
  pendingReason: string,
): void {
  if (waiting !== undefined) {
    if (nodeId !== '') turn.add('place', { op: 'task.place', id, nodeId, reasons })
    else if (waiting.pendingReason !== pendingReason) {
      turn.add('place', { op: 'task.pend', id, reason: pendingReason })
    }
    return
  }
  const task = { id, deploymentId: deployment.id, slot, specRevision, nodeId, pendingReason }
  turn.add('create', { op: 'task.create', task: { ...task, placementReasons: reasons } })
}

/** A rollout that waits, for nodes or for other services, says so; it falls silent once all of its tasks have one. */
function explainRollouts(
  turn: Turn,
  wanted: readonly Wanted[],
  refused: ReadonlyMap<string, string>,
): void {
  for (const { id: deploymentId, name, rollout } of turn.state.sorted('deployment')) {
    if (rollout.state !== 'running' || turn.hasRolloutNews(deploymentId)) continue
    const waiting = wanted.filter(
      task => task.deployment.id === deploymentId && refused.has(task.id),
    )
    const [first] = waiting
    const count = waiting.length === 1 ? `${name}.${first?.slot} waits` : `${waiting.length} wait`
    const placing = first === undefined ? '' : `${count} for a node: ${refused.get(first.id)}`
    const reason = bounded(turn.waiting.get(deploymentId) ?? placing)
    if (reason === rollout.reason) continue
    turn.add('rollout', {
      op: 'rollout.set',
      deploymentId,
      rolloutId: rollout.id,
      state: 'running',
      reason,
      failure: null,
    })
  }
}

/** A task as the scheduler sees it. */
export function pendingTask(
  id: string,
  deployment: Pick<Deployment, 'serviceId'>,
  spec: DeploymentSpec,
  specRevision: number,
): PendingTask {
  return {
    id,
    serviceId: deployment.serviceId,
    specRevision,
    driver: spec.workload.driver,
    constraints: spec.constraints,
    preferences: spec.preferences,
    reservations: spec.workload.reservations,
    ...(spec.maxPerNode === null ? {} : { maxPerNode: spec.maxPerNode }),
  }
}

function schedulerNodes(turn: Turn): SchedulerNode[] {
  return turn.state.sorted('member').map(member => {
    const { state } = turn.view.liveness(member.id)
    return schedulerNode(member, state === 'alive' || state === 'suspect')
  })
}

/** A member as the scheduler sees it. */
export function schedulerNode(member: Member, isAlive: boolean): SchedulerNode {
  const { id, name, labels, availability, drivers, cpuMillicores, memoryBytes } = member
  const capacity = { cpuMillicores, memoryBytes }
  return { id, name, labels, isAlive, availability, drivers, capacity }
}

/**
 * Tasks that hold resources. One whose successor is being placed no longer counts for spread and
 * for the bound per node: otherwise a full bound would block every start-first update.
 */
function placedTasks(turn: Turn, wanted: readonly Wanted[]): PlacedTask[] {
  const slotOf = (deploymentId: string, slot: number) => `${deploymentId} ${slot}`
  const replaced = new Set(wanted.map(({ deployment, slot }) => slotOf(deployment.id, slot)))
  return turn.state
    .sorted('task')
    .filter(task => holdsResources(turn, task))
    .map(task => ({
      id: task.id,
      serviceId: task.serviceId,
      nodeId: task.nodeId,
      reservations: task.workload.reservations,
      isStopping: turn.isStopping(task) || replaced.has(slotOf(task.deploymentId, task.slot)),
    }))
}

function holdsResources(turn: Turn, task: Task): boolean {
  const { phase } = task.observed
  const isOver = phase === 'exited' || phase === 'failed' || turn.isLost(task)
  return task.nodeId !== '' && !isOver && !turn.isRemoved(task)
}

function failuresOf(state: ClusterState, wanted: readonly Wanted[]): TaskFailure[] {
  const serviceIds = new Map(wanted.map(task => [task.deployment.id, task.deployment.serviceId]))
  return [...serviceIds].flatMap(([deploymentId, serviceId]) =>
    state
      .failuresOf(deploymentId)
      .map(({ specRevision, nodeId, atMs }) => ({ serviceId, specRevision, nodeId, atMs })),
  )
}

function specOf(deployment: Deployment, specRevision: number): DeploymentSpec | undefined {
  if (deployment.specRevision === specRevision) return deployment.spec
  return deployment.stable?.specRevision === specRevision ? deployment.stable.spec : undefined
}
