/**
 * Circuit breaker: bounds on what a node has under way for one service (Envoy's thresholds).
 *
 * A service that has become slow holds every request that is sent to it. Beyond a bound a request
 * is refused at once, which costs its client milliseconds and the service nothing. Requests are
 * counted by the whole node; connections, connects and retries by each data thread, which has its
 * even part of the bound.
 */

import type { Counters } from './counters.ts'
import type { CircuitLimits } from './policy.ts'

/** The bound that a request met. */
export type CircuitBound = 'connections' | 'pending' | 'requests'

export class Circuit {
  readonly #counters: Counters
  readonly #row: number
  readonly #requestsMax: number
  readonly #connectionsMax: number
  readonly #pendingMax: number
  readonly #retriesMax: number
  #connections = 0
  #pending = 0

  constructor(limits: CircuitLimits, counters: Counters, row: number) {
    this.#counters = counters
    this.#row = row
    const part = (limit: number | undefined) =>
      limit === undefined ? Number.POSITIVE_INFINITY : Math.ceil(limit / counters.threads)
    this.#requestsMax = limits.requests ?? Number.POSITIVE_INFINITY
    this.#connectionsMax = part(limits.connections)
    this.#pendingMax = part(limits.pending)
    this.#retriesMax = part(limits.retries)
  }

  /** The bound that keeps a request, counted already, from going on; undefined if none does. */
  refusal(): CircuitBound | undefined {
    if (this.#counters.inFlightOf(this.#row) > this.#requestsMax) return 'requests'
    if (this.#connections >= this.#connectionsMax) return 'connections'
    return this.#pending >= this.#pendingMax ? 'pending' : undefined
  }

  /** True if one more request may be sent again while `retrying` are. */
  allowsRetry(retrying: number): boolean {
    return retrying < this.#retriesMax
  }

  /** A request has an endpoint and waits for its connection. */
  acquired(): void {
    this.#connections++
    this.#pending++
  }

  /** It has its connection. */
  connected(): void {
    this.#pending--
  }

  /** It has left its endpoint. */
  released(): void {
    this.#connections--
  }
}
