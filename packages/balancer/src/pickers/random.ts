/** At random: each endpoint with a probability in proportion to its weight. */

import type { Random } from '@polis/base'
import type { Candidate, Picker } from './picker.ts'
import { WeightedDraw } from './weighted-draw.ts'

export class RandomChoice implements Picker {
  readonly #draw: WeightedDraw
  #candidates: readonly Candidate[] = []

  constructor(random: Random) {
    this.#draw = new WeightedDraw(random)
  }

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    this.#draw.update(candidates.map(({ weight }) => weight))
  }

  pick(): Candidate | undefined {
    const candidates = this.#candidates
    return candidates.length === 0 ? undefined : candidates[this.#draw.draw()]
  }
}
