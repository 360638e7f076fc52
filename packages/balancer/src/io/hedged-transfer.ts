/**
 * The second copy of a late request that came by HTTP/2, until one of the two is answered.
 *
 *     arm ──late──► open ─► ready: send ─► first answer: the exchange goes on with it
 *      │                └──────────────── failed: forgotten, the first goes on
 *      └──the first is answered──► cancel
 *
 * If the first copy's endpoint fails meanwhile, the exchange follows the second.
 */

import { assert } from '@polis/base'
import type { Attempts } from '../attempts.ts'
import type { OutgoingH2Headers } from '../http/h2-heads.ts'
import type { Candidate } from '../pickers/picker.ts'
import type { ThreadContext } from './thread-context.ts'
import type { Transfer, TransferUser } from './transfer.ts'

/** The exchange that a copy is made for. */
export type TransferHedgeOwner = TransferUser & {
  /** True while nothing of an answer has come. */
  readonly isUnanswered: boolean
  /** A way to an endpoint, not yet opened. */
  transferTo(candidate: Candidate, user: TransferUser): Transfer
  /** Sends the request, which is whole. */
  sendOn(transfer: Transfer): void
  /** Gives up its transfer, if it has one, and goes on with this one. */
  takeOver(transfer: Transfer): void
}

export class HedgedTransfer implements TransferUser {
  readonly #owner: TransferHedgeOwner
  readonly #attempts: Attempts
  readonly #context: ThreadContext
  #timer: NodeJS.Timeout | undefined
  #transfer: Transfer | undefined

  constructor(owner: TransferHedgeOwner, attempts: Attempts, context: ThreadContext) {
    this.#owner = owner
    this.#attempts = attempts
    this.#context = context
  }

  /** The request, whole, has just been sent; a copy of it follows when it is late. */
  arm(): void {
    this.cancel()
    const delayMs = this.#attempts.hedgeDelayMs()
    if (delayMs === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(() => this.#begin(), delayMs)
  }

  /** Gives up what there is: the timer, or the copy. */
  cancel(): void {
    clearTimeout(this.#timer)
    this.#release()?.cancel()
    this.#attempts.hedgeLost()
  }

  /** The first copy has failed: the exchange goes on with this one; false if there is none. */
  follow(): boolean {
    clearTimeout(this.#timer)
    if (this.#transfer === undefined) return false
    this.#handOver(true)
    return true
  }

  onReady(): void {
    this.#owner.sendOn(this.#inUse())
  }

  onInterim(headers: OutgoingH2Headers): void {
    this.#handOver(false)
    this.#owner.onInterim(headers)
  }

  onResponse(headers: OutgoingH2Headers, isEnd: boolean): void {
    this.#handOver(false)
    this.#owner.onResponse(headers, isEnd)
  }

  onUnreachable(): void {
    this.#failed()
  }

  onBroken(): void {
    this.#failed()
  }

  // All of the request is in memory anyway.
  onDrain(): void {}

  onData(): void {
    assert(false, 'a head comes before a body')
  }

  onTrailers(): void {
    assert(false, 'a head comes before trailers')
  }

  onComplete(): void {
    assert(false, 'a head comes before an end')
  }

  #begin(): void {
    if (!this.#owner.isUnanswered) return
    const nowMs = this.#context.nowMs()
    const candidate = this.#attempts.hedge(nowMs)
    if (candidate === undefined) return
    this.#transfer = this.#owner.transferTo(candidate, this)
    this.#transfer.open(nowMs, true)
  }

  #handOver(isFailed: boolean): void {
    const transfer = this.#inUse()
    this.#transfer = undefined
    this.#attempts.hedgeWon(isFailed)
    transfer.user = this.#owner
    this.#owner.takeOver(transfer)
  }

  #failed(): void {
    this.#release()
    this.#attempts.hedgeLost()
  }

  #release(): Transfer | undefined {
    const transfer = this.#transfer
    this.#transfer = undefined
    return transfer
  }

  #inUse(): Transfer {
    assert(this.#transfer !== undefined, 'a copy is on its way')
    return this.#transfer
  }
}
