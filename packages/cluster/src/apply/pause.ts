/**
 * Pausing a service for a cut-over: new requests wait in the balancers, none is refused.
 *
 * The end of a pause is replicated with it, so every node's balancer ends it by its own clock,
 * whether or not there is a leader by then; the leader only tidies up afterwards.
 */

import { PAUSE_MS_MAX } from '../config.ts'
import type { Service } from '../objects.ts'
import { type Apply, bounded, done, refuse, unchanged } from './context.ts'
import { noSuchService } from './service.ts'

export const pauseService: Apply<'service.pause'> = (operation, context) => {
  const { namespace, name, durationMs } = operation
  const existing = context.store.serviceByName(namespace, name)
  if (existing === undefined) return noSuchService(namespace, name)
  if (durationMs !== null && !(durationMs > 0 && durationMs <= PAUSE_MS_MAX)) {
    return refuse(
      'invalid',
      `a pause lasts up to ${PAUSE_MS_MAX / 60_000} minutes, not ${durationMs} ms`,
      'pause it again before the end if it should last longer',
    )
  }
  const { pausedUntilMs, ...service } = existing
  if (durationMs === null && pausedUntilMs === undefined) return unchanged(existing)
  const untilMs = durationMs === null ? undefined : context.timeMs + durationMs
  const changed: Service = {
    ...service,
    revision: context.index,
    ...(untilMs === undefined ? {} : { pausedUntilMs: untilMs }),
  }
  context.store.put('service', changed)
  context.emit({
    topic: 'service',
    action: 'changed',
    object: changed,
    reason: bounded(operation.reason),
    details: { pausedUntilMs: untilMs ?? null },
  })
  return done(context, changed.id)
}
