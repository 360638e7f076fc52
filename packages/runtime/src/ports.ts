/**
 * Which node ports may be given out: a range, what is taken, and what still rests.
 *
 * A freed port rests for ten minutes, because balancers elsewhere may route by an older table
 * (design.md §4 "Addresses"). Search starts at a random place, so that two nodes that share an
 * address rarely try the same port. Whether a port is really free only a bind can tell: that is
 * `io/port-allocator.ts`.
 */

import { assert, PolisError, type Random } from '@polis/base'
import type { RuntimeErrorCode } from './errors.ts'

/** Node ports `first` to `last`, both included. */
export type PortRange = { readonly first: number; readonly last: number }

/** Reads `A-B`. Throws `runtime/bad-port-range`. */
export function parsePortRange(text: string): PortRange {
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(text.trim())
  const first = Number(match?.[1])
  const last = Number(match?.[2])
  if (match === null || first < 1 || last > 65_535 || first > last) {
    throw new PolisError<RuntimeErrorCode>('runtime/bad-port-range', {
      message: `'${text}' is not a range of ports`,
      hint: 'use two ports such as 20000-29999',
      fields: { range: text },
    })
  }
  return { first, last }
}

export class PortPool {
  readonly range: PortRange
  readonly #restMs: number
  readonly #taken = new Set<number>()
  /** Port → when it may be given out again; in the order of that time. */
  readonly #resting = new Map<number, number>()

  constructor(range: PortRange, restMs: number) {
    assert(range.first >= 1 && range.first <= range.last && range.last <= 65_535, 'a port range')
    this.range = range
    this.#restMs = restMs
  }

  /** Up to `limit` ports that may be tried, in order from a random place. */
  candidates(limit: number, nowMs: number, random: Random): number[] {
    this.#wake(nowMs)
    const size = this.range.last - this.range.first + 1
    const start = random.int(size)
    const ports: number[] = []
    for (let i = 0; i < size && ports.length < limit; i++) {
      const port = this.range.first + ((start + i) % size)
      if (!this.#taken.has(port) && !this.#resting.has(port)) ports.push(port)
    }
    return ports
  }

  /** Takes `port`, resting or not; false if it is taken already. */
  take(port: number): boolean {
    if (this.#taken.has(port)) return false
    this.#resting.delete(port)
    this.#taken.add(port)
    return true
  }

  /** Gives `port` back; it rests first. */
  free(port: number, nowMs: number): void {
    if (this.#taken.delete(port)) this.#resting.set(port, nowMs + this.#restMs)
  }

  #wake(nowMs: number): void {
    for (const [port, untilMs] of this.#resting) {
      if (untilMs > nowMs) break
      this.#resting.delete(port)
    }
  }
}
