/**
 * A first-in-first-out queue with a bound, O(1) at both ends.
 *
 * Nothing in Polis queues without a limit: when full, `push` answers false and the caller decides
 * what that means (refuse, drop, or tell the consumer that it has lagged).
 */

import { assert } from './assert.ts'

/** A bounded queue on a ring buffer that grows up to `limit`. */
export class BoundedQueue<T> {
  readonly limit: number
  #items: (T | undefined)[] = new Array(16)
  #head = 0
  #length = 0

  constructor(limit: number) {
    assert(Number.isInteger(limit) && limit > 0, 'a queue has a positive limit')
    this.limit = limit
  }

  get length(): number {
    return this.#length
  }

  /** Appends `item`; false if the queue is full and the item was not taken. */
  push(item: T): boolean {
    if (this.#length === this.limit) return false
    if (this.#length === this.#items.length) this.#grow()
    this.#items[(this.#head + this.#length) % this.#items.length] = item
    this.#length++
    return true
  }

  /** Removes and returns the oldest item, or undefined if there is none. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head] = undefined
    this.#head = (this.#head + 1) % this.#items.length
    this.#length--
    return item
  }

  #grow(): void {
    const larger: (T | undefined)[] = new Array(this.#items.length * 2)
    for (let i = 0; i < this.#length; i++) {
      larger[i] = this.#items[(this.#head + i) % this.#items.length]
    }
    this.#items = larger
    this.#head = 0
  }
}
