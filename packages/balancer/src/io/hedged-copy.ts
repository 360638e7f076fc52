/**
 * The second copy of a late request, on a connection of its own, until one of the two is answered.
 *
 *     arm ──late──► connect or take an idle one ─► send ─► first byte: the exchange goes on with it
 *      │                                             └──── failed: forgotten, the first goes on
 *      └──the first is answered──► cancel
 *
 * If the first copy's endpoint fails meanwhile, the exchange follows the second.
 */

import type { Attempts } from '../attempts.ts'
import type { ResponseRelay } from './response-relay.ts'
import { writeChunk, writeParts } from './socket-writes.ts'
import type { ThreadContext } from './thread-context.ts'
import { UpstreamConnection, type UpstreamUser } from './upstream.ts'

/** The exchange that a copy is made for. */
export type HedgeOwner = UpstreamUser & {
  /** Gives up its connection, if it has one, and goes on with this one; `isSent`: so is the copy. */
  takeOver(connection: UpstreamConnection, isSent: boolean): void
}

const NO_BYTES = Buffer.alloc(0)

export class HedgedCopy implements UpstreamUser {
  readonly #owner: HedgeOwner
  readonly #attempts: Attempts
  readonly #response: ResponseRelay
  readonly #context: ThreadContext
  #text = ''
  #payload: Buffer = NO_BYTES
  /** What ends its chunks; empty if it has none. */
  #last = ''
  #timer: NodeJS.Timeout | undefined
  #connection: UpstreamConnection | undefined
  #isSent = false

  constructor(
    owner: HedgeOwner,
    attempts: Attempts,
    response: ResponseRelay,
    context: ThreadContext,
  ) {
    this.#owner = owner
    this.#attempts = attempts
    this.#response = response
    this.#context = context
  }

  /** The request, whole, has just been sent; a copy of it follows when it is late. */
  arm(text: string, payload: Buffer, last: string): void {
    this.cancel()
    const delayMs = this.#attempts.hedgeDelayMs()
    if (delayMs === Number.POSITIVE_INFINITY) return
    this.#text = text
    this.#payload = payload
    this.#last = last
    this.#timer = setTimeout(() => this.#begin(), delayMs)
  }

  /** Gives up what there is: the timer, or the copy. */
  cancel(): void {
    clearTimeout(this.#timer)
    this.#release()?.destroy()
    this.#attempts.hedgeLost()
    this.#payload = NO_BYTES
  }

  /** The first copy has failed: the exchange goes on with this one; false if there is none. */
  follow(): boolean {
    clearTimeout(this.#timer)
    const connection = this.#release()
    if (connection === undefined) return false
    this.#handOver(connection, true)
    return true
  }

  #begin(): void {
    if (this.#response.hasStarted || this.#response.hasInterim) return
    const candidate = this.#attempts.hedge(this.#context.nowMs())
    if (candidate === undefined) return
    const endpoint = this.#context.endpointAt(candidate.slot)
    this.#isSent = false
    const idle = endpoint.take(Number.POSITIVE_INFINITY, this.#context.nowMs())
    this.#connection = idle ?? new UpstreamConnection(endpoint, this)
    if (idle === undefined) return
    idle.user = this
    this.#send(idle)
  }

  onUpstreamConnect(): void {
    this.#send(this.#connection!)
  }

  #send(connection: UpstreamConnection): void {
    connection.uses++
    this.#isSent = true
    const [text, bytes, last] = [this.#text, this.#payload, this.#last]
    if (last !== '') writeChunk(connection.socket, text, bytes, 0, bytes.length, last)
    else writeParts(connection.socket, text, bytes, 0, bytes.length, '')
  }

  onUpstreamData(bytes: Buffer): void {
    const connection = this.#release()!
    if (!this.#isSent) {
      this.#failed(connection)
      return
    }
    this.#handOver(connection, false)
    this.#owner.onUpstreamData(bytes)
  }

  onUpstreamEnd(): void {
    this.#failed(this.#release()!)
  }

  onUpstreamDrain(): void {}

  onUpstreamFailure(): void {
    this.#release()
    this.#attempts.hedgeLost()
  }

  #handOver(connection: UpstreamConnection, isFailed: boolean): void {
    this.#attempts.hedgeWon(isFailed)
    this.#response.forget()
    this.#owner.takeOver(connection, this.#isSent)
  }

  #failed(connection: UpstreamConnection): void {
    connection.destroy()
    this.#attempts.hedgeLost()
  }

  #release(): UpstreamConnection | undefined {
    const connection = this.#connection
    this.#connection = undefined
    if (connection !== undefined) connection.user = undefined
    return connection
  }
}
