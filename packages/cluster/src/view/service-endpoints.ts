/**
 * The endpoints of one service: its tasks that have a node port, and those registered by clients,
 * each with its address and what the rules of `routable.ts` say about it.
 */

import type { Endpoint, Service, Task, TaskPort } from '../objects.ts'
import type { HealthStatus } from '../reconcile/turn.ts'
import type { ClusterState } from '../state.ts'
import { isChecked } from '../task-phase.ts'
import type { DerivedView } from './derived-view.ts'
import { type Candidate, isServing, isUp, routable, routableEndpoint } from './routable.ts'

export type ServiceEndpoint = Candidate & {
  readonly id: string
  readonly nodeId: string
  readonly address: string
  /** Where each target port is reached. */
  readonly ports: readonly TaskPort[]
  readonly weight: number
  readonly tags: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly health: HealthStatus
  readonly zone: string | undefined
  /** The version of the service that runs there. */
  readonly version: string
}

/** All endpoints of a service by ascending id, routable or not. */
export function endpointsOf(
  state: ClusterState,
  view: DerivedView,
  service: Service,
): ServiceEndpoint[] {
  const tasks = state
    .tasksOfService(service.id)
    .flatMap(task => taskEndpoint(state, view, service, task) ?? [])
  const registered = state
    .endpointsOfService(service.id)
    .map(endpoint => registeredEndpoint(view, service, endpoint))
  return [...tasks, ...registered]
}

/** The endpoint with that id, of whichever service; undefined if it is none now. */
export function endpointOf(
  state: ClusterState,
  view: DerivedView,
  id: string,
): { readonly service: Service; readonly endpoint: ServiceEndpoint } | undefined {
  const task = state.tasks.get(id)
  const registered = state.endpoints.get(id)
  const service = state.services.get(task?.serviceId ?? registered?.serviceId ?? '')
  if (service === undefined) return undefined
  const endpoint =
    task === undefined
      ? registeredEndpoint(view, service, registered!)
      : taskEndpoint(state, view, service, task)
  return endpoint === undefined ? undefined : { service, endpoint }
}

/** The id under which balancers know a task's port; the task's own for its first port. */
export function balancerEndpointId(task: Pick<Task, 'id' | 'workload'>, target: number): string {
  const isFirst = (task.workload.ports[0]?.target ?? target) === target
  return isFirst ? task.id : `${task.id}:${target}`
}

/** Every id under which balancers may know a task: what must be drained before it is stopped. */
export function balancerEndpointIds(task: Pick<Task, 'id' | 'workload'>): string[] {
  const ids = task.workload.ports.map(port => balancerEndpointId(task, port.target))
  return [...new Set([task.id, ...ids])]
}

function taskEndpoint(
  state: ClusterState,
  view: DerivedView,
  service: Service,
  task: Task,
): ServiceEndpoint | undefined {
  if (task.desired !== 'running' || task.nodeId === '') return undefined
  const member = state.members.get(task.nodeId)
  const { phase, ports } = task.observed
  const hasStarted = phase === 'running' || ports.length > 0
  const address = member === undefined ? null : view.addressOf(member.host)
  if (member === undefined || address === null || !hasStarted || phase === 'lost') {
    return undefined
  }
  const liveness = view.liveness(task.nodeId)
  const hasChecks = isChecked(task, service.spec.checks.length > 0)
  const health = view.health(task.id) ?? 'unknown'
  const isHealthyNow = health === 'passing' || health === 'warning'
  return {
    id: task.id,
    nodeId: task.nodeId,
    address,
    ports,
    weight: 1,
    tags: service.spec.tags,
    labels: service.spec.labels,
    health: hasChecks ? health : isUp(task, liveness) ? 'passing' : 'unknown',
    isUp: isUp(task, liveness),
    isRoutable: routable(task, hasChecks, health, liveness),
    wasHealthy: !hasChecks || isHealthyNow || task.observed.wasHealthy === true,
    zone: member.labels['zone'],
    version: versionOf(state, service, task),
  }
}

/** During a rollout a task may still run the version before; empty if that is not known any more. */
function versionOf(state: ClusterState, service: Service, task: Task): string {
  const deployment = state.deployments.get(task.deploymentId)
  if (deployment === undefined || task.specRevision === deployment.specRevision) {
    return service.spec.version
  }
  const { stable } = deployment
  return stable?.specRevision === task.specRevision ? stable.serviceSpec.version : ''
}

/** Whoever registered it may say what it is; otherwise it is as its service. */
function registeredEndpoint(
  view: DerivedView,
  service: Service,
  endpoint: Endpoint,
): ServiceEndpoint {
  const liveness = view.liveness(endpoint.ownerNodeId)
  const health = view.health(endpoint.id) ?? 'unknown'
  const isJudged = service.spec.checks.length > 0 || endpoint.ttlMs !== undefined
  const targets = service.spec.ports.map(({ name, target }) => ({ name, target }))
  const ports = targets.length === 0 ? [{ name: 'main', target: endpoint.port }] : targets
  const isOwned = endpoint.ownerNodeId !== '' && isServing(liveness)
  return {
    id: endpoint.id,
    nodeId: endpoint.ownerNodeId,
    address: endpoint.address,
    ports: ports.map(port => ({ ...port, port: endpoint.port })),
    weight: endpoint.weight,
    tags: endpoint.tags,
    labels: endpoint.labels,
    health: isJudged ? health : isOwned ? 'passing' : 'unknown',
    isUp: isOwned,
    isRoutable: routableEndpoint(endpoint, service, health, liveness),
    wasHealthy: true,
    zone: endpoint.labels['zone'],
    version: endpoint.version ?? service.spec.version,
  }
}
