/**
 * Seeded randomness: the same seed gives the same sequence on every machine.
 *
 * Pure parts never call `Math.random`; they are handed a `Random`. The generator is sfc32
 * (Chris Doty-Humphrey's PractRand), seeded through splitmix32 so that nearby seeds differ.
 */

import { assert } from './assert.ts'

/** A source of randomness. */
export type Random = {
  /** A number in [0, 1). */
  next(): number
  /** An integer in [0, bound). */
  int(bound: number): number
}

/** A deterministic source; `seed` is any integer. */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  const splitmix = () => {
    state = (state + 0x9e3779b9) | 0
    let z = state ^ (state >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return (z ^ (z >>> 15)) | 0
  }
  let a = splitmix()
  let b = splitmix()
  let c = splitmix()
  let counter = 1
  const next32 = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) next32()
  return {
    next: () => next32() / 0x1_0000_0000,
    int(bound) {
      assert(bound > 0 && bound <= 0x1_0000_0000, 'a bound in [1, 2^32]')
      return Math.floor((next32() / 0x1_0000_0000) * bound)
    },
  }
}

/** A shuffled copy of `items` (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items]
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.int(i + 1)
    const swap = result[i]!
    result[i] = result[j]!
    result[j] = swap
  }
  return result
}
