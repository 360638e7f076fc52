/**
 * A stack: the services of one manifest, created, changed and pruned together, all or none.
 *
 * A service whose specifications are the same as before is left alone. A change of what runs (the
 * workload or where it may run) starts a rollout under a new `specRevision`; a change of how it is
 * balanced, checked or scaled takes effect at once.
 */

import { widestBounds } from '@polis/autoscaler'
import { isSame } from '../canonical.ts'
import type { ServiceDefinition } from '../commands.ts'
import { REPLICAS_MAX, STACK_SERVICES_MAX } from '../config.ts'
import { isGlobal, modeName } from '../mode.ts'
import type { Deployment, DeploymentSpec, Policy, Rollout, Service } from '../objects.ts'
import { valueKey } from '../stored-value.ts'
import { type Apply, type ApplyContext, done, type Refusal, refuse } from './context.ts'
import { nameRefusal } from './names.ts'
import { superseded } from './rollout.ts'
import { dropService, pauseOf, portRefusal } from './service.ts'

/** Ids that one service can need: its own, its deployment's, its rollout's and its policy's. */
export const IDS_PER_SERVICE = 4

type StackOperation = Parameters<Apply<'stack.apply'>>[0]

export const applyStack: Apply<'stack.apply'> = (operation, context) => {
  const { stack, namespace, services, prune } = operation
  const refusal = stackRefusal(operation, context)
  if (refusal !== undefined) return refusal
  const names = new Set(services.map(({ name }) => name))
  if (prune) {
    for (const service of servicesOfStack(stack, namespace, context)) {
      if (names.has(service.name)) continue
      dropService(service, `stack '${stack}' no longer names it`, context)
    }
  }
  const ids = [...operation.ids]
  // All specs first, then the ports: services of one stack may exchange their ports.
  for (const definition of services) putDefinition(operation, definition, ids, context)
  for (const { name } of services) {
    const taken = portRefusal(context.store.serviceByName(namespace, name)!, context)
    if (taken !== undefined) return taken
  }
  return done(context, stack)
}

export const removeStack: Apply<'stack.remove'> = ({ stack, namespace }, context) => {
  const services = servicesOfStack(stack, namespace, context)
  if (services.length === 0) {
    return refuse('not-found', `there is no stack '${stack}' in namespace '${namespace}'`)
  }
  for (const service of services) dropService(service, `stack '${stack}' was removed`, context)
  return done(context, stack)
}

/** The policy's bounds, its schedules' included, applied to a count. */
export function clampReplicas(replicas: number, policy: ServiceDefinition['autoscale']): number {
  if (policy === null) return replicas
  const { min, max } = widestBounds(policy)
  return Math.min(Math.max(replicas, min), max)
}

/** Why a deployment cannot go from one mode to another; undefined if the mode stays. */
export function modeChange(from: DeploymentSpec, to: DeploymentSpec): string | undefined {
  if (modeName(from) === modeName(to)) return undefined
  return `is ${modeName(from)} and cannot become ${modeName(to)}`
}

/** How many tasks it has, or had when it was stopped: a deployment starts it again. */
export function countOf({ replicas, stopped }: Deployment): number {
  return stopped?.replicas ?? replicas
}

/** True if going from one to the other replaces tasks. */
export function needsRollout(from: DeploymentSpec, to: DeploymentSpec): boolean {
  const runs = ({ update: _, disconnect: __, dependsOn: ___, ...rest }: DeploymentSpec) => rest
  return !isSame(runs(from), runs(to))
}

function stackRefusal(operation: StackOperation, context: ApplyContext): Refusal | undefined {
  const { stack, namespace, services, ids } = operation
  const badName = nameRefusal('namespace', namespace) ?? nameRefusal('stack', stack)
  if (badName !== undefined) return badName
  if (services.length > STACK_SERVICES_MAX) {
    return refuse('invalid', `a stack has at most ${STACK_SERVICES_MAX} services`)
  }
  if (ids.length < services.length * IDS_PER_SERVICE) {
    return refuse('invalid', `a stack of ${services.length} services needs more fresh ids`)
  }
  const seen = new Set<string>()
  for (const definition of services) {
    const { name } = definition
    if (seen.has(name)) return refuse('invalid', `service '${name}' is defined twice`)
    seen.add(name)
    const problem = definitionRefusal(stack, namespace, definition, context)
    if (problem !== undefined) return problem
  }
  return staleRefusal(operation, context)
}

function definitionRefusal(
  stack: string,
  namespace: string,
  { name, replicas, spec, deployment }: ServiceDefinition,
  context: ApplyContext,
): Refusal | undefined {
  const badName = nameRefusal('service', name)
  if (badName !== undefined) return badName
  if (!Number.isInteger(replicas) || replicas < 0 || replicas > REPLICAS_MAX) {
    return refuse('invalid', `service '${name}': replicas are 0 to ${REPLICAS_MAX}`)
  }
  for (const file of deployment.workload.files ?? []) {
    if (context.store.get('kv', valueKey({ namespace, ...file })) !== undefined) continue
    const why = `the ${file.kind} '${file.name}' is not stored`
    return refuse('invalid', `service '${name}': ${why}`, 'deploy it once more')
  }
  const published = spec.ports
    .filter(port => port.published !== null)
    .map(port => `${port.published}/${port.protocol}`)
  if (new Set(published).size < published.length) {
    return refuse('invalid', `service '${name}' publishes a port twice`)
  }
  const existing = context.store.serviceByName(namespace, name)
  if (existing === undefined) return undefined
  if (existing.stack === stack) {
    const old = context.store.get('deployment', existing.deploymentId ?? '')
    const change = old && modeChange(old.spec, deployment)
    if (change === undefined) return undefined
    return refuse('conflict', `service '${name}' ${change}`, `remove it first: 'polis rm ${name}'`)
  }
  const owner = existing.stack === null ? 'the API' : `stack '${existing.stack}'`
  return refuse(
    'conflict',
    `service '${name}' belongs to ${owner}`,
    `rename the service, or remove the other with 'polis rm ${name}'`,
  )
}

/** Compare-and-set against the plan: nobody may have changed the same services since. */
function staleRefusal(operation: StackOperation, context: ApplyContext): Refusal | undefined {
  const { planIndex, stack, namespace, services } = operation
  if (planIndex === null) return undefined
  const isScaled = new Set(
    services
      .filter(({ autoscale, deployment }) => autoscale !== null || isGlobal(deployment))
      .map(({ name }) => name),
  )
  for (const service of servicesOfStack(stack, namespace, context)) {
    const deployment = context.store.get('deployment', service.deploymentId ?? '')
    const counted = isScaled.has(service.name) ? 0 : (deployment?.scaledRevision ?? 0)
    const revision = Math.max(service.revision, deployment?.specRevision ?? 0, counted)
    if (revision <= planIndex) continue
    return refuse(
      'stale',
      `service '${service.name}' changed at ${revision}, after the plan was made at ${planIndex}`,
      'plan again, look at the difference, and deploy',
    )
  }
  return undefined
}

function servicesOfStack(stack: string, namespace: string, context: ApplyContext): Service[] {
  return context.store
    .sorted('service')
    .filter(service => service.stack === stack && service.namespace === namespace)
}

/** Creates or changes one service with its deployment and policy; `ids` is taken from the front. */
function putDefinition(
  { stack, namespace }: StackOperation,
  definition: ServiceDefinition,
  ids: string[],
  context: ApplyContext,
): void {
  const { store, index, timeMs } = context
  const [serviceId, deploymentId, rolloutId, policyId] = ids.splice(0, IDS_PER_SERVICE)
  const existing = store.serviceByName(namespace, definition.name)
  const old = existing && store.get('deployment', existing.deploymentId ?? '')
  const oldPolicy = existing && store.get('policy', existing.policyId ?? '')
  const { name, spec, autoscale } = definition
  const service: Service = {
    id: existing?.id ?? serviceId!,
    name,
    namespace,
    revision: index,
    createdMs: existing?.createdMs ?? timeMs,
    stack,
    spec,
    deploymentId: old?.id ?? deploymentId!,
    policyId: autoscale === null ? null : (oldPolicy?.id ?? policyId!),
    ...pauseOf(existing),
  }
  const meta = { name, namespace, revision: index }
  putDeployment(service, definition, old, rolloutId!, context)
  const reason = `stack '${stack}' was deployed`
  putPolicy(service, { ...meta, spec: autoscale }, oldPolicy, reason, context)
  const isKnown = existing !== undefined && existing.policyId === service.policyId
  if (isKnown && isSame(existing.spec, spec)) return
  store.put('service', service)
  const action = existing === undefined ? 'created' : 'changed'
  context.emit({ topic: 'service', action, object: service, reason })
}

function putDeployment(
  service: Service,
  definition: ServiceDefinition,
  old: Deployment | undefined,
  rolloutId: string,
  context: ApplyContext,
): void {
  const { index, timeMs } = context
  const { deployment: spec, autoscale } = definition
  const isCounted = autoscale !== null || isGlobal(spec)
  const replicas = clampReplicas(
    isCounted && old !== undefined ? countOf(old) : definition.replicas,
    autoscale,
  )
  const isNewSpec = old === undefined || needsRollout(old.spec, spec)
  const known = old !== undefined && isNewSpec ? superseded(old, context) : old
  const isRetry = old !== undefined && mayBeTriedAgain(old.rollout)
  const rollout: Rollout = {
    id: rolloutId,
    state: 'running',
    reason: '',
    startedMs: timeMs,
    rollbackStartedMs: null,
    finishedMs: null,
    failures: [],
  }
  const deployment: Deployment = {
    id: service.deploymentId!,
    name: service.name,
    namespace: service.namespace,
    revision: index,
    createdMs: old?.createdMs ?? timeMs,
    serviceId: service.id,
    replicas,
    scaledRevision: old?.replicas === replicas ? old.scaledRevision : index,
    spec,
    specRevision: isNewSpec ? index : old.specRevision,
    stable: known?.stable ?? null,
    rollout: isNewSpec || isRetry ? rollout : old.rollout,
    ...(known?.versions === undefined ? {} : { versions: known.versions }),
    ...(old?.cron === undefined ? {} : { cron: old.cron }),
  }
  if (old !== undefined && isSame({ ...deployment, revision: 0 }, { ...old, revision: 0 })) return
  context.store.put('deployment', deployment)
  context.emit({
    topic: 'deployment',
    action: old === undefined ? 'created' : 'changed',
    object: deployment,
    reason: isNewSpec ? 'rollout running' : isRetry ? 'rollout tried again' : 'changed',
    details: { replicas, specRevision: deployment.specRevision, from: old?.specRevision ?? null },
  })
}

/**
 * True if deploying the same again is another try. Not of what a person paused: it stays where it
 * is until that person resumes it, as a paused rollout of Kubernetes does whatever is applied.
 */
function mayBeTriedAgain({ state, isPausedByHand }: Rollout): boolean {
  return state === 'failed' || (state === 'paused' && isPausedByHand !== true)
}

/** Puts the policy that is wanted in the place of `old`; no spec is none. */
export function putPolicy(
  service: Service,
  wanted: Pick<Policy, 'name' | 'namespace' | 'revision'> & {
    readonly spec: ServiceDefinition['autoscale']
  },
  old: Policy | undefined,
  reason: string,
  context: ApplyContext,
): void {
  const { spec } = wanted
  if (spec === null) {
    if (old === undefined) return
    context.store.remove('policy', old.id)
    context.emit({ topic: 'policy', action: 'removed', object: old, reason: 'no longer wanted' })
    return
  }
  if (old !== undefined && isSame(old.spec, spec)) return
  const policy: Policy = {
    ...wanted,
    spec,
    id: service.policyId!,
    createdMs: old?.createdMs ?? context.timeMs,
    deploymentId: service.deploymentId!,
    lastScaledUpMs: old?.lastScaledUpMs ?? null,
    lastScaledDownMs: old?.lastScaledDownMs ?? null,
    ...(old?.changes === undefined ? {} : { changes: old.changes }),
  }
  context.store.put('policy', policy)
  const action = old === undefined ? 'created' : 'changed'
  context.emit({ topic: 'policy', action, object: policy, reason })
}
