/** A request that came by HTTP/2 to an endpoint that speaks HTTP/1.1: a connection of its own. */

import { FRESH_CONNECTION_MS, HEAD_BYTES_MAX } from '../config.ts'
import { BodyReader } from '../http/body-reader.ts'
import { COMPLETE, INCOMPLETE } from '../http/fields.ts'
import { fieldsOf, type OutgoingH2Headers } from '../http/h2-heads.ts'
import { ResponseHead } from '../http/response-head.ts'
import { passedTrailers, trailerLines, trailersOf } from '../http/trailers.ts'
import { lastChunk, writeChunk } from './socket-writes.ts'
import type { ThreadContext } from './thread-context.ts'
import type { Transfer, TransferUser } from './transfer.ts'
import {
  UpstreamConnection,
  type UpstreamEndpoint,
  type UpstreamFailure,
  type UpstreamUser,
  upstreamIdleMs,
} from './upstream.ts'

const NO_BYTES = Buffer.alloc(0)

/** What of a request decides how it may be sent. */
export type H1Request = {
  readonly isHead: boolean
  /** False if it must not meet a connection that may be about to be closed. */
  readonly isIdempotent: boolean
  readonly isChunked: boolean
}

export class H1Transfer implements Transfer, UpstreamUser {
  user: TransferUser
  readonly #endpoint: UpstreamEndpoint
  readonly #context: ThreadContext
  readonly #request: H1Request
  readonly #head = new ResponseHead()
  readonly #body = new BodyReader()
  #upstream: UpstreamConnection | undefined
  #partial: Buffer | undefined
  #isSent = false
  #isRequestWhole = false
  #hasResponse = false

  constructor(
    endpoint: UpstreamEndpoint,
    user: TransferUser,
    context: ThreadContext,
    request: H1Request,
  ) {
    this.#endpoint = endpoint
    this.user = user
    this.#context = context
    this.#request = request
  }

  open(nowMs: number, mayReuse: boolean): void {
    const { isIdempotent } = this.#request
    const idleMsMax = isIdempotent ? Number.POSITIVE_INFINITY : FRESH_CONNECTION_MS
    const idle = mayReuse ? this.#endpoint.take(idleMsMax, nowMs) : undefined
    if (idle === undefined) {
      this.#upstream = new UpstreamConnection(this.#endpoint, this)
      return
    }
    idle.user = this
    this.#upstream = idle
    // What must not be sent twice waits for the news that the connection was closed meanwhile.
    if (isIdempotent) this.user.onReady()
    else setImmediate(() => this.#readyUnlessClosed(idle))
  }

  get isSuspect(): boolean {
    return (this.#upstream?.uses ?? 0) <= 1
  }

  get isConnected(): boolean {
    return this.#upstream?.isConnected === true
  }

  begin(text: string, isEnd: boolean): void {
    const upstream = this.#upstream!
    upstream.uses++
    this.#isSent = true
    this.#isRequestWhole = isEnd
    upstream.socket.write(text, 'latin1')
  }

  send(bytes: Buffer): boolean {
    const socket = this.#upstream?.socket
    if (socket === undefined) return true
    if (!this.#request.isChunked) return socket.write(bytes)
    return writeChunk(socket, '', bytes, 0, bytes.length, '')
  }

  end(trailers: OutgoingH2Headers | undefined): void {
    this.#isRequestWhole = true
    const socket = this.#upstream?.socket
    if (socket !== undefined && this.#request.isChunked) {
      const lines = trailers === undefined ? '' : trailerLines(trailers)
      writeChunk(socket, '', NO_BYTES, 0, 0, lastChunk(lines))
    }
  }

  pause(): void {
    this.#upstream?.socket.pause()
  }

  resume(): void {
    this.#upstream?.socket.resume()
  }

  cancel(): void {
    this.#drop()
  }

  onUpstreamConnect(): void {
    this.user.onReady()
  }

  onUpstreamData(bytes: Buffer): void {
    if (!this.#isSent) {
      // On a fresh connection it is nonsense; on an old one it may be the end of a last answer.
      if (this.#upstream!.uses > 0) this.#replaceHeld()
      else this.#break('malformed')
    } else if (this.#hasResponse) {
      if (!this.#body.read(bytes, 0)) this.#break('malformed')
      else this.#relay(bytes)
    } else {
      this.#readHead(bytes)
    }
  }

  onUpstreamDrain(): void {
    this.user.onDrain()
  }

  onUpstreamEnd(): void {
    if (!this.#isSent) {
      this.#replaceHeld()
    } else if (this.#hasResponse && this.#body.isOpenEnded) {
      this.#drop()
      this.user.onComplete()
    } else {
      this.#upstream!.destroy()
    }
  }

  onUpstreamCut(): boolean {
    return this.user.onCut?.() === true
  }

  onUpstreamFailure(failure: UpstreamFailure): void {
    const isNoNews = failure === 'closed' || this.#upstream!.isOutdated
    this.#upstream = undefined
    if (!this.#isSent && isNoNews) this.#upstream = new UpstreamConnection(this.#endpoint, this)
    else if (failure !== 'closed') this.user.onUnreachable(failure)
    else this.user.onBroken('closed')
  }

  #readyUnlessClosed(held: UpstreamConnection): void {
    if (this.#upstream !== held || this.#isSent) return
    if (held.socket.destroyed) this.#replaceHeld()
    else this.user.onReady()
  }

  #replaceHeld(): void {
    const held = this.#upstream!
    // In this order: without any connection the endpoint would count as drained.
    this.#upstream = new UpstreamConnection(this.#endpoint, this)
    held.user = undefined
    held.destroy()
  }

  #readHead(bytes: Buffer): void {
    const head = this.#head
    let rest = this.#partial === undefined ? bytes : Buffer.concat([this.#partial, bytes])
    this.#partial = undefined
    while (rest.length > 0) {
      const text = rest.toString('latin1', 0, HEAD_BYTES_MAX)
      const outcome = head.read(text, this.#request.isHead)
      if (outcome === INCOMPLETE && rest.length < HEAD_BYTES_MAX) {
        this.#partial = Buffer.from(rest)
        return
      }
      // A switch of protocols was never asked for.
      if (outcome !== COMPLETE || head.status === 101) {
        this.#break('malformed')
        return
      }
      if (!head.isInterim) {
        this.#startResponse(rest)
        return
      }
      this.user.onInterim(headersOf(head))
      rest = rest.subarray(head.end)
    }
  }

  #startResponse(bytes: Buffer): void {
    const head = this.#head
    this.#body.reset(head.bodyKind, head.bodyLength)
    if (!this.#body.read(bytes, head.end)) {
      this.#break('malformed')
      return
    }
    this.#hasResponse = true
    this.user.onResponse(headersOf(head), head.bodyKind === 'none')
    this.#relay(bytes)
  }

  #relay(bytes: Buffer): void {
    const { payloadStart, payloadEnd, isComplete, next } = this.#body
    // What was read is only lent.
    if (payloadEnd > payloadStart && this.#upstream !== undefined) {
      this.user.onData(Buffer.from(bytes.subarray(payloadStart, payloadEnd)))
    }
    if (!isComplete || this.#upstream === undefined) return
    if (this.#body.trailers !== '') this.#relayTrailers()
    this.#release(next === bytes.length)
    this.user.onComplete()
  }

  #relayTrailers(): void {
    const lines = passedTrailers(this.#body.trailers, this.#head.fields.connection)
    if (lines !== '') this.user.onTrailers(trailersOf(lines))
  }

  /** The response is whole; `isClean` if nothing came behind it. */
  #release(isClean: boolean): void {
    const upstream = this.#upstream!
    const { isKeepAlive, fields } = this.#head
    if (!isClean || !isKeepAlive || !this.#isRequestWhole) {
      this.#drop()
      return
    }
    this.#upstream = undefined
    if (upstream.socket.isPaused()) upstream.socket.resume()
    const idleMs = upstreamIdleMs(fields.keepAliveTimeoutSeconds)
    upstream.endpoint.put(upstream, idleMs, this.#context.coarseMs)
  }

  #break(breakage: 'malformed'): void {
    this.#drop()
    this.user.onBroken(breakage)
  }

  #drop(): void {
    const upstream = this.#upstream
    if (upstream === undefined) return
    this.#upstream = undefined
    upstream.user = undefined
    upstream.destroy()
  }
}

function headersOf(head: ResponseHead): OutgoingH2Headers {
  const headers = { ':status': String(head.status), ...fieldsOf(`\r\n${head.fields.kept}\r\n`) }
  const { contentLength } = head.fields
  if (contentLength < 0 || head.isInterim || head.status === 204) return headers
  return { ...headers, 'content-length': String(contentLength) }
}
