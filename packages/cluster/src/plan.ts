/**
 * What deploying a stack would do, without doing it: the difference by field, the ports that are
 * taken, and where new tasks would run or why they could not.
 *
 * The command that follows carries the plan's index; if what the plan showed has changed by then,
 * applying it is refused as stale.
 */

import { type PendingTask, type PlacedTask, PRIORITY_DEFAULT, schedule } from '@polis/scheduler'
import { portConflict } from './apply/ports.ts'
import { clampReplicas, countOf, modeChange, needsRollout } from './apply/stack.ts'
import { type FieldChange, fieldChanges } from './canonical.ts'
import type { ServiceDefinition } from './commands.ts'
import { isGlobal, jobOf, modeName, suits } from './mode.ts'
import type { Deployment, DeploymentSpec, Member, Service } from './objects.ts'
import {
  pendingTask,
  placedVolumes,
  prioritiesOf,
  type ServiceIdOf,
  schedulerNode,
} from './reconcile/placement.ts'
import type { LivenessState } from './reconcile/turn.ts'
import type { ClusterState } from './state.ts'
import { hasEnded } from './task-phase.ts'

/** How many new tasks of a service would run on a node. */
export type PlannedPlacement = { readonly node: string; readonly tasks: number }

/** What would become of one service. */
export type ServicePlan = {
  readonly name: string
  readonly action: 'add' | 'change' | 'remove' | 'none'
  /** In the words of a manifest: `replicated`, `global`, `replicated-job`, … */
  readonly mode: string
  readonly changes: readonly FieldChange[]
  /** True if its tasks would be replaced one by one. */
  readonly isRollout: boolean
  readonly replicas: { readonly from: number; readonly to: number }
  /** Where new tasks would run, by node name. */
  readonly placements: readonly PlannedPlacement[]
  /** Tasks that no node could take, and why in words. */
  readonly unplaced: { readonly tasks: number; readonly reasons: readonly string[] }
  /** Why it would be refused: a port or a name that another one has. */
  readonly conflicts: readonly string[]
}

export type Plan = {
  readonly stack: string
  readonly namespace: string
  /** The applied index that the plan was made at. */
  readonly index: number
  readonly summary: { readonly add: number; readonly change: number; readonly remove: number }
  readonly services: readonly ServicePlan[]
  /** True if every task would find a node and nothing would be refused. */
  readonly canApply: boolean
}

/** What `planStack` needs to know of gossip. */
export type PlanView = { liveness(nodeId: string): LivenessState }

/** Plans `services` as the stack of that name; what it no longer names is removed. */
export function planStack(
  state: ClusterState,
  view: PlanView,
  stack: string,
  namespace: string,
  services: readonly ServiceDefinition[],
): Plan {
  const named = new Set(services.map(({ name }) => name))
  const pruned = state
    .sorted('service')
    .filter(service => service.stack === stack && service.namespace === namespace)
    .filter(service => !named.has(service.name))
  const placed = placeAll(state, view, namespace, services, pruned)
  const plans = [
    ...services.map(definition => {
      const { placements, unplaced } = placed.get(definition.name)!
      const conflicts = conflictsOf(state, stack, namespace, definition, services, pruned)
      const difference = differenceOf(state, view, namespace, definition)
      return { ...difference, placements, unplaced, conflicts }
    }),
    ...pruned.map(service => removalOf(state, service)),
  ]
  const count = (action: ServicePlan['action']) => plans.filter(p => p.action === action).length
  return {
    stack,
    namespace,
    index: state.index,
    summary: { add: count('add'), change: count('change'), remove: count('remove') },
    services: plans,
    canApply: plans.every(plan => plan.unplaced.tasks === 0 && plan.conflicts.length === 0),
  }
}

type Difference = Omit<ServicePlan, 'placements' | 'unplaced' | 'conflicts'>

function differenceOf(
  state: ClusterState,
  view: PlanView,
  namespace: string,
  definition: ServiceDefinition,
): Difference {
  const { name, autoscale } = definition
  const { service, deployment } = existing(state, namespace, name)
  const policy = service && state.policies.get(service.policyId ?? '')
  const to = replicasAfter(state, view, definition, deployment)
  const mode = modeName(definition.deployment)
  if (service === undefined) {
    return { name, action: 'add', mode, changes: [], isRollout: true, replicas: { from: 0, to } }
  }
  const from = deployment?.replicas ?? 0
  const changes = [
    ...fieldChanges(service.spec, definition.spec),
    ...fieldChanges(deployment?.spec, definition.deployment),
    ...fieldChanges(policy?.spec ?? null, autoscale, 'autoscale'),
    ...fieldChanges(from, to, 'replicas'),
  ]
  const isRollout = deployment === undefined || needsRollout(deployment.spec, definition.deployment)
  const action = changes.length === 0 ? 'none' : 'change'
  return { name, action, mode, changes, isRollout, replicas: { from, to } }
}

function removalOf(state: ClusterState, service: Service): ServicePlan {
  const deployment = state.deployments.get(service.deploymentId ?? '')
  return {
    name: service.name,
    action: 'remove',
    mode: deployment === undefined ? 'replicated' : modeName(deployment.spec),
    changes: [],
    isRollout: false,
    replicas: { from: deployment?.replicas ?? 0, to: 0 },
    placements: [],
    unplaced: { tasks: 0, reasons: [] },
    conflicts: [],
  }
}

/** Names and ports that others have; services of this stack count as the manifest has them. */
function conflictsOf(
  state: ClusterState,
  stack: string,
  namespace: string,
  { name, spec, deployment }: ServiceDefinition,
  services: readonly ServiceDefinition[],
  pruned: readonly Service[],
): string[] {
  const conflicts: string[] = []
  const { service, deployment: old } = existing(state, namespace, name)
  const change = old && modeChange(old.spec, deployment)
  if (change !== undefined) conflicts.push(`service '${name}' ${change}: remove it first`)
  if (service !== undefined && service.stack !== stack) {
    const owner = service.stack === null ? 'the API' : `stack '${service.stack}'`
    conflicts.push(`service '${name}' belongs to ${owner}`)
  }
  const isOwn = (other: Service) =>
    other.namespace === namespace &&
    other.stack === stack &&
    services.some(one => one.name === other.name)
  const others = state.sorted('service').filter(other => !isOwn(other) && !pruned.includes(other))
  const planned = services.map(other => ({ ...other, id: `planned ${other.name}`, namespace }))
  const wanted = { id: `planned ${name}`, name, namespace, spec }
  const taken = portConflict(wanted, [...others, ...planned])
  if (taken !== undefined) conflicts.push(`port ${taken.published} is taken: ${taken.reason}`)
  return conflicts
}

type Placed = Pick<ServicePlan, 'placements' | 'unplaced'>

/** Schedules every new task of the stack in one decision, on the state as it would be. */
function placeAll(
  state: ClusterState,
  view: PlanView,
  namespace: string,
  services: readonly ServiceDefinition[],
  pruned: readonly Service[],
): Map<string, Placed> {
  const wanted = services.flatMap(definition => newTasks(state, view, namespace, definition))
  const nodes = state.sorted('member').map(member => schedulerNode(member, isAlive(view, member)))
  const tasks = wanted.map(({ task }) => task)
  const replaced = services.flatMap(({ name, deployment: spec }) => {
    const { service, deployment } = existing(state, namespace, name)
    const isRollout = deployment !== undefined && needsRollout(deployment.spec, spec)
    return isRollout ? [service!.id] : []
  })
  const gone = new Set([...pruned.map(({ id }) => id), ...replaced])
  const placed = placedTasks(state, gone)
  const { placements, unplaced, preemptions } = schedule({ tasks, nodes, placed })
  // What may stop less important tasks gets their place.
  const nodeOf = new Map(
    [...placements, ...preemptions].map(({ taskId, nodeId }) => [taskId, nodeId]),
  )
  const reasonsOf = new Map(
    unplaced.flatMap(({ taskId, reasons }) => (nodeOf.has(taskId) ? [] : [[taskId, reasons]])),
  )
  return new Map(
    services.map(({ name }) => {
      const ids = wanted.filter(one => one.service === name).map(({ task }) => task.id)
      const counts = new Map<string, number>()
      for (const id of ids) {
        const nodeId = nodeOf.get(id)
        if (nodeId === undefined) continue
        const node = state.members.get(nodeId)!.name
        counts.set(node, (counts.get(node) ?? 0) + 1)
      }
      const failed = ids.filter(id => reasonsOf.has(id))
      const reasons = [...new Set(failed.flatMap(id => reasonsOf.get(id)!))]
      const byNode = [...counts].map(([node, count]) => ({ node, tasks: count }))
      byNode.sort((a, b) => (a.node < b.node ? -1 : 1))
      return [name, { placements: byNode, unplaced: { tasks: failed.length, reasons } }]
    }),
  )
}

/** The tasks that a service would get: all of them in a rollout, else those that it lacks. */
function newTasks(
  state: ClusterState,
  view: PlanView,
  namespace: string,
  definition: ServiceDefinition,
): { readonly service: string; readonly task: PendingTask }[] {
  const { name, deployment: spec } = definition
  const { deployment } = existing(state, namespace, name)
  const idOf: ServiceIdOf = (_, other) =>
    state.serviceByName(namespace, other)?.id ?? `planned ${other}`
  const serviceId = idOf(namespace, name)
  const isRollout = deployment === undefined || needsRollout(deployment.spec, spec)
  const job = jobOf(spec)
  // A job with a schedule has no task until it is due.
  if (job?.cron) return []
  const volumes = placedVolumes(state, namespace, spec)
  const task = (i: number) => ({
    ...pendingTask(idOf, `${name} ${i}`, { serviceId, namespace }, spec, 0),
    ...volumes,
  })
  if (isGlobal(spec)) {
    const has = new Set(state.tasksOfService(serviceId).map(({ nodeId }) => nodeId))
    return suitedNodes(state, view, spec)
      .filter(({ id }) => isRollout || !has.has(id))
      .map(({ id }, i) => ({ service: name, task: { ...task(i), pinnedTo: id } }))
  }
  const to = replicasAfter(state, view, definition, deployment)
  const missing = isRollout ? to : Math.max(0, to - deployment.replicas)
  const count = job && job.parallelism > 0 ? Math.min(missing, job.parallelism) : missing
  return Array.from({ length: count }, (_, i) => ({ service: name, task: task(i) }))
}

/** The nodes that would get a task of a service which has one on each. */
function suitedNodes(state: ClusterState, view: PlanView, spec: DeploymentSpec): Member[] {
  const isSuited = suits(spec)
  return state
    .sorted('member')
    .filter(one => isSuited(one) && one.availability === 'ready' && isAlive(view, one))
}

function isAlive(view: PlanView, { id }: Member): boolean {
  const liveness = view.liveness(id)
  return liveness === 'alive' || liveness === 'suspect'
}

/** What holds resources once the plan is carried out: nothing of what is removed or replaced. */
function placedTasks(state: ClusterState, gone: ReadonlySet<string>): PlacedTask[] {
  const priorities = prioritiesOf(state)
  return state
    .sorted('task')
    .filter(task => task.nodeId !== '' && !hasEnded(task) && task.observed.phase !== 'lost')
    .filter(task => !gone.has(task.serviceId))
    .map(task => ({
      id: task.id,
      serviceId: task.serviceId,
      nodeId: task.nodeId,
      reservations: task.workload.reservations,
      priority: priorities.get(task.deploymentId) ?? PRIORITY_DEFAULT,
      isStopping: task.desired === 'stopped',
    }))
}

function replicasAfter(
  state: ClusterState,
  view: PlanView,
  definition: ServiceDefinition,
  old: Deployment | undefined,
): number {
  const { autoscale, replicas, deployment: spec } = definition
  if (isGlobal(spec)) return suitedNodes(state, view, spec).length
  return clampReplicas(autoscale === null || old === undefined ? replicas : countOf(old), autoscale)
}

function existing(
  state: ClusterState,
  namespace: string,
  name: string,
): { service: Service | undefined; deployment: Deployment | undefined } {
  const service = state.serviceByName(namespace, name)
  const deployment = service && state.deployments.get(service.deploymentId ?? '')
  return { service, deployment }
}
