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
  #requestsMax = Number.POSITIVE_INFINITY
  #connectionsMax = Number.POSITIVE_INFINITY
  #pendingMax = Number.POSITIVE_INFINITY
  #retriesMax = Number.POSITIVE_INFINITY
  #isLimited = false
  #connections = 0
  #pending = 0

  /** Without any bound, until there are `limits`. */
  constructor(counters: Counters, row: number) {
    this.#counters = counters
    this.#row = row
  }

  /** The bounds from now on; what is under way counts for them. */
  set limits({ requests, connections, pending, retries }: CircuitLimits) {
    const part = (limit: number | undefined) =>
      limit === undefined ? Number.POSITIVE_INFINITY : Math.ceil(limit / this.#counters.threads)
    this.#requestsMax = requests ?? Number.POSITIVE_INFINITY
    this.#connectionsMax = part(connections)
    this.#pendingMax = part(pending)
    this.#retriesMax = part(retries)
    this.#isLimited = [requests, connections, pending].some(limit => limit !== undefined)
  }

  /** The bound that keeps a request, counted already, from going on; undefined if none does. */
  refusal(): CircuitBound | undefined {
    if (!this.#isLimited) return undefined
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
