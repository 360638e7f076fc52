/**
 * One question to one DNS server, over UDP or TCP, with a deadline.
 *
 * Each UDP question has a socket of its own: a fresh source port is half of what a forger must
 * guess (RFC 5452 §9.2), and it is connected, so only that server is heard and "port unreachable"
 * is noticed at once.
 */

import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { PolisError } from '@polis/base'
import { TCP_BYTES_MAX } from '../config.ts'
import type { ServerAddress } from '../dns/server-address.ts'
import { TcpFrames, tcpFrame } from '../dns/tcp-frames.ts'

/** How a question travels. */
export type DnsTransport = 'udp' | 'tcp'

/**
 * Sends `query` and answers the first reply for which `accept` gives a value; others are ignored.
 * Rejects with `discovery/no-answer` after `timeoutMs`, when `signal` aborts, or on a network
 * error.
 */
export function exchange<T>(
  transport: DnsTransport,
  server: ServerAddress,
  query: Buffer,
  accept: (reply: Buffer) => T | undefined,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const ends = signal === undefined ? timeout : AbortSignal.any([timeout, signal])
  const attempt = transport === 'udp' ? udpExchange : tcpExchange
  return attempt(server, query, accept, ends).catch(cause => {
    throw new PolisError('discovery/no-answer', {
      message: `DNS server ${server.host} port ${server.port} did not answer over ${transport}`,
      fields: { host: server.host, port: server.port },
      retryable: true,
      cause,
    })
  })
}

function udpExchange<T>(
  server: ServerAddress,
  query: Buffer,
  accept: (reply: Buffer) => T | undefined,
  ends: AbortSignal,
): Promise<T> {
  const socket = createSocket(server.host.includes(':') ? 'udp6' : 'udp4')
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(ends.reason)
    if (ends.aborted) return abort()
    ends.addEventListener('abort', abort, { once: true })
    socket.on('error', reject)
    socket.on('message', reply => {
      const value = accept(reply)
      if (value !== undefined) resolve(value)
    })
    socket.connect(server.port, server.host, () => socket.send(query))
  }).finally(() => socket.close())
}

function tcpExchange<T>(
  server: ServerAddress,
  query: Buffer,
  accept: (reply: Buffer) => T | undefined,
  ends: AbortSignal,
): Promise<T> {
  const socket = connect({ host: server.host, port: server.port, signal: ends })
  const frames = new TcpFrames(TCP_BYTES_MAX)
  return new Promise<T>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the connection was closed')))
    socket.on('data', chunk => {
      frames.push(chunk)
      const reply = frames.next()
      const value = Buffer.isBuffer(reply) ? accept(reply) : undefined
      if (value !== undefined) resolve(value)
      else if (reply !== undefined) reject(new Error('the reply answers another question'))
    })
    socket.write(tcpFrame(query))
  }).finally(() => socket.destroy())
}
