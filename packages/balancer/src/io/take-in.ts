/**
 * From an accepted connection to whoever serves it.
 *
 *     accepted ─► PROXY header, if its network must send one ─┬► http: HttpConnection, …
 *                                                             ├► tls: SNI ─► TcpSession
 *                                                             └► tcp: peek, if any ─► TcpSession
 *
 * A port without any of these hands the connection on at once. What is refused here has met no
 * service, and is counted where one is known.
 */

import type { Socket } from 'node:net'
import { readClientHello } from '../client-hello.ts'
import { CLIENT_HELLO_BYTES_MAX, PEEK_BYTES_MAX, PROXY_HEADER_BYTES_MAX } from '../config.ts'
import { hash32 } from '../hash.ts'
import { type ConnectionAddresses, readProxyHeader } from '../proxy-header.ts'
import { type Decision, FirstBytes } from './first-bytes.ts'
import { serveHttp } from './http-port.ts'
import { resetSocket } from './socket-reset.ts'
import { TcpSession } from './tcp-session.ts'
import type { ListenerState, ServiceState, ThreadContext } from './thread-context.ts'

const NOTHING = (): void => undefined

/** Serves `socket`, which came in through `listener`; it is paused unless the port speaks HTTP. */
export function takeIn(socket: Socket, listener: ListenerState, context: ThreadContext): void {
  const mustSay = listener.proxyFrom?.has(socket.remoteAddress ?? '') === true
  if (!mustSay) {
    route(socket, listener, context, undefined)
    return
  }
  let addresses: ConnectionAddresses | undefined
  new FirstBytes(socket, listener, context, {
    decide: bytes => {
      const header = readProxyHeader(bytes)
      if (header.kind !== 'header') return header.kind
      addresses = header.addresses
      return header.length
    },
    bytesMax: PROXY_HEADER_BYTES_MAX,
    decided: () => route(socket, listener, context, addresses),
    refused: () => countRefusal(listener.sole, context),
  })
}

function route(
  socket: Socket,
  listener: ListenerState,
  context: ThreadContext,
  addresses: ConnectionAddresses | undefined,
): void {
  if (listener.protocol === 'tls') routeTls(socket, listener, context, addresses)
  else if (listener.protocol === 'tcp') routeTcp(socket, listener, context, addresses)
  else serveHttp(socket, listener, context, addresses?.source.address)
}

function routeTls(
  socket: Socket,
  listener: ListenerState,
  context: ThreadContext,
  addresses: ConnectionAddresses | undefined,
): void {
  let state: ServiceState | undefined
  new FirstBytes(socket, listener, context, {
    decide: bytes => {
      const hello = readClientHello(bytes)
      if (hello.kind !== 'hello') return hello.kind
      state = listener.names?.match(hello.serverName)?.state
      return state === undefined ? 'reject' : 0
    },
    bytesMax: CLIENT_HELLO_BYTES_MAX,
    decided: () => new TcpSession(socket, listener, context, { state: state!, addresses }),
    refused: NOTHING,
  })
}

function routeTcp(
  socket: Socket,
  listener: ListenerState,
  context: ThreadContext,
  addresses: ConnectionAddresses | undefined,
): void {
  const state = listener.sole
  if (state === undefined) {
    // Without a listener an error that comes with the reset would end the thread.
    socket.on('error', NOTHING)
    resetSocket(socket)
    return
  }
  const { customProtocol } = state.service
  if (customProtocol === undefined) {
    new TcpSession(socket, listener, context, { state, addresses })
    return
  }
  let hash = 0
  const decide = (bytes: Buffer, later: (decision: Decision) => void): 'later' => {
    context.protocols.peek(customProtocol, bytes.subarray(0, PEEK_BYTES_MAX), found => {
      if (found === 'more') later('more')
      else if ('reject' in found) later('reject')
      else {
        hash = hash32(found.key)
        later(0)
      }
    })
    return 'later'
  }
  new FirstBytes(socket, listener, context, {
    decide,
    bytesMax: PEEK_BYTES_MAX,
    decided: () => new TcpSession(socket, listener, context, { state, addresses, hash }),
    refused: () => countRefusal(state, context),
  })
}

/** A connection that was refused before an endpoint was picked is a request that failed. */
function countRefusal(state: ServiceState | undefined, context: ThreadContext): void {
  if (state === undefined) return
  context.counters.request(state.row)
  context.counters.failure(state.row)
}
