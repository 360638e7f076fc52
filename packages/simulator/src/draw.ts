/** Drawing from a `Random` what simulations need: chances, ranges, and one of several. */

import { assert, type Random } from '@polis/base'

/** True with `probability`, in [0, 1]. Always draws once, so that options do not shift the rest. */
export function chance(random: Random, probability: number): boolean {
  return random.next() < probability
}

/** A number in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + random.next() * (high - low)
}

/** One of `items`, of which there is at least one. */
export function pick<T>(random: Random, items: readonly T[]): T {
  assert(items.length > 0, 'something to pick from')
  return items[random.int(items.length)]!
}
