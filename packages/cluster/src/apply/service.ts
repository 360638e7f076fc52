/**
 * Services: registering one that Polis does not run, removing any, and setting a replica count.
 *
 * A removed service leaves discovery and the balancers at once, with its deployment and policy;
 * its tasks are withdrawn, and their objects go once their nodes have stopped them.
 */

import { type Change, rememberChange, widestBounds } from '@polis/autoscaler'
import { isSame } from '../canonical.ts'
import { REPLICAS_MAX } from '../config.ts'
import { isGlobal } from '../mode.ts'
import type { Policy, Service } from '../objects.ts'
import { writtenVolumes } from '../volume.ts'
import {
  type Apply,
  type ApplyContext,
  bounded,
  done,
  type Refusal,
  refuse,
  unchanged,
} from './context.ts'
import { nameRefusal } from './names.ts'
import { type PortOwner, portConflict } from './ports.ts'
import { withdraw } from './task.ts'

/** A refusal if a published port of `wanted` is taken; undefined if all can be had. */
export function portRefusal(wanted: PortOwner, context: ApplyContext): Refusal | undefined {
  const conflict = portConflict(wanted, context.store.sorted('service'))
  if (conflict === undefined) return undefined
  return refuse(
    'conflict',
    `port ${conflict.published} of '${wanted.name}' is taken: ${conflict.reason}`,
    "publish another port, or give both services 'x-lb' hosts or paths that differ",
  )
}

/** Why a stopped service is neither scaled nor restarted. */
export function stoppedRefusal(name: string): Refusal {
  return refuse('conflict', `service '${name}' is stopped`, `start it: 'polis start ${name}'`)
}

/** What `name` cannot be used for; undefined if the service is there. */
export function noSuchService(namespace: string, name: string): Refusal {
  return refuse(
    'not-found',
    `there is no service '${name}' in namespace '${namespace}'`,
    "'polis ls' shows the services",
  )
}

/** What a service keeps of its pause when it is deployed anew. */
export function pauseOf(service: Service | undefined): Pick<Service, 'pausedUntilMs'> {
  const { pausedUntilMs } = service ?? {}
  return pausedUntilMs === undefined ? {} : { pausedUntilMs }
}

export const putService: Apply<'service.put'> = (operation, context) => {
  const { namespace, name, spec, expectedRevision } = operation
  const refusal = nameRefusal('namespace', namespace) ?? nameRefusal('service', name)
  if (refusal !== undefined) return refusal
  const existing = context.store.serviceByName(namespace, name)
  if (expectedRevision !== null && (existing?.revision ?? 0) !== expectedRevision) {
    return staleRevision(`service '${name}'`, existing?.revision ?? 0, expectedRevision)
  }
  if (existing !== undefined && existing.deploymentId !== null) {
    return refuse(
      'conflict',
      `service '${name}' is deployed by Polis`,
      `change it in the manifest of stack '${existing.stack}'`,
    )
  }
  if (existing !== undefined && isSame(existing.spec, spec)) return unchanged(existing)
  const service: Service = {
    id: existing?.id ?? operation.id,
    name,
    namespace,
    revision: context.index,
    createdMs: existing?.createdMs ?? context.timeMs,
    stack: null,
    spec,
    deploymentId: null,
    policyId: null,
    ...pauseOf(existing),
  }
  const taken = portRefusal(service, context)
  if (taken !== undefined) return taken
  context.store.put('service', service)
  const action = existing === undefined ? 'created' : 'changed'
  context.emit({ topic: 'service', action, object: service, reason: 'registered' })
  return done(context, service.id)
}

export const removeService: Apply<'service.remove'> = ({ namespace, name }, context) => {
  const service = context.store.serviceByName(namespace, name)
  if (service === undefined) return noSuchService(namespace, name)
  dropService(service, `service '${name}' was removed`, context)
  return done(context, service.id)
}

/** Removes a service with all that belongs to it; tasks that run are withdrawn and stopped. */
export function dropService(service: Service, reason: string, context: ApplyContext): void {
  const { store } = context
  for (const task of store.tasksOfService(service.id)) {
    if (task.nodeId !== '') withdraw(task, reason, context)
    else {
      store.remove('task', task.id)
      context.emit({ topic: 'task', action: 'removed', object: task, reason })
    }
  }
  for (const endpoint of store.endpointsOfService(service.id)) {
    store.remove('endpoint', endpoint.id)
    context.emit({ topic: 'endpoint', action: 'removed', object: endpoint, reason })
  }
  const policy = service.policyId === null ? undefined : store.get('policy', service.policyId)
  if (policy !== undefined) {
    store.remove('policy', policy.id)
    context.emit({ topic: 'policy', action: 'removed', object: policy, reason })
  }
  const deployment =
    service.deploymentId === null ? undefined : store.get('deployment', service.deploymentId)
  if (deployment !== undefined) {
    store.remove('deployment', deployment.id)
    context.emit({ topic: 'deployment', action: 'removed', object: deployment, reason })
  }
  store.remove('service', service.id)
  context.emit({ topic: 'service', action: 'removed', object: service, reason })
}

export const scaleService: Apply<'service.scale'> = (operation, context) => {
  const { namespace, name, replicas, cause, expectedReplicas } = operation
  const { store } = context
  const service = store.serviceByName(namespace, name)
  if (service === undefined) return noSuchService(namespace, name)
  const deployment =
    service.deploymentId === null ? undefined : store.get('deployment', service.deploymentId)
  if (deployment === undefined) {
    return refuse('invalid', `service '${name}' is not run by Polis, so it has no replicas`)
  }
  if (!Number.isInteger(replicas) || replicas < 0 || replicas > REPLICAS_MAX) {
    return refuse('invalid', `${replicas} is not a count of replicas (0 to ${REPLICAS_MAX})`)
  }
  if (isGlobal(deployment.spec) && cause !== 'nodes') {
    return refuse(
      'invalid',
      `service '${name}' has one task on each node that suits it, not a count of replicas`,
      'change its placement constraints, or the labels of nodes',
    )
  }
  const volumes = replicas > 1 ? writtenVolumes(deployment.spec.workload) : []
  if (volumes.length > 0) {
    return refuse(
      'invalid',
      `service '${name}' writes to volume '${volumes[0]}', which has a single writer`,
      'it has one task at most; other services may read the volume',
    )
  }
  if (deployment.stopped !== undefined) {
    return stoppedRefusal(name)
  }
  if (expectedReplicas !== null && deployment.replicas !== expectedReplicas) {
    return refuse(
      'stale',
      `service '${name}' has ${deployment.replicas} replicas, not ${expectedReplicas}`,
      'look again and decide anew',
    )
  }
  const policy = service.policyId === null ? undefined : store.get('policy', service.policyId)
  const bounds = policy === undefined ? undefined : widestBounds(policy.spec)
  if (bounds !== undefined && (replicas < bounds.min || replicas > bounds.max)) {
    return refuse(
      'invalid',
      `service '${name}' is autoscaled between ${bounds.min} and ${bounds.max} replicas`,
      'choose a count within the bounds, or change x-autoscale in the manifest',
    )
  }
  const from = deployment.replicas
  if (from === replicas) return unchanged(deployment)
  store.put('deployment', {
    ...deployment,
    replicas,
    scaledRevision: context.index,
    revision: context.index,
  })
  if (policy !== undefined) {
    const isUp = replicas > from
    store.put('policy', {
      ...policy,
      revision: context.index,
      lastScaledUpMs: isUp ? context.timeMs : policy.lastScaledUpMs,
      lastScaledDownMs: isUp ? policy.lastScaledDownMs : context.timeMs,
      ...changesOf(policy, { atMs: context.timeMs, from, to: replicas }),
    })
  }
  const reason = bounded(operation.reason)
  const details = { ...operation.details, cause, from, to: replicas }
  context.emit({ topic: 'deployment', action: 'changed', object: deployment, reason, details })
  if (policy !== undefined) {
    context.emit({ topic: 'policy', action: 'changed', object: policy, reason, details })
  }
  return done(context, deployment.id)
}

/** The record of changes with one more, for a policy with a rate rule; nothing for any other. */
function changesOf(policy: Policy, latest: Change): Pick<Policy, 'changes'> {
  const { scaleUp, scaleDown } = policy.spec
  if (scaleUp === undefined && scaleDown === undefined) return {}
  return { changes: rememberChange(policy.changes ?? [], latest) }
}

/** A compare-and-set that found another revision. */
export function staleRevision(thing: string, found: number, expected: number): Refusal {
  const is = found === 0 ? 'does not exist' : `is at revision ${found}`
  return refuse('stale', `${thing} ${is}, not at ${expected}`, 'read it again and decide anew')
}
