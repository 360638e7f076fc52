/** At random: each endpoint with a probability in proportion to its weight. */

import type { Random } from '@polis/base'
import type { Candidate, Picker } from './picker.ts'

export class RandomChoice implements Picker {
  readonly #random: Random
  #candidates: readonly Candidate[] = []
  /** Running sums of the weights; empty while all are equal. */
  #sums = new Float64Array(0)

  constructor(random: Random) {
    this.#random = random
  }

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    const isEqual = candidates.every(({ weight }) => weight === candidates[0]!.weight)
    let sum = 0
    this.#sums = isEqual
      ? new Float64Array(0)
      : Float64Array.from(candidates, ({ weight }) => (sum += weight))
  }

  pick(): Candidate | undefined {
    const candidates = this.#candidates
    const sums = this.#sums
    if (sums.length === 0) return candidates[this.#random.int(candidates.length || 1)]
    const point = this.#random.next() * sums[sums.length - 1]!
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sums[middle]! > point) high = middle
      else low = middle + 1
    }
    return candidates[low]
  }
}
