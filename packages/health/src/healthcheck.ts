/**
 * The check that a container brings along, as one of the checks of its endpoint.
 *
 * Its engine runs it and decides by rules of its own (Docker's `HEALTHCHECK`: interval, timeout,
 * retries, start period), so here it is told only: each result, and the state that follows.
 */

import type { CheckSpec, HealthState, ProbeOutcome } from './check.ts'

/** What such a check is set to, in milliseconds. */
export type HealthcheckTiming = {
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly retries: number
  readonly startPeriodMs: number
}

/** What the engine does where nothing is said (Dockerfile reference, `HEALTHCHECK`). */
export const HEALTHCHECK_DEFAULTS: HealthcheckTiming = {
  intervalMs: 30_000,
  timeoutMs: 30_000,
  retries: 3,
  startPeriodMs: 0,
}

/** The id of a container's own check; one of the service's may have taken the plain one. */
export function healthcheckId(others: readonly Pick<CheckSpec, 'id'>[]): string {
  const isTaken = others.some(({ id }) => id === 'healthcheck')
  return isTaken ? 'healthcheck:container' : 'healthcheck'
}

/** The check of a container whose service has `others`. */
export function healthcheckSpec(
  others: readonly Pick<CheckSpec, 'id'>[],
  { intervalMs, timeoutMs, retries, startPeriodMs }: HealthcheckTiming,
): CheckSpec {
  const id = healthcheckId(others)
  const timing = { intervalMs, timeoutMs, retries, successes: 1, startPeriodMs }
  return { type: 'healthcheck', id, name: id, port: null, ...timing }
}

/**
 * What follows from a result of such a check while the engine has it in `state`: a failure that is
 * not one too many warns.
 */
export function healthcheckState(
  state: 'starting' | 'healthy' | 'unhealthy',
  outcome: ProbeOutcome,
): HealthState {
  if (state === 'starting') return 'unknown'
  if (state === 'unhealthy') return 'critical'
  return outcome === 'fail' ? 'warning' : 'passing'
}
