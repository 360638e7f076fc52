/**
 * A sliding window over append messages that were sent and not yet acknowledged.
 *
 * The window is bounded by messages and, if wanted, by bytes, so one slow follower cannot make the
 * leader keep or send without limit. Messages are freed in the order of their last index: an
 * acknowledgement of an index frees everything up to it (the log matching property, Raft §5.3).
 */

import { assert } from '@polis/base'

type Inflight = { readonly index: number; readonly bytes: number }

/** The unacknowledged append messages of one follower. */
export class Inflights {
  readonly maxMessages: number
  readonly maxBytes: number
  private window: Inflight[] = []
  private head = 0
  private bytes = 0

  /** `maxBytes` 0 means no limit by bytes. The message that reaches the limit is still accepted. */
  constructor(maxMessages: number, maxBytes: number) {
    this.maxMessages = maxMessages
    this.maxBytes = maxBytes
  }

  /** Messages in flight. */
  get count(): number {
    return this.window.length - this.head
  }

  get isFull(): boolean {
    return this.count >= this.maxMessages || (this.maxBytes > 0 && this.bytes >= this.maxBytes)
  }

  /** Notes a message that ends at `index`; must not be called when full. */
  add(index: number, bytes: number): void {
    assert(!this.isFull, 'a message is sent only while the window has room')
    this.window.push({ index, bytes })
    this.bytes += bytes
  }

  /** Frees every message that ends at or before `index`. */
  freeUpTo(index: number): void {
    while (this.head < this.window.length) {
      const first = this.window[this.head]!
      if (first.index > index) break
      this.bytes -= first.bytes
      this.head++
    }
    // Amortised: each message is moved at most once for each time it is freed.
    if (this.head > 32 && this.head * 2 > this.window.length) {
      this.window = this.window.slice(this.head)
      this.head = 0
    }
  }

  reset(): void {
    this.window = []
    this.head = 0
    this.bytes = 0
  }
}
