/**
 * What a health check is: plain data that travels in a service's spec.
 *
 * A check names a *target port* of its service; the node that runs the endpoint knows the node port
 * behind it. All timings are here, so whoever runs a check needs nothing else. What belongs to each
 * kind is in check-kinds.ts; `parseCheck` (parse-check.ts) makes one from what a person wrote.
 * Optional fields were added later, or are for few: absent means what it meant before.
 */

import type { CHECK_TYPES, CheckKind } from './check-kinds.ts'

/** What every check has, whatever its kind. */
export type CheckBase = {
  /** Unique within its service; made of type, port and path unless given. */
  readonly id: string
  /** For people; the id unless given. */
  readonly name: string
  /** Target port; null is the endpoint's first. */
  readonly port: number | null
  /** From one probe to the next; for `ttl`, a report must come at least so often. */
  readonly intervalMs: number
  /** A probe that takes longer has failed. */
  readonly timeoutMs: number
  /** Failures in a row until the check is critical. */
  readonly retries: number
  /** Successes in a row until it passes again. */
  readonly successes: number
  /** After the endpoint's start, failures do not count for so long, or until the first success. */
  readonly startPeriodMs: number
  /** From one probe to the next until the first conclusion; the runner's own if absent. */
  readonly startIntervalMs?: number
  /** State before the first conclusion; `unknown` if absent. */
  readonly initial?: HealthState
  /**
   * `liveness`: critical means that the task is to be restarted, and says nothing to balancers.
   * Absent: it says whether the endpoint is to be used.
   */
  readonly purpose?: 'liveness'
  /** Dialled instead of the endpoint's own address: needs the operator's permission. */
  readonly host?: string
  /**
   * So many other living nodes run it too, and vote before the endpoint is ejected; none if absent.
   */
  readonly observers?: number
}

export type CheckSpec = CheckBase & CheckKind
export type CheckType = CheckSpec['type']
/** What a check that is asked for may be. */
export type WrittenType = (typeof CHECK_TYPES)[number]

/** True if other nodes run it too. */
export function isObserved(check: CheckSpec): boolean {
  return (check.observers ?? 0) > 0
}

/** What one probe found. `warn` is a success that says it is near its limits (HTTP 429). */
export type ProbeOutcome = 'pass' | 'warn' | 'fail'

export type ProbeResult = {
  readonly outcome: ProbeOutcome
  /** One line for a person, without the check's secrets. */
  readonly output: string
  /** From the first packet to the verdict; 0 if nothing had to answer. */
  readonly responseTimeMs: number
}

/**
 * How a check or an endpoint is: `unknown` before the first conclusion, `warning` while it fails
 * too few times to be critical, or says so itself. An endpoint that is passing or warning is used.
 */
export const HEALTH_STATES = ['unknown', 'passing', 'warning', 'critical'] as const
export type HealthState = (typeof HEALTH_STATES)[number]

/** The state of an endpoint with these checks: the worst; `unknown` counts after `critical`. */
export function combineStates(states: readonly HealthState[]): HealthState {
  for (const state of ['critical', 'unknown', 'warning'] as const) {
    if (states.includes(state)) return state
  }
  return 'passing'
}
