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
 * The object is reused for the requests of a connection, one after the other.
 */

import {
  CONNECT_ATTEMPTS_MAX,
  FRESH_CONNECTION_MS,
  RETRY_AFTER_SECONDS,
  SEND_ATTEMPTS_MAX,
  TUNNEL_IDLE_TIMEOUT_MS,
  UPSTREAM_IDLE_MARGIN_MS,
  UPSTREAM_IDLE_MS,
} from '../config.ts'
import { BodyReader } from '../http/body-reader.ts'
import { composeInterim, composeOwnResponse, composeRequest } from '../http/compose.ts'
import { requestHash } from '../http/request-hash.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { ResponseHead } from '../http/response-head.ts'
import type { Candidate, PickRequest } from '../pickers/picker.ts'
import { cookieValue, setCookie } from '../sticky.ts'
import type { HttpConnection } from './http-connection.ts'
import { ResponseRelay } from './response-relay.ts'
import { writeChunk, writeParts } from './socket-writes.ts'
import type { ServiceState } from './thread-context.ts'
import { UpstreamConnection, type UpstreamFailure, type UpstreamUser } from './upstream.ts'

const NO_BYTES = Buffer.alloc(0)

export class HttpExchange implements UpstreamUser {
  readonly #client: HttpConnection
  readonly #requestBody = new BodyReader()
  readonly #response: ResponseRelay
  readonly #pick: PickRequest = { hash: 0, nowMs: 0, attempt: 0 }
  #tried: number[] = []
  #isActive = false
  #isTunnel = false

  #state!: ServiceState
  #candidate: Candidate | undefined
  #upstream: UpstreamConnection | undefined

  #requestText = ''
  #requestCookie = ''
  #payload: Buffer = NO_BYTES
  #isChunkedRequest = false
  #isHead = false
  #isIdempotent = false
  /** True if the whole body is in `#payload`, so that it can be sent once more. */
  #isWhole = false
  #wantsUpgrade = false
  #isKeepAlive = false
  #isSent = false
  #sends = 0
  #hasBudget = false
  #startedMs = 0

  #status = 0
  #isUpstreamKeepAlive = false
  #upstreamIdleMs = 0
  #bytesIn = 0

  constructor(client: HttpConnection) {
    this.#client = client
    this.#response = new ResponseRelay(client.socket)
  }

  /** True if bytes of the client belong to the request's body and can be taken now. */
  get wantsBody(): boolean {
    return this.#isActive && this.#isSent && !this.#requestBody.isComplete
  }

  /** Begins the request whose head is `head` and was read from the start of `bytes`. */
  start(head: RequestHead, bytes: Buffer): void {
    const client = this.#client
    const route = client.listener.routes.match(head.host, head.target)
    this.#requestBody.reset(head.bodyKind, head.bodyLength)
    if (!this.#requestBody.read(bytes, head.end)) {
      client.refuse(400)
      return
    }
    client.unread(bytes.subarray(this.#requestBody.next))
    this.#isHead = head.method === 'HEAD'
    this.#isKeepAlive = head.isKeepAlive
    if (route === undefined) {
      this.#answer(404, '')
      return
    }
    this.#begin(route.state, head)
    const { payloadStart, payloadEnd } = this.#requestBody
    this.#payload = bytes.subarray(payloadStart, payloadEnd)
    this.#isWhole = this.#requestBody.isComplete
    if (!this.#isWhole) client.socket.pause()
    this.#attempt()
  }

  #begin(state: ServiceState, head: RequestHead): void {
    const { context, clientAddress } = this.#client
    const { service } = state
    this.#state = state
    this.#isActive = true
    this.#startedMs = context.nowMs()
    this.#pick.nowMs = this.#startedMs
    this.#pick.hash = requestHash(service, head, clientAddress)
    this.#requestText = composeRequest(head, {
      clientAddress,
      forwarded: service.forwarded ?? 'replace',
      requestId: head.fields.hasRequestId ? '' : context.nextRequestId(),
      defaultHost: service.host ?? service.name,
    })
    this.#requestCookie =
      service.sticky === undefined
        ? ''
        : (cookieValue(head.fields.cookie, service.sticky.cookie) ?? '')
    this.#isChunkedRequest = head.bodyKind === 'chunked'
    this.#isIdempotent = head.isIdempotent
    this.#wantsUpgrade = head.upgrade !== ''
    this.#response.reset(this.#isHead, head.minorVersion)
    this.#isTunnel = false
    this.#isSent = false
    this.#sends = 0
    this.#bytesIn = 0
    if (this.#tried.length > 0) this.#tried = []
    context.counters.request(state.row)
    context.counters.begin(state.row)
  }

  /** Picks an endpoint and sends the request there, on a new connection if none is at hand. */
  #attempt(): void {
    const { context } = this.#client
    const { service, balancer } = this.#state
    const candidate =
      (this.#requestCookie === ''
        ? undefined
        : balancer.acquireSticky(this.#requestCookie, this.#pick.nowMs)) ??
      balancer.acquire(this.#pick, this.#tried)
    if (candidate === undefined) {
      this.#answer(503, `Retry-After: ${RETRY_AFTER_SECONDS}\r\n`)
      return
    }
    this.#candidate = candidate
    context.counters.request(candidate.slot)
    const endpoint = context.endpointAt(candidate.slot)
    const idleMsMax = this.#isIdempotent ? Number.POSITIVE_INFINITY : FRESH_CONNECTION_MS
    const isFirst = this.#sends === 0
    const idle = isFirst ? endpoint.take(idleMsMax, this.#pick.nowMs) : undefined
    if (idle !== undefined) {
      idle.user = this
      this.#upstream = idle
      this.#send()
      return
    }
    this.#client.deadlineMs = context.coarseMs + service.connectTimeoutMs
    this.#upstream = new UpstreamConnection(endpoint, this)
  }

  onUpstreamConnect(): void {
    this.#send()
  }

  #send(): void {
    const upstream = this.#upstream!
    upstream.uses++
    this.#sends++
    this.#isSent = true
    this.#touch()
    const payload = this.#payload
    if (!this.#isWhole) this.#payload = NO_BYTES
    this.#bytesIn += this.#requestText.length
    const isOpen = this.#writeRequest(this.#requestText, payload, 0, payload.length)
    if (!this.#isWhole && isOpen) this.#client.resumeBody()
  }

  #writeRequest(head: string, bytes: Buffer, start: number, end: number): boolean {
    const { socket } = this.#upstream!
    this.#bytesIn += end - start
    return this.#isChunkedRequest
      ? writeChunk(socket, head, bytes, start, end, this.#requestBody.isComplete)
      : writeParts(socket, head, bytes, start, end, '')
  }

  /** More of the request's body. */
  onRequestData(bytes: Buffer): void {
    const body = this.#requestBody
    if (!body.read(bytes, 0)) {
      this.#dropUpstream()
      if (this.#response.hasStarted) this.#abort()
      else this.#answer(400, '')
      return
    }
    this.#touch()
    if (body.isComplete) this.#client.unread(bytes.subarray(body.next))
    const isOpen = this.#writeRequest('', bytes, body.payloadStart, body.payloadEnd)
    if (!isOpen && !body.isComplete) this.#client.socket.pause()
  }

  onUpstreamDrain(): void {
    if (this.#isTunnel) this.#client.socket.resume()
    else if (!this.#requestBody.isComplete) this.#client.resumeBody()
  }

  onClientDrain(): void {
    this.#upstream?.socket.resume()
  }

  onUpstreamData(bytes: Buffer): void {
    this.#touch()
    if (this.#isTunnel) {
      if (!this.#response.pass(bytes)) this.#upstream!.socket.pause()
    } else if (!this.#isSent) {
      this.#upstreamBroke()
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
    if (found === 'broken') this.#upstreamBroke()
    else if (head.status === 101) this.#switchProtocols(head, found)
    else this.#startResponse(head, found)
  }

  #startResponse(head: ResponseHead, bytes: Buffer): void {
    if (!this.#response.prepare(head, bytes)) {
      this.#upstreamBroke()
      return
    }
    this.#noteAnswer(head.status)
    // A client that is still sending is told to stop using the connection: what it sends on cannot
    // be told from a next request unless all of it is read.
    this.#isKeepAlive &&=
      this.#response.framing !== 'close' && this.#requestBody.isComplete && !this.#client.isLast
    this.#isUpstreamKeepAlive = head.isKeepAlive
    const timeoutSeconds = head.fields.keepAliveTimeoutSeconds
    this.#upstreamIdleMs =
      timeoutSeconds < 0
        ? UPSTREAM_IDLE_MS
        : Math.min(UPSTREAM_IDLE_MS, timeoutSeconds * 1000 - UPSTREAM_IDLE_MARGIN_MS)
    this.#relayed(bytes, this.#response.start(head, bytes, this.#isKeepAlive, this.#stickyCookie()))
  }

  /** Part of the response, found in `bytes`, is on its way; `isOpen` if the client takes more. */
  #relayed(bytes: Buffer, isOpen: boolean): void {
    if (this.#response.isComplete) this.#finish(!this.#response.hasLeftover(bytes))
    else if (!isOpen) this.#upstream?.socket.pause()
  }

  #noteAnswer(status: number): void {
    const { context } = this.#client
    const { balancer, row } = this.#state
    const candidate = this.#candidate!
    this.#status = status
    const nowMs = context.nowMs()
    const latencyMs = nowMs - this.#startedMs
    context.counters.latency(row, latencyMs)
    context.counters.latency(candidate.slot, latencyMs)
    if (balancer.succeeded(candidate, latencyMs, nowMs)) context.reportReadmitted(candidate.id)
  }

  #stickyCookie(): string {
    const { service, balancer } = this.#state
    if (service.sticky === undefined) return ''
    const value = balancer.cookieFor(this.#candidate!)
    if (value === undefined || value === this.#requestCookie) return ''
    return setCookie(service.sticky.cookie, value, service.path ?? '/')
  }

  onUpstreamEnd(): void {
    if (this.#isTunnel) {
      this.#client.socket.end()
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
    const isReusable = isClean && this.#isUpstreamKeepAlive && this.#requestBody.isComplete
    this.#upstream = undefined
    upstream.user = undefined
    if (isReusable) {
      if (upstream.socket.isPaused()) upstream.socket.resume()
      upstream.endpoint.put(upstream, this.#upstreamIdleMs, this.#client.context.coarseMs)
    } else {
      upstream.destroy()
    }
    this.#end(this.#status >= 500)
    this.#client.exchangeDone(this.#isKeepAlive)
  }

  #switchProtocols(head: ResponseHead, bytes: Buffer): void {
    if (!this.#wantsUpgrade) {
      this.#upstreamBroke()
      return
    }
    this.#noteAnswer(101)
    this.#isTunnel = true
    this.#client.socket.write(composeInterim(head), 'latin1')
    const early = bytes.subarray(head.end)
    if (early.length > 0) this.#response.pass(early)
    this.#touch()
    this.#client.becomeTunnel()
  }

  onTunnelData(bytes: Buffer): void {
    this.#touch()
    this.#bytesIn += bytes.length
    if (!this.#upstream!.socket.write(bytes)) this.#client.socket.pause()
  }

  /** The client of a tunnel will send no more; the endpoint still may. */
  onClientEnd(): void {
    this.#upstream?.socket.end()
  }

  onClientClosed(): void {
    if (!this.#isActive) return
    this.#dropUpstream()
    this.#end(false)
  }

  onDeadline(): void {
    const isConnecting = this.#upstream?.isConnected === false
    this.#dropUpstream()
    if (this.#isTunnel) this.#tunnelDone()
    else if (isConnecting) this.#connectFailed('timeout')
    else if (this.#response.hasStarted) this.#abort()
    else this.#answer(504, '')
  }

  onUpstreamFailure(failure: UpstreamFailure): void {
    const upstream = this.#upstream!
    this.#upstream = undefined
    if (!upstream.isConnected) this.#connectFailed(failure)
    else if (this.#isTunnel) this.#tunnelDone()
    else if (this.#response.hasStarted) this.#abort()
    else this.#sendFailed(upstream)
  }

  #tunnelDone(): void {
    this.#end(false)
    this.#client.exchangeDone(false)
  }

  #connectFailed(failure: UpstreamFailure): void {
    const { context } = this.#client
    const { balancer, row } = this.#state
    const candidate = this.#candidate!
    const nowMs = context.nowMs()
    context.counters.connectFailure(candidate.slot)
    context.counters.connectFailure(row)
    this.#releaseCandidate(true)
    if (failure !== 'local' && failure !== 'closed') {
      if (balancer.failed(candidate, failure, nowMs)) context.reportEjected(candidate.id, failure)
    }
    this.#tried.push(candidate.slot)
    if (this.#tried.length >= CONNECT_ATTEMPTS_MAX || balancer.isExhausted(this.#tried)) {
      this.#answer(failure === 'timeout' ? 504 : 502, '')
      return
    }
    this.#again(nowMs)
  }

  /** The connection died after the request was sent and before an answer came. */
  #sendFailed(upstream: UpstreamConnection): void {
    const { context } = this.#client
    const { balancer, row } = this.#state
    this.#releaseCandidate(true)
    const canResend =
      this.#isIdempotent &&
      this.#isWhole &&
      !this.#response.hasInterim &&
      this.#sends < SEND_ATTEMPTS_MAX &&
      (this.#hasBudget || balancer.budget.take(context.counters.inFlightOf(row)))
    if (!canResend) {
      this.#answer(502, '')
      return
    }
    this.#hasBudget = true
    this.#isSent = false
    // A connection that had been used before may just have grown old: its endpoint may be fine.
    if (upstream.uses === 1) this.#tried.push(upstream.endpoint.slot)
    this.#again(context.nowMs())
  }

  #again(nowMs: number): void {
    this.#client.context.counters.retry(this.#state.row)
    this.#requestCookie = ''
    this.#pick.nowMs = nowMs
    this.#attempt()
  }

  /** The endpoint's answer cannot be understood, or came unasked. */
  #upstreamBroke(): void {
    this.#dropUpstream()
    this.#answer(502, '')
  }

  /** Ends the exchange with an answer of the proxy's own. */
  #answer(status: number, fields: string): void {
    const isKeepAlive = this.#isKeepAlive && this.#requestBody.isComplete && !this.#client.isLast
    const text = composeOwnResponse(status, this.#isHead, isKeepAlive, fields)
    this.#response.bytesOut += text.length
    if (this.#isActive) this.#end(true)
    this.#client.socket.write(text, 'latin1')
    this.#client.exchangeDone(isKeepAlive)
  }

  /** Part of a response has gone out and the rest will not come. */
  #abort(): void {
    this.#dropUpstream()
    this.#end(true)
    this.#client.abort()
  }

  #end(isFailure: boolean): void {
    const { counters } = this.#client.context
    const { row, balancer } = this.#state
    this.#isActive = false
    if (this.#hasBudget) {
      balancer.budget.release()
      this.#hasBudget = false
    }
    const slot = this.#candidate?.slot
    this.#releaseCandidate(isFailure)
    const { bytesOut } = this.#response
    if (slot !== undefined) counters.bytes(slot, this.#bytesIn, bytesOut)
    counters.bytes(row, this.#bytesIn, bytesOut)
    if (isFailure) counters.failure(row)
    counters.end(row)
  }

  #releaseCandidate(isFailure: boolean): void {
    const candidate = this.#candidate
    if (candidate === undefined) return
    this.#candidate = undefined
    if (isFailure) this.#client.context.counters.failure(candidate.slot)
    this.#state.balancer.release(candidate)
  }

  #dropUpstream(): void {
    const upstream = this.#upstream
    if (upstream === undefined) return
    this.#upstream = undefined
    upstream.user = undefined
    upstream.destroy()
  }

  #touch(): void {
    const idleMs = this.#isTunnel ? TUNNEL_IDLE_TIMEOUT_MS : this.#state.service.idleTimeoutMs
    this.#client.deadlineMs = this.#client.context.coarseMs + idleMs
  }
}
