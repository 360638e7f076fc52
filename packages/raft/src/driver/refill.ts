/**
 * A node whose log lost something it may have acknowledged (protocol-aware recovery, Alagappan et
 * al., FAST 2018).
 *
 * Until its leader has refilled it, it neither votes nor campaigns nor acknowledges: a vote could
 * elect a leader without an entry that this node once helped to commit. The leader names its last
 * index; all that can have been committed with this node's help lies at or before it. Once the log
 * matches the leader's up to there, the node is whole again, and its next acknowledgement is true.
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
  admit(received: Message, lastIndex: number): Message | undefined {
    if (!this.#isRunning) return received
    if (!ACCEPTED.has(received.type)) return undefined
    // A leader that remembers our acknowledgements believes that we hold more than we do.
    const isAhead = received.type === 'heartbeat' && received.commit > lastIndex
    return isAhead ? { ...received, commit: lastIndex } : received
  }

  /** True if `answer` may be said; the first true acknowledgement ends the refill. */
  mayAnswer(answer: Message): boolean {
    if (!this.#isRunning) return true
    if (answer.type === 'vote-response' || answer.type === 'pre-vote-response') return false
    if (answer.type !== 'append-response' || answer.reject) return true
    const target = this.#target
    if (target === undefined || answer.term !== target.term) return false
    this.#isRunning = answer.index < target.lastIndex
    return !this.#isRunning
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
