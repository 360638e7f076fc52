/**
 * What the system allows: sharing a port between threads, and finding out whether one is free.
 *
 * `reusePort` would let a second program share a taken port in silence; so each port is first bound
 * plainly, and a refusal names it.
 */

import { createSocket } from 'node:dgram'
import { writeFile } from 'node:fs/promises'
import { createServer, type ListenOptions, type Server } from 'node:net'
import { type Logger, messageOf } from '@polis/base'

/** A free port, or why there is none. */
export type PortProbe = { readonly port: number } | { readonly reason: string }

/** Binds `host`:`port` alone and lets go of it; `port` 0 finds a free one. */
export async function probePort(host: string, port: number): Promise<PortProbe> {
  const opened = await listen({ host, port, exclusive: true })
  if (!('server' in opened)) return opened
  const address = opened.server.address()
  await close(opened.server)
  return { port: typeof address === 'object' && address !== null ? address.port : port }
}

/** As `probePort`, for UDP. */
export async function probeUdpPort(host: string, port: number): Promise<PortProbe> {
  const { promise, resolve } = Promise.withResolvers<PortProbe>()
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.once('error', error => resolve({ reason: messageOf(error) }))
  socket.bind({ address: host, port, exclusive: true }, () => {
    resolve({ port: socket.address().port })
  })
  const probe = await promise
  await new Promise<void>(closed => socket.close(() => closed()))
  return probe
}

/** True if two sockets of this process can listen on one port (SO_REUSEPORT; Node ≥ 23.1). */
export async function canSharePorts(): Promise<boolean> {
  const first = await listen({ host: '127.0.0.1', port: 0, reusePort: true })
  if (!('server' in first)) return false
  const address = first.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const second = await listen({ host: '127.0.0.1', port, reusePort: true, exclusive: true })
  await close(first.server)
  if (!('server' in second)) return false
  await close(second.server)
  return true
}

/**
 * Asks Linux (≥ 5.14) to hand connections that wait on a closing socket to another thread's.
 * Without it a thread that stops resets them. It takes root; a refusal is only worth a line.
 */
export async function enableRequestMigration(logger: Logger): Promise<void> {
  try {
    await writeFile('/proc/sys/net/ipv4/tcp_migrate_req', '1')
  } catch (error) {
    logger.debug(`net.ipv4.tcp_migrate_req stays as it is: ${messageOf(error)}`)
  }
}

function listen(options: ListenOptions): Promise<{ server: Server } | { reason: string }> {
  const { promise, resolve } = Promise.withResolvers<{ server: Server } | { reason: string }>()
  const server = createServer()
  server.once('error', error => resolve({ reason: messageOf(error) }))
  server.listen(options, () => resolve({ server }))
  return promise
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()))
}
