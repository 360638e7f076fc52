/**
 * Connections of HTTP ports: plain or behind TLS, HTTP/1.1 or HTTP/2.
 *
 *     TLS:   handshake ─► ALPN h2 ──────────► H2Connection
 *                           └ http/1.1, none ─► HttpConnection
 *     plain: HttpConnection; one that begins with HTTP/2's preface becomes an H2Connection
 *
 * ALPN is RFC 7301, the preface (prior knowledge) RFC 9113 §3.3.
 */

import type { Socket } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { TLS_HANDSHAKE_MS } from '../config.ts'
import { hash32 } from '../hash.ts'
import { H2Connection } from './h2-connection.ts'
import { HttpConnection } from './http-connection.ts'
import { resetSocket } from './socket-reset.ts'
import type { ListenerState, ThreadContext } from './thread-context.ts'
import {
  contextOptions,
  type PemPair,
  TlsContexts,
  ticketEpoch,
  ticketKeys,
} from './tls-contexts.ts'

/** Serves a connection; `clientAddress` is the client's, where a proxy in front named it. */
export function serveHttp(
  socket: Socket,
  listener: ListenerState,
  context: ThreadContext,
  clientAddress?: string,
): void {
  if (!isAdmitted(socket, listener, context, clientAddress)) return
  if (listener.https !== undefined) {
    listener.https.accept(socket, clientAddress)
    return
  }
  new HttpConnection(socket, listener, context, clientAddress)
  if (socket.isPaused()) socket.resume()
}

/** Counts a connection where clients have a limit; one too many is reset. */
function isAdmitted(
  socket: Socket,
  { port, clientConnectionsMax }: ListenerState,
  { limiter }: ThreadContext,
  clientAddress = socket.remoteAddress ?? '',
): boolean {
  if (clientConnectionsMax === Number.POSITIVE_INFINITY) return true
  const hash = hash32(clientAddress.replace(/^::ffff:/, ''))
  if (!limiter.connect(port, hash, clientConnectionsMax)) {
    // Without a listener an error that comes with the reset would end the thread.
    socket.on('error', () => undefined)
    resetSocket(socket)
    return false
  }
  socket.on('close', () => limiter.disconnect(port, hash))
  return true
}

/** Names a connection, as long as it is open. */
function nameOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`
}

/** Shakes hands for a port behind TLS; it listens nowhere itself. */
export class HttpsPort {
  readonly #server: Server
  readonly #contexts = new TlsContexts()
  readonly #ticketSecret: string
  /** Addresses that proxies in front have named, by connection. */
  readonly #clientAddresses = new Map<string, string>()
  #epoch = -1
  /** What clients are shown that name nobody. */
  #shown: PemPair | undefined

  constructor(state: ListenerState, context: ThreadContext, ticketSecret: string) {
    this.#ticketSecret = ticketSecret
    this.#server = createServer({
      ALPNProtocols: ['h2', 'http/1.1'],
      handshakeTimeout: TLS_HANDSHAKE_MS,
      // Sessions of all ports and threads may be resumed in one another.
      sessionIdContext: 'polis',
      SNICallback: (name, answer) => answer(null, this.#contexts.find(name)),
    })
    this.#server.on('secureConnection', socket => {
      const clientAddress = this.#clientAddresses.get(nameOf(socket))
      if (socket.alpnProtocol === 'h2') new H2Connection(socket, state, context, clientAddress)
      else new HttpConnection(socket, state, context, clientAddress)
    })
    // A handshake that failed: its socket is destroyed, and the client knows why.
    this.#server.on('tlsClientError', (_, socket) => (socket as Socket).destroy())
  }

  /** Begins the handshake, with what of it may have been read already. */
  accept(socket: Socket, clientAddress: string | undefined): void {
    if (clientAddress !== undefined) {
      const name = nameOf(socket)
      this.#clientAddresses.set(name, clientAddress)
      socket.on('close', () => this.#clientAddresses.delete(name))
    }
    this.#server.emit('connection', socket)
  }

  /** Shows these certificates in handshakes that begin from now on. */
  update(pairs: readonly PemPair[], nowMs: number): void {
    this.#contexts.update(pairs)
    const { first } = this.#contexts
    const isSame =
      first?.certificate === this.#shown?.certificate && first?.key === this.#shown?.key
    if (first === undefined || isSame) return
    this.#shown = first
    this.#server.setSecureContext({ ...contextOptions(first), sessionIdContext: 'polis' })
    this.#epoch = -1
    this.sweep(nowMs)
  }

  /** Changes the key of session tickets when its time has come. */
  sweep(nowMs: number): void {
    const epoch = ticketEpoch(nowMs)
    if (epoch === this.#epoch) return
    this.#epoch = epoch
    this.#server.setTicketKeys(ticketKeys(this.#ticketSecret, epoch))
  }
}
