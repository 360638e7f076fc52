/**
 * Maglev hashing (Eisenbud et al., NSDI 2016, §3.4): a look-up table of prime size.
 *
 * Every endpoint fills the table in its own order of preference, in turns, so that all get the same
 * share to within 1 % when the table is 100 times as long as the list, and a look-up is one read.
 * When an endpoint goes, nearly only its own keys move.
 */

import { hash32, rehash } from '../hash.ts'
import type { Candidate, HashPicker, PickRequest } from './picker.ts'

/**
 * Table sizes; the smallest that is 400 times the number of endpoints is used. The greatest takes
 * some 20 ms to fill, which is as long as a data thread should ever be busy with a table.
 */
const PRIMES = [4_093, 16_381, 65_537]
const SLOTS_PER_CANDIDATE = 400

export class Maglev implements HashPicker {
  #candidates: readonly Candidate[] = []
  #table: Int32Array = new Int32Array(0)

  update(candidates: readonly Candidate[]): void {
    this.#candidates = candidates
    this.#table = maglevTable(candidates)
  }

  pick(request: PickRequest): Candidate | undefined {
    return this.ownerOf(rehash(request.hash, request.attempt))
  }

  ownerOf(hash: number): Candidate | undefined {
    const table = this.#table
    return table.length === 0 ? undefined : this.#candidates[table[hash % table.length]!]
  }
}

/** For each slot of the table the index of its candidate; empty without candidates. */
export function maglevTable(candidates: readonly Candidate[]): Int32Array {
  if (candidates.length === 0) return new Int32Array(0)
  const wanted = candidates.length * SLOTS_PER_CANDIDATE
  const size = PRIMES.find(prime => prime >= wanted) ?? PRIMES.at(-1)!
  // The order of turns must not depend on the order of the list: two nodes give the same answer.
  const order = candidates
    .map((candidate, index) => ({ id: candidate.id, weight: candidate.weight, index }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const greatest = Math.max(...candidates.map(candidate => candidate.weight))
  const turns = order.map(({ id, weight }) => ({
    offset: hash32(id) % size,
    skip: (hash32(id, 0x5bd1e995) % (size - 1)) + 1,
    share: weight / greatest,
  }))
  return fillTable(size, turns).map(turn => order[turn]!.index)
}

/** One that takes turns: where its preferences begin, their step, and its share of turns, to 1. */
export type Turn = { readonly offset: number; readonly skip: number; readonly share: number }

/**
 * A table of prime `size`, filled in turns: each takes the first free slot of its own order, in as
 * many of its turns as its share says. Answers the index of the taker for each slot.
 */
export function fillTable(size: number, turns: readonly Turn[]): Int32Array {
  const position = turns.map(({ offset }) => offset)
  const credit = new Float64Array(turns.length)
  const table = new Int32Array(size).fill(-1)
  let filled = 0
  while (filled < size) {
    for (let i = 0; i < turns.length && filled < size; i++) {
      const { skip, share } = turns[i]!
      credit[i]! += share
      if (credit[i]! < 1) continue
      credit[i]! -= 1
      while (table[position[i]!] !== -1) position[i] = (position[i]! + skip) % size
      table[position[i]!] = i
      filled++
    }
  }
  return table
}
