/**
 * One request and its response, on their way through the proxy.
 *
 *     start ─► pick ─► connect ──failed──► pick another (nothing was sent, so any method may)
 *                        │ok
 *                        ▼
 *                       send ──closed before an answer──► again elsewhere, if idempotent and whole
 *                        │                                and the retry budget allows; else 502
 *                        ▼
 *                   relay head and body ─► done: both connections go on, or close
 *
 * The object is reused for other requests, so that a connection that is idle needs none.
 */

import { Attempts, type ConnectFailure } from '../attempts.ts'
import { FRESH_CONNECTION_MS, RETRY_AFTER_SECONDS, TUNNEL_IDLE_TIMEOUT_MS } from '../config.ts'
import { holdFor } from '../hold-queue.ts'
import type { Outcome } from '../http/access-line.ts'
import { ownFieldLines } from '../http/admission.ts'
import { composeInterim, composeOwnResponse } from '../http/compose.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { ResponseHead } from '../http/response-head.ts'
import { beginAttempts, headForEndpoint, refusalText, stickyAnswer } from './balanced-request.ts'
import { ExchangeRules } from './exchange-rules.ts'
import { HedgedCopy, type HedgeOwner } from './hedged-copy.ts'
import type { HttpConnection } from './http-connection.ts'
import { RequestRelay } from './request-relay.ts'
import { ResponseRelay } from './response-relay.ts'
import type { ServiceState, ThreadContext } from './thread-context.ts'
import { Tunnel } from './tunnel.ts'
import {
  UpstreamConnection,
  type UpstreamEndpoint,
  type UpstreamFailure,
  type UpstreamUser,
  upstreamIdleMs,
} from './upstream.ts'

export class HttpExchange implements UpstreamUser, HedgeOwner {
  #client!: HttpConnection
  readonly #request = new RequestRelay()
  readonly #response = new ResponseRelay()
  readonly #attempts: Attempts
  #hedge: HedgedCopy | undefined
  #state!: ServiceState
  #upstream: UpstreamConnection | undefined

  #requestCookie = ''
  #isHead = false
  #isIdempotent = false
  #wantsUpgrade = false
  #isKeepAlive = false
  #isSent = false

  #status = 0
  #isUpstreamKeepAlive = false
  #upstreamIdleMs = 0
  /** What the service's rules keep about the request; undefined without rules. */
  #rules: ExchangeRules | undefined

  constructor(context: ThreadContext) {
    this.#attempts = new Attempts(context.counters, context)
  }

  /** True if bytes of the client belong to the request's body and can be taken now. */
  get wantsBody(): boolean {
    return this.#attempts.isActive && this.#isSent && !this.#request.isComplete
  }

  /** How long the client may take until its next request; undefined for the usual. */
  keepAliveMs: number | undefined

  /**
   * Begins the request of `client` whose head is `head` and was read from the start of `bytes`,
   * which are only lent.
   */
  start(client: HttpConnection, head: RequestHead, bytes: Buffer): void {
    this.#client = client
    const { kept } = head.fields
    const route = client.listener.routes.match(head.host, head.target, head.method, kept)
    const request = this.#request
    if (!request.begin(head, bytes)) {
      client.refuse(400)
      return
    }
    if (request.next < bytes.length) client.unread(bytes.subarray(request.next))
    this.#isHead = head.method === 'HEAD'
    this.#isKeepAlive = head.isKeepAlive
    // What is answered here begins no response, and is another client's than the last one was.
    this.#response.bytesOut = 0
    this.keepAliveMs = route?.state.rules?.options.timeouts?.keepAliveMs
    if (route === undefined) {
      this.#answer(404, '')
      return
    }
    if (route.state.service.protocol === 'grpc') {
      // Its endpoints speak HTTP/2 alone, and so does gRPC.
      this.#answer(426, 'Connection: upgrade\r\nUpgrade: HTTP/2.0\r\n')
      return
    }
    if (route.state.rules !== undefined && !this.#isAdmitted(route.state, head)) return
    const nowMs = client.context.nowMs()
    this.#begin(route.state, head, bytes, nowMs)
    if (!request.isWhole) client.socket.pause()
    this.#attempt(nowMs)
  }

  /** False if the service's rules have answered. */
  #isAdmitted(state: ServiceState, head: RequestHead): boolean {
    const version = head.minorVersion === 1 ? '1.1' : '1.0'
    this.#rules = new ExchangeRules(state, state.rules!, head, this.#client, version)
    this.#rules.takeBody(this.#request.size)
    const own = this.#rules.answerTo(head, this.#client.context.nowMs())
    if (own !== undefined) this.#answer(own.status, ownFieldLines(own))
    return own === undefined
  }

  #begin(state: ServiceState, head: RequestHead, bytes: Buffer, nowMs: number): void {
    const client = this.#client
    const version = head.minorVersion === 1 ? '1.1' : '1.0'
    this.#state = state
    const text = headForEndpoint(state, head, client, this.#rules, version)
    this.#request.keep(text, head, bytes, this.#rules?.rules)
    this.#isIdempotent = head.isIdempotent
    this.#wantsUpgrade = head.upgrade !== ''
    this.#response.reset(client.socket, this.#isHead, head.minorVersion)
    this.#isSent = false
    this.#requestCookie = beginAttempts(this.#attempts, state, head, client, nowMs)
  }

  /** Picks an endpoint and sends the request there, on a new connection if none is at hand. */
  #attempt(nowMs: number): void {
    const { context } = this.#client
    const heldUntilMs = holdFor(this, this.#state, nowMs, this.#rules?.deadlineMs)
    if (typeof heldUntilMs === 'number') {
      this.#client.deadlineMs = heldUntilMs
      return
    }
    const candidate = heldUntilMs === 'refused' ? undefined : this.#attempts.next(nowMs)
    if (candidate === undefined) {
      this.#unavailable()
      return
    }
    this.#rules?.tried(candidate.id)
    const endpoint = context.endpointAt(candidate.slot)
    // What must not be sent twice takes no connection that may be about to be closed.
    const idleMsMax = this.#isIdempotent ? Number.POSITIVE_INFINITY : FRESH_CONNECTION_MS
    const idle = this.#attempts.isFirstSend ? endpoint.take(idleMsMax, nowMs) : undefined
    if (idle === undefined) {
      this.#connect(endpoint)
      return
    }
    idle.user = this
    this.#upstream = idle
    if (this.#isIdempotent) this.#send()
    else setImmediate(() => this.#sendUnlessClosed(idle))
  }

  /** The service takes requests again. */
  released(nowMs: number): void {
    this.#attempt(nowMs)
  }

  #connect(endpoint: UpstreamEndpoint): void {
    const { service } = this.#state
    this.#client.deadlineMs = this.#client.context.coarseMs + service.connectTimeoutMs
    this.#upstream = new UpstreamConnection(endpoint, this)
  }

  /**
   * Sends what must not be sent twice, after everything that had arrived with the request has been
   * read: it may have been the news that the endpoint has closed this connection.
   */
  #sendUnlessClosed(held: UpstreamConnection): void {
    if (this.#upstream !== held || this.#isSent) return
    if (held.socket.destroyed) this.#replaceHeld()
    else this.#send()
  }

  /** The endpoint gave up the connection before anything was sent on it: a new one, if it lives. */
  #replaceHeld(): void {
    const held = this.#upstream!
    // In this order: without any connection the endpoint would count as drained.
    this.#connect(held.endpoint)
    held.user = undefined
    held.destroy()
  }

  onUpstreamConnect(): void {
    this.#send()
  }

  #send(): void {
    const upstream = this.#upstream!
    upstream.uses++
    this.#attempts.sent()
    this.#isSent = true
    this.#touch()
    if (this.#state.balancer.hedging !== undefined) this.#armHedge()
    const isOpen = this.#request.send(upstream.socket)
    if (!this.#request.isWhole && isOpen) this.#client.resumeBody()
  }

  /** A copy goes elsewhere if there is no answer for as long as nearly all take. */
  #armHedge(): void {
    const { text, payload, isWhole } = this.#request
    if (!this.#isIdempotent || !isWhole || this.#wantsUpgrade) return
    const { context } = this.#client
    this.#hedge ??= new HedgedCopy(this, this.#attempts, this.#response, context)
    this.#hedge.arm(text, payload, this.#request.last)
  }

  takeOver(connection: UpstreamConnection, isSent: boolean): void {
    this.#dropUpstream()
    this.#upstream = connection
    connection.user = this
    this.#isSent = isSent
    this.#rules?.tried(connection.endpoint.id)
  }

  /** More of the request's body; `bytes` are only lent. */
  onRequestData(bytes: Buffer): void {
    const request = this.#request
    if (!request.read(bytes)) {
      this.#giveUp(400)
      return
    }
    if (this.#rules?.takeBody(request.size) === false) {
      this.#giveUp(413)
      return
    }
    this.#touch()
    if (request.isComplete) this.#client.unread(bytes.subarray(request.next))
    const isOpen = request.pass(this.#upstream!.socket, bytes)
    if (!isOpen && !request.isComplete) this.#client.socket.pause()
  }

  /** The request cannot go on, or what the endpoint says makes no sense: an answer of the proxy's. */
  #giveUp(status: number): void {
    this.#dropUpstream()
    if (this.#response.hasStarted) this.#abort()
    else this.#answer(status, '')
  }

  onUpstreamDrain(): void {
    if (!this.#request.isComplete) this.#client.resumeBody()
  }

  onClientDrain(): void {
    this.#upstream?.socket.resume()
  }

  onUpstreamData(bytes: Buffer): void {
    this.#touch()
    if (!this.#isSent) {
      if (this.#upstream!.uses > 0) this.#replaceHeld()
      else this.#giveUp(502)
    } else if (this.#response.hasStarted) {
      const isOpen = this.#response.continue(bytes)
      if (isOpen === 'broken') this.#abort()
      else this.#relayed(bytes, isOpen)
    } else {
      this.#readResponse(bytes)
    }
  }

  #readResponse(bytes: Buffer): void {
    const head = this.#client.context.responseHead
    const found = this.#response.readHead(bytes, head)
    if (found === 'more') return
    if (found === 'broken') this.#giveUp(502)
    else if (head.status === 101) this.#switchProtocols(head, found)
    else this.#startResponse(head, found)
  }

  #startResponse(head: ResponseHead, bytes: Buffer): void {
    if (!this.#response.prepare(head, bytes, this.#rules?.rules)) {
      this.#giveUp(502)
      return
    }
    this.#status = head.status
    this.#hedge?.cancel()
    this.#attempts.answered(this.#client.context.nowMs(), head.status)
    // A client that is still sending is told to stop using the connection: what it sends on cannot
    // be told from a next request unless all of it is read.
    this.#isKeepAlive &&=
      this.#response.framing !== 'close' && this.#request.isComplete && !this.#client.isLast
    this.#isUpstreamKeepAlive = head.isKeepAlive
    this.#upstreamIdleMs = upstreamIdleMs(head.fields.keepAliveTimeoutSeconds)
    const changed = this.#rules?.rules.changeResponse(head.fields) ?? ''
    const lines = this.#stickyCookie() + changed
    this.#relayed(bytes, this.#response.start(head, bytes, this.#isKeepAlive, lines))
  }

  /** Part of the response, found in `bytes`, is on its way; `isOpen` if the client takes more. */
  #relayed(bytes: Buffer, isOpen: boolean): void {
    if (this.#response.isComplete) this.#finish(!this.#response.hasLeftover(bytes))
    else if (!isOpen) this.#upstream?.socket.pause()
  }

  #stickyCookie(): string {
    const { coarseMs } = this.#client.context
    const value = stickyAnswer(this.#state, this.#attempts, this.#requestCookie, coarseMs)
    return value === '' ? '' : `Set-Cookie: ${value}\r\n`
  }

  onUpstreamEnd(): void {
    if (!this.#isSent) {
      this.#replaceHeld()
      return
    }
    if (!this.#response.isOpenEnded) {
      this.#upstream!.destroy()
      return
    }
    this.#response.end()
    this.#finish(false)
  }

  /** The response is complete; `isClean` if the upstream sent nothing behind it. */
  #finish(isClean: boolean): void {
    const upstream = this.#upstream!
    const isReusable = isClean && this.#isUpstreamKeepAlive && this.#request.isComplete
    this.#upstream = undefined
    upstream.user = undefined
    if (isReusable) {
      if (upstream.socket.isPaused()) upstream.socket.resume()
      upstream.endpoint.put(upstream, this.#upstreamIdleMs, this.#client.context.coarseMs)
    } else {
      upstream.destroy()
    }
    this.#end(this.#status >= 500, 'answered')
    this.#client.exchangeDone(this.#isKeepAlive)
  }

  #switchProtocols(head: ResponseHead, bytes: Buffer): void {
    if (!this.#wantsUpgrade) {
      this.#giveUp(502)
      return
    }
    this.#attempts.answered(this.#client.context.nowMs())
    this.#status = 101
    this.#client.socket.write(composeInterim(head), 'latin1')
    const upstream = this.#upstream!
    this.#upstream = undefined
    const tunnel = new Tunnel(this.#client, upstream, {
      isWebSocket: head.fields.upgrade.toLowerCase() === 'websocket',
      idleMs: this.#rules?.tunnelMs ?? TUNNEL_IDLE_TIMEOUT_MS,
      onEnd: (bytesIn, bytesOut) => this.#tunnelDone(bytesIn, bytesOut),
    })
    const early = bytes.subarray(head.end)
    if (early.length > 0) tunnel.onUpstreamData(early)
    this.#client.becomeTunnel(tunnel)
  }

  onClientClosed(): void {
    if (!this.#attempts.isActive) return
    this.#dropUpstream()
    this.#end(false, 'left')
  }

  onDeadline(): void {
    const isConnecting = this.#upstream?.isConnected === false
    this.#dropUpstream()
    const isOver = this.#rules?.isOver === true
    if (this.#state.holds.delete(this)) this.#unavailable()
    else if (isConnecting && !isOver) this.#connectFailed('timeout')
    else if (this.#response.hasStarted) this.#abort()
    else this.#answer(504, '')
  }

  onUpstreamFailure(failure: UpstreamFailure): void {
    const upstream = this.#upstream!
    this.#upstream = undefined
    const isNoNews = failure === 'closed' || upstream.isOutdated
    if (!this.#isSent && isNoNews) this.#connect(upstream.endpoint)
    else if (failure !== 'closed') this.#connectFailed(failure)
    else if (this.#response.hasStarted) this.#abort()
    else this.#sendFailed(upstream)
  }

  /** Events end as if there were no more for now; anything else would look whole and is cut. */
  onUpstreamCut(): boolean {
    if (!this.#response.hasStarted || !this.#response.isEvents) return false
    this.#dropUpstream()
    this.#response.end()
    this.#end(false, 'cut')
    this.#client.exchangeDone(this.#isKeepAlive)
    return true
  }

  #tunnelDone(bytesIn: number, bytesOut: number): void {
    this.#request.bytesIn += bytesIn
    this.#response.bytesOut += bytesOut
    this.#end(false, 'tunnel')
  }

  #connectFailed(failure: ConnectFailure): void {
    const nowMs = this.#client.context.nowMs()
    if (this.#attempts.connectFailed(failure, nowMs)) this.#attempt(nowMs)
    else this.#answer(failure === 'timeout' ? 504 : 502, '')
  }

  /** The connection died after the request was sent and before an answer came. */
  #sendFailed(upstream: UpstreamConnection): void {
    if (this.#hedge?.follow() === true) return
    const isRepeatable = this.#isIdempotent && this.#request.isWhole && !this.#response.hasInterim
    // A connection that had been used before may just have grown old: its endpoint may be fine.
    if (isRepeatable && this.#attempts.resend(upstream.uses === 1)) {
      this.#isSent = false
      this.#response.forget()
      this.#attempt(this.#client.context.nowMs())
    } else {
      this.#answer(502, '')
    }
  }

  /** Nobody can take the request at present. */
  #unavailable(): void {
    this.#answer(503, `Retry-After: ${RETRY_AFTER_SECONDS}\r\n`, refusalText(this.#attempts))
  }

  /** Ends the exchange with an answer of the proxy's own. */
  #answer(status: number, fields: string, detail = ''): void {
    const isKeepAlive = this.#isKeepAlive && this.#request.isComplete && !this.#client.isLast
    const text = composeOwnResponse(status, this.#isHead, isKeepAlive, fields, detail)
    this.#response.bytesOut += text.length
    this.#status = status
    this.#end(true, 'own', status >= 500)
    this.#client.socket.write(text, 'latin1')
    this.#client.exchangeDone(isKeepAlive)
  }

  /** Part of a response has gone out and the rest will not come. */
  #abort(): void {
    this.#dropUpstream()
    this.#end(true, 'cut')
    this.#client.abort()
  }

  #end(isFailure: boolean, outcome: Outcome, isBlamed = isFailure): void {
    const { bytesOut } = this.#response
    this.#state?.holds.delete(this)
    this.#hedge?.cancel()
    this.#rules?.ended(outcome, this.#status, this.#request.bytesIn, bytesOut)
    this.#rules = undefined
    if (this.#attempts.isActive)
      this.#attempts.end(isFailure, this.#request.bytesIn, bytesOut, isBlamed)
    this.#request.clear()
  }

  #dropUpstream(): void {
    const upstream = this.#upstream
    if (upstream === undefined) return
    this.#upstream = undefined
    upstream.user = undefined
    upstream.destroy()
  }

  #touch(): void {
    const { service } = this.#state
    const usualMs = service.idleTimeoutMs
    const isWaiting = this.#request.isComplete && !this.#response.hasStarted
    const idleMs = this.#rules?.patienceMs(isWaiting, usualMs) ?? usualMs
    this.#client.deadlineMs = this.#client.context.coarseMs + idleMs
  }
}
