/**
 * A node whose log lost something it may have acknowledged (protocol-aware recovery, Alagappan et
 * al., FAST 2018).
 *
 * Until its leader has refilled it, it neither votes nor campaigns: a vote could elect a leader
 * without an entry that this node once helped to commit. The leader names its last index; all that
 * can have been committed with this node's help lies at or before it. Once the log matches the
 * leader's up to there, the node is whole again.
 *
 * What it holds of the leader's log it does acknowledge on the way. That is true and on its disk;
 * and were it silent, a group that needs this node to commit would wait for ever, since the leader
 * sends the next entries only when the last ones were acknowledged.
 */

import type { Message, MessageType } from '../message.ts'
import type { RefillOffer } from '../wire.ts'

/** What may come in: a leader's messages, and answers to this node's own questions. */
const ACCEPTED: ReadonlySet<MessageType> = new Set<MessageType>([
  'append',
  'heartbeat',
  'snapshot',
  'read-index-response',
])

/** The state of a refill. */
export class Refill {
  readonly #retryTicks: number
  #isRunning: boolean
  #target: RefillOffer | undefined
  #askedTick = Number.NEGATIVE_INFINITY

  constructor(isNeeded: boolean, retryTicks: number) {
    this.#isRunning = isNeeded
    this.#retryTicks = retryTicks
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  /** What the machine may see of `received`; undefined if it must not see it. */
  admit(received: Message): Message | undefined {
    if (!this.#isRunning) return received
    if (!ACCEPTED.has(received.type)) return undefined
    // A leader that remembers what we acknowledged believes that our log matches further than it
    // does. What an append commits has been compared; a heartbeat's commit index has not.
    return received.type === 'heartbeat' ? { ...received, commit: 0 } : received
  }

  /** True if `answer` may be said; the acknowledgement of all that was named ends the refill. */
  mayAnswer(answer: Message): boolean {
    if (!this.#isRunning) return true
    if (answer.type === 'vote-response' || answer.type === 'pre-vote-response') return false
    if (answer.type !== 'append-response' || answer.reject) return true
    const target = this.#target
    if (target?.term === answer.term && answer.index >= target.lastIndex) this.#isRunning = false
    return true
  }

  /** True if the leader should be asked (again) at `tick`. */
  shouldAsk(tick: number): boolean {
    if (!this.#isRunning || tick - this.#askedTick < this.#retryTicks) return false
    this.#askedTick = tick
    return true
  }

  /** The leader of `offer.term` says how far the log must reach; its first word counts. */
  takeOffer(offer: RefillOffer): void {
    if (this.#target === undefined || this.#target.term < offer.term) this.#target = offer
  }
}
