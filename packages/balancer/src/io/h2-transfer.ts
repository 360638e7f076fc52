/** A request to an endpoint that speaks HTTP/2: one stream of one of its sessions. */

import { type ClientHttp2Stream, constants } from 'node:http2'
import {
  type H2Headers,
  type OutgoingH2Headers,
  passedOn,
  requestHeaders,
} from '../http/h2-heads.ts'
import { resetStream } from './h2-refusal.ts'
import { type H2UpstreamSession, type SessionUser, sessionsOf } from './h2-upstream.ts'
import type { Transfer, TransferUser } from './transfer.ts'
import type { UpstreamEndpoint, UpstreamFailure } from './upstream.ts'

export class H2Transfer implements Transfer, SessionUser {
  user: TransferUser
  readonly connectTimeoutMs: number
  readonly #endpoint: UpstreamEndpoint
  readonly #nowMs: () => number
  #session: H2UpstreamSession | undefined
  #stream: ClientHttp2Stream | undefined
  #trailers: OutgoingH2Headers | undefined
  #isDone = false
  #hasResponse = false
  #hasEnded = false

  constructor(
    endpoint: UpstreamEndpoint,
    user: TransferUser,
    nowMs: () => number,
    connectTimeoutMs: number,
  ) {
    this.connectTimeoutMs = connectTimeoutMs
    this.#endpoint = endpoint
    this.user = user
    this.#nowMs = nowMs
  }

  open(): void {
    sessionsOf(this.#endpoint, this.#nowMs).open(this)
  }

  get isSuspect(): boolean {
    return this.#session?.isOpen !== false || this.#session.isDead
  }

  get isConnected(): boolean {
    return this.#session !== undefined
  }

  onSession(session: H2UpstreamSession): void {
    if (this.#isDone) return
    this.#session = session
    this.user.onReady()
  }

  onSessionFailure(failure: UpstreamFailure): void {
    if (this.#isDone) return
    this.#isDone = true
    this.user.onUnreachable(failure)
  }

  begin(text: string, isEnd: boolean): void {
    const scheme = this.#session!.target.tls === undefined ? 'http' : 'https'
    const stream = this.#session!.request(requestHeaders(text, scheme), isEnd)
    if (stream === undefined) {
      this.#break('refused')
      return
    }
    this.#stream = stream
    stream.on('wantTrailers', () => {
      if (!stream.closed && !stream.destroyed) stream.sendTrailers(this.#trailers ?? {})
    })
    stream.on('headers', headers => {
      if (!this.#isDone) this.user.onInterim(withStatus(headers))
    })
    stream.on('response', (headers, flags) => {
      if (this.#isDone) return
      this.#hasResponse = true
      this.#hasEnded = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0
      this.user.onResponse(withStatus(headers), this.#hasEnded)
      if (this.#hasEnded) this.#complete()
    })
    stream.on('trailers', trailers => {
      if (!this.#isDone) this.user.onTrailers(passedOn(trailers))
    })
    stream.on('data', (bytes: Buffer) => {
      if (!this.#isDone) this.user.onData(bytes)
    })
    stream.on('drain', () => {
      if (!this.#isDone) this.user.onDrain()
    })
    stream.on('end', () => {
      this.#hasEnded = true
      // Else 'close' follows. The session knows of this end only once it has been told here.
      if (stream.state.localClose !== 1) setImmediate(() => this.#endEarly(stream))
    })
    // 'close' follows, with the code.
    stream.on('error', () => undefined)
    stream.on('close', () => this.#onClose(stream))
  }

  send(bytes: Buffer): boolean {
    return this.#stream?.write(bytes) ?? true
  }

  end(trailers: OutgoingH2Headers | undefined): void {
    this.#trailers = trailers
    this.#stream?.end()
  }

  pause(): void {
    this.#stream?.pause()
  }

  resume(): void {
    this.#stream?.resume()
  }

  cancel(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#leave()
  }

  /** The answer is whole before its request is, the rest of which nobody wants (§8.1). */
  #endEarly(stream: ClientHttp2Stream): void {
    if (!stream.closed && !stream.destroyed && stream.state.remoteClose === 1) this.#complete()
  }

  #onClose(stream: ClientHttp2Stream): void {
    if (this.#isDone) return
    const code = stream.rstCode ?? 0
    // An answer may be whole although the endpoint did not want the rest of the request (§8.1).
    if (this.#hasResponse && this.#hasEnded && code === constants.NGHTTP2_NO_ERROR) this.#complete()
    else if (code === constants.NGHTTP2_REFUSED_STREAM) this.#break('refused', code)
    else this.#break('closed', code)
  }

  #complete(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#leave()
    this.user.onComplete()
  }

  #break(breakage: 'closed' | 'refused', code?: number): void {
    this.#isDone = true
    this.user.onBroken(breakage, code)
  }

  /** Nothing more is wanted of this stream: it is reset unless both of its ends are sent. */
  #leave(): void {
    this.#session?.dismiss(this)
    const stream = this.#stream
    if (stream === undefined || stream.destroyed || stream.closed) return
    if (this.#hasEnded && stream.state.localClose === 1) return
    resetStream(stream, constants.NGHTTP2_CANCEL)
  }
}

function withStatus(headers: H2Headers): OutgoingH2Headers {
  return { ':status': String(headers[':status']), ...passedOn(headers) }
}
