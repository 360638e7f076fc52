/**
 * Finds nodes for the tasks that this turn creates and for those that wait, in one decision, and
 * says in words why a task has to wait.
 */

import {
  type PendingTask,
  type PlacedTask,
  PRIORITY_DEFAULT,
  type Schedule,
  type SchedulerNode,
  schedule,
  type TaskFailure,
  type Unplaced,
} from '@polis/scheduler'
import { bounded } from '../apply/context.ts'
import { PREEMPTION_ROUNDS_MAX } from '../config.ts'
import { jobOf } from '../mode.ts'
import type { Deployment, DeploymentSpec, Member, Task } from '../objects.ts'
import { stageWords } from '../stages.ts'
import type { ClusterState } from '../state.ts'
import { isLive } from '../task-phase.ts'
import { heldWords, homeOf, keptVolumes, writerOf, writtenVolumes } from '../volume.ts'
import { nodeOfSlot } from './global.ts'
import type { Turn } from './turn.ts'

/** A task that needs a node: one that waits already, or one that this turn creates. */
type Wanted = {
  readonly id: string
  readonly deployment: Deployment
  readonly specRevision: number
  readonly waiting: Task | undefined
  readonly slot: number
  readonly run?: number | undefined
  readonly attempt?: number | undefined
}

/** Creates the turn's drafts, places what waits, and says why what cannot be placed waits. */
export function placeTasks(turn: Turn): void {
  let wanted = wantedTasks(turn)
  let answer = decision(turn, wanted)
  for (let round = 0; round < PREEMPTION_ROUNDS_MAX && makeWay(turn, wanted, answer); round++) {
    wanted = wantedTasks(turn)
    answer = decision(turn, wanted)
  }
  const { placements, unplaced, preemptions } = answer
  const placed = new Map(placements.map(placement => [placement.taskId, placement]))
  const ahead = new Map(preemptions.map(({ taskId, reason }) => [taskId, [reason]]))
  const refused = new Map(
    unplaced.map(({ taskId, reasons }) => {
      return [taskId, bounded([...(ahead.get(taskId) ?? []), ...reasons].join('; '))]
    }),
  )
  for (const task of wanted) {
    const { nodeId, reasons } = placed.get(task.id) ?? { nodeId: '', reasons: [] }
    decide(turn, task, nodeId, reasons, refused.get(task.id) ?? '')
  }
  explainRollouts(turn, wanted, refused)
}

function decision(turn: Turn, wanted: readonly Wanted[]): Schedule {
  if (wanted.length === 0) return { placements: [], unplaced: [], preemptions: [] }
  const byRaftId = new Map(turn.state.sorted('member').map(member => [member.raftId, member]))
  const idOf = serviceIdsOf(turn.state)
  const held = heldBack(turn, wanted)
  const isFree = ({ id }: Wanted) => !held.some(({ taskId }) => taskId === id)
  const answer = schedule({
    tasks: wanted.filter(isFree).map(({ id, deployment, slot, specRevision }) => {
      const pinnedTo = nodeOfSlot(deployment, slot, byRaftId)
      const spec = specOf(deployment, specRevision)!
      const task = pendingTask(idOf, id, deployment, spec, specRevision)
      const volumes = placedVolumes(turn.state, deployment.namespace, spec)
      return { ...task, ...volumes, ...(pinnedTo !== undefined && { pinnedTo }) }
    }),
    nodes: schedulerNodes(turn),
    placed: placedTasks(turn, wanted),
    failures: failuresOf(turn.state, wanted),
    nowMs: turn.nowMs,
  })
  return { ...answer, unplaced: [...answer.unplaced, ...held] }
}

/** Tasks that need a volume which another one still has for writing. */
function heldBack(turn: Turn, wanted: readonly Wanted[]): Unplaced[] {
  return wanted.flatMap(({ id, deployment, specRevision }) => {
    const volumes = writtenVolumes(specOf(deployment, specRevision)!.workload)
    const holder = writerOf(turn.state, deployment.namespace, volumes, id)
    if (holder === undefined) return []
    const reason = heldWords(turn.state, holder, turn.isLost(holder.task))
    return [{ taskId: id, reasons: [reason] }]
  })
}

/**
 * Stops what is in the way of more important tasks; what is stopped waits for another place in the
 * same turn. False if there is nothing.
 */
function makeWay(turn: Turn, wanted: readonly Wanted[], { preemptions }: Schedule): boolean {
  const victims = preemptions.flatMap(({ taskId, victims }) => victims.map(id => ({ taskId, id })))
  for (const { taskId, id } of victims) {
    const { deployment, slot } = wanted.find(task => task.id === taskId)!
    const priority = deployment.spec.placement?.priority ?? PRIORITY_DEFAULT
    const victim = turn.state.tasks.get(id)!
    turn.stop(victim, `makes room for ${deployment.name}.${slot} of priority ${priority}`)
    const own = turn.state.deployments.get(victim.deploymentId)
    // A job's slot is filled again when its task has ended, for it must not run twice.
    if (own === undefined || jobOf(own.spec) !== undefined) continue
    if (specOf(own, victim.specRevision) === undefined) continue
    turn.create(own, victim.slot, victim.specRevision)
  }
  return victims.length > 0
}

function wantedTasks(turn: Turn): Wanted[] {
  const waiting = turn.state
    .tasksOfNode('')
    .filter(task => isLive(task) && !turn.isRemoved(task))
    .flatMap((task): Wanted[] => {
      const deployment = turn.state.deployments.get(task.deploymentId)
      const { id, slot, specRevision, run } = task
      if (deployment === undefined || specOf(deployment, specRevision) === undefined) return []
      return [{ id, slot, specRevision, run, deployment, waiting: task }]
    })
  return [...waiting, ...turn.drafts.map(draft => ({ ...draft, waiting: undefined }))]
}

function decide(
  turn: Turn,
  { id, deployment, slot, specRevision, waiting, run, attempt }: Wanted,
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
  const job = {
    ...(run === undefined ? {} : { run }),
    ...(attempt === undefined || attempt === 1 ? {} : { attempt }),
  }
  turn.add('create', { op: 'task.create', task: { ...task, placementReasons: reasons, ...job } })
}

/**
 * A rollout that waits, for nodes or for other services, says so; once all of its tasks have a
 * node, it says in which stage it is.
 */
function explainRollouts(
  turn: Turn,
  wanted: readonly Wanted[],
  refused: ReadonlyMap<string, string>,
): void {
  for (const deployment of turn.state.sorted('deployment')) {
    const { id: deploymentId, name, rollout } = deployment
    if (rollout.state !== 'running' || turn.hasRolloutNews(deploymentId)) continue
    const waiting = wanted.filter(
      task => task.deployment.id === deploymentId && refused.has(task.id),
    )
    const [first] = waiting
    const count = waiting.length === 1 ? `${name}.${first?.slot} waits` : `${waiting.length} wait`
    const now = { ...deployment, rollout: { ...rollout, step: turn.stepOf(deployment) } }
    const placing =
      first === undefined ? stageWords(now) : `${count} for a node: ${refused.get(first.id)}`
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

/** The id of a service by namespace and name; one that nothing has if there is no such service. */
export type ServiceIdOf = (namespace: string, name: string) => string

/** The ids of the services that there are. */
export function serviceIdsOf(state: ClusterState): ServiceIdOf {
  return (namespace, name) => state.serviceByName(namespace, name)?.id ?? ''
}

/** A task as the scheduler sees it. */
export function pendingTask(
  serviceIdOf: ServiceIdOf,
  id: string,
  deployment: Pick<Deployment, 'serviceId' | 'namespace'>,
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
    ...devicesOf(spec),
    ...(spec.maxPerNode === null ? {} : { maxPerNode: spec.maxPerNode }),
    ...placementOf(serviceIdOf, deployment.namespace, spec),
  }
}

function devicesOf({ workload }: DeploymentSpec): Pick<PendingTask, 'devices'> {
  const devices = workload.container?.devices?.map(({ source }) => source) ?? []
  return devices.length === 0 ? {} : { devices }
}

/** The nodes that the single-writer volumes of a specification are on already. */
export function placedVolumes(
  state: ClusterState,
  namespace: string,
  { workload }: DeploymentSpec,
): Pick<PendingTask, 'volumes'> {
  const volumes = keptVolumes(workload).flatMap(name => {
    const home = homeOf(state, namespace, name)
    return home === undefined ? [] : [{ name, nodeId: home.id }]
  })
  return volumes.length === 0 ? {} : { volumes }
}

/** `x-placement` as the scheduler has it: services by their ids. */
function placementOf(
  serviceIdOf: ServiceIdOf,
  namespace: string,
  { placement }: DeploymentSpec,
): Pick<PendingTask, 'strategy' | 'affinities' | 'priority' | 'preempts'> {
  if (placement === undefined) return {}
  const { affinities, ...rest } = placement
  if (affinities === undefined) return rest
  const named = affinities.map(({ service: name, isAnti, isRequired }) => {
    const serviceId = serviceIdOf(namespace, name)
    return { serviceId, name, isAnti, isRequired }
  })
  return { ...rest, affinities: named }
}

function schedulerNodes(turn: Turn): SchedulerNode[] {
  return turn.state.sorted('member').map(member => {
    const { state } = turn.view.liveness(member.id)
    const used = turn.view.usage?.(member.id)
    const node = schedulerNode(member, state === 'alive' || state === 'suspect')
    return used === undefined ? node : { ...node, used }
  })
}

/** A member as the scheduler sees it. */
export function schedulerNode(member: Member, isAlive: boolean): SchedulerNode {
  const { id, name, labels, availability, drivers, cpuMillicores, memoryBytes } = member
  const capacity = { cpuMillicores, memoryBytes }
  const { silentDrivers, devices } = member
  return {
    ...{ id, name, labels, isAlive, availability, drivers, capacity },
    ...(silentDrivers === undefined ? {} : { silentDrivers }),
    ...(devices === undefined ? {} : { devices }),
  }
}

/**
 * Tasks that hold resources. One whose successor is being placed no longer counts for spread and
 * for the bound per node: otherwise a full bound would block every start-first update.
 */
/** How important the tasks of each deployment are, where that is said. */
export function prioritiesOf(state: ClusterState): ReadonlyMap<string, number | undefined> {
  return new Map(state.sorted('deployment').map(({ id, spec }) => [id, spec.placement?.priority]))
}

function placedTasks(turn: Turn, wanted: readonly Wanted[]): PlacedTask[] {
  const slotOf = (deploymentId: string, slot: number, run = 0) => `${deploymentId} ${slot} ${run}`
  const priorities = prioritiesOf(turn.state)
  const replaced = new Set(
    wanted.map(({ deployment, slot, run }) => slotOf(deployment.id, slot, run)),
  )
  return turn.state
    .sorted('task')
    .filter(task => holdsResources(turn, task))
    .map(task => ({
      id: task.id,
      serviceId: task.serviceId,
      nodeId: task.nodeId,
      reservations: task.workload.reservations,
      priority: priorities.get(task.deploymentId) ?? PRIORITY_DEFAULT,
      isStopping:
        turn.isStopping(task) || replaced.has(slotOf(task.deploymentId, task.slot, task.run)),
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
