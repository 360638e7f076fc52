/**
 * What connections cost that have made one request and now wait, as browsers and clients with a
 * pool leave them. Every program is started for them alone: what a load leaves behind in a heap is
 * room in which they would cost nothing.
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { privateBytes, processTree } from './process-usage.ts'
import { PROXIES, type ProxyServer } from './proxies.ts'
import type { Measure, Measurements } from './report.ts'
import type { Site } from './site.ts'

/** So many that the steps in which a heap grows are small beside what they cost. */
const IDLE_CONNECTIONS = 3_000
/** Connections opened and closed before memory is read, so that the code has run once. */
const FIRST_CONNECTIONS = 20
/** Time for what a connection needed only at first to be given back before memory is read. */
const SETTLE_MS = 1_500

/** Connections opened at one time, so that the proxy needs few connections to the backend. */
const BATCH = 20
/** Time for one answer. */
const ANSWER_MS = 5_000

const IDLE_MEMORY: Measure = {
  name: `idle connection, of ${IDLE_CONNECTIONS}`,
  unit: 'kB',
  goal: { most: 6.5 },
}

/** One turn: every program, one after the other. */
export async function measureIdleTurn(site: Site, measurements: Measurements): Promise<void> {
  for (const [name, startProxy] of Object.entries(PROXIES)) {
    if (startProxy === undefined) continue
    const proxy = await startProxy(site)
    try {
      measurements.add(IDLE_MEMORY, name, await idleConnectionKilobytes(proxy))
    } finally {
      await proxy.running.stop()
    }
  }
}

async function idleConnectionKilobytes({ running, ports }: ProxyServer): Promise<number> {
  const pids = processTree(running.pid)
  const closeFirst = await openIdleConnections(ports.http!, FIRST_CONNECTIONS)
  closeFirst()
  await sleep(SETTLE_MS)
  const before = privateBytes(pids)
  const close = await openIdleConnections(ports.http!, IDLE_CONNECTIONS)
  await sleep(SETTLE_MS)
  const after = privateBytes(pids)
  close()
  return (after - before) / IDLE_CONNECTIONS / 1_000
}

/** Opens `count` connections to `port` and has each make one request; answers how to end them. */
async function openIdleConnections(port: number, count: number): Promise<() => void> {
  const sockets: Socket[] = []
  const close = () => {
    for (const socket of sockets) socket.destroy()
  }
  try {
    while (sockets.length < count) {
      const batch = Array.from({ length: Math.min(BATCH, count - sockets.length) }, () =>
        connect({ host: '127.0.0.1', port }),
      )
      sockets.push(...batch)
      await Promise.all(batch.map(makeRequest))
    }
  } catch (error) {
    close()
    throw error
  }
  return close
}

async function makeRequest(socket: Socket): Promise<void> {
  // An end that nobody expects shows in the answer that does not come.
  socket.on('error', () => undefined)
  socket.write('GET /small HTTP/1.1\r\nHost: bench\r\n\r\n')
  const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_MS) })) as [
    Buffer,
  ]
  const head = answer.toString('latin1', 0, 12)
  if (head !== 'HTTP/1.1 200') throw new Error(`the proxy answered ${head}`)
}
