/**
 * When to dial whom: one entry for each peer that should be connected and is not.
 *
 *     want ──► due ──► dialling ──► connected (no entry)
 *               ▲          │ failed: again after a delay that doubles, with jitter
 *               └──────────┘
 *
 * libp2p's own redialling gives up after some retries and then forgets the peer, and dead peers
 * fill its queue; this one never gives up, and has a bounded number of dials under way. Between two
 * peers that want each other, the one with the lower id dials first, so duplicates are rare.
 */

import type { Random } from '@polis/base'
import type { PeerId } from './transport.ts'

/** Bounds of a `DialSchedule`; see config.ts. */
export type DialScheduleConfig = {
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
  readonly parallelDialsMax: number
}

type Entry = { dueMs: number; delayMs: number; isDialling: boolean }

/** Decides; the caller dials, keeps the time and reports. */
export class DialSchedule {
  readonly #self: PeerId
  readonly #config: DialScheduleConfig
  readonly #random: Random
  readonly #entries = new Map<PeerId, Entry>()

  constructor(self: PeerId, config: DialScheduleConfig, random: Random) {
    this.#self = self
    this.#config = config
    this.#random = random
  }

  /** `peer` should be connected; dialled soon unless an entry waits already. */
  want(peer: PeerId, nowMs: number): void {
    this.#add(peer, nowMs)
  }

  /** The connection to `peer` was lost: as `want`, but late enough that flapping costs little. */
  lose(peer: PeerId, nowMs: number): void {
    this.#add(peer, nowMs + this.#config.reconnectMinMs * (0.5 + this.#random.next() / 2))
  }

  #add(peer: PeerId, earliestMs: number): void {
    if (this.#entries.has(peer)) return
    const headStartMs = this.#self < peer ? 0 : this.#config.reconnectMinMs
    this.#entries.set(peer, {
      dueMs: earliestMs + headStartMs,
      delayMs: this.#config.reconnectMinMs,
      isDialling: false,
    })
  }

  /** `peer` is connected, or not wanted any more. */
  settle(peer: PeerId): void {
    this.#entries.delete(peer)
  }

  /** The dial of `peer` failed at `nowMs`: again after half to all of the delay, then doubled. */
  fail(peer: PeerId, nowMs: number): void {
    const entry = this.#entries.get(peer)
    if (entry === undefined) return
    entry.isDialling = false
    entry.dueMs = nowMs + entry.delayMs * (0.5 + this.#random.next() / 2)
    entry.delayMs = Math.min(this.#config.reconnectMaxMs, entry.delayMs * 2)
  }

  /** Takes the peers to dial now, longest due first, as many as the bound leaves room for. */
  take(nowMs: number): PeerId[] {
    const room = this.#room()
    const due = [...this.#entries]
      .filter(([, entry]) => !entry.isDialling && entry.dueMs <= nowMs)
      .sort(([a, left], [b, right]) => left.dueMs - right.dueMs || (a < b ? -1 : 1))
      .slice(0, room)
    for (const [, entry] of due) entry.isDialling = true
    return due.map(([peer]) => peer)
  }

  /** When `take` will next have something; undefined until a dial ends, or if nothing waits. */
  nextDueMs(): number | undefined {
    let nextMs: number | undefined
    if (this.#room() === 0) return undefined
    for (const { isDialling, dueMs } of this.#entries.values()) {
      if (!isDialling && (nextMs === undefined || dueMs < nextMs)) nextMs = dueMs
    }
    return nextMs
  }

  #room(): number {
    let dialling = 0
    for (const { isDialling } of this.#entries.values()) if (isDialling) dialling++
    return Math.max(0, this.#config.parallelDialsMax - dialling)
  }
}
