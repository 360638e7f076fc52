/**
 * The backend of gRPC calls: every unary call is answered with an empty message and status OK.
 *
 *     node bench/grpc-backend-process.ts PORT
 *
 * HTTP/2 frames by Node itself, as it is only the load's other end.
 */

import { createServer } from 'node:http2'
import { ENDPOINT_ADDRESSES } from './endpoint-addresses.ts'

/** A message of no bytes: not compressed, length 0 (gRPC over HTTP/2). */
const EMPTY_MESSAGE = Buffer.alloc(5)

const port = Number(process.argv[2])
for (const address of ENDPOINT_ADDRESSES) {
  const server = createServer()
  server.on('stream', stream => {
    stream.on('error', () => undefined)
    // The load leaves in the middle of calls.
    stream.on('wantTrailers', () => {
      if (!stream.closed && !stream.destroyed) stream.sendTrailers({ 'grpc-status': '0' })
    })
    stream.on('end', () => {
      if (stream.closed || stream.destroyed) return
      const head = { ':status': 200, 'content-type': 'application/grpc' }
      stream.respond(head, { waitForTrailers: true })
      stream.end(EMPTY_MESSAGE)
    })
    stream.resume()
  })
  server.listen(port, address)
}
