/**
 * One after the other, and its weighted form.
 *
 * The weighted form is nginx' smooth weighted round robin: each pick adds every weight to a running
 * score, takes the greatest and lowers it by the total, so 5:1:1 gives a a b a c a a and not
 * a a a a a b c. The order repeats after Σw / gcd picks; it is worked out once and then read back.
 */

import type { Candidate, Picker } from './picker.ts'

/** Longest order that is remembered; a longer one is computed each time, O(n). */
const CYCLE_MAX = 65_536

/** Fractional weights are rounded to this many parts. */
const WEIGHT_PARTS = 100

/** Every endpoint in turn, whatever its weight. `start` spreads threads over the endpoints. */
export class RoundRobin implements Picker {
  #candidates: readonly Candidate[] = []
  #next: number

  constructor(start = 0) {
    this.#next = start
  }

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    this.#next = candidates.length === 0 ? 0 : this.#next % candidates.length
  }

  pick(): Candidate | undefined {
    const candidates = this.#candidates
    const index = this.#next < candidates.length ? this.#next : 0
    this.#next = index + 1
    return candidates[index]
  }
}

/**
 * Smooth weighted round robin: in each cycle every endpoint exactly as often as its weight says.
 */
export class WeightedRoundRobin implements Picker {
  #candidates: readonly Candidate[] = []
  #weights: Int32Array = new Int32Array(0)
  #scores: Int32Array = new Int32Array(0)
  #cycle = new Uint16Array(0)
  #cycleLength = 0
  #recorded = 0
  #position = 0
  #total = 0

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    const weights = integerWeights(candidates)
    this.#weights = weights
    this.#scores = new Int32Array(weights.length)
    this.#total = weights.reduce((sum, weight) => sum + weight, 0)
    this.#cycleLength = this.#total
    const isRecorded = this.#total <= CYCLE_MAX && weights.length <= CYCLE_MAX
    this.#cycle = new Uint16Array(isRecorded ? this.#total : 0)
    this.#recorded = 0
    this.#position = 0
  }

  pick(): Candidate | undefined {
    return this.#candidates.length === 0 ? undefined : this.#candidates[this.turn()]
  }

  /** As `pick`, the index in the list; there is at least one endpoint. */
  turn(): number {
    const position = this.#position
    if (position < this.#recorded) {
      this.#position = position + 1 === this.#cycleLength ? 0 : position + 1
      return this.#cycle[position]!
    }
    const index = this.#step()
    if (this.#cycle.length > 0) {
      this.#cycle[position] = index
      this.#recorded = position + 1
      this.#position = this.#recorded === this.#cycleLength ? 0 : this.#recorded
    }
    return index
  }

  #step(): number {
    const scores = this.#scores
    const weights = this.#weights
    let best = 0
    for (let i = 0; i < scores.length; i++) {
      scores[i]! += weights[i]!
      if (scores[i]! > scores[best]!) best = i
    }
    scores[best]! -= this.#total
    return best
  }
}

/** Whole weights in the smallest terms, each at least 1. */
function integerWeights(candidates: readonly Candidate[]): Int32Array {
  const isWhole = candidates.every(candidate => Number.isInteger(candidate.weight))
  const parts = isWhole ? 1 : WEIGHT_PARTS
  const weights = Int32Array.from(candidates, ({ weight }) => Math.max(1, weight * parts))
  const divisor = weights.reduce((a, b) => gcd(a, b), 0)
  return weights.map(weight => weight / divisor)
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}
