/**
 * Gives rows of the shared counters to services and endpoints.
 *
 * A row is given back only when nobody can write to it any more: its owner is gone from the table,
 * every thread has said so, and nothing is in flight on it.
 */

import { PolisError } from '@polis/base'

export class RowRegistry {
  readonly #rows: number
  readonly #free: number[] = []
  readonly #byName = new Map<string, number>()
  #next = 0

  constructor(rows: number) {
    this.#rows = rows
  }

  get(name: string): number | undefined {
    return this.#byName.get(name)
  }

  names(): IterableIterator<string> {
    return this.#byName.keys()
  }

  /** The row of `name`, a new one if it has none. Throws `balancer/too-many-endpoints`. */
  claim(name: string): number {
    const existing = this.#byName.get(name)
    if (existing !== undefined) return existing
    const row = this.#free.pop() ?? this.#next++
    if (row >= this.#rows) {
      this.#next = this.#rows
      throw new PolisError('balancer/too-many-endpoints', {
        message: `a node balances over at most ${this.#rows} services and endpoints`,
        fields: { rows: this.#rows },
      })
    }
    this.#byName.set(name, row)
    return row
  }

  /** Takes the row of `name` back and answers which it was. */
  release(name: string): number | undefined {
    const row = this.#byName.get(name)
    if (row === undefined) return undefined
    this.#byName.delete(name)
    this.#free.push(row)
    return row
  }
}
