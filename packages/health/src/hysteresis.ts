/**
 * From single results to a state that does not flap: rise and fall, as in HAProxy and Kubernetes.
 *
 *                 a pass                    a failure
 *     unknown ─────────────► passing ◄──────────────────► warning
 *        │    (`successes`)     ▲         a pass             │ `retries` failures in a row
 *        │ grace is over        │ `successes` in a row       ▼
 *        └──────────────────────┴──────────────────────── critical
 *
 * Before its first success a check is probed more often than its interval says. So that this does
 * not make a slow starter critical early, failures then only count once the endpoint has had its
 * start period, and the time that `retries` probes at the usual interval take. So it is for a check
 * that begins in another state than `unknown`: it stays there until then.
 */

import type { CheckSpec, HealthState, ProbeOutcome } from './check.ts'

type Timing = Pick<CheckSpec, 'retries' | 'successes' | 'startPeriodMs' | 'intervalMs' | 'initial'>

export class Hysteresis {
  readonly #timing: Timing
  readonly #graceEndsMs: number
  #state: HealthState
  #isNew = true
  #failures = 0
  #passes = 0

  /** For an endpoint that was started at `startedMs`. */
  constructor(timing: Timing, startedMs: number) {
    this.#timing = timing
    const { startPeriodMs, retries, intervalMs, initial = 'unknown' } = timing
    this.#state = initial
    this.#graceEndsMs = startedMs + Math.max(startPeriodMs, retries * intervalMs)
  }

  get state(): HealthState {
    return this.#state
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures
  }

  /** True until results have decided the state, be it the one that it began with. */
  get isNew(): boolean {
    return this.#isNew
  }

  /** Takes a result that was there at `nowMs`; answers with the state that follows. */
  apply(outcome: ProbeOutcome, nowMs: number): HealthState {
    if (outcome === 'fail') this.#fail(nowMs)
    else this.#pass(outcome === 'warn' ? 'warning' : 'passing')
    return this.#state
  }

  /** Takes a result of somebody who decides the state by rules of his own. */
  told(outcome: ProbeOutcome, state: HealthState): HealthState {
    const isFailure = outcome === 'fail'
    this.#failures = isFailure ? this.#failures + 1 : 0
    this.#passes = isFailure ? 0 : this.#passes + 1
    this.#state = state
    if (state !== 'unknown') this.#isNew = false
    return state
  }

  #pass(state: 'passing' | 'warning'): void {
    this.#failures = 0
    this.#passes++
    const isUp = this.#state === 'passing' || this.#state === 'warning'
    if (!isUp && this.#passes < this.#timing.successes) return
    this.#state = state
    this.#isNew = false
  }

  #fail(nowMs: number): void {
    this.#passes = 0
    this.#failures++
    const isExhausted = this.#failures >= this.#timing.retries
    if (this.#isNew) {
      if (!isExhausted || nowMs < this.#graceEndsMs) return
      this.#isNew = false
      this.#state = 'critical'
    } else if (this.#state !== 'critical') {
      this.#state = isExhausted ? 'critical' : 'warning'
    }
  }
}
