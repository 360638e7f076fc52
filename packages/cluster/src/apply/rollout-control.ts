/** What people ask of a rollout: pause it, resume it, promote it, undo it. */

import { jobOf } from '../mode.ts'
import type { Deployment, Rollout } from '../objects.ts'
import { rolledBack } from '../rollback.ts'
import { stageOf, stagesOf, stageWords } from '../stages.ts'
import { type Apply, type ApplyContext, done, type Refusal, refuse } from './context.ts'
import { goBack, reachStep, restoreService, superseded } from './rollout.ts'
import { noSuchService } from './service.ts'

type Control = Parameters<Apply<'rollout.control'>>[0]

export const controlRollout: Apply<'rollout.control'> = (operation, context) => {
  const { namespace, name, action } = operation
  const service = context.store.serviceByName(namespace, name)
  if (service === undefined) return noSuchService(namespace, name)
  const deployment = context.store.get('deployment', service.deploymentId ?? '')
  if (deployment === undefined) {
    return refuse('invalid', `service '${name}' is not run by Polis, so it has no rollouts`)
  }
  const act = ACTIONS[action]
  if (act === undefined) return refuse('invalid', `'${action}' is nothing to do with a rollout`)
  return act(deployment, operation, context) ?? done(context, deployment.id)
}

type Act = (d: Deployment, control: Control, context: ApplyContext) => Refusal | undefined

const ACTIONS: Readonly<Record<string, Act>> = { pause, resume, promote, undo }

/** New tasks of the version are no longer started; a job with a schedule is no longer run. */
function pause(deployment: Deployment, _: Control, context: ApplyContext): Refusal | undefined {
  const { state } = deployment.rollout
  if (state === 'paused') return undefined
  const isScheduled = jobOf(deployment.spec)?.cron != null
  if (state !== 'running' && !isScheduled) return notNow(deployment, 'paused', 'running')
  const isPausedByHand = true
  putRollout(deployment, { state: 'paused', reason: 'paused by hand', isPausedByHand }, context)
  return undefined
}

function resume(deployment: Deployment, _: Control, context: ApplyContext): Refusal | undefined {
  if (deployment.rollout.state !== 'paused') return notNow(deployment, 'resumed', 'paused')
  const resumed = { ...deployment, rollout: { ...deployment.rollout, state: 'running' as const } }
  putRollout(deployment, { state: 'running', reason: stageWords(resumed) }, context)
  return undefined
}

/** To the next stage, or past all of them. */
function promote(
  deployment: Deployment,
  { isFull }: Control,
  context: ApplyContext,
): Refusal | undefined {
  const { rollout, spec, replicas } = deployment
  if (rollout.state !== 'running') return notNow(deployment, 'promoted', 'running')
  if (stageOf(deployment) === undefined) {
    return refuse(
      'invalid',
      `the rollout of '${deployment.name}' is in no stage that could be promoted`,
      "stages come with 'x-rollout: {strategy: canary}' or 'blue-green'",
    )
  }
  const last = stagesOf(spec.update, replicas).length
  const step = isFull ? last : (rollout.step ?? 0) + 1
  reachStep(deployment, step, `promoted by hand to step ${Math.min(step + 1, last)}`, context)
  return undefined
}

/** Back to the last stable version from one under way, or to an earlier one from that. */
function undo(
  deployment: Deployment,
  { version, rolloutId }: Control,
  context: ApplyContext,
): Refusal | undefined {
  const { name, versions = [], specRevision, spec } = deployment
  if (jobOf(spec) !== undefined) {
    return refuse('invalid', `'${name}' is a job`, 'deploy the manifest that it had before')
  }
  const before = rolledBack(deployment, 'undone by hand', context.timeMs)
  if (before !== undefined && (version ?? before.specRevision) === before.specRevision) {
    goBack(deployment, before, 'undone by hand', context)
    return undefined
  }
  const to = versions.findLast(
    one => one.specRevision !== specRevision && (version ?? one.specRevision) === one.specRevision,
  )
  if (to === undefined) {
    const what = version === null ? 'no other version' : `no version ${version}`
    return refuse('not-found', `'${name}' has ${what} to go back to`, 'see polis rollout history')
  }
  const rollout: Rollout = {
    ...{ id: rolloutId, state: 'running', reason: '', startedMs: context.timeMs },
    ...{ rollbackStartedMs: null, finishedMs: null, failures: [] },
  }
  const { stable, versions: known = versions } = superseded(deployment, context)
  if (!restoreService(deployment, to.serviceSpec, context)) {
    return refuse('conflict', `a port that version ${to.specRevision} of '${name}' had is taken`)
  }
  const after = { ...deployment, spec: to.spec, specRevision: to.specRevision, stable, rollout }
  context.store.put('deployment', { ...after, versions: known, revision: context.index })
  context.emit({
    ...{ topic: 'deployment', action: 'changed', object: deployment },
    reason: `rollout running: back to version ${to.specRevision}, as asked by hand`,
    details: { from: specRevision, to: to.specRevision },
  })
  return undefined
}

function putRollout(
  deployment: Deployment,
  fields: Pick<Rollout, 'state' | 'reason' | 'isPausedByHand'>,
  context: ApplyContext,
): void {
  const { isPausedByHand: _, ...before } = deployment.rollout
  const { state, reason } = fields
  const rollout = { ...before, ...fields, finishedMs: null }
  context.store.put('deployment', { ...deployment, rollout, revision: context.index })
  context.emit({
    ...{ topic: 'deployment', action: 'changed', object: deployment },
    reason: `rollout ${state}${reason === '' ? '' : `: ${reason}`}`,
    details: { rolloutId: rollout.id, state },
  })
}

function notNow({ name, rollout }: Deployment, done: string, needed: string): Refusal {
  const message = `the rollout of '${name}' is ${rollout.state}, and so cannot be ${done}`
  return refuse('conflict', message, `only one that is ${needed} can`)
}
