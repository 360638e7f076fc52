import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { constants } from 'node:http2'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { goingAwayFrame } from '../http/websocket-frames.ts'
import { Fixture, type RawClient, testService } from './fixture.ts'

const SWITCH =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const UPGRADE =
  'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
/** RFC 6455 §1.3: what the key of a handshake is joined with. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** A Close with 1000 of the endpoint's own. */
const BYE = Buffer.of(0x88, 2, 0x03, 0xe8)
/** A text frame of five bytes, as a server sends it. */
const FRAME = Buffer.from('\x81\x05hello', 'latin1')
const GOODBYE = goingAwayFrame().toString('latin1')

describe('what is still under way when the drain of its endpoint is over', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  /** An endpoint that switches to WebSocket; what it hears then, and how to speak to its client. */
  async function webSocket() {
    const heard = { bytes: Buffer.alloc(0), hasEnded: false, say: (_: Buffer) => {} }
    const a = await fixture.raw('a', socket => {
      socket.once('data', () => {
        socket.write(SWITCH)
        heard.say = bytes => void socket.write(bytes)
        socket.on('data', (bytes: Buffer) => {
          heard.bytes = Buffer.concat([heard.bytes, bytes])
        })
        socket.on('end', () => {
          heard.hasEnded = true
        })
      })
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send(UPGRADE)
    await client.until(({ received }) => received.endsWith('\r\n\r\n'))
    client.received = ''
    return { heard, client }
  }

  async function until(condition: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(5_000)
    while (!condition() && !deadline.aborted) await new Promise(setImmediate)
    assert.ok(condition())
  }

  async function cut(): Promise<void> {
    await fixture.serve(testService([]))
    fixture.thread.cut(['a'])
  }

  const ended = (client: RawClient) => client.until(({ hasEnded }) => hasEnded)

  it('closes a WebSocket with 1001 on both sides', async () => {
    const { heard, client } = await webSocket()
    heard.say(FRAME)
    await client.until(({ received }) => received.endsWith('hello'))
    await fixture.serve(testService([]))
    client.received = ''
    client.socket.write(FRAME)
    await until(() => heard.bytes.length === FRAME.length)
    assert.equal(client.received, '', 'nothing is said at the beginning of the drain')
    fixture.thread.cut(['a'])
    await ended(client)
    assert.equal(client.received, GOODBYE)
    await until(() => heard.bytes.length === FRAME.length + 8)
    const frame = heard.bytes.subarray(FRAME.length)
    assert.deepEqual([frame[0], frame[1]], [0x88, 0x82], 'it is masked, as of a client')
    assert.deepEqual([frame[6]! ^ frame[2]!, frame[7]! ^ frame[3]!], [0x03, 0xe9])
    // The endpoint's answer is not passed on, and ends its connection.
    heard.say(goingAwayFrame())
    fixture.aheadMs = 1_100
    await until(() => fixture.events.some(({ kind }) => kind === 'drained'))
    assert.equal(client.received, GOODBYE)
  })

  it('is understood by a client of the web, also when the whole thread goes', async () => {
    const a = await fixture.raw('a', socket =>
      socket.once('data', head => {
        const key = /sec-websocket-key: (\S+)/i.exec(head.toString('latin1'))![1]!
        const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64')
        socket.write(SWITCH.replace(/\r\n$/, `Sec-WebSocket-Accept: ${accept}\r\n\r\n`))
      }),
    )
    await fixture.serve(testService([a]))
    const socket = new WebSocket(`ws://127.0.0.1:${fixture.port}/chat`)
    await once(socket, 'open')
    const closed = once(socket, 'close')
    fixture.thread.cutAll()
    const [{ code, wasClean }] = (await closed) as [CloseEvent]
    assert.deepEqual([code, wasClean], [1001, true])
  })

  it('lets a frame of a WebSocket end before that', async () => {
    const { heard, client } = await webSocket()
    heard.say(FRAME.subarray(0, 3))
    client.socket.write(FRAME.subarray(0, 1))
    await client.until(({ received }) => received.length === 3)
    await until(() => heard.bytes.length === 1)
    await cut()
    heard.say(Buffer.concat([FRAME.subarray(3), FRAME]))
    await client.until(({ received }) => received.includes(GOODBYE))
    assert.equal(client.received, FRAME.toString('latin1') + GOODBYE)
    assert.equal(heard.bytes.length, 1)
    client.socket.write(FRAME.subarray(1))
    await until(() => heard.bytes.length === FRAME.length + 8)
    await ended(client)
  })

  it('adds nothing to a side of a WebSocket that has said goodbye itself', async () => {
    const { heard, client } = await webSocket()
    heard.say(BYE)
    await client.until(({ received }) => received.length === 4)
    await cut()
    await ended(client)
    assert.equal(client.received, BYE.toString('latin1'))
  })

  it('cuts a WebSocket whose frame does not end in time', async () => {
    const { heard, client } = await webSocket()
    heard.say(FRAME.subarray(0, 3))
    await client.until(({ received }) => received.length === 3)
    await cut()
    fixture.aheadMs = 1_100
    await client.until(({ hasEnded, isClosed }) => hasEnded || isClosed)
    assert.equal(client.received, FRAME.subarray(0, 3).toString('latin1'))
    await until(() => fixture.events.some(({ kind }) => kind === 'drained'))
  })

  it('ends server-sent events as whole, by HTTP/1.1 and HTTP/2, and cuts any other body', async () => {
    const a = await fixture.http('a', (request, response) => {
      const isEvents = request.url === '/events'
      response.writeHead(200, { 'Content-Type': isEvents ? 'text/event-stream' : 'text/plain' })
      response.write('data: 1\n\n')
    })
    await fixture.serve(testService([a]))
    const [events, text] = [fixture.client(), fixture.client()]
    events.send('GET /events HTTP/1.1\r\nHost: a\r\n\r\n')
    text.send('GET /text HTTP/1.1\r\nHost: a\r\n\r\n')
    const session = fixture.h2()
    const streams = ['/events', '/text'].map(path => {
      const stream = session.request({ ':path': path, ':authority': 'a' })
      const state = { text: '', hasEnded: false, code: -1 }
      stream.on('data', bytes => {
        state.text += bytes
      })
      stream.on('error', () => undefined)
      stream.on('end', () => {
        state.hasEnded = true
      })
      stream.on('close', () => {
        state.code = stream.rstCode ?? 0
      })
      return state
    })
    for (const client of [events, text]) {
      await client.until(({ received }) => received.includes('data: 1'))
    }
    await until(() => streams.every(stream => stream.text !== ''))
    await cut()
    await events.until(({ received }) => received.endsWith('0\r\n\r\n'))
    assert.match(events.received, /data: 1\n\n\r\n0\r\n\r\n$/)
    await text.until(({ isClosed, hasEnded }) => isClosed || hasEnded)
    assert.doesNotMatch(text.received, /0\r\n\r\n$/)
    await until(() => streams.every(({ code }) => code >= 0))
    assert.deepEqual(
      streams.map(({ hasEnded, code }) => [hasEnded, code === 0]),
      [
        [true, true],
        [false, false],
      ],
    )
    // The connection goes on: events end as any answer does.
    events.received = ''
    events.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await events.until(({ received }) => received.startsWith('HTTP/1.1 503'))
  })

  it('ends a call of gRPC with UNAVAILABLE, and tells its endpoint that it is cancelled', async () => {
    let code: number | undefined
    const a = await fixture.http2('a', stream => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' })
      stream.write('message')
      stream.on('close', () => {
        code = stream.rstCode
      })
    })
    const service = testService([a], { protocol: 'grpc' })
    await fixture.serve(service)
    const headers = { ':path': '/x.Y/z', ':method': 'POST', 'content-type': 'application/grpc' }
    const call = fixture.h2().request({ ...headers, ':authority': 'a' })
    const trailers = once(call, 'trailers')
    await once(call, 'data')
    await fixture.serve({ ...service, endpoints: [] })
    fixture.thread.cut(['a'])
    const [{ 'grpc-status': status }] = (await trailers) as [Record<string, string>]
    assert.equal(status, '14')
    await until(() => code !== undefined)
    assert.equal(code, constants.NGHTTP2_CANCEL)
  })
})
