/**
 * What a rollback makes of a deployment; used where it is applied and where it is planned.
 *
 * The last stable specification becomes the wanted one again, under its old `specRevision`: tasks
 * that still run it are right already, so only the slots that were updated are replaced.
 */

import type { Deployment } from './objects.ts'

/** The deployment after a rollback; undefined if there is nothing to go back to. */
export function rolledBack(
  deployment: Deployment,
  reason: string,
  timeMs: number,
): Deployment | undefined {
  const { stable, specRevision, rollout } = deployment
  if (stable === null || stable.specRevision === specRevision) return undefined
  return {
    ...deployment,
    spec: stable.spec,
    specRevision: stable.specRevision,
    rollout: {
      ...rollout,
      state: 'rolling-back',
      reason,
      rollbackStartedMs: timeMs,
      finishedMs: null,
      ...(deployment.spec.update.strategy === undefined ? {} : { wasStaged: true }),
    },
  }
}
