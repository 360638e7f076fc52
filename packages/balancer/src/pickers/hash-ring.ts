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
  /** Sorted. */
  #points = new Float64Array(0)
  #hashes = new Uint32Array(0)
  #owners = new Uint32Array(0)

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
    const base = hash32(candidates[index]!.id)
    for (let i = 1; i <= countOf(index); i++) {
      points[next++] = mix32(base + Math.imul(i, 0x9e3779b1)) * INDEX_RANGE + index
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

/** The hash of the request, another one for each further attempt. */
export function attemptHash(request: PickRequest): number {
  return request.attempt === 0
    ? request.hash
    : mix32(request.hash + Math.imul(request.attempt, 0x9e3779b1))
}
