/**
 * The leader's now: the time that its commands carry.
 *
 * The last applied `timeMs` (or its wall clock at election, if later) plus monotonic time since, so
 * that time in the log never goes backwards, whatever the wall clock does (design.md "Time in the
 * log").
 */

/** Made when a node takes office, dropped when it loses it. */
export class LeaderClock {
  /** Log time at which this leader took office. */
  readonly tookOfficeMs: number
  readonly #startedMs: number

  constructor(lastAppliedMs: number, wallMs: number, monotonicMs: number) {
    this.tookOfficeMs = Math.max(lastAppliedMs, wallMs)
    this.#startedMs = monotonicMs
  }

  /** Log time at monotonic time `monotonicMs`. */
  nowMs(monotonicMs: number): number {
    return Math.floor(this.tookOfficeMs + Math.max(0, monotonicMs - this.#startedMs))
  }
}
