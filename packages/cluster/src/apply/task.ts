/**
 * Tasks: created, placed, withdrawn, lost and removed by the leader's decisions.
 *
 * The leader decides on a state that may be a few entries old, so a decision whose premise is gone
 * is refused as stale, and the next reconcile decides anew.
 */

import type { NewTask, OperationResult } from '../commands.ts'
import { jobOf } from '../mode.ts'
import type { Deployment, DeploymentSpec, Task } from '../objects.ts'
import { hasCompleted, hasEnded, isLive } from '../task-phase.ts'
import { hasSingleWriter } from '../volume.ts'
import {
  type Apply,
  type ApplyContext,
  bounded,
  done,
  type Refusal,
  refuse,
  unchanged,
} from './context.ts'
import { roomLack } from './room.ts'
import { takeVolumes } from './volumes.ts'

export const createTask: Apply<'task.create'> = ({ task: wanted }, context) => {
  const { store } = context
  const deployment = store.get('deployment', wanted.deploymentId)
  if (deployment === undefined) return gone('deployment', wanted.deploymentId)
  const spec = specOf(deployment, wanted.specRevision)
  if (spec === undefined) {
    return refuse('stale', `'${deployment.name}' is no longer at revision ${wanted.specRevision}`)
  }
  if (store.get('task', wanted.id) !== undefined) {
    return refuse('conflict', `there is a task '${wanted.id}' already`)
  }
  if (wanted.nodeId !== '' && store.get('member', wanted.nodeId) === undefined) {
    return refuse('stale', `node '${wanted.nodeId}' is no longer a member`)
  }
  if (jobOf(spec) !== undefined && hasTask(wanted, context)) {
    return refuse('stale', `slot ${wanted.slot} of job '${deployment.name}' has its task`)
  }
  const lack =
    roomLack(wanted.nodeId, spec.workload, context) ??
    takeVolumes({ ...wanted, namespace: deployment.namespace, workload: spec.workload }, context)
  if (lack !== undefined) return refuse('stale', lack)
  const task: Task = {
    id: wanted.id,
    name: taskName(deployment.name, wanted),
    namespace: deployment.namespace,
    revision: context.index,
    createdMs: context.timeMs,
    serviceId: deployment.serviceId,
    deploymentId: deployment.id,
    slot: wanted.slot,
    specRevision: wanted.specRevision,
    ...(wanted.run === undefined ? {} : { run: wanted.run }),
    ...(wanted.attempt === undefined ? {} : { attempt: wanted.attempt }),
    workload: spec.workload,
    nodeId: wanted.nodeId,
    pendingReason: bounded(wanted.pendingReason),
    placementReasons: wanted.placementReasons,
    desired: 'running',
    stopReason: '',
    withdrawnIndex: null,
    drainMs: 0,
    observed: {
      phase: 'pending',
      reason: '',
      ports: [],
      exitCode: null,
      restarts: 0,
      bootCount: 0,
      sinceMs: context.timeMs,
      wasHealthy: null,
      healthySinceMs: null,
    },
  }
  store.put('task', task)
  const reason = task.nodeId === '' ? `waits: ${task.pendingReason}` : placedOn(task, context)
  context.emit({ topic: 'task', action: 'created', object: task, reason, details: placement(task) })
  return done(context, task.id)
}

/**
 * True if the slot of a job has a task that runs or has done its work. A proposal that was given up
 * may be applied after all, beside the next one: what has replicas is thinned out then, but what
 * runs once must not have begun twice.
 */
function hasTask({ deploymentId, slot, run }: NewTask, context: ApplyContext): boolean {
  return context.store
    .tasksOfDeployment(deploymentId)
    .filter(task => task.slot === slot && task.run === run && task.desired === 'running')
    .some(task => !hasEnded(task) || hasCompleted(task))
}

/** `SERVICE.SLOT`; of a cron job `SERVICE.RUN.SLOT`. */
function taskName(service: string, { run, slot }: { run?: number; slot: number }): string {
  return run === undefined ? `${service}.${slot}` : `${service}.${run}.${slot}`
}

export const placeTask: Apply<'task.place'> = ({ id, nodeId, reasons }, context) => {
  const task = context.store.get('task', id)
  if (task === undefined) return gone('task', id)
  if (task.nodeId !== '' || task.desired !== 'running') {
    return refuse('stale', `task '${task.name}' does not wait for a node`)
  }
  if (context.store.get('member', nodeId) === undefined) {
    return refuse('stale', `node '${nodeId}' is no longer a member`)
  }
  const lack = roomLack(nodeId, task.workload, context) ?? takeVolumes({ ...task, nodeId }, context)
  if (lack !== undefined) return refuse('stale', lack)
  const placed: Task = {
    ...task,
    nodeId,
    pendingReason: '',
    placementReasons: reasons,
    revision: context.index,
    observed: { ...task.observed, sinceMs: context.timeMs },
  }
  context.store.put('task', placed)
  const reason = placedOn(placed, context)
  const details = placement(placed)
  context.emit({ topic: 'task', action: 'changed', object: task, reason, details })
  return done(context, id)
}

export const pendTask: Apply<'task.pend'> = ({ id, reason }, context) => {
  const task = context.store.get('task', id)
  if (task === undefined) return gone('task', id)
  if (task.nodeId !== '') return refuse('stale', `task '${task.name}' has a node`)
  const pendingReason = bounded(reason)
  if (task.pendingReason === pendingReason) return unchanged(task)
  context.store.put('task', { ...task, pendingReason, revision: context.index })
  context.emit({
    topic: 'task',
    action: 'changed',
    object: task,
    reason: `waits: ${pendingReason}`,
  })
  return done(context, id)
}

export const moveTask: Apply<'task.move'> = ({ id, reason }, context) => {
  const task = context.store.get('task', id)
  if (task === undefined) return gone('task', id)
  if (task.nodeId === '' || !isLive(task)) {
    return refuse('stale', `task '${task.name}' does not run any more`)
  }
  if (task.moveReason !== undefined) return unchanged(task)
  const moveReason = bounded(reason)
  context.store.put('task', { ...task, moveReason, revision: context.index })
  const words = `moves away: ${moveReason}`
  context.emit({ topic: 'task', action: 'changed', object: task, reason: words })
  return done(context, id)
}

export const stopTask: Apply<'task.stop'> = ({ id, reason }, context) => {
  const task = context.store.get('task', id)
  if (task === undefined) return gone('task', id)
  return withdraw(task, reason, context)
}

/** Takes the task out of every balancer and asks its node to stop it once it is drained. */
export function withdraw(task: Task, reason: string, context: ApplyContext): OperationResult {
  if (task.desired === 'stopped') return unchanged(task)
  const service = context.store.get('service', task.serviceId)
  context.store.put('task', {
    ...task,
    desired: 'stopped',
    stopReason: bounded(reason),
    withdrawnIndex: context.index,
    drainMs: service?.spec.lb.drainMs ?? 0,
    revision: context.index,
  })
  context.emit({
    topic: 'task',
    action: 'changed',
    object: task,
    reason: `withdrawn: ${bounded(reason)}`,
    details: { nodeId: task.nodeId },
  })
  return done(context, task.id)
}

export const loseTask: Apply<'task.lost'> = ({ id, bootCount, reason }, context) => {
  const task = context.store.get('task', id)
  if (task === undefined) return gone('task', id)
  if (task.observed.phase === 'lost') return unchanged(task)
  if (hasEnded(task)) return refuse('stale', `task '${task.name}' has ended`)
  context.store.put('task', {
    ...task,
    desired: 'stopped',
    stopReason: task.stopReason === '' ? bounded(reason) : task.stopReason,
    withdrawnIndex: task.withdrawnIndex ?? context.index,
    revision: context.index,
    observed: {
      ...task.observed,
      phase: 'lost',
      reason: bounded(reason),
      bootCount: Math.max(bootCount, task.observed.bootCount),
      sinceMs: context.timeMs,
      healthySinceMs: null,
    },
  })
  const details = { nodeId: task.nodeId, bootCount }
  context.emit({ topic: 'task', action: 'changed', object: task, reason, details })
  return done(context, id)
}

export const removeTask: Apply<'task.remove'> = ({ id, reason: why = '' }, context) => {
  const task = context.store.get('task', id)
  if (task === undefined) return gone('task', id)
  const isHeld = task.nodeId !== '' && context.store.get('member', task.nodeId) !== undefined
  const mayStillWrite = task.observed.phase !== 'lost' || hasSingleWriter(task.workload)
  if (isHeld && !hasEnded(task) && mayStillWrite) {
    return refuse('stale', `task '${task.name}' has not ended yet`)
  }
  context.store.remove('task', id)
  const reason = bounded(why) || task.stopReason || task.observed.reason
  context.emit({ topic: 'task', action: 'removed', object: task, reason })
  return done(context, id)
}

/** The specification of that revision, if the deployment still has it. */
function specOf(deployment: Deployment, specRevision: number): DeploymentSpec | undefined {
  if (deployment.specRevision === specRevision) return deployment.spec
  return deployment.stable?.specRevision === specRevision ? deployment.stable.spec : undefined
}

function placedOn(task: Task, context: ApplyContext): string {
  const node = context.store.get('member', task.nodeId)?.name ?? task.nodeId
  return bounded(`placed on ${node}: ${task.placementReasons.join('; ')}`)
}

function placement(task: Task): Record<string, unknown> {
  return { nodeId: task.nodeId, specRevision: task.specRevision, reasons: task.placementReasons }
}

function gone(kind: string, id: string): Refusal {
  return refuse('not-found', `there is no ${kind} '${id}'`)
}
