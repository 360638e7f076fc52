/** Randomness for production: unpredictable seeds, and ids that are DNS labels. */

import { randomInt } from 'node:crypto'
import { customAlphabet } from 'nanoid'
import { type Random, seededRandom } from '../random.ts'

/** A source seeded from the operating system. */
export function systemRandom(): Random {
  return seededRandom(randomInt(0x7fff_ffff))
}

/** A new id: 12 characters of `0-9a-z`, so it is a DNS label (about 62 bits). */
export const newId: () => string = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 12)
