/**
 * Hedging: a request that is late is sent to a second endpoint as well, and the first answer counts
 * (Dean and Barroso, "The Tail at Scale", 2013).
 *
 * Late is beyond a quantile of the service's own latencies, so few requests are sent twice, and a
 * budget keeps them few when everything is late. Only what may be carried out twice is hedged.
 */

import { HEDGE_DELAY_MIN_MS, HEDGE_REFRESH_REQUESTS } from './config.ts'
import type { Counters } from './counters.ts'
import { type HedgePolicy, hedgePolicyOf, type ResolvedHedgePolicy } from './policy.ts'

export class Hedging {
  readonly #policy: ResolvedHedgePolicy
  readonly #counters: Counters
  readonly #row: number
  #hedges = 0
  #requests = 0
  #delayMs = Number.POSITIVE_INFINITY

  constructor(policy: HedgePolicy, counters: Counters, row: number) {
    this.#policy = hedgePolicyOf(policy)
    this.#counters = counters
    this.#row = row
  }

  /** After how long the next request is late; `Infinity` while no latency is known. */
  nextDelayMs(): number {
    const { delayMs, quantile } = this.#policy
    if (delayMs !== undefined) return delayMs
    if (this.#requests++ % HEDGE_REFRESH_REQUESTS === 0) {
      const learnedMs = this.#counters.quantileMs(this.#row, quantile)
      this.#delayMs =
        learnedMs === 0 ? Number.POSITIVE_INFINITY : Math.max(HEDGE_DELAY_MIN_MS, learnedMs)
    }
    return this.#delayMs
  }

  /** Takes a place for one more hedge; false: none left. */
  take(): boolean {
    const inFlight = this.#counters.inFlightOf(this.#row)
    const allowed = Math.max(1, Math.floor(inFlight * this.#policy.budgetShare))
    if (this.#policy.budgetShare === 0 || this.#hedges >= allowed) return false
    this.#hedges++
    return true
  }

  /** Gives a place back when the hedge has ended. */
  release(): void {
    this.#hedges--
  }
}
