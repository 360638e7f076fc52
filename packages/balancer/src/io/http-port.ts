/**
 * A port of HTTP services: plain or behind TLS, HTTP/1.1 or HTTP/2.
 *
 *     TLS:   handshake ─► ALPN h2 ──────────► H2Connection
 *                           └ http/1.1, none ─► HttpConnection
 *     plain: HttpConnection; one that begins with HTTP/2's preface becomes an H2Connection
 *
 * ALPN is RFC 7301, the preface (prior knowledge) RFC 9113 §3.3.
 */

import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import { TLS_HANDSHAKE_MS } from '../config.ts'
import { hash32 } from '../hash.ts'
import { H2Connection } from './h2-connection.ts'
import { HttpConnection } from './http-connection.ts'
import type { ListenerState, ThreadContext } from './thread-context.ts'
import {
  contextOptions,
  type PemPair,
  type TlsContexts,
  ticketEpoch,
  ticketKeys,
} from './tls-contexts.ts'

/** A plain port. */
export function createHttpServer(state: ListenerState, context: ThreadContext): Server {
  const server = createServer({ allowHalfOpen: true, noDelay: true })
  server.on('connection', socket => {
    if (isAdmitted(socket, state, context)) new HttpConnection(socket, state, context)
  })
  return server
}

/** Counts a connection where clients have a limit; one too many is reset. */
function isAdmitted(socket: Socket, state: ListenerState, { limiter }: ThreadContext): boolean {
  if (state.clientConnectionsMax === Number.POSITIVE_INFINITY) return true
  const hash = hash32((socket.remoteAddress ?? '').replace(/^::ffff:/, ''))
  if (!limiter.connect(state.port, hash, state.clientConnectionsMax)) {
    socket.resetAndDestroy()
    return false
  }
  socket.on('close', () => limiter.disconnect(state.port, hash))
  return true
}

/** A port behind TLS. `update` brings new certificates to handshakes that begin from then on. */
export class HttpsPort {
  readonly server: TlsServer
  readonly #contexts: TlsContexts
  readonly #ticketSecret: string
  #epoch = -1
  /** What clients are shown that name nobody. */
  #shown: PemPair | undefined

  constructor(
    state: ListenerState,
    context: ThreadContext,
    contexts: TlsContexts,
    ticketSecret: string,
  ) {
    this.#contexts = contexts
    this.#ticketSecret = ticketSecret
    this.server = createTlsServer({
      allowHalfOpen: true,
      noDelay: true,
      ALPNProtocols: ['h2', 'http/1.1'],
      handshakeTimeout: TLS_HANDSHAKE_MS,
      // Sessions of all ports and threads may be resumed in one another.
      sessionIdContext: 'polis',
      SNICallback: (name, answer) => answer(null, contexts.find(name)),
    })
    this.server.on('connection', socket => isAdmitted(socket, state, context))
    this.server.on('secureConnection', socket => {
      if (socket.alpnProtocol === 'h2') new H2Connection(socket, state, context)
      else new HttpConnection(socket, state, context)
    })
    // A handshake that failed: its socket is destroyed, and the client knows why.
    this.server.on('tlsClientError', (_, socket) => (socket as Socket).destroy())
    this.update(context.nowMs())
  }

  /** The certificates have changed. */
  update(nowMs: number): void {
    const { first } = this.#contexts
    const isSame =
      first?.certificate === this.#shown?.certificate && first?.key === this.#shown?.key
    if (first === undefined || isSame) return
    this.#shown = first
    this.server.setSecureContext({ ...contextOptions(first), sessionIdContext: 'polis' })
    this.#epoch = -1
    this.sweep(nowMs)
  }

  /** Changes the key of session tickets when its time has come. */
  sweep(nowMs: number): void {
    const epoch = ticketEpoch(nowMs)
    if (epoch === this.#epoch) return
    this.#epoch = epoch
    this.server.setTicketKeys(ticketKeys(this.#ticketSecret, epoch))
  }
}
