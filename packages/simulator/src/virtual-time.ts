/**
 * Time that passes only from one event to the next, and randomness that one seed decides.
 *
 * A run is a heap of future events. The earliest one is taken, the clock jumps to it, and whatever
 * it does puts new events in. Events at the same time keep the order in which they were asked for,
 * so nothing depends on how a heap happens to break ties (FoundationDB's simulation, Zhou et al.,
 * SIGMOD 2021). Time is kept in whole microseconds: sums of delays print the same everywhere.
 */

import { assert, crc32c, type Random, seededRandom } from '@polis/base'

type Event = { readonly atUs: number; readonly sequence: number; readonly task: () => void }

/** A clock and what is going to happen. */
export class VirtualTime {
  readonly #heap: Event[] = []
  #nowUs = 0
  #sequence = 0

  /** Milliseconds since the start of the run. */
  get nowMs(): number {
    return this.#nowUs / 1000
  }

  /** Events so far, which is also how far a run got when it is compared with another. */
  get scheduled(): number {
    return this.#sequence
  }

  /** Runs `task` after `delayMs`, which is at least 0. */
  after(delayMs: number, task: () => void): void {
    assert(delayMs >= 0, 'time does not go back')
    const atUs = this.#nowUs + Math.round(delayMs * 1000)
    const heap = this.#heap
    let at = heap.push({ atUs, sequence: this.#sequence++, task }) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(heap[at]!, heap[parent]!)) break
      swap(heap, at, parent)
      at = parent
    }
  }

  /** Runs the earliest event if it is due by `untilMs`; else moves the clock there. */
  step(untilMs: number): boolean {
    const untilUs = Math.round(untilMs * 1000)
    const first = this.#heap[0]
    if (first === undefined || first.atUs > untilUs) {
      this.#nowUs = Math.max(this.#nowUs, untilUs)
      return false
    }
    const last = this.#heap.pop()!
    if (this.#heap.length > 0) {
      this.#heap[0] = last
      sink(this.#heap)
    }
    this.#nowUs = first.atUs
    first.task()
    return true
  }

  /** Runs everything that is due by `untilMs`. */
  runUntil(untilMs: number): void {
    while (this.step(untilMs));
  }
}

/** A source of its own for each `concern`, so that a new draw in one leaves the others alone. */
export function randomFor(seed: number, concern: string): Random {
  return seededRandom(crc32c(new TextEncoder().encode(`${seed}/${concern}`)))
}

function isBefore(a: Event, b: Event): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.sequence < b.sequence)
}

function sink(heap: Event[]): void {
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    if (left >= heap.length) return
    const right = left + 1
    const isRightFirst = right < heap.length && isBefore(heap[right]!, heap[left]!)
    const child = isRightFirst ? right : left
    if (!isBefore(heap[child]!, heap[at]!)) return
    swap(heap, at, child)
    at = child
  }
}

function swap(heap: Event[], a: number, b: number): void {
  const event = heap[a]!
  heap[a] = heap[b]!
  heap[b] = event
}
