/**
 * How much one member may say in a second: a token bucket each (RFC 2697 without its colours).
 *
 * A member that has gone wrong must not cost the others their CPU. The rates are far above what a
 * sound member sends in its worst second, so nobody meets them by accident; what is beyond is
 * dropped and counted, which costs freshness only, as any lost message does.
 */

import type { PeerId } from '@polis/transport'

/** `perSecond` on average, and `burst` at once. */
export type Rate = { readonly perSecond: number; readonly burst: number }

type Bucket = { tokens: number; filledMs: number }

/** A bucket for each member that has said something. */
export class RateLimit {
  readonly #rate: Rate
  readonly #buckets = new Map<PeerId, Bucket>()
  #refused = 0

  constructor(rate: Rate) {
    this.#rate = rate
  }

  /** How much was refused since the start. */
  get refused(): number {
    return this.#refused
  }

  /** Takes a token of `peer`; false if it has none left. */
  take(peer: PeerId, nowMs: number): boolean {
    const { perSecond, burst } = this.#rate
    const bucket = this.#buckets.get(peer) ?? { tokens: burst, filledMs: nowMs }
    this.#buckets.set(peer, bucket)
    const gained = ((nowMs - bucket.filledMs) / 1_000) * perSecond
    bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, gained))
    bucket.filledMs = nowMs
    if (bucket.tokens < 1) {
      this.#refused++
      return false
    }
    bucket.tokens--
    return true
  }

  /** Drops the bucket of a member that was removed. */
  forget(peer: PeerId): void {
    this.#buckets.delete(peer)
  }
}
