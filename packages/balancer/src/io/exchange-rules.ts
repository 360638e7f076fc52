/**
 * What a service's rules have to keep about one request: its id, its deadlines, what its body may
 * still have, its line in the access log. A service without rules has none of these.
 */

import type { Outcome } from '../http/access-line.ts'
import { type Limited, type OwnAnswer, ownAnswer } from '../http/admission.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { HttpRules } from '../http/rules.ts'
import { ExchangeLog } from './exchange-log.ts'
import type { ListenerState, ServiceState, ThreadContext } from './thread-context.ts'

/** The connection that a request came by. */
export type Peer = {
  readonly context: ThreadContext
  readonly listener: ListenerState
  readonly clientAddress: string
  readonly addressHash: number
}

const TOO_LARGE: OwnAnswer = { status: 413, fields: {} }

export class ExchangeRules {
  readonly rules: HttpRules
  /** The id to send instead of the client's; empty leaves that one. */
  readonly requestId: string
  /** When the request is given up, whatever it does. */
  readonly deadlineMs: number
  readonly #peer: Peer
  readonly #row: number
  readonly #log: ExchangeLog | undefined
  #bodyBytesLeft: number

  /** `version` is the protocol the request came by: `1.0`, `1.1` or `2.0`. */
  constructor(
    state: ServiceState,
    rules: HttpRules,
    head: RequestHead,
    peer: Peer,
    version: string,
  ) {
    const { context, clientAddress } = peer
    const { accessLog, hasOwnRequestId, limits, timeouts } = rules.options
    const isOwnId = !head.fields.hasRequestId || hasOwnRequestId === true
    this.rules = rules
    this.requestId = isOwnId ? context.nextRequestId() : ''
    this.deadlineMs = context.coarseMs + (timeouts?.requestMs ?? Number.POSITIVE_INFINITY)
    this.#peer = peer
    this.#row = state.row
    this.#bodyBytesLeft = limits?.bodyBytes ?? Number.POSITIVE_INFINITY
    if (accessLog === undefined) return
    const asked = { service: state.service.name, client: clientAddress, head, version }
    this.#log = new ExchangeLog(context, accessLog, asked, this.requestId)
  }

  /** The answer of the proxy's own; undefined to look for an endpoint. */
  answerTo(head: RequestHead, nowMs: number): OwnAnswer | undefined {
    const { context, listener, clientAddress, addressHash } = this.#peer
    const { limiter, counters } = context
    const limited: Limited = { limiter, counters, addressHash }
    const asked = { clientAddress, host: head.host, scheme: listener.protocol }
    const own = ownAnswer(this.rules, this.#row, head, asked, limited, nowMs)
    return own ?? (this.#bodyBytesLeft < 0 ? TOO_LARGE : undefined)
  }

  /** Counts bytes of the body; false if they are too many. */
  takeBody(bytes: number): boolean {
    this.#bodyBytesLeft -= bytes
    return this.#bodyBytesLeft >= 0
  }

  /** True once the request has had all its time. */
  get isOver(): boolean {
    return this.#peer.context.coarseMs >= this.deadlineMs
  }

  /** How long nothing may pass through a tunnel; undefined for the usual. */
  get tunnelMs(): number | undefined {
    return this.rules.options.timeouts?.tunnelMs
  }

  /** How long nothing may move; `isWaiting` for an answer to a request that was sent whole. */
  patienceMs(isWaiting: boolean, usualMs: number): number {
    const { responseMs } = this.rules.options.timeouts ?? {}
    const leftMs = this.deadlineMs - this.#peer.context.coarseMs
    return Math.min((isWaiting ? responseMs : undefined) ?? usualMs, leftMs)
  }

  /** An endpoint is about to be tried. */
  tried(endpointId: string): void {
    this.#log?.tried(endpointId)
  }

  ended(outcome: Outcome, status: number, bytesIn: number, bytesOut: number): void {
    this.#log?.ended(outcome, status, bytesIn, bytesOut)
  }
}
