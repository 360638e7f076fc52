/**
 * Rates and connection counts that all data threads of a node share, without locks.
 *
 * A rate is one word: the time at which its bucket would be full again (the generic cell rate
 * algorithm, ITU-T I.371, the "virtual scheduling" form of a token bucket). A request moves it by
 * one token's time, unless it is too far ahead. Services have a word each; client addresses share
 * a table by a seeded hash, so memory is bounded whoever comes, and nobody can aim at another's
 * cell. Times are microseconds in 32 bits; differences count, so the clock may wrap.
 */

import { CLIENT_CELLS, RATE_FORGET_MS } from './config.ts'
import { mix32 } from './hash.ts'
import type { RateLimit } from './http/options.ts'

/** The shared memory; it can be posted to a thread. */
export type LimitMemory = {
  readonly threads: number
  readonly seed: number
  readonly services: SharedArrayBuffer
  readonly clients: SharedArrayBuffer
  readonly connections: SharedArrayBuffer
}

/** Memory for `rows` services and `threads` data threads, all empty. */
export function allocateLimits(threads: number, rows: number, seed: number): LimitMemory {
  return {
    threads,
    seed,
    services: new SharedArrayBuffer(rows * 4),
    clients: new SharedArrayBuffer(CLIENT_CELLS * 4),
    connections: new SharedArrayBuffer(CLIENT_CELLS * 2 * threads),
  }
}

export class RateLimiter {
  readonly #memory: LimitMemory
  readonly #thread: number
  readonly #services: Int32Array
  readonly #clients: Int32Array
  readonly #connections: Uint16Array
  #forgetMs = 0

  /** One thread's view; `thread` is its number from 0. */
  constructor(memory: LimitMemory, thread: number) {
    this.#memory = memory
    this.#thread = thread
    this.#services = new Int32Array(memory.services)
    this.#clients = new Int32Array(memory.clients)
    this.#connections = new Uint16Array(memory.connections)
  }

  /** Takes a token of a service; 0, or the milliseconds until there is one. */
  takeOfService(row: number, limit: RateLimit, nowMs: number): number {
    return take(this.#services, row, limit, nowMs)
  }

  /** Takes a token of a client address (its hash) at a service; as above. */
  takeOfClient(row: number, addressHash: number, limit: RateLimit, nowMs: number): number {
    return take(this.#clients, this.#cell(row, addressHash), limit, nowMs)
  }

  /** Counts a connection of a client at a port, unless it has `max`; false then. */
  connect(port: number, addressHash: number, max: number): boolean {
    const cell = this.#cell(port, addressHash)
    let count = 0
    for (let thread = 0; thread < this.#memory.threads; thread++) {
      count += this.#connections[thread * CLIENT_CELLS + cell]!
    }
    if (count >= max) return false
    this.#connections[this.#thread * CLIENT_CELLS + cell]!++
    return true
  }

  /** A connection that was counted has ended. */
  disconnect(port: number, addressHash: number): void {
    this.#connections[this.#thread * CLIENT_CELLS + this.#cell(port, addressHash)]!--
  }

  /** What a thread that died had counted. */
  forgetThread(thread: number): void {
    this.#connections.fill(0, thread * CLIENT_CELLS, (thread + 1) * CLIENT_CELLS)
  }

  /** Empties cells whose buckets are full, before the clock comes round to them again. */
  sweep(nowMs: number): void {
    if (nowMs < this.#forgetMs) return
    this.#forgetMs = nowMs + RATE_FORGET_MS
    const now = microseconds(nowMs)
    for (const cells of [this.#services, this.#clients]) {
      for (let i = 0; i < cells.length; i++) {
        const cell = cells[i]!
        if (cell !== 0 && ((cell - now) | 0) < 0) Atomics.compareExchange(cells, i, cell, 0)
      }
    }
  }

  #cell(group: number, addressHash: number): number {
    return mix32(addressHash ^ mix32(group ^ this.#memory.seed)) % CLIENT_CELLS
  }
}

function take(cells: Int32Array, index: number, limit: RateLimit, nowMs: number): number {
  const token = Math.max(1, Math.round(1_000_000 / limit.perSecond))
  const slack = token * (limit.burst - 1)
  const now = microseconds(nowMs)
  for (;;) {
    const cell = Atomics.load(cells, index)
    const ahead = cell === 0 ? 0 : (cell - now) | 0
    // Further ahead than it can get is a word from long ago.
    const isKnown = ahead > 0 && ahead <= slack + token
    const start = isKnown ? ahead : 0
    if (start > slack) return (start - slack) / 1_000
    const next = (now + start + token) | 0 || 1
    if (Atomics.compareExchange(cells, index, cell, next) === cell) return 0
  }
}

function microseconds(ms: number): number {
  return (Math.floor(ms * 1_000) % 0x1_0000_0000) | 0
}
