import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { Fixture, testService } from './fixture.ts'

describe('the TCP data plane', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  it('keeps each direction open until its own end', async () => {
    const a = await fixture.raw('a', socket => {
      let request = ''
      socket.on('data', bytes => {
        request += bytes.toString()
      })
      socket.on('end', () => socket.end(`answer to ${request}`))
    })
    await fixture.serve(testService([a], { protocol: 'tcp' }))
    const client = fixture.client()
    client.send('question')
    client.socket.end()
    assert.equal(await client.response(), 'answer to question')
    await client.until(({ isClosed }) => isClosed)
    assert.equal(client.error, undefined)
    const row = fixture.counters.read(fixture.row('service web'))
    assert.deepEqual([row.requests, row.failures, row.inFlight], [1, 0, 0])
    assert.deepEqual([row.bytesIn, row.bytesOut], [8, 18])
    fixture.thread.drain()
    assert.deepEqual(fixture.events, [{ kind: 'idle' }], 'nothing is left of it')
  })

  it('goes to the next endpoint when a connect is refused', async () => {
    const x = await fixture.refusing('x')
    const y = await fixture.refusing('y')
    const a = await fixture.raw('a', socket => socket.pipe(socket))
    await fixture.serve(testService([x, y, a], { protocol: 'tcp' }))
    for (let i = 0; i < 4; i++) {
      const client = fixture.client()
      client.send('hello')
      await client.until(({ received }) => received === 'hello')
      client.socket.end()
    }
  })

  it('carries large streams both ways with backpressure, each its own', async () => {
    const a = await fixture.raw('a', socket => socket.pipe(socket))
    await fixture.serve(testService([a], { protocol: 'tcp' }))
    const echo = async () => {
      const body = randomBytes(3_000_000)
      const client = fixture.client()
      const parts: Buffer[] = []
      client.socket.on('data', bytes => {
        parts.push(bytes)
        client.socket.pause()
        setImmediate(() => client.socket.resume())
      })
      client.socket.end(body)
      await client.response()
      assert.equal(Buffer.compare(Buffer.concat(parts), body), 0)
    }
    await Promise.all([echo(), echo(), echo()])
  })

  it('resets the client when the endpoint is reset, and when there is none', async () => {
    const a = await fixture.raw('a', socket => socket.once('data', () => socket.resetAndDestroy()))
    await fixture.serve(testService([a], { protocol: 'tcp' }))
    const client = fixture.client()
    client.send('x')
    await client.until(({ isClosed }) => isClosed)
    assert.match(String(client.error), /ECONNRESET/)
    await fixture.serve(testService([], { protocol: 'tcp' }))
    const other = fixture.client()
    await other.until(({ isClosed }) => isClosed)
    assert.match(String(other.error), /ECONNRESET/)
  })

  it('keeps a connection through the withdrawal of its endpoint, until it is cut', async () => {
    const a = await fixture.raw('a', socket => socket.pipe(socket))
    const b = await fixture.raw('b', socket => socket.end('b'))
    await fixture.serve(testService([a], { protocol: 'tcp' }))
    const client = fixture.client()
    client.send('1')
    await client.until(({ received }) => received === '1')
    const applied = await fixture.serve(testService([b], { protocol: 'tcp' }))
    assert.deepEqual(applied.draining, ['a'])
    assert.equal(await fixture.client().response(), 'b')
    client.send('2')
    await client.until(({ received }) => received === '12')
    fixture.thread.cut(['a', 'b'])
    await client.until(({ isClosed }) => isClosed)
    assert.deepEqual(fixture.events, [{ kind: 'drained', endpointId: 'a' }])
  })

  it('gives a connection up that is idle for too long', async () => {
    const a = await fixture.raw('a', () => undefined)
    await fixture.serve(testService([a], { protocol: 'tcp', idleTimeoutMs: 100 }))
    const client = fixture.client()
    await client.until(({ isClosed }) => isClosed)
  })
})
