/**
 * Whether the far end of an HTTP/2 session is still there.
 *
 *     heard of lately ──quiet while streams wait──► asked (PING, RFC 9113 §6.7) ──answer──► heard
 *                                                     └─no answer─► doubtful ─► dead
 *
 * A machine that vanished closes nothing, and TCP waits for a quarter of an hour. Servers of gRPC
 * count PINGs as abuse when they come without data in between, so there are at most two of those;
 * a session that may not be asked any more, and says nothing, is `isUnsure`.
 */

import {
  H2_DOUBT_MS,
  H2_PING_REPLY_MS,
  H2_PINGS_WITHOUT_DATA,
  H2_QUIET_MS,
  SWEEP_INTERVAL_MS,
} from './config.ts'

/** Bytes of a PING frame: nine of its head, eight of its payload (RFC 9113 §6.7). */
const PING_BYTES = 17

export class SessionLiveness {
  #bytes = 0
  #heardMs: number
  #sweptMs: number
  #pings = 0
  #isAsked = false
  #waitedMs = 0

  constructor(nowMs: number) {
    this.#heardMs = nowMs
    this.#sweptMs = nowMs
  }

  /** True if new streams should rather go to another session. */
  isUnsure(nowMs: number): boolean {
    if (this.#isAsked) return this.#waitedMs >= H2_DOUBT_MS
    return this.#pings >= H2_PINGS_WITHOUT_DATA && nowMs - this.#heardMs >= H2_QUIET_MS
  }

  /**
   * Called every sweep with the bytes received so far; `isWaiting` while streams are open. Answers
   * whether a PING is to be sent, or the session is to be given up.
   */
  sweep(nowMs: number, bytesRead: number, isWaiting: boolean): 'ask' | 'dead' | undefined {
    // Where this thread itself stood still, an answer may lie unread: that time does not count.
    const passedMs = Math.min(nowMs - this.#sweptMs, 2 * SWEEP_INTERVAL_MS)
    this.#sweptMs = nowMs
    if (bytesRead > this.#bytes) {
      this.#bytes = bytesRead
      this.#heardMs = nowMs
      this.#pings = 0
      this.#waitedMs = 0
    }
    if (this.#isAsked) {
      this.#waitedMs += passedMs
      return this.#waitedMs >= H2_PING_REPLY_MS ? 'dead' : undefined
    }
    const isQuiet = nowMs - this.#heardMs >= H2_QUIET_MS
    if (!isWaiting || !isQuiet || this.#pings >= H2_PINGS_WITHOUT_DATA) return undefined
    this.#pings++
    this.#isAsked = true
    this.#waitedMs = 0
    return 'ask'
  }

  /** The PING has been answered. */
  answered(nowMs: number): void {
    this.#isAsked = false
    this.#heardMs = nowMs
    this.#bytes += PING_BYTES
  }
}
