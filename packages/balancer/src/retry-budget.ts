/**
 * A retry budget (as Finagle and Envoy have it): requests sent again are at most a share of those
 * in flight, so that retries cannot bury a service that is failing under load.
 *
 * Looking for another endpoint after a refused connection is not a retry: nothing was sent.
 */

import { RETRY_BUDGET_FRACTION, RETRY_BUDGET_MIN } from './config.ts'

export class RetryBudget {
  #retrying = 0

  /** Requests that are being sent again. */
  get retrying(): number {
    return this.#retrying
  }

  /**
   * Takes a place for one more retry while `inFlight` requests are on their way; false: none left.
   */
  take(inFlight: number): boolean {
    const allowed = Math.max(RETRY_BUDGET_MIN, Math.floor(inFlight * RETRY_BUDGET_FRACTION))
    if (this.#retrying >= allowed) return false
    this.#retrying++
    return true
  }

  /** Gives a place back when the retried request has ended. */
  release(): void {
    this.#retrying--
  }
}
