/**
 * A service that speaks everything a balancer forwards, and ends at once on SIGTERM: that nothing
 * is dropped when it is stopped is the orchestrator's merit.
 *
 *     PORT_3000   GET, POST (body counted), /slow (a second of work), /large (100 MB), /events
 *                 (server-sent), WebSocket echo
 *     PORT_3001   gRPC echo, any method, over HTTP/2 without TLS
 *     PORT_3002   UDP echo
 */

import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const TRAFFIC_APP = fileURLToPath(import.meta.url)

export const LARGE_BYTES = 100 << 20
/** The large file goes out in pieces, this far apart: it is under way for four seconds. */
const PIECE_BYTES = 2 << 20
const PIECE_MS = 80
/** Long enough to be killed in, on a busy machine too. */
const SLOW_MS = 1_000
/** Server-sent events come this far apart, and then the stream ends as streams do. */
const EVENT_MS = 50
export const EVENTS = 25

/** RFC 6455 §1.3: what the key of a handshake is joined with. */
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const OPCODE_CLOSE = 8

if (process.argv[1] === TRAFFIC_APP) serve()

function serve(): void {
  const { HOST, PORT_3000, PORT_3001, PORT_3002, PAUSE_MS = '10' } = process.env
  process.on('SIGTERM', () => process.exit(0))
  const answers = (request: IncomingMessage, response: ServerResponse) =>
    void answer(request, response, Number(PAUSE_MS)).catch(() => response.destroy())
  if (PORT_3000 !== undefined) {
    const server = createServer(answers)
    server.on('upgrade', (request, socket) => echoFrames(request, socket))
    server.listen(Number(PORT_3000), HOST)
  }
  if (PORT_3001 !== undefined) {
    const calls = createHttp2Server()
    calls.on('stream', stream => echoMessages(stream))
    calls.listen(Number(PORT_3001), HOST)
  }
  if (PORT_3002 !== undefined) {
    const datagrams = createSocket('udp4')
    datagrams.on('message', (bytes, { port, address }) => datagrams.send(bytes, port, address))
    datagrams.bind(Number(PORT_3002), HOST)
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, pauseMs: number) {
  if (request.url === '/large') return sendLarge(response)
  if (request.url === '/events') return sendEvents(response)
  let received = 0
  for await (const bytes of request) received += (bytes as Buffer).length
  if (request.url !== '/up') await sleep(request.url === '/slow' ? SLOW_MS : pauseMs)
  const { POLIS_TASK: task, VERSION: version } = process.env
  response.end(JSON.stringify({ task, version, received: String(received) }))
}

async function sendLarge(response: ServerResponse): Promise<void> {
  response.setHeader('content-length', LARGE_BYTES)
  const piece = Buffer.alloc(PIECE_BYTES, 'polis ')
  for (let sent = 0; sent < LARGE_BYTES; sent += PIECE_BYTES) {
    if (!response.write(piece)) await drained(response)
    await sleep(PIECE_MS)
  }
  response.end()
}

/** Resolves when more may be written; rejects when the reader is gone. */
async function drained(response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  const onClose = () => gone.abort()
  response.once('close', onClose)
  await once(response, 'drain', { signal: gone.signal })
  response.off('close', onClose)
}

async function sendEvents(response: ServerResponse): Promise<void> {
  response.setHeader('content-type', 'text/event-stream')
  for (let number = 1; number <= EVENTS; number++) {
    response.write(`id: ${number}\ndata: ${number}\n\n`)
    await sleep(EVENT_MS)
  }
  response.end()
}

/** Echoes frames of up to 125 bytes, and closes when asked to (RFC 6455 §5.2, §5.5.1). */
function echoFrames(request: IncomingMessage, socket: Duplex): void {
  const key = `${request.headers['sec-websocket-key']}${WEBSOCKET_GUID}`
  const accept = createHash('sha1').update(key).digest('base64')
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  let rest = Buffer.alloc(0)
  socket.on('error', () => undefined)
  socket.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= 6 && rest.length >= 6 + (rest[1]! & 127)) {
      const length = rest[1]! & 127
      const payload = rest.subarray(6, 6 + length).map((byte, i) => byte ^ rest[2 + (i % 4)]!)
      socket.write(Buffer.concat([Buffer.from([rest[0]!, length]), payload]))
      if ((rest[0]! & 15) === OPCODE_CLOSE) socket.end()
      rest = rest.subarray(6 + length)
    }
  })
}

/** A call of gRPC whose answers are its messages, byte for byte. */
function echoMessages(stream: ServerHttp2Stream): void {
  stream.on('error', () => undefined)
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.pipe(stream)
}

/** What the manifests of the two services say, and what differs between versions. */
export type TrafficManifest = {
  readonly replicas: number
  readonly callReplicas: number
  readonly version: string
}

/** The manifest: `traffic` on 8080 (HTTP) and 8082 (UDP), `calls` on 8081 (gRPC). */
export function trafficManifest({ replicas, callReplicas, version }: TrafficManifest): string {
  const shared = {
    'x-runtime': 'process',
    command: [process.execPath, TRAFFIC_APP],
    environment: { VERSION: version },
  }
  const update = {
    parallelism: 2,
    order: 'start-first',
    failure_action: 'rollback',
    monitor: '500ms',
  }
  const check = { interval: '500ms', timeout: '2s', retries: 3 }
  const lb = { algorithm: 'round-robin', drain: '50s', udp: { idle: '2s', stream: '2s' } }
  const services = {
    traffic: {
      ...shared,
      ports: ['8080:3000', '8082:3002/udp'],
      deploy: { replicas, update_config: update },
      'x-check': [{ type: 'http', path: '/up', port: 3000, ...check }],
      'x-lb': { ...lb, protocol: 'http' },
    },
    calls: {
      ...shared,
      ports: ['8081:3001'],
      deploy: { replicas: callReplicas, update_config: update },
      'x-check': [{ type: 'tcp', port: 3001, ...check }],
      'x-lb': { ...lb, protocol: 'grpc' },
    },
  }
  return JSON.stringify({ name: 'traffic', services }, null, 2)
}
