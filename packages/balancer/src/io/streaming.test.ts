import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { Agent, get, request as send } from 'node:http'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { Fixture, testService } from './fixture.ts'

const MEGABYTE = 1_048_576

describe('what goes on for long', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  /** An endpoint that sends 100 MB with backpressure, and the hash of what it sent. */
  async function downloads() {
    const piece = randomBytes(MEGABYTE)
    const hash = createHash('sha256')
    for (let i = 0; i < 100; i++) hash.update(piece)
    const a = await fixture.http('a', (_, response) => {
      response.setHeader('Content-Length', 100 * MEGABYTE)
      let left = 100
      const more = () => {
        while (left-- > 0) if (!response.write(piece)) return
        response.end()
      }
      response.on('drain', more)
      more()
    })
    await fixture.serve(testService([a]))
    return hash.digest('hex')
  }

  it('is a download of 100 MB, whole and in bounded memory', async () => {
    const expected = await downloads()
    const hash = createHash('sha256')
    const before = process.memoryUsage().rss
    let most = before
    await new Promise<void>((resolve, reject) => {
      const request = get({ port: fixture.port, host: '127.0.0.1' }, response => {
        response.on('data', bytes => {
          hash.update(bytes)
          most = Math.max(most, process.memoryUsage.rss())
        })
        response.on('end', resolve)
      })
      request.on('error', reject)
    })
    assert.equal(hash.digest('hex'), expected)
    assert.ok(most - before < 80 * MEGABYTE, `${(most - before) / MEGABYTE} MB more`)
  })

  it('is uploads on one connection, by length and in chunks, each whole', async () => {
    const bodies = [
      randomBytes(10),
      randomBytes(MEGABYTE),
      randomBytes(200_000),
      randomBytes(30_000),
    ]
    let sockets = 0
    const a = await fixture.http('a', (request, response) => {
      const hash = createHash('sha256')
      request.on('data', bytes => hash.update(bytes))
      request.on('end', () => response.end(hash.digest('hex')))
    })
    await fixture.serve(testService([a]))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (const [i, body] of bodies.entries()) {
      const headers = i % 2 === 0 ? { 'Content-Length': body.length } : {}
      const options = { port: fixture.port, host: '127.0.0.1', method: 'POST', headers, agent }
      const answer = await new Promise<string>((resolve, reject) => {
        const request = send(options, response => {
          let text = ''
          response.on('data', bytes => {
            text += bytes
          })
          response.on('end', () => resolve(text))
        })
        request.on('socket', () => {
          if (!request.reusedSocket) sockets++
        })
        request.on('error', reject)
        request.end(body)
      })
      assert.equal(answer, createHash('sha256').update(body).digest('hex'), `upload ${i}`)
    }
    agent.destroy()
    assert.equal(sockets, 1)
  })

  it('is several downloads to slow clients at once, each its own', async () => {
    const bodies = [1, 2, 3, 4].map(() => randomBytes(3 * MEGABYTE))
    const a = await fixture.http('a', (request, response) => {
      response.end(bodies[Number(request.url!.slice(1))])
    })
    await fixture.serve(testService([a]))
    const downloaded = (path: string) =>
      new Promise<Buffer>((resolve, reject) => {
        const request = get({ port: fixture.port, host: '127.0.0.1', path }, response => {
          const parts: Buffer[] = []
          response.on('data', bytes => {
            parts.push(bytes)
            response.pause()
            setImmediate(() => response.resume())
          })
          response.on('end', () => resolve(Buffer.concat(parts)))
        })
        request.on('error', reject)
      })
    const received = await Promise.all(bodies.map((_, i) => downloaded(`/${i}`)))
    assert.deepEqual(
      received.map((body, i) => Buffer.compare(body, bodies[i]!)),
      [0, 0, 0, 0],
    )
  })

  it('is the same download over HTTP/2', async () => {
    const expected = await downloads()
    const hash = createHash('sha256')
    const stream = fixture.h2().request({ ':path': '/', ':authority': 'a' })
    for await (const bytes of stream) hash.update(bytes)
    assert.equal(hash.digest('hex'), expected)
  })

  it('is a stream of events, each of which arrives before the next is sent', async () => {
    let send: (text: string) => void = () => {}
    let left = Promise.withResolvers<void>()
    const a = await fixture.http('a', (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.flushHeaders()
      send = text => response.write(`data: ${text}\n\n`)
      response.on('close', () => left.resolve())
      send('0')
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send('GET / HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n')
    for (let i = 0; i < 20; i++) {
      await client.until(({ received }) => received.includes(`data: ${i}\n\n`))
      send(String(i + 1))
    }
    client.socket.destroy()
    // A FIN alone could be half a close; the next events find nobody there.
    for (let hasLeft = false; !hasLeft; ) {
      send('nobody')
      const later = new Promise<boolean>(resolve => setImmediate(resolve, false))
      hasLeft = await Promise.race([left.promise.then(() => true), later])
    }

    left = Promise.withResolvers()
    const stream = fixture.h2().request({ ':path': '/', ':authority': 'a' })
    let text = ''
    let next = 0
    await new Promise<void>(resolve =>
      stream.on('data', bytes => {
        text += bytes
        if (text.includes(`data: ${next}\n\n`)) send(String(++next))
        if (next === 20) resolve()
      }),
    )
    stream.close()
    await left.promise
  })

  it('is a WebSocket: frames of any size pass both ways, until either side says goodbye', async () => {
    const a = await fixture.raw('a', socket => {
      socket.once('data', head => {
        const key = /sec-websocket-key: (\S+)/i.exec(head.toString('latin1'))![1]!
        const accept = createHash('sha1')
          .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
          .digest('base64')
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
            `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
        )
        socket.on('data', bytes => socket.write(bytes))
        socket.on('end', () => socket.end())
      })
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send(
      'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    await client.until(({ received }) => received.endsWith('\r\n\r\n'))
    // The answer of RFC 6455 §1.3 to the key of its example.
    assert.match(client.received, /Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/)
    for (const size of [0, 1, 125, 126, 65_535, 65_536, 1_000_000]) {
      const sent = webSocketFrame(randomBytes(size))
      client.received = ''
      client.socket.write(sent)
      await client.until(({ received }) => received.length >= sent.length)
      assert.equal(Buffer.compare(Buffer.from(client.received, 'latin1'), sent), 0)
    }
    client.socket.end()
    await client.until(({ hasEnded }) => hasEnded)
  })

  it('goes on when its endpoint is withdrawn, until the deadline of the drain', async () => {
    const a = await fixture.raw('a', socket => {
      socket.once('data', () => {
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
        )
        socket.on('data', bytes => socket.write(bytes))
      })
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
    await client.until(({ received }) => received.endsWith('\r\n\r\n'))
    await fixture.serve(testService([]))
    client.send('still there')
    await client.until(({ received }) => received.endsWith('still there'))
    fixture.thread.cut(['a'])
    await client.until(({ isClosed, hasEnded }) => isClosed || hasEnded)
    assert.deepEqual(fixture.events, [{ kind: 'drained', endpointId: 'a' }])
  })
})

/** A masked binary frame (RFC 6455 §5.2); a tunnel has no business looking into it. */
function webSocketFrame(payload: Buffer): Buffer {
  const { length } = payload
  const size = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const head = Buffer.alloc(size)
  head[0] = 0x82
  head[1] = 0x80 | (size === 2 ? length : size === 4 ? 126 : 127)
  if (size === 4) head.writeUInt16BE(length, 2)
  if (size === 10) head.writeBigUInt64BE(BigInt(length), 2)
  const mask = randomBytes(4)
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ mask[i % 4]!)])
}
