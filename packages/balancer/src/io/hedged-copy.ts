/**
 * The second copy of a late request, on a connection of its own, until one of the two is answered.
 *
 *     arm ──late──► connect or take an idle one ─► send ─► first byte: handed to the exchange
 *      │                                             └──── failed: forgotten, the first goes on
 *      └──the first is answered──► cancel
 */

import type { Socket } from 'node:net'
import { UpstreamConnection, type UpstreamEndpoint, type UpstreamUser } from './upstream.ts'

/** The exchange that a copy is made for. */
export type HedgeOwner = {
  /** Where the copy goes, counted there already; undefined if there is to be none. */
  hedgeTarget(): UpstreamEndpoint | undefined
  /** Writes the whole request. */
  writeHedge(socket: Socket): void
  /** The copy is answered first: the connection, and what came on it (lent), are the owner's. */
  onHedgeAnswer(connection: UpstreamConnection, bytes: Buffer): void
  /** Nothing came of the copy. */
  onHedgeFailure(): void
}

export class HedgedCopy implements UpstreamUser {
  readonly #owner: HedgeOwner
  readonly #nowMs: () => number
  #timer: NodeJS.Timeout | undefined
  #connection: UpstreamConnection | undefined
  #isSent = false

  constructor(owner: HedgeOwner, nowMs: () => number) {
    this.#owner = owner
    this.#nowMs = nowMs
  }

  /** Makes a copy in `delayMs` unless it is cancelled; `Infinity` makes none. */
  arm(delayMs: number): void {
    this.cancel()
    if (delayMs === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(() => this.#begin(), delayMs)
  }

  /** Gives up the timer or the copy; the owner knows. */
  cancel(): void {
    clearTimeout(this.#timer)
    const connection = this.#release()
    connection?.destroy()
  }

  /** Hands over a copy that is under way: its connection, and whether the request is on it. */
  take(): { readonly connection: UpstreamConnection; readonly isSent: boolean } | undefined {
    const connection = this.#release()
    return connection === undefined ? undefined : { connection, isSent: this.#isSent }
  }

  #begin(): void {
    const endpoint = this.#owner.hedgeTarget()
    if (endpoint === undefined) return
    this.#isSent = false
    const idle = endpoint.take(Number.POSITIVE_INFINITY, this.#nowMs())
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
    this.#owner.writeHedge(connection.socket)
  }

  onUpstreamData(bytes: Buffer): void {
    const connection = this.#release()!
    if (this.#isSent) this.#owner.onHedgeAnswer(connection, bytes)
    else this.#failed(connection)
  }

  onUpstreamEnd(): void {
    this.#failed(this.#release()!)
  }

  onUpstreamDrain(): void {}

  onUpstreamFailure(): void {
    this.#release()
    this.#owner.onHedgeFailure()
  }

  #failed(connection: UpstreamConnection): void {
    connection.destroy()
    this.#owner.onHedgeFailure()
  }

  #release(): UpstreamConnection | undefined {
    const connection = this.#connection
    this.#connection = undefined
    if (connection !== undefined) connection.user = undefined
    return connection
  }
}
