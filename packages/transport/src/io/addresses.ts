/** Addresses between Polis' form and libp2p's, and what lies under both: names, ports, TCP. */

import { lookup } from 'node:dns/promises'
import { connect, createServer, isIP } from 'node:net'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { messageOf, PolisError } from '@polis/base'
import type { DialOutcome, PeerAddress, PeerId } from '../transport.ts'

/** Addresses of one name that a dial tries; more than two only make a failure slower. */
const ADDRESSES_PER_NAME_MAX = 2

/** `host:port`, with the brackets that IPv6 needs. */
export function addressText(address: PeerAddress): string {
  const { host, port } = address
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`
}

/** The IP addresses `host` stands for now; names are looked up anew each time. */
export async function resolveHost(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  const found = await lookup(host, { all: true, order: 'verbatim' })
  return found.slice(0, ADDRESSES_PER_NAME_MAX).map(({ address }) => address)
}

/** libp2p's form of an IP address and port, naming the peer that must answer if it is known. */
export function toMultiaddr(ip: string, port: number, peer?: PeerId): Multiaddr {
  const family = isIP(ip) === 6 ? 'ip6' : 'ip4'
  return multiaddr(`/${family}/${ip}/tcp/${port}${peer === undefined ? '' : `/p2p/${peer}`}`)
}

/**
 * Makes sure that one can listen at `address` by doing it plainly for a moment. Throws
 * `transport/port-in-use` or `transport/cannot-listen`.
 */
export function checkListen(address: PeerAddress): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const server = createServer()
  server.once('error', error => reject(listenFailure(address, error)))
  server.listen({ host: address.host, port: address.port, exclusive: true }, () => {
    server.close(() => resolve())
  })
  return promise
}

/** What a failure to listen at `address` is. */
export function listenFailure(address: PeerAddress, error: unknown): PolisError {
  const { host, port } = address
  const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  const where = addressText(address)
  if (!isTaken) {
    return new PolisError('transport/cannot-listen', {
      message: `cannot listen on ${where}: ${messageOf(error)}`,
      hint: 'listen on an address of this machine',
      fields: { host, port },
      cause: error,
    })
  }
  return new PolisError('transport/port-in-use', {
    message: `cannot listen on ${where}: another program does already`,
    hint: 'stop the other program or choose another port',
    fields: { host, port },
    cause: error,
  })
}

/** Connects to `address` and says what it met. Sends nothing. */
export async function probeTcp(address: PeerAddress, timeoutMs: number): Promise<DialOutcome> {
  const deadline = AbortSignal.timeout(timeoutMs)
  const { promise, resolve } = Promise.withResolvers<DialOutcome>()
  deadline.addEventListener('abort', () => resolve('unreachable'))
  const socket = connect({ host: address.host, port: address.port })
  socket.once('connect', () => resolve('accepted'))
  socket.once('error', error => {
    const { code } = error as NodeJS.ErrnoException
    resolve(code === 'ECONNREFUSED' || code === 'ECONNRESET' ? 'refused' : 'unreachable')
  })
  try {
    return await promise
  } finally {
    // An error after the outcome (a late reset) must find a listener.
    socket.on('error', () => {})
    socket.destroy()
  }
}
