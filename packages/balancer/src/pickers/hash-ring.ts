/**
 * Consistent hashing on a ring, in the manner of ketama (Karger et al. 1997).
 *
 * Every endpoint has 160 points a unit of weight on a circle of 2^32; a key belongs to the first
 * point at or after its hash. When an endpoint goes, only its own keys move.
 */

import { RING_POINTS, RING_POINTS_MAX } from '../config.ts'
import { hash32, mix32 } from '../hash.ts'
import type { Candidate, Picker, PickRequest } from './picker.ts'

/** A point is sorted as hash × 2^20 + index, which a double holds exactly. */
const INDEX_RANGE = 2 ** 20

export class HashRing implements Picker {
  #candidates: readonly Candidate[] = []
  #hashes = new Uint32Array(0)
  #owners = new Uint32Array(0)

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    // Each count depends on its own weight alone, or keys would move between survivors.
    const counts = candidates.map(({ weight }) =>
      Math.min(RING_POINTS_MAX, Math.ceil(RING_POINTS * weight)),
    )
    const points = new Float64Array(counts.reduce((sum, count) => sum + count, 0))
    let next = 0
    candidates.forEach((candidate, index) => {
      const base = hash32(candidate.id)
      for (let i = 0; i < counts[index]!; i++) {
        points[next++] = mix32(base + Math.imul(i + 1, 0x9e3779b1)) * INDEX_RANGE + index
      }
    })
    points.sort()
    this.#hashes = Uint32Array.from(points, point => Math.floor(point / INDEX_RANGE))
    this.#owners = Uint32Array.from(points, point => point % INDEX_RANGE)
  }

  pick(request: PickRequest): Candidate | undefined {
    const hashes = this.#hashes
    if (hashes.length === 0) return undefined
    const key = attemptHash(request)
    let low = 0
    let high = hashes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (hashes[middle]! < key) low = middle + 1
      else high = middle
    }
    return this.#candidates[this.#owners[low === hashes.length ? 0 : low]!]
  }
}

/** The hash of the request, another one for each further attempt. */
export function attemptHash(request: PickRequest): number {
  return request.attempt === 0
    ? request.hash
    : mix32(request.hash + Math.imul(request.attempt, 0x9e3779b1))
}
