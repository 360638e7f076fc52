/**
 * Two sets of five endpoints, on loopback addresses of their own: one whose endpoints all answer
 * after 2 ms, and one whose first takes 200 ms longer.
 *
 *     node bench/slow-backends-process.ts PORT
 *
 * Prints a line once all listen.
 */

import { once } from 'node:events'
import { createServer } from 'node:net'
import { HEALTHY_ADDRESSES, SLOW_ADDRESSES, SLOWER_MS } from './slow-addresses.ts'

const WORK_MS = 2
const HEAD_END = '\r\n\r\n'
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const port = Number(process.argv[2])
for (const address of [...HEALTHY_ADDRESSES, ...SLOW_ADDRESSES]) {
  const workMs = address === SLOW_ADDRESSES[0] ? WORK_MS + SLOWER_MS : WORK_MS
  const server = createServer({ noDelay: true }, socket => {
    socket.on('error', () => undefined)
    socket.on('data', bytes => {
      if (!bytes.toString('latin1').endsWith(HEAD_END)) throw new Error('a head came in pieces')
      setTimeout(() => socket.write(ANSWER, 'latin1'), workMs)
    })
  })
  server.listen(port, address)
  await once(server, 'listening')
}
console.log('listening')
