/**
 * Rendezvous hashing (Thaler and Ravishankar 1998): a key goes to the endpoint that scores highest
 * for it, so the answer is the same on every node and only the keys of an endpoint that goes move.
 *
 * Keys are gathered in 16,384 groups and each group's winner is kept, so a look-up is one read.
 * When the list changes, only groups that lost their winner, or newcomers, are scored again. With
 * weights the score is −w/ln(u) (Schindelhauer and Schomaker 2005), which shares by weight.
 */

import { RENDEZVOUS_GROUPS } from '../config.ts'
import { hash32, mix32, rehash } from '../hash.ts'
import type { Candidate, HashPicker, PickRequest } from './picker.ts'

const NOBODY = -1

export class Rendezvous implements HashPicker {
  #candidates: readonly Candidate[] = []
  #hashes = new Uint32Array(0)
  #isEqual = true
  /** Winner of each group, and its score. */
  readonly #owners = new Int32Array(RENDEZVOUS_GROUPS).fill(NOBODY)
  readonly #scores = new Float64Array(RENDEZVOUS_GROUPS)

  update(candidates: readonly Candidate[]): void {
    const isEqual = candidates.every(({ weight }) => weight === candidates[0]!.weight)
    const before = new Map(this.#candidates.map((candidate, index) => [nameOf(candidate), index]))
    const moved = new Int32Array(this.#candidates.length).fill(NOBODY)
    const newcomers: number[] = []
    candidates.forEach((candidate, index) => {
      const known = isEqual === this.#isEqual ? before.get(nameOf(candidate)) : undefined
      if (known === undefined) newcomers.push(index)
      else moved[known] = index
    })
    this.#candidates = candidates
    this.#hashes = Uint32Array.from(candidates, ({ id }) => hash32(id))
    this.#isEqual = isEqual
    this.#contest(moved, newcomers)
  }

  pick(request: PickRequest): Candidate | undefined {
    return this.ownerOf(rehash(request.hash, request.attempt))
  }

  ownerOf(hash: number): Candidate | undefined {
    return this.#candidates[this.#owners[hash % RENDEZVOUS_GROUPS]!]
  }

  #contest(moved: Int32Array, newcomers: readonly number[]): void {
    const everybody = this.#candidates.map((_, index) => index)
    for (let group = 0; group < RENDEZVOUS_GROUPS; group++) {
      const owner = this.#owners[group]!
      const kept = owner === NOBODY ? NOBODY : moved[owner]!
      this.#owners[group] = kept
      if (kept === NOBODY) this.#scores[group] = Number.NEGATIVE_INFINITY
      this.#play(group, kept === NOBODY ? everybody : newcomers)
    }
  }

  /** Lets `rivals` try to beat the winner of a group; of equals the smaller id wins. */
  #play(group: number, rivals: readonly number[]): void {
    const candidates = this.#candidates
    const groupHash = Math.imul(group, 0x9e3779b1)
    let owner = this.#owners[group]!
    let best = this.#scores[group]!
    for (const rival of rivals) {
      const hash = mix32(this.#hashes[rival]! ^ groupHash)
      const score = this.#isEqual
        ? hash
        : -candidates[rival]!.weight / Math.log((hash + 1) / 0x1_0000_0001)
      if (score < best) continue
      if (score === best && candidates[rival]!.id > candidates[owner]!.id) continue
      best = score
      owner = rival
    }
    this.#owners[group] = owner
    this.#scores[group] = best
  }
}

/** What an endpoint's scores depend on. */
function nameOf(candidate: Candidate): string {
  return `${candidate.weight} ${candidate.id}`
}
