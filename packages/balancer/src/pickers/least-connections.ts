/**
 * Least connections: the endpoint with the fewest requests in flight for its weight.
 *
 * Endpoints of equal load take turns by smooth weighted round robin, as with nginx' `least_conn`, so
 * that requests which come one at a time are shared by weight as well.
 */

import { LEAST_CONNECTIONS_WINDOW } from '../config.ts'
import type { Candidate, Loads, Picker } from './picker.ts'
import { WeightedRoundRobin } from './round-robin.ts'

/**
 * Exact up to 128 endpoints. Beyond, each pick compares the next 128, so an idle one is found
 * within n/128 picks, and ties go around without regard to weights.
 */
export class LeastConnections implements Picker {
  readonly #inFlight: Int32Array
  #candidates: readonly Candidate[] = []
  #slots = new Int32Array(0)
  #shares = new Float64Array(0)
  #turns: WeightedRoundRobin | undefined
  #start: number

  constructor(loads: Loads, start = 0) {
    this.#inFlight = loads.inFlight
    this.#start = start
  }

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    this.#slots = Int32Array.from(candidates.map(({ slot }) => slot))
    this.#shares = Float64Array.from(candidates.map(({ weight }) => 1 / weight))
    const isEqual = candidates.every(({ weight }) => weight === candidates[0]!.weight)
    const hasTurns = !isEqual && candidates.length <= LEAST_CONNECTIONS_WINDOW
    this.#turns = hasTurns ? new WeightedRoundRobin() : undefined
    this.#turns?.update(candidates)
  }

  pick(): Candidate | undefined {
    const candidates = this.#candidates
    const count = candidates.length
    if (count === 0) return undefined
    const window = Math.min(count, LEAST_CONNECTIONS_WINDOW)
    const [inFlight, slots, shares] = [this.#inFlight, this.#slots, this.#shares]
    let index = this.#turn(count, window)
    let best = index
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < window; i++) {
      // Plain reads: another thread's count may be a moment old, and is so anyway by the next line.
      const load = inFlight[slots[index]!]! * shares[index]!
      if (load < least) {
        least = load
        best = index
      }
      index = index + 1 === count ? 0 : index + 1
    }
    return candidates[best]
  }

  /** Whose turn it is among equals. */
  #turn(count: number, window: number): number {
    if (this.#turns !== undefined) return this.#turns.turn()
    const index = this.#start < count ? this.#start : this.#start % count
    this.#start = index + (window < count ? window : 1)
    return index
  }
}
