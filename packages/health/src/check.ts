/**
 * What a health check is: plain data that travels in a service's spec.
 *
 * A check names a *target port* of its service; the node that runs the endpoint knows the node port
 * behind it. All timings are here, so whoever runs a check needs nothing else. `parseCheck` (see
 * parse-check.ts) makes one from what a person wrote. Optional fields were added later, or are for
 * few: absent means what it meant before there was such a field.
 */

/** HTTP status codes `from` to `to`, both included. */
export type StatusRange = { readonly from: number; readonly to: number }

type CheckBase = {
  /** Unique within its service; made of type, port and path unless given. */
  readonly id: string
  /** For people; the id unless given. */
  readonly name: string
  /** Target port; null is the endpoint's first. */
  readonly port: number | null
  /** From one probe to the next. */
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
}

export type HttpCheckSpec = CheckBase & {
  readonly type: 'http'
  readonly method: 'GET' | 'HEAD' | 'POST' | 'OPTIONS'
  /** Begins with a slash; may have a query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** What passes. A redirect is never followed. */
  readonly expectedStatus: readonly StatusRange[]
  /** Text that the first 4 kB of the body must have in them. */
  readonly contains?: string
}

export type TcpCheckSpec = CheckBase & {
  readonly type: 'tcp'
  /** Sent once connected. */
  readonly send?: string
  /** The first 4 kB of what the server says must have this in them. */
  readonly expect?: string
  /** How `send` and `expect` are written: UTF-8 text if absent. */
  readonly encoding?: 'hex'
}

export type CheckSpec = HttpCheckSpec | TcpCheckSpec
export type CheckType = CheckSpec['type']

export const CHECK_TYPES = ['http', 'tcp'] as const

/** What one probe found. `warn` is a success that says it is near its limits (HTTP 429). */
export type ProbeOutcome = 'pass' | 'warn' | 'fail'

export type ProbeResult = {
  readonly outcome: ProbeOutcome
  /** One line for a person. */
  readonly output: string
  /** From the first packet to the verdict. */
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

/** True if `status` is in one of `ranges`. */
export function isExpectedStatus(status: number, ranges: readonly StatusRange[]): boolean {
  return ranges.some(({ from, to }) => status >= from && status <= to)
}
