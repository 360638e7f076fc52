/**
 * The backend where nginx is not installed: the same two answers from Node's own HTTP server.
 *
 *     node bench/backend-process.ts PORT SMALL_BYTES LARGE_BYTES
 */

import { createServer } from 'node:http'

const [port, smallBytes, largeBytes] = process.argv.slice(2).map(Number)
const small = Buffer.alloc(smallBytes!, 'x')
const large = Buffer.alloc(largeBytes!, 'x')

for (const address of ['127.0.0.1', '127.0.0.2']) {
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    const body = request.url === '/large' ? large : small
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': body.length })
    response.end(body)
  })
  server.listen(port, address)
}
