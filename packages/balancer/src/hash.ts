/**
 * Hashing of keys to 32 bits.
 *
 * FNV-1a (Fowler, Noll, Vo) over the characters and MurmurHash3's finaliser (Austin Appleby) behind
 * it, so that close keys land far apart. Every node computes the same value.
 */

/** The hash of `text` as an unsigned 32-bit integer; another `seed` gives another function. */
export function hash32(text: string, seed = 0): number {
  let h = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix32(h)
}

/** Spreads an integer over all 32 bits; a bijection. */
export function mix32(value: number): number {
  let h = value
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  h ^= h >>> 16
  return h >>> 0
}
