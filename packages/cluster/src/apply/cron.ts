/** Where a job with a schedule stands: which run is next, and what became of the last ones. */

import { isSame } from '../canonical.ts'
import { jobOf } from '../mode.ts'
import { type Apply, bounded, done, refuse, unchanged } from './context.ts'

export const setCron: Apply<'cron.set'> = (operation, context) => {
  const { deploymentId, specRevision, cron } = operation
  const deployment = context.store.get('deployment', deploymentId)
  if (deployment === undefined || deployment.specRevision !== specRevision) {
    return refuse('stale', 'that version of the job is gone')
  }
  if (!jobOf(deployment.spec)?.cron) {
    return refuse('invalid', `'${deployment.name}' has no schedule`)
  }
  if (deployment.cron !== undefined && isSame(deployment.cron, cron)) return unchanged(deployment)
  context.store.put('deployment', { ...deployment, cron, revision: context.index })
  const reason = bounded(operation.reason)
  const details = { nextMs: cron.nextMs, lastRun: cron.lastRun }
  context.emit({ topic: 'deployment', action: 'changed', object: deployment, reason, details })
  return done(context, deploymentId)
}
