/**
 * Connections that have made one request and now wait, as browsers and clients with a pool leave
 * them.
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Connections opened at one time, so that the proxy needs few connections to the backend. */
const BATCH = 20
/** Time for one answer. */
const ANSWER_MS = 5_000

/** Opens `count` connections to `port` and has each make one request; answers how to end them. */
export async function openIdleConnections(port: number, count: number): Promise<() => void> {
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
