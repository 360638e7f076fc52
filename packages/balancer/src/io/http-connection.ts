/**
 * A client's HTTP/1.1 connection: heads in, one exchange at a time, in order.
 *
 *     idle ──bytes──► head ──whole──► exchange ──done──► idle
 *                      │refused          │101             (or, to close:)
 *                      ▼                 ▼
 *                   lingering         tunnel            exchange ──► lingering ──► closed
 *
 * Pipelined requests wait unread (RFC 9112 §9.3.2). A connection is closed by sending FIN and
 * reading on for a moment, so that the client gets to read the last answer (§9.6).
 */

import type { Socket } from 'node:net'
import {
  CLIENT_IDLE_MS,
  HEAD_BYTES_MAX,
  HEAD_TIMEOUT_MS,
  LINGER_BYTES_MAX,
  LINGER_MS,
  RETIRE_IDLE_MS,
} from '../config.ts'
import { hash32 } from '../hash.ts'
import { LF } from '../http/characters.ts'
import { composeOwnResponse } from '../http/compose.ts'
import { COMPLETE, INCOMPLETE } from '../http/fields.ts'
import { H2Connection } from './h2-connection.ts'
import { HttpExchange } from './http-exchange.ts'
import { resetSocket } from './socket-reset.ts'
import type { ListenerState, Swept, ThreadContext } from './thread-context.ts'
import type { Tunnel } from './tunnel.ts'

/** The first line of what every client of HTTP/2 sends first. */
const PREFACE = 'PRI * HTTP/2.0'

type State = 'idle' | 'head' | 'exchange' | 'tunnel' | 'lingering' | 'closed'

export class HttpConnection implements Swept {
  readonly socket: Socket
  readonly listener: ListenerState
  readonly context: ThreadContext
  readonly clientAddress: string
  #addressHash = -1
  /** When the present state is given up. */
  deadlineMs: number
  #state: State = 'idle'
  #pending: Buffer | undefined
  #exchange: HttpExchange | undefined
  #tunnel: Tunnel | undefined
  #lingerBytes = 0
  #hasEnded = false
  #isAdvancing = false

  /** `clientAddress`: the client's, where a proxy in front named it. */
  constructor(
    socket: Socket,
    listener: ListenerState,
    context: ThreadContext,
    clientAddress = socket.remoteAddress ?? '',
  ) {
    this.socket = socket
    this.listener = listener
    this.context = context
    this.clientAddress = clientAddress.replace(/^::ffff:/, '')
    this.deadlineMs = context.coarseMs + CLIENT_IDLE_MS
    context.connections.add(this)
    socket.on('data', bytes => this.#onData(bytes))
    socket.on('end', () => this.#onEnd())
    socket.on('drain', () => (this.#tunnel ?? this.#exchange)?.onClientDrain())
    // 'close' follows, and says all there is to know.
    socket.on('error', () => undefined)
    socket.on('close', () => this.#onClose())
  }

  /** Hash of the client's address, worked out when it is first wanted. */
  get addressHash(): number {
    if (this.#addressHash < 0) this.#addressHash = hash32(this.clientAddress)
    return this.#addressHash
  }

  /** True if no further request is wanted on the connection. */
  get isLast(): boolean {
    return this.listener.isClosing || (this.#hasEnded && this.#pending === undefined)
  }

  sweep(nowMs: number): void {
    if (nowMs < this.deadlineMs) return
    if (this.#state === 'exchange') this.#exchange!.onDeadline()
    else if (this.#state === 'tunnel') this.#tunnel!.onDeadline()
    else if (this.#state === 'head') this.refuse(408)
    else this.destroy()
  }

  isOf(listener: ListenerState): boolean {
    return this.listener === listener
  }

  closeWhenIdle(isPatient = false): void {
    if (this.#state !== 'idle') return
    if (!isPatient) this.#linger()
    else this.deadlineMs = Math.min(this.deadlineMs, this.context.coarseMs + RETIRE_IDLE_MS)
  }

  destroy(): void {
    this.socket.destroy()
  }

  /** Cuts the connection so that the client cannot take what it got for the whole. */
  abort(): void {
    // Behind TLS an end without close_notify says as much (RFC 8446 §6.1).
    if (this.listener.https === undefined) resetSocket(this.socket)
    else this.socket.destroy()
  }

  /** Answers with an error of the proxy's own and closes. */
  refuse(status: number): void {
    this.socket.write(composeOwnResponse(status, false, false), 'latin1')
    this.#linger()
  }

  /** Gives back bytes that lie behind the request in progress. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#pending = this.#pending === undefined ? bytes : Buffer.concat([this.#pending, bytes])
  }

  /** The exchange can take the request's body now. */
  resumeBody(): void {
    const pending = this.#pending
    this.#pending = undefined
    if (pending !== undefined) this.#exchange?.onRequestData(pending)
    if (this.#exchange?.wantsBody !== true) return
    // After a FIN that came early the rest of this body will not come.
    if (this.#hasEnded) this.destroy()
    else this.socket.resume()
  }

  /**
   * The exchange has become a tunnel: what the client already sent behind the head goes through.
   */
  becomeTunnel(tunnel: Tunnel): void {
    this.#state = 'tunnel'
    this.#tunnel = tunnel
    const pending = this.#pending
    this.#pending = undefined
    if (pending !== undefined) tunnel.onClientData(pending)
    this.socket.resume()
  }

  /** The exchange is over and its response written. */
  exchangeDone(isKeepAlive: boolean): void {
    if (!isKeepAlive) {
      this.#linger()
      return
    }
    this.#state = 'idle'
    this.deadlineMs = this.context.coarseMs + (this.#exchange?.keepAliveMs ?? CLIENT_IDLE_MS)
    if (this.#pending !== undefined) this.#advance()
    else if (this.socket.isPaused()) this.socket.resume()
    if (this.#state === 'idle' && this.#pending === undefined && this.isLast) this.#linger()
  }

  #onData(bytes: Buffer): void {
    switch (this.#state) {
      case 'exchange':
        if (this.#exchange!.wantsBody) {
          this.#exchange!.onRequestData(bytes)
        } else {
          this.unread(bytes)
          this.socket.pause()
        }
        return
      case 'tunnel':
        this.#tunnel!.onClientData(bytes)
        return
      case 'lingering':
        this.#lingerBytes += bytes.length
        if (this.#lingerBytes > LINGER_BYTES_MAX) this.destroy()
        return
      case 'closed':
        return
      default: {
        const isNewLine = this.#state === 'idle' || bytes.includes(LF)
        this.unread(bytes)
        // A head can only become whole, or wrong, with a line's end, or by its size.
        if (isNewLine || this.#pending!.length >= HEAD_BYTES_MAX) this.#advance()
      }
    }
  }

  /** Starts the next request in what has arrived; several, while they are answered at once. */
  #advance(): void {
    if (this.#isAdvancing) return
    this.#isAdvancing = true
    while (this.#pending !== undefined && (this.#state === 'idle' || this.#state === 'head')) {
      if (!this.#readHead(this.#pending)) break
    }
    this.#isAdvancing = false
  }

  /** False if more bytes are needed, or nothing more will be read. */
  #readHead(bytes: Buffer): boolean {
    const { requestHead } = this.context
    const outcome = requestHead.read(bytes.toString('latin1', 0, HEAD_BYTES_MAX))
    if (outcome === INCOMPLETE) {
      if (bytes.length >= HEAD_BYTES_MAX) {
        this.refuse(431)
      } else if (this.#hasEnded) {
        // The rest of this head will not come.
        this.#linger()
      } else if (this.#state === 'idle') {
        this.#state = 'head'
        this.deadlineMs = this.context.coarseMs + HEAD_TIMEOUT_MS
        this.socket.resume()
      }
      return false
    }
    this.#pending = undefined
    if (outcome !== COMPLETE) {
      if (outcome !== 505 || !this.#becomeH2(bytes)) this.refuse(outcome)
      return false
    }
    this.#state = 'exchange'
    this.#exchange ??= new HttpExchange(this)
    this.#exchange.start(requestHead, bytes)
    return true
  }

  /** A connection that begins with HTTP/2's preface is one of HTTP/2 (RFC 9113 §3.3). */
  #becomeH2(bytes: Buffer): boolean {
    if (this.#exchange !== undefined || bytes.toString('latin1', 0, PREFACE.length) !== PREFACE) {
      return false
    }
    const { socket, context, listener, clientAddress } = this
    this.#state = 'closed'
    context.connections.delete(this)
    socket.removeAllListeners('data')
    socket.removeAllListeners('drain')
    socket.pause()
    socket.unshift(bytes)
    new H2Connection(socket, listener, context, clientAddress)
    return true
  }

  #onEnd(): void {
    this.#hasEnded = true
    if (this.#state === 'closed') return
    if (this.#state === 'tunnel') this.#tunnel!.onClientEnd()
    else if (this.#state === 'exchange' && this.#exchange!.wantsBody) this.destroy()
    else if (this.#state !== 'exchange') this.socket.end()
  }

  #onClose(): void {
    this.#state = 'closed'
    this.#pending = undefined
    this.context.connections.delete(this)
    this.#tunnel?.onClientClosed()
    this.#exchange?.onClientClosed()
  }

  #linger(): void {
    this.#state = 'lingering'
    this.#pending = undefined
    // A slow client gets the time to take the answer; only then the moment begins.
    this.deadlineMs = this.context.coarseMs + CLIENT_IDLE_MS
    this.socket.end(() => {
      this.deadlineMs = this.context.coarseMs + LINGER_MS
    })
    this.socket.resume()
  }
}
