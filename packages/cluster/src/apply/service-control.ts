/**
 * Stopping, starting and restarting a service that Polis runs.
 *
 *     stop      its tasks go, its definition stays      start     as many as before
 *     restart   every task is replaced by one of the same specification, as an update would do it
 *
 * A restart is a rollout of what runs already, so it has the pace, the deadlines and the way back
 * of one; but no stages, since there is nothing new to try.
 */

import { jobOf } from '../mode.ts'
import type { Deployment, Rollout } from '../objects.ts'
import { type Apply, type ApplyContext, done, type Refusal, refuse } from './context.ts'
import { noSuchService, stoppedRefusal } from './service.ts'
import { clampReplicas } from './stack.ts'

type Control = Parameters<Apply<'service.control'>>[0]

export const controlService: Apply<'service.control'> = (operation, context) => {
  const { namespace, name, action } = operation
  const service = context.store.serviceByName(namespace, name)
  if (service === undefined) return noSuchService(namespace, name)
  const deployment = context.store.get('deployment', service.deploymentId ?? '')
  if (deployment === undefined) {
    return refuse('invalid', `service '${name}' is not run by Polis, so it has no tasks`)
  }
  const act = ACTIONS[action]
  if (act === undefined) return refuse('invalid', `'${action}' is nothing to do with a service`)
  return act(deployment, operation, context) ?? done(context, deployment.id)
}

type Act = (d: Deployment, control: Control, context: ApplyContext) => Refusal | undefined

const ACTIONS: Readonly<Record<string, Act>> = { stop, start, restart }

function stop(deployment: Deployment, _: Control, context: ApplyContext): Refusal | undefined {
  const { name, replicas, spec } = deployment
  if (deployment.stopped !== undefined) return undefined
  if (jobOf(spec) !== undefined) {
    const hint = `'polis rollout pause ${name}' starts no more of it, 'polis rm ${name}' removes it`
    return refuse('invalid', `'${name}' is a job, which ends by itself`, hint)
  }
  const stopped = { replicas, atMs: context.timeMs }
  const after = { ...deployment, replicas: 0, stopped, scaledRevision: context.index }
  put(after, `stopped by hand; it had ${replicas}`, { from: replicas, to: 0 }, context)
  return undefined
}

function start(deployment: Deployment, _: Control, context: ApplyContext): Refusal | undefined {
  const { stopped, ...rest } = deployment
  if (stopped === undefined) return undefined
  // Its policy may have been given other bounds meanwhile.
  const policyId = context.store.serviceByName(rest.namespace, rest.name)?.policyId
  const policy = context.store.get('policy', policyId ?? '')
  const replicas = clampReplicas(stopped.replicas, policy?.spec ?? null)
  const after = { ...rest, replicas, scaledRevision: context.index }
  put(after, `started by hand with ${replicas}`, { from: 0, to: replicas }, context)
  return undefined
}

function restart(
  deployment: Deployment,
  { rolloutId }: Control,
  context: ApplyContext,
): Refusal | undefined {
  const { name, rollout, spec, stable, specRevision } = deployment
  if (deployment.stopped !== undefined) return stoppedRefusal(name)
  const cron = jobOf(spec)?.cron
  if (cron != null) {
    return refuse('invalid', `'${name}' is run by its schedule, ${cron.schedule}`)
  }
  if (['running', 'rolling-back', 'paused'].includes(rollout.state)) {
    const message = `the rollout of '${name}' is ${rollout.state}, and replaces its tasks already`
    return refuse('conflict', message, `see 'polis rollout status ${name}'`)
  }
  const isProved = stable?.specRevision === specRevision
  const next: Rollout = {
    ...{ id: rolloutId, state: 'running', reason: '', startedMs: context.timeMs },
    ...{ rollbackStartedMs: null, finishedMs: null, failures: [] },
    ...(isProved ? { isRestart: true } : {}),
  }
  const after = { ...deployment, specRevision: context.index, rollout: next }
  const details = { from: specRevision, to: context.index }
  put(after, 'rollout running: restarted by hand', details, context)
  return undefined
}

function put(
  after: Deployment,
  reason: string,
  details: Readonly<Record<string, unknown>>,
  context: ApplyContext,
): void {
  context.store.put('deployment', { ...after, revision: context.index })
  context.emit({ topic: 'deployment', action: 'changed', object: after, reason, details })
}
