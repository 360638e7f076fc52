/**
 * When which check is due, so that ten thousand of them never fire together.
 *
 * Checks that come together begin spread out; each interval then varies a little, as routing
 * protocols do it (Floyd and Jacobson, "The Synchronization of Periodic Routing Messages", 1994),
 * since what is slowed down together would otherwise stay together. Due times are kept in a binary
 * heap.
 */

import type { Random } from '@polis/base'
import type { RunnerConfig } from './config.ts'

/** When the first probe of one of `together` checks is sent, from now. */
export function firstDelayMs(
  together: number,
  intervalMs: number,
  config: RunnerConfig,
  random: Random,
) {
  return random.next() * Math.min(intervalMs, together * config.spreadMsPerCheck)
}

/**
 * When the next probe is due: an interval after the last one was (not after it ended, so that slow
 * probes do not stretch the interval), varied by the jitter, and never in the past.
 */
export function nextDueMs(
  lastDueMs: number,
  intervalMs: number,
  nowMs: number,
  config: RunnerConfig,
  random: Random,
): number {
  const varied = intervalMs * (1 + config.jitter * (2 * random.next() - 1))
  return Math.max(nowMs, lastDueMs + varied)
}

type Slot<Key> = { readonly dueMs: number; readonly key: Key }

/** Keys by due time. A key has one due time: setting it again replaces the one before. */
export class Schedule<Key> {
  readonly #dueOf = new Map<Key, Slot<Key>>()
  #heap: Slot<Key>[] = []

  get size(): number {
    return this.#dueOf.size
  }

  set(key: Key, dueMs: number): void {
    const slot = { dueMs, key }
    this.#dueOf.set(key, slot)
    this.#push(slot)
    // Replaced and deleted slots stay in the heap until they come up, or are too many.
    if (this.#heap.length > 2 * this.#dueOf.size + 64) this.#rebuild()
  }

  delete(key: Key): void {
    this.#dueOf.delete(key)
  }

  /** When the next key is due; `Infinity` if there is none. */
  nextMs(): number {
    this.#dropStale()
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY
  }

  /** Takes out the key that was due first, by `nowMs`; undefined if none is due. */
  take(nowMs: number): Slot<Key> | undefined {
    this.#dropStale()
    const first = this.#heap[0]
    if (first === undefined || first.dueMs > nowMs) return undefined
    this.#pop()
    this.#dueOf.delete(first.key)
    return first
  }

  #dropStale(): void {
    while (this.#heap[0] !== undefined && this.#dueOf.get(this.#heap[0].key) !== this.#heap[0]) {
      this.#pop()
    }
  }

  #rebuild(): void {
    this.#heap = []
    for (const slot of this.#dueOf.values()) this.#push(slot)
  }

  #push(slot: Slot<Key>): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(slot)
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (heap[parent]!.dueMs <= slot.dueMs) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = slot
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.dueMs < heap[child]!.dueMs) child++
      if (heap[child]!.dueMs >= last.dueMs) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
  }
}
