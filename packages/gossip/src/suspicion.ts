/**
 * How long a member stays suspected before it is declared dead (Lifeguard §IV-B).
 *
 * A lone accuser may itself be slow, so its suspicion lasts long; each independent accuser shortens
 * it, on a logarithmic scale, down to the minimum:
 *
 *     timeout(n) = max(min, max - (max - min) * log(n + 1) / log(k + 1))
 *
 * with n confirmations of k = min(2, N - 2) expected; where nobody else can confirm, it lasts the
 * minimum. (memberlist expects none below N = 4, so there one slow accuser of three decides as fast
 * as three.) Refused dials are remembered apart: two observers who saw
 * one decide without waiting.
 */

import type { PeerId } from '@polis/transport'
import type { GossipConfig } from './config.ts'

/** One suspicion against one incarnation of a member. */
export class Suspicion {
  readonly startMs: number
  readonly minMs: number
  readonly maxMs: number
  readonly confirmationsMax: number
  readonly #accusers = new Set<PeerId>()
  readonly #refusals = new Map<PeerId, number>()
  #postponedMs = 0

  /** A suspicion of `accuser` at `nowMs` in a cluster of `memberCount`. */
  constructor(config: GossipConfig, memberCount: number, accuser: PeerId, nowMs: number) {
    this.startMs = nowMs
    this.minMs = config.suspicionMinMs * Math.max(1, Math.log10(Math.max(1, memberCount)))
    this.maxMs = config.suspicionMaxFactor * this.minMs
    this.confirmationsMax = Math.max(0, Math.min(config.suspicionConfirmations, memberCount - 2))
    this.#accusers.add(accuser)
  }

  /** Counts one more accuser; false if it is known already or enough have confirmed. */
  confirm(accuser: PeerId): boolean {
    if (this.#accusers.has(accuser) || this.confirmations >= this.confirmationsMax) return false
    this.#accusers.add(accuser)
    return true
  }

  /** Remembers that a dial of `observer` was refused at `nowMs`; false if that was known. */
  refuse(observer: PeerId, nowMs: number): boolean {
    const isNew = !this.#refusals.has(observer)
    this.#refusals.set(observer, nowMs)
    return isNew
  }

  /** `observer` has a connection again: its refused dial says nothing any more. */
  unrefuse(observer: PeerId): void {
    this.#refusals.delete(observer)
  }

  /** Observers whose dials were refused since `sinceMs`. */
  refusalsSince(sinceMs: number): PeerId[] {
    return [...this.#refusals].filter(([, atMs]) => atMs >= sinceMs).map(([peer]) => peer)
  }

  /** True if `observer` has said what it saw: probes without an answer, or a refused dial. */
  hasAccuser(observer: PeerId): boolean {
    return this.#accusers.has(observer) || this.#refusals.has(observer)
  }

  /** True while another accuser would shorten it. */
  get needsConfirmation(): boolean {
    return this.confirmations < this.confirmationsMax
  }

  /** Accusers beyond the first. */
  get confirmations(): number {
    return this.#accusers.size - 1
  }

  /** When it ends in death, unless refuted. */
  get deadlineMs(): number {
    return this.startMs + this.#postponedMs + this.#timeoutMs()
  }

  /** Moves the deadline to `untilMs` at the earliest. */
  postpone(untilMs: number): void {
    this.#postponedMs += Math.max(0, untilMs - this.deadlineMs)
  }

  /** Adds `gapMs` in which this node did not run. */
  skip(gapMs: number): void {
    this.#postponedMs += gapMs
  }

  #timeoutMs(): number {
    if (this.confirmationsMax === 0) return this.minMs
    const progress = Math.log(this.confirmations + 1) / Math.log(this.confirmationsMax + 1)
    return Math.max(this.minMs, this.maxMs - (this.maxMs - this.minMs) * progress)
  }
}
