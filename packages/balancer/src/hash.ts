/**
 * Hashing of keys to 32 bits.
 *
 * FNV-1a (Fowler, Noll, Vo) over the characters and MurmurHash3's finaliser (Austin Appleby) behind
 * it, so that close keys land far apart; and CRC-32, of which ketama makes the points of its ring.
 * Every node computes the same value.
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

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/**
 * The state of a CRC-32 (IEEE 802.3) after the characters of `text`, each taken as one byte;
 * `finishCrc32` makes the sum of it.
 */
export function startCrc32(text: string): number {
  let state = 0xffffffff
  for (let i = 0; i < text.length; i++) {
    state = CRC_TABLE[(state ^ text.charCodeAt(i)) & 0xff]! ^ (state >>> 8)
  }
  return state >>> 0
}

/** The CRC-32 of what made `state` and the four bytes of `word`, the lowest first. */
export function finishCrc32(state: number, word: number): number {
  let crc = state
  for (let shift = 0; shift < 32; shift += 8) {
    crc = CRC_TABLE[(crc ^ (word >>> shift)) & 0xff]! ^ (crc >>> 8)
  }
  return ~crc >>> 0
}

/** The hash of a request for attempt `attempt`; the first, 0, is the hash itself. */
export function rehash(hash: number, attempt: number): number {
  return attempt === 0 ? hash : mix32(hash + Math.imul(attempt, 0x9e3779b1))
}
