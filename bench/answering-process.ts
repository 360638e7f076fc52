/**
 * A server that answers every request alike and closes, on 127.0.0.1 to 127.0.0.20, as cheaply as
 * Node can. Prints its port.
 */

import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'

const ADDRESSES = 20
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nup\n'

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(ANSWER))
  })
  server.listen({ host, port, backlog: 4_096 })
  await once(server, 'listening')
  return server
}

const first = await listen('127.0.0.1', 0)
const { port } = first.address() as AddressInfo
for (let i = 2; i <= ADDRESSES; i++) await listen(`127.0.0.${i}`, port)
console.log(JSON.stringify({ port }))
