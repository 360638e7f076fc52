/**
 * A draw by weight in O(1): the alias method (Walker 1977, in Vose's form of 1991).
 *
 * Every index has a column of the same height, filled by itself up to its odds and by one other
 * index, its alias, above. A draw chooses a column and then a height in it.
 */

import type { Random } from '@polis/base'

export class WeightedDraw {
  readonly #random: Random
  #count = 0
  /** Empty while all weights are equal: every column is its own. */
  #odds = new Float64Array(0)
  #aliases = new Int32Array(0)

  constructor(random: Random) {
    this.#random = random
  }

  /** Indices 0 to `weights.length − 1` from now on, each weight above 0. */
  update(weights: readonly number[]): void {
    this.#count = weights.length
    const isEqual = weights.every(weight => weight === weights[0])
    this.#odds = new Float64Array(isEqual ? 0 : weights.length)
    this.#aliases = new Int32Array(isEqual ? 0 : weights.length)
    if (!isEqual) this.#fill(weights)
  }

  /** An index with a probability in proportion to its weight; there is at least one. */
  draw(): number {
    const column = this.#random.int(this.#count)
    if (this.#odds.length === 0) return column
    return this.#random.next() < this.#odds[column]! ? column : this.#aliases[column]!
  }

  #fill(weights: readonly number[]): void {
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const heights = Float64Array.from(weights, weight => (weight * weights.length) / sum)
    const low: number[] = []
    const high: number[] = []
    heights.forEach((height, index) => {
      ;(height < 1 ? low : high).push(index)
    })
    // What rounding leaves over at the end fills its own column.
    this.#odds.fill(1)
    while (low.length > 0 && high.length > 0) {
      const poor = low.pop()!
      const rich = high.at(-1)!
      this.#odds[poor] = heights[poor]!
      this.#aliases[poor] = rich
      heights[rich]! -= 1 - heights[poor]!
      if (heights[rich]! < 1) low.push(high.pop()!)
    }
  }
}
