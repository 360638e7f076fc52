/**
 * Consistent hashing on a ring, by the recipe of nginx' ketama (Karger et al. 1997).
 *
 * Every endpoint has 160 points a unit of weight on a circle of 2^32; a key belongs to the first
 * point at or after its hash. A point is the CRC-32 of the endpoint's id and the point before it.
 * When an endpoint goes, only its own keys move.
 */

import { RING_POINTS, RING_POINTS_MAX } from '../config.ts'
import { finishCrc32, rehash, startCrc32 } from '../hash.ts'
import type { Candidate, HashPicker, PickRequest } from './picker.ts'

/**
 * Points that a look-up passes on average; a search by halves through a ring of 480,000 points
 * would read memory in 19 places.
 */
const POINTS_PER_START = 4

/** A point is sorted as hash × 2^20 + index, which a double holds exactly. */
const INDEX_RANGE = 2 ** 20

export class HashRing implements HashPicker {
  #candidates: readonly Candidate[] = []
  /** Sorted. */
  #points = new Float64Array(0)
  #hashes = new Uint32Array(0)
  #owners = new Uint32Array(0)
  /** Where the hashes begin whose upper bits are those of the index; a look-up starts there. */
  #starts = new Uint32Array(1)
  #shift = 32

  /** Points of endpoints that stay are kept in order; only those of new ones are sorted. */
  update(candidates: readonly Candidate[]): void {
    const known = new Map(this.#candidates.map((candidate, index) => [nameOf(candidate), index]))
    const moved = new Int32Array(this.#candidates.length).fill(-1)
    const added: number[] = []
    candidates.forEach((candidate, index) => {
      const before = known.get(nameOf(candidate))
      if (before === undefined) added.push(index)
      else moved[before] = index
    })
    this.#candidates = candidates
    this.#points = merged(remapped(this.#points, moved), pointsOf(candidates, added))
    this.#index()
  }

  #index(): void {
    const points = this.#points
    this.#hashes = new Uint32Array(points.length)
    this.#owners = new Uint32Array(points.length)
    for (let i = 0; i < points.length; i++) {
      const hash = Math.floor(points[i]! / INDEX_RANGE)
      this.#hashes[i] = hash
      this.#owners[i] = points[i]! - hash * INDEX_RANGE
    }
    this.#indexStarts()
  }

  #indexStarts(): void {
    const count = this.#hashes.length
    const bits = Math.max(1, 31 - Math.clz32(Math.max(1, count / POINTS_PER_START)))
    this.#shift = 32 - bits
    this.#starts = new Uint32Array(2 ** bits)
    let next = 0
    for (let start = 0; start < this.#starts.length; start++) {
      while (next < count && this.#hashes[next]! >>> this.#shift < start) next++
      this.#starts[start] = next
    }
  }

  pick(request: PickRequest): Candidate | undefined {
    return this.ownerOf(rehash(request.hash, request.attempt))
  }

  ownerOf(key: number): Candidate | undefined {
    const hashes = this.#hashes
    if (hashes.length === 0) return undefined
    let at = this.#starts[key >>> this.#shift]!
    while (at < hashes.length && hashes[at]! < key) at++
    return this.#candidates[this.#owners[at === hashes.length ? 0 : at]!]
  }
}

/** What an endpoint's points depend on. */
function nameOf(candidate: Candidate): string {
  return `${candidate.weight} ${candidate.id}`
}

/** The sorted points of the candidates at `indices`. */
function pointsOf(candidates: readonly Candidate[], indices: readonly number[]): Float64Array {
  // Each count depends on its own weight alone, or keys would move between survivors.
  const countOf = (index: number) =>
    Math.min(RING_POINTS_MAX, Math.ceil(RING_POINTS * candidates[index]!.weight))
  const points = new Float64Array(indices.reduce((sum, index) => sum + countOf(index), 0))
  let next = 0
  for (const index of indices) {
    const state = startCrc32(candidates[index]!.id)
    let point = 0
    for (let i = countOf(index); i > 0; i--) {
      point = finishCrc32(state, point)
      points[next++] = point * INDEX_RANGE + index
    }
  }
  return points.sort()
}

/** Sorted points under the new indices `moved`; those without one (−1) are left out. */
function remapped(points: Float64Array, moved: Int32Array): Float64Array {
  const result = new Float64Array(points.length)
  let next = 0
  for (let i = 0; i < points.length; i++) {
    const hash = Math.floor(points[i]! / INDEX_RANGE)
    const index = moved[points[i]! - hash * INDEX_RANGE]!
    if (index >= 0) result[next++] = hash * INDEX_RANGE + index
  }
  return result.subarray(0, next)
}

function merged(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const result = new Float64Array(a.length + b.length)
  let [i, j] = [0, 0]
  for (let next = 0; next < result.length; next++) {
    const isFromA = j === b.length || (i < a.length && a[i]! <= b[j]!)
    result[next] = isFromA ? a[i++]! : b[j++]!
  }
  return result
}
