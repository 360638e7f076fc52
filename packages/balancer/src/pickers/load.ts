/**
 * Two random choices: power of two choices and peak EWMA.
 *
 * Power of two choices (Mitzenmacher 1996) draws two endpoints and takes the better: its fullest
 * endpoint is O(log log n) above the mean, and threads that decide at once do not all run to the
 * same one. Peak EWMA (Finagle) multiplies the load with a latency average that jumps up at once
 * and comes down slowly, so a slow replica is avoided after one slow answer. Endpoints are drawn by
 * weight and compared by load for their weight, so both follow weights idle or busy (Wieder 2007).
 */

import type { Random } from '@polis/base'
import { smoothedLatencyMs } from './latency.ts'
import type { Candidate, Loads, Picker, PickRequest } from './picker.ts'
import { WeightedDraw } from './weighted-draw.ts'

/** Of two endpoints drawn by weight, the one with fewer requests in flight for its weight. */
export class PowerOfTwoChoices implements Picker {
  protected readonly loads: Loads
  readonly #random: Random
  readonly #draw: WeightedDraw
  #candidates: readonly Candidate[] = []
  /** Mean weight over each weight: what a request counts for there. */
  #shares = new Float64Array(0)

  constructor(loads: Loads, random: Random) {
    this.loads = loads
    this.#random = random
    this.#draw = new WeightedDraw(random)
  }

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    const weights = candidates.map(({ weight }) => weight)
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
    this.#shares = Float64Array.from(weights, weight => mean / weight)
    this.#draw.update(weights)
  }

  pick(request: PickRequest): Candidate | undefined {
    const candidates = this.#candidates
    const count = candidates.length
    if (count < 2) return candidates[0]
    const first = this.#draw.draw()
    let second = this.#draw.draw()
    if (second === first) second = (first + 1 + this.#random.int(count - 1)) % count
    const a = candidates[first]!
    const b = candidates[second]!
    const costA = this.cost(a.slot, this.#shares[first]!, request.nowMs)
    return costA <= this.cost(b.slot, this.#shares[second]!, request.nowMs) ? a : b
  }

  /** What is compared; of equals the first one drawn is taken. */
  protected cost(slot: number, share: number, _nowMs: number): number {
    return Atomics.load(this.loads.inFlight, slot) * share
  }
}

/** Of two endpoints drawn by weight, the one with the smaller latency × (in flight + 1). */
export class PeakEwma extends PowerOfTwoChoices {
  protected override cost(slot: number, share: number, nowMs: number): number {
    const load = super.cost(slot, share, nowMs) + 1
    return smoothedLatencyMs(this.loads, slot, nowMs) * load
  }
}
