/**
 * A client's HTTP/2 connection (RFC 9113): every stream is an exchange with a pick of its own.
 *
 *     open ──port closes──► GOAWAY (no stream is too late) ──a round trip──► GOAWAY (the last one)
 *      │                                                                        │
 *      └──idle too long─────────────────────────────────────────────────────────┴─► streams end,
 *                                                                                    closed
 *
 * The two steps are §6.8: requests that were under way when the first was sent are still served.
 * Floods are bounded by the session: resets a second, wrong frames, streams, sizes of heads.
 */

import {
  constants,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerOptions,
} from 'node:http2'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  CLIENT_IDLE_MS,
  FIELDS_MAX,
  H2_CONNECTION_WINDOW_BYTES,
  H2_GOAWAY_MS,
  H2_INVALID_FRAMES_MAX,
  H2_REJECTED_STREAMS_MAX,
  H2_RESETS_BURST,
  H2_RESETS_PER_SECOND,
  H2_SESSION_MEGABYTES,
  H2_STREAM_WINDOW_BYTES,
  H2_STREAMS_MAX,
  HEAD_BYTES_MAX,
  LINGER_MS,
} from '../config.ts'
import { hash32 } from '../hash.ts'
import { H2Exchange } from './h2-exchange.ts'
import { cutSession } from './h2-refusal.ts'
import type { ListenerState, Swept, ThreadContext } from './thread-context.ts'

/** Pseudo-fields that come beside those that are counted. */
const PSEUDO_FIELDS = 4

/** The highest stream id: with it a GOAWAY announces an end without refusing anything. */
const LAST_STREAM_ID = 2 ** 31 - 1

const SESSION_OPTIONS: ServerOptions = {
  maxSessionMemory: H2_SESSION_MEGABYTES,
  maxHeaderListPairs: FIELDS_MAX + PSEUDO_FIELDS,
  maxSessionInvalidFrames: H2_INVALID_FRAMES_MAX,
  maxSessionRejectedStreams: H2_REJECTED_STREAMS_MAX,
  settings: {
    maxConcurrentStreams: H2_STREAMS_MAX,
    initialWindowSize: H2_STREAM_WINDOW_BYTES,
    maxHeaderListSize: HEAD_BYTES_MAX,
    enablePush: false,
  },
}

export class H2Connection implements Swept {
  readonly listener: ListenerState
  readonly context: ThreadContext
  readonly clientAddress: string
  readonly addressHash: number
  readonly #socket: Socket
  readonly #session: ServerHttp2Session
  readonly #exchanges = new Set<H2Exchange>()
  #idleSinceMs: number
  /** Resets by the client that time has not yet forgiven, and when that was reckoned. */
  #resets = 0
  #resetsAtMs = 0
  /** When a client is no longer waited for after the end of its session; 0 before that. */
  #endMs = 0
  /** When the second GOAWAY is sent at the latest; 0 before the first. */
  #goawayMs = 0

  /** `clientAddress`: the client's, where a proxy in front named it. */
  constructor(
    socket: Socket,
    listener: ListenerState,
    context: ThreadContext,
    clientAddress = socket.remoteAddress ?? '',
  ) {
    this.listener = listener
    this.context = context
    this.clientAddress = clientAddress.replace(/^::ffff:/, '')
    this.#socket = socket
    this.addressHash = hash32(this.clientAddress)
    this.#idleSinceMs = context.coarseMs
    context.connections.add(this)
    const session = performServerHandshake(socket as Duplex, SESSION_OPTIONS)
    this.#session = session
    session.setLocalWindowSize(H2_CONNECTION_WINDOW_BYTES)
    session.on('stream', (stream, headers, flags) => {
      // 'close' follows, with the code; but without a listener an error would end the thread.
      stream.on('error', () => undefined)
      // Reset in the very packet that opened it: there is nobody to answer.
      if (stream.closed || stream.destroyed) {
        this.#onReset()
        return
      }
      const isEnd = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0
      const exchange = new H2Exchange(this, stream)
      this.#exchanges.add(exchange)
      exchange.start(headers, isEnd)
    })
    // Whoever sends no more cannot even open a window; what is under way may still go out.
    socket.on('end', () => this.#close())
    // 'close' follows, and says all there is to know.
    session.on('error', () => undefined)
    session.on('close', () => context.connections.delete(this))
    if (listener.isClosing) this.closeWhenIdle()
  }

  sweep(nowMs: number): void {
    if (this.#session.destroyed) {
      // The session waits for the client's FIN, which need not come.
      this.#endMs ||= nowMs + LINGER_MS
      if (nowMs >= this.#endMs) this.#socket.destroy()
      return
    }
    for (const exchange of this.#exchanges) exchange.sweep(nowMs)
    if (this.#goawayMs !== 0 && nowMs >= this.#goawayMs) this.#close()
    const isIdle = this.#exchanges.size === 0 && nowMs - this.#idleSinceMs >= CLIENT_IDLE_MS
    if (isIdle) this.#close()
  }

  isOf(listener: ListenerState): boolean {
    return this.listener === listener
  }

  closeWhenIdle(): void {
    const session = this.#session
    if (this.#goawayMs !== 0 || session.closed || session.destroyed) return
    this.#goawayMs = this.context.coarseMs + H2_GOAWAY_MS
    session.goaway(constants.NGHTTP2_NO_ERROR, LAST_STREAM_ID)
    // Its answer comes behind everything that was sent before the GOAWAY was read.
    session.ping(() => this.#close())
  }

  destroy(): void {
    cutSession(this.#session, constants.NGHTTP2_CANCEL)
    this.#socket.destroy()
  }

  /** An exchange is over; `isReset` if the client did not wait for its end. */
  exchangeDone(exchange: H2Exchange, isReset: boolean): void {
    this.#exchanges.delete(exchange)
    this.#idleSinceMs = this.context.coarseMs
    if (isReset) this.#onReset()
  }

  /** Counts a reset by the client; too many of them at a time end the connection. */
  #onReset(): void {
    const { coarseMs } = this.context
    const allowed = ((coarseMs - this.#resetsAtMs) * H2_RESETS_PER_SECOND) / 1_000
    this.#resets = Math.max(0, this.#resets - allowed) + 1
    this.#resetsAtMs = coarseMs
    if (this.#resets <= H2_RESETS_BURST || this.#session.destroyed) return
    cutSession(this.#session, constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }

  #close(): void {
    this.#goawayMs = Number.POSITIVE_INFINITY
    if (!this.#session.closed) this.#session.close()
  }
}
