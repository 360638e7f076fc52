/**
 * Objects as the API shows them: what the log decided, joined with what this node observes.
 *
 * A view has every field of the object (`id`, `name`, `namespace`, `revision`, …) and adds a
 * `status` that is this node's own knowledge, so a client can tell the two apart.
 */

import {
  type Check,
  crashLoopOf,
  type Deployment,
  hasCompleted,
  isChecked,
  jobOf,
  type Member,
  modeName,
  type Policy,
  type Service,
  type Task,
} from '@polis/cluster'
import type { Backend, HealthState, Liveness } from './backend.ts'

export type TaskView = Task & {
  readonly service: string
  readonly node: string
  readonly status: {
    readonly phase: string
    readonly health: HealthState
    readonly nodeLiveness: Liveness
    readonly address: string | null
    /** What is the matter with it, in words; empty if nothing is. */
    readonly reason: string
  }
}

/** What a running task uses; null where its node has not answered or not measured it yet. */
export type UsageView = {
  readonly id: string
  readonly name: string
  readonly namespace: string
  readonly service: string
  readonly node: string
  /** 1000 is one core. */
  readonly cpuMillicores: number | null
  readonly memoryBytes: number | null
  /** 0 is no limit. */
  readonly memoryLimitBytes: number
}

export type ServiceView = Service & {
  readonly replicas: number | null
  readonly status: {
    readonly desired: number
    readonly running: number
    readonly healthy: number
    readonly rollout: string | null
    readonly reason: string
    /** `replicated`, `global`, `replicated-job`, …; null if Polis does not run it. */
    readonly mode: string | null
    /** Of a job that is run once: tasks that have done their work; null for any other service. */
    readonly completed: number | null
    /** When a job with a schedule is run next, in milliseconds of the log's time. */
    readonly nextRunMs: number | null
    /** True while it was stopped by hand, and not started again. */
    readonly isStopped: boolean
  }
}

export type NodeView = Member & {
  readonly namespace: ''
  readonly status: {
    readonly liveness: Liveness
    readonly sinceMs: number
    readonly isLeader: boolean
    readonly tasks: number
  }
}

/** A task with its node's name, its health and where it listens. */
export function taskView(backend: Backend, task: Task): TaskView {
  const member = backend.state().members.get(task.nodeId)
  const port = task.observed.ports[0]?.port
  return {
    ...task,
    service: backend.state().services.get(task.serviceId)?.name ?? '',
    node: member?.name ?? '',
    status: {
      phase: task.observed.phase,
      health: backend.taskHealth(task),
      nodeLiveness: task.nodeId === '' ? 'unknown' : backend.liveness(task.nodeId).liveness,
      reason: reasonOf(backend, task),
      address: member !== undefined && port !== undefined ? `${member.host}:${port}` : null,
    },
  }
}

function reasonOf(backend: Backend, task: Task): string {
  const known = task.pendingReason || task.stopReason || task.observed.reason
  const loop = task.desired === 'running' ? crashLoopOf(backend.state(), task) : ''
  const move = task.moveReason === undefined ? '' : `moves away: ${task.moveReason}`
  return [loop, move, known].filter(text => text !== '').join('; ')
}

/** A service with how many of its tasks run and are healthy. */
export function serviceView(backend: Backend, service: Service): ServiceView {
  const state = backend.state()
  const deployment =
    service.deploymentId === null ? undefined : state.deployments.get(service.deploymentId)
  const tasks = tasksOf(backend, service).filter(task => task.desired === 'running')
  const running = tasks.filter(task => task.observed.phase === 'running')
  const healthy = running.filter(task => {
    const health = backend.taskHealth(task)
    const isPassing = health === 'passing' || health === 'warning'
    return isPassing || !isChecked(task, service.spec.checks.length > 0)
  })
  const isOnce = deployment !== undefined && jobOf(deployment.spec)?.cron === null
  return {
    ...service,
    replicas: deployment?.replicas ?? null,
    status: {
      desired: deployment?.replicas ?? 0,
      running: running.length,
      healthy: healthy.length,
      rollout: deployment?.rollout.state ?? null,
      reason: deployment?.rollout.reason ?? '',
      mode: deployment === undefined ? null : modeName(deployment.spec),
      completed: isOnce ? tasks.filter(hasCompleted).length : null,
      nextRunMs: deployment?.cron?.nextMs ?? null,
      isStopped: deployment?.stopped !== undefined,
    },
  }
}

/** The tasks of a service, by slot, the newest last within one slot. */
export function tasksOf(backend: Backend, service: Service): Task[] {
  return [...backend.state().tasks.values()]
    .filter(task => task.serviceId === service.id)
    .sort((a, b) => a.slot - b.slot || a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))
}

/** A member with its liveness and load as this node knows it. */
export function nodeView(backend: Backend, member: Member): NodeView {
  const { liveness, sinceMs } = backend.liveness(member.id)
  const tasks = [...backend.state().tasks.values()].filter(
    task => task.nodeId === member.id && task.observed.phase === 'running',
  )
  return {
    ...member,
    namespace: '',
    status: {
      liveness,
      sinceMs,
      isLeader: backend.leaderId() === member.id,
      tasks: tasks.length,
    },
  }
}

/** The objects of one namespace (all if undefined), by namespace and name. */
export function listed<T extends { namespace: string; name: string }>(
  objects: Iterable<T>,
  namespace: string | undefined,
): T[] {
  return [...objects]
    .filter(object => namespace === undefined || object.namespace === namespace)
    .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The object that `reference` means: its id, its name in `namespace`, or a prefix of an id that
 * only one has. Undefined if there is none or the prefix is ambiguous.
 */
export function referenced<T extends { id: string; namespace?: string; name: string }>(
  objects: ReadonlyMap<string, T>,
  reference: string,
  namespace: string,
): T | undefined {
  const exact = objects.get(reference)
  if (exact !== undefined) return exact
  const all = [...objects.values()]
  const named = all.find(
    object => object.name === reference && (object.namespace ?? namespace) === namespace,
  )
  if (named !== undefined) return named
  const prefixed = reference.length < 3 ? [] : all.filter(object => object.id.startsWith(reference))
  return prefixed.length === 1 ? prefixed[0] : undefined
}

export type { Check, Deployment, Policy }
