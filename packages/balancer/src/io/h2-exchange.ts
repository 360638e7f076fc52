/**
 * One stream of a client's HTTP/2 connection, on its way to an endpoint and back.
 *
 *     start ─► pick ─► connect ──failed──► pick another (nothing was sent, so any method may)
 *                        │ok
 *                        ▼
 *                       send ──refused unread──► again elsewhere, if it is all in memory
 *                        │     ──closed────────► the same, if idempotent and the budget allows
 *                        ▼
 *                   relay head, body, trailers ─► done
 *
 * The endpoint speaks HTTP/2 (gRPC) or HTTP/1.1; a stream that is not read holds back its own
 * sender alone. A client that cancels takes its request off the endpoint.
 */

import { constants, type ServerHttp2Stream } from 'node:http2'
import { Attempts } from '../attempts.ts'
import { H2_UNREAD_MS, HEAD_BYTES_MAX, REPLAY_BYTES_MAX, RETRY_AFTER_SECONDS } from '../config.ts'
import { holdFor } from '../hold-queue.ts'
import type { Outcome } from '../http/access-line.ts'
import { ownBody } from '../http/compose.ts'
import { COMPLETE, INCOMPLETE, isEventStream } from '../http/fields.ts'
import { grpcAnswer, grpcTimeoutMs, isGrpc, isGrpcFailure, judgedStatus } from '../http/grpc.ts'
import type { H2Headers, OutgoingH2Headers } from '../http/h2-heads.ts'
import { requestText, withCookie } from '../http/h2-heads.ts'
import type { RequestHead } from '../http/request-head.ts'
import { passedH2Trailers } from '../http/trailers.ts'
import type { Candidate } from '../pickers/picker.ts'
import { beginAttempts, headForEndpoint, refusalText, stickyAnswer } from './balanced-request.ts'
import { ExchangeRules } from './exchange-rules.ts'
import { H1Transfer } from './h1-transfer.ts'
import type { H2Connection } from './h2-connection.ts'
import { isSent, resetStream } from './h2-refusal.ts'
import { H2Transfer } from './h2-transfer.ts'
import { HedgedTransfer, type TransferHedgeOwner } from './hedged-transfer.ts'
import type { ServiceState } from './thread-context.ts'
import type { Breakage, Transfer, TransferUser } from './transfer.ts'
import type { UpstreamFailure } from './upstream.ts'

export class H2Exchange implements TransferHedgeOwner {
  readonly #connection: H2Connection
  readonly #stream: ServerHttp2Stream
  readonly #attempts: Attempts
  #state!: ServiceState
  #transfer: Transfer | undefined
  #hedge: HedgedTransfer | undefined

  #text = ''
  #cookie = ''
  #isHead = false
  #isGrpc = false
  #isIdempotent = false
  #isChunked = false

  /** What has been sent of the body, to be sent again; undefined once it is too much. */
  #replay: Buffer[] | undefined = []
  #replayBytes = 0
  #hasRequestEnded = false
  #requestTrailers: OutgoingH2Headers | undefined
  #isReading = false

  #rules: ExchangeRules | undefined

  #status = 0
  #hasInterim = false
  #hasResponded = false
  #isFailed = false
  /** The response is a stream of events, which may end anywhere: its reader comes back for more. */
  #isEvents = false
  #trailers: OutgoingH2Headers | undefined
  #isDone = false
  #bytesIn = 0
  #bytesOut = 0
  /** Bytes that the client had left unread at the last look. */
  #unreadBytes = 0
  #deadlineMs = Number.POSITIVE_INFINITY
  /** When the client no longer waits for a call. */
  #callDeadlineMs = Number.POSITIVE_INFINITY

  constructor(connection: H2Connection, stream: ServerHttp2Stream) {
    this.#connection = connection
    this.#stream = stream
    this.#attempts = new Attempts(connection.context.counters, connection.context)
  }

  /** Begins the request; `isEnd` if its head is all of it. */
  start(headers: H2Headers, isEnd: boolean): void {
    const { context, listener } = this.#connection
    this.#listen()
    this.#isGrpc = isGrpc(headers)
    this.#hasRequestEnded = isEnd
    const text = requestText(headers, isEnd)
    const head = context.requestHead
    const outcome = this.#read(head, text)
    if (outcome !== COMPLETE) {
      this.#answer(outcome)
      return
    }
    this.#isHead = head.method === 'HEAD'
    const route = listener.routes.match(head.host, head.target, head.method, head.fields.kept)
    if (route === undefined) {
      this.#answer(404)
      return
    }
    const nowMs = context.nowMs()
    if (!this.#isAdmitted(route.state, head, nowMs)) return
    if (this.#isGrpc) this.#callDeadlineMs = nowMs + grpcTimeoutMs(headers)
    this.#begin(route.state, head, nowMs)
    this.#attempt(nowMs)
  }

  /** True once nothing can be sent to the client, which 'close' will say in a moment. */
  get #isGone(): boolean {
    return this.#stream.closed || this.#stream.destroyed
  }

  sweep(nowMs: number): void {
    // A stream that was reset while data waited in it may never say that it has closed.
    if (this.#stream.closed) this.#stream.destroy()
    if (this.#isDone) {
      this.#sweepUnread(nowMs)
      return
    }
    if (nowMs >= this.#callDeadlineMs || nowMs >= this.#deadlineMs) this.#onDeadline()
  }

  /** What is left of an answer is kept for as long as its client goes on taking some of it. */
  #sweepUnread(nowMs: number): void {
    this.#stopSent()
    const { writableLength } = this.#stream
    if (writableLength !== this.#unreadBytes) {
      this.#unreadBytes = writableLength
      this.#deadlineMs = nowMs + H2_UNREAD_MS
    } else if (nowMs >= this.#deadlineMs && !this.#isGone) {
      resetStream(this.#stream, constants.NGHTTP2_CANCEL)
    }
  }

  onReady(): void {
    this.#attempts.sent()
    this.#touch()
    const transfer = this.#transfer!
    this.#bytesIn += this.#text.length
    this.sendOn(transfer)
    if (this.#transfer !== transfer) return
    if (this.#hasRequestEnded) this.#armHedge()
    else this.#readBody()
  }

  sendOn(transfer: Transfer): void {
    // Chunks have an end of their own, and trailers come behind a body, if an empty one.
    const isWhole = this.#hasRequestEnded && this.#replayBytes === 0 && !this.#isChunked
    transfer.begin(this.#text, isWhole)
    if (isWhole) return
    for (const bytes of this.#replay ?? []) transfer.send(bytes)
    if (this.#hasRequestEnded) transfer.end(this.#requestTrailers)
  }

  get isUnanswered(): boolean {
    return !this.#hasResponded && !this.#hasInterim
  }

  takeOver(transfer: Transfer): void {
    this.#transfer?.cancel()
    this.#transfer = transfer
    this.#rules?.tried(this.#attempts.candidate!.id)
  }

  onUnreachable(failure: UpstreamFailure): void {
    this.#transfer = undefined
    const nowMs = this.#connection.context.nowMs()
    const reason = failure === 'closed' ? 'unreachable' : failure
    if (this.#attempts.connectFailed(reason, nowMs)) this.#attempt(nowMs)
    else this.#answer(failure === 'timeout' ? 504 : 502)
  }

  onInterim(headers: OutgoingH2Headers): void {
    this.#touch()
    this.#hasInterim = true
    if (this.#stream.headersSent || this.#isGone) return
    // Node sends no 101, and HTTP/2 has none.
    // One that cannot be sent is left out: the final response says what counts.
    if (headers[':status'] !== '101') isSent(() => this.#stream.additionalHeaders(headers))
  }

  onResponse(headers: OutgoingH2Headers, isEnd: boolean): void {
    this.#touch()
    this.#replay = undefined
    this.#hedge?.cancel()
    const { context } = this.#connection
    const status = Number(headers[':status'])
    this.#attempts.answered(context.nowMs(), this.#isGrpc ? judgedStatus(headers) : status)
    this.#isFailed = status >= 500 || (this.#isGrpc && isGrpcFailure(headers))
    const cookie = stickyAnswer(this.#state, this.#attempts, this.#cookie, context.coarseMs)
    this.#rules?.rules.changeH2Response(headers)
    this.#status = status
    const { 'content-length': length, 'content-type': type } = headers
    this.#isEvents = length === undefined && isEventStream(`content-type: ${type}`)
    this.#respond(cookie === '' ? headers : withCookie(headers, cookie), isEnd)
  }

  onData(bytes: Buffer): void {
    this.#touch()
    this.#bytesOut += bytes.length
    if (this.#isGone) this.#onClientClosed()
    else if (!this.#stream.write(bytes)) this.#transfer?.pause()
  }

  onTrailers(trailers: OutgoingH2Headers): void {
    if (this.#isGrpc && isGrpcFailure(trailers)) this.#isFailed = true
    this.#rules?.rules.dropH2Trailers(trailers)
    this.#trailers = trailers
  }

  onComplete(): void {
    this.#transfer = undefined
    this.#end(this.#isFailed, 'answered')
    this.#finish()
  }

  onDrain(): void {
    if (this.#isReading) this.#stream.resume()
  }

  onBroken(breakage: Breakage, code = 0): void {
    const transfer = this.#transfer
    this.#transfer = undefined
    if (this.#hasResponded) {
      this.#cut(code)
      return
    }
    if (breakage === 'closed' && this.#hedge?.follow() === true) return
    if (this.#mayRepeat(breakage, transfer?.isSuspect === true)) {
      this.#attempt(this.#connection.context.nowMs())
    } else {
      this.#answer(breakage === 'refused' ? 503 : 502)
    }
  }

  onCut(): boolean {
    if (!this.#hasResponded || !this.#isEvents) return false
    this.#transfer?.cancel()
    this.#transfer = undefined
    this.#end(false, 'cut')
    this.#finish()
    return true
  }

  /** True if the request, which came to nothing, is sent again. */
  #mayRepeat(breakage: Breakage, isSuspect: boolean): boolean {
    if (this.#replay === undefined || this.#hasInterim) return false
    if (breakage === 'refused') return this.#attempts.refused(isSuspect)
    return breakage === 'closed' && this.#isIdempotent && this.#attempts.resend(isSuspect)
  }

  #listen(): void {
    const stream = this.#stream
    stream.on('trailers', trailers => {
      this.#requestTrailers = passedH2Trailers(trailers, this.#rules?.rules.requestNames)
    })
    stream.on('wantTrailers', () => {
      if (this.#isGone) return
      stream.sendTrailers(this.#trailers ?? {})
      this.#stopRequest()
    })
    stream.on('drain', () => this.#transfer?.resume())
    stream.on('close', () => this.#onClientClosed())
  }

  /** Reads the head of a request; `COMPLETE` or the status to refuse it with. */
  #read(head: RequestHead, text: string | undefined): number {
    if (text === undefined) return 400
    if (text.length > HEAD_BYTES_MAX) return 431
    const outcome = head.read(text)
    return outcome === INCOMPLETE ? 400 : outcome
  }

  /** False if the service's rules have answered. */
  #isAdmitted(state: ServiceState, head: RequestHead, nowMs: number): boolean {
    if (state.rules === undefined) return true
    this.#rules = new ExchangeRules(state, state.rules, head, this.#connection, '2.0')
    const own = this.#rules.answerTo(head, nowMs)
    if (own !== undefined) this.#answer(own.status, own.fields)
    return own === undefined
  }

  #begin(state: ServiceState, head: RequestHead, nowMs: number): void {
    const connection = this.#connection
    this.#state = state
    this.#text = headForEndpoint(state, head, connection, this.#rules, '2.0')
    this.#isChunked = head.bodyKind === 'chunked'
    this.#isIdempotent = head.isIdempotent
    this.#cookie = beginAttempts(this.#attempts, state, head, connection, nowMs)
  }

  #attempt(nowMs: number): void {
    const { context } = this.#connection
    this.#isReading = false
    this.#stream.pause()
    const heldUntilMs = holdFor(this, this.#state, nowMs, this.#rules?.deadlineMs)
    if (typeof heldUntilMs === 'number') {
      this.#deadlineMs = heldUntilMs
      return
    }
    const candidate = heldUntilMs === 'refused' ? undefined : this.#attempts.next(nowMs)
    if (candidate === undefined) {
      this.#answer(503, {}, refusalText(this.#attempts))
      return
    }
    this.#rules?.tried(candidate.id)
    const connectMs = context.coarseMs + this.#state.service.connectTimeoutMs
    this.#deadlineMs = Math.min(connectMs, this.#rules?.deadlineMs ?? connectMs)
    this.#transfer = this.transferTo(candidate, this)
    this.#transfer.open(nowMs, this.#attempts.isFirstSend)
  }

  /** The service takes requests again. */
  released(nowMs: number): void {
    this.#attempt(nowMs)
  }

  transferTo({ slot }: Candidate, user: TransferUser): Transfer {
    const { context } = this.#connection
    const endpoint = context.endpointAt(slot)
    const { protocol, connectTimeoutMs } = this.#state.service
    if (protocol === 'grpc') {
      return new H2Transfer(endpoint, user, context.nowMs, connectTimeoutMs)
    }
    return new H1Transfer(endpoint, user, context, {
      isHead: this.#isHead,
      isIdempotent: this.#isIdempotent,
      isChunked: this.#isChunked,
    })
  }

  /** A copy goes elsewhere if there is no answer for as long as nearly all take. */
  #armHedge(): void {
    if (this.#state.balancer.hedging === undefined) return
    if (!this.#isIdempotent || this.#replay === undefined || !this.isUnanswered) return
    this.#hedge ??= new HedgedTransfer(this, this.#attempts, this.#connection.context)
    this.#hedge.arm()
  }

  /** Lets the body come, now that it has somewhere to go. */
  #readBody(): void {
    const stream = this.#stream
    this.#isReading = true
    if (stream.listenerCount('data') === 0) {
      stream.on('data', (bytes: Buffer) => this.#onBody(bytes))
      stream.on('end', () => this.#onBodyEnd())
    }
    stream.resume()
  }

  #onBody(bytes: Buffer): void {
    if (this.#isDone || this.#transfer === undefined) return
    this.#touch()
    if (this.#rules?.takeBody(bytes.length) === false) {
      this.#tooLarge()
      return
    }
    this.#bytesIn += bytes.length
    this.#replayBytes += bytes.length
    if (this.#replayBytes > REPLAY_BYTES_MAX) this.#replay = undefined
    this.#replay?.push(bytes)
    if (!this.#transfer.send(bytes)) this.#stream.pause()
  }

  #tooLarge(): void {
    this.#transfer?.cancel()
    this.#transfer = undefined
    if (this.#hasResponded) this.#cut(constants.NGHTTP2_CANCEL)
    else this.#answer(413)
  }

  #onBodyEnd(): void {
    this.#hasRequestEnded = true
    if (this.#isDone || this.#transfer === undefined) return
    this.#transfer.end(this.#requestTrailers)
    this.#armHedge()
  }

  #onDeadline(): void {
    const isCallOver = this.#connection.context.coarseMs >= this.#callDeadlineMs
    const isOver = isCallOver || this.#rules?.isOver === true
    if (this.#state.holds.delete(this)) {
      this.#answer(isCallOver ? 504 : 503, {}, refusalText(this.#attempts))
      return
    }
    const transfer = this.#transfer
    if (transfer === undefined) return
    const { isConnected } = transfer
    transfer.cancel()
    this.#transfer = undefined
    if (this.#hasResponded) this.#cut(constants.NGHTTP2_CANCEL)
    else if (isConnected || isOver) this.#answer(504, {}, '', !isCallOver)
    else this.onUnreachable('timeout')
  }

  /** The client is gone, or has cancelled; after `#finish` it is only the end. */
  #onClientClosed(): void {
    const isReset = !this.#isDone
    this.#transfer?.cancel()
    this.#transfer = undefined
    this.#end(false, 'left')
    this.#connection.exchangeDone(this, isReset)
  }

  /** Answers with an error of the proxy's own; `isBlamed` if it is the fault of an endpoint. */
  #answer(
    status: number,
    fields: Readonly<Record<string, string>> = {},
    detail = '',
    isBlamed = status >= 500,
  ): void {
    const body = ownBody(status, detail)
    this.#status = status
    if (!this.#isGrpc && !this.#isHead) this.#bytesOut += body.length
    this.#end(true, 'own', isBlamed)
    if (this.#isGrpc) {
      this.#respond(grpcAnswer(status, detail), true)
      return
    }
    const headers: OutgoingH2Headers = {
      ':status': String(status),
      'content-type': 'text/plain',
      'content-length': String(body.length),
      ...(status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {}),
      ...fields,
    }
    this.#respond(headers, this.#isHead)
    if (this.#isHead || this.#isGone) return
    this.#stream.write(body)
    this.#finish()
  }

  #respond(headers: OutgoingH2Headers, isEnd: boolean): void {
    const stream = this.#stream
    if (stream.headersSent || this.#isGone) return
    this.#hasResponded = true
    if (!isSent(() => stream.respond(headers, { endStream: isEnd, waitForTrailers: !isEnd }))) {
      resetStream(stream, constants.NGHTTP2_INTERNAL_ERROR)
    } else if (isEnd) this.#stopRequest()
  }

  #finish(): void {
    if (!this.#isGone) this.#stream.end()
  }

  /** The response has gone out whole: what the client still sends is of no use (RFC 9113 §8.1). */
  #stopRequest(): void {
    if (this.#hasRequestEnded) return
    this.#stream.resume()
    setImmediate(() => this.#stopSent())
  }

  /** Only behind the end of the response, which the client's window may hold back. */
  #stopSent(): void {
    const stream = this.#stream
    if (this.#hasRequestEnded || this.#isGone || stream.state.localClose !== 1) return
    stream.close(constants.NGHTTP2_NO_ERROR)
  }

  /** Part of a response has gone out and the rest will not come. */
  #cut(code: number): void {
    this.#end(true, 'cut')
    if (this.#isGrpc) {
      const { 'grpc-status': status, 'grpc-message': message } = grpcAnswer(502)
      this.#trailers = { 'grpc-status': status!, 'grpc-message': message! }
      this.#finish()
    } else if (!this.#isGone) {
      resetStream(this.#stream, code === 0 ? constants.NGHTTP2_INTERNAL_ERROR : code)
    }
  }

  #end(isFailure: boolean, outcome: Outcome, isBlamed = isFailure): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#state?.holds.delete(this)
    this.#hedge?.cancel()
    this.#rules?.ended(outcome, this.#status, this.#bytesIn, this.#bytesOut)
    this.#deadlineMs = this.#connection.context.coarseMs + H2_UNREAD_MS
    this.#callDeadlineMs = Number.POSITIVE_INFINITY
    this.#replay = undefined
    if (!this.#attempts.isActive) return
    this.#attempts.end(isFailure, this.#bytesIn, this.#bytesOut, isBlamed)
  }

  #touch(): void {
    const usualMs = this.#state.service.idleTimeoutMs
    const isWaiting = this.#hasRequestEnded && !this.#hasResponded
    const idleMs = this.#rules?.patienceMs(isWaiting, usualMs) ?? usualMs
    this.#deadlineMs = this.#connection.context.coarseMs + idleMs
  }
}
