import assert from 'node:assert/strict'
import { constants } from 'node:http2'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { H2_UNREAD_MS } from '../config.ts'
import { Fixture, type RawClient, testService } from './fixture.ts'
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  frame,
  GET_A,
  get,
  HEADERS,
  PING,
  PREFACE,
  RST_STREAM,
  SETTINGS,
} from './h2-frames.ts'

function reset(stream: number): Buffer {
  return frame(RST_STREAM, 0, stream, Buffer.from([0, 0, 0, constants.NGHTTP2_CANCEL]))
}

describe('a flood over HTTP/2', () => {
  let fixture: Fixture
  beforeEach(async () => {
    fixture = new Fixture()
    await fixture.serve(testService([await hello()]))
  })
  afterEach(async () => {
    try {
      // Whatever came: others are served, and nothing is left behind.
      const stream = fixture.h2().request({ ':path': '/', ':authority': 'a' })
      let body = ''
      for await (const bytes of stream) body += bytes
      assert.equal(body, 'hello')
      const row = fixture.row('service web')
      while (fixture.counters.inFlightOf(row) > 0) {
        await new Promise(resolve => setImmediate(resolve))
      }
    } finally {
      fixture.close()
    }
  })

  const hello = () =>
    fixture.http('a', (request, response) => {
      request.resume()
      request.on('end', () => response.end('hello'))
    })

  function connection(...frames: Buffer[]): RawClient {
    const client = fixture.client()
    client.socket.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0, Buffer.alloc(0)), ...frames]))
    return client
  }

  const isClosed = (client: RawClient) => client.until(one => one.isClosed || one.hasEnded)

  it('of streams that are reset at once ends its connection (CVE-2023-44487)', async () => {
    const frames: Buffer[] = []
    for (let i = 0; i < 2_000; i++) frames.push(get(2 * i + 1), reset(2 * i + 1))
    await isClosed(connection(...frames))
    const { requests } = fixture.counters.read(fixture.row('service web'))
    assert.ok(requests < 2_000, `${requests} requests were begun`)
  })

  it('of resets that callers of gRPC may well cause does not', async () => {
    const frames: Buffer[] = []
    for (let i = 0; i < 100; i++) frames.push(get(2 * i + 1), reset(2 * i + 1))
    const client = connection(...frames, get(1_001))
    await client.until(({ received }) => received.includes('hello'))
  })

  it('of CONTINUATION frames ends its connection (CVE-2024-27983)', async () => {
    const piece = frame(CONTINUATION, 0, 1, Buffer.from([0x00, 0x01, 0x78, 0x01, 0x79]))
    const frames = Array.from({ length: 1_000 }, () => piece)
    await isClosed(connection(get(1, END_STREAM), ...frames))
  })

  it('of fields that a small block unfolds to ends its connection or stream', async () => {
    // One large field in the dynamic table, then named a thousand times by one byte each.
    const value = 'x'.repeat(3_000)
    const length = Buffer.from([0x7f, ((3_000 - 127) & 0x7f) | 0x80, (3_000 - 127) >> 7])
    const large = Buffer.concat([Buffer.from([0x40, 0x01, 0x7a]), length, Buffer.from(value)])
    const block = Buffer.concat([GET_A, large, Buffer.alloc(1_000, 0xbe)])
    const client = connection(frame(HEADERS, END_STREAM | END_HEADERS, 1, block))
    await client.until(
      ({ received, isClosed, hasEnded }) =>
        isClosed || hasEnded || received.includes('\x00\x00\x04\x03\x00\x00\x00\x00\x01'),
    )
    assert.equal(fixture.counters.read(fixture.row('service web')).requests, 0)
  })

  it('of pings and settings that are not read back ends its connection', async () => {
    const client = connection()
    await client.until(({ received }) => received.length > 0)
    client.socket.pause()
    const pings = Array.from({ length: 1_000 }, () => frame(PING, 0, 0, Buffer.alloc(8)))
    const batch = Buffer.concat(pings)
    for (let i = 0; i < 2_000 && !client.isClosed; i++) {
      if (client.socket.destroyed) break
      if (!client.socket.write(batch)) {
        await new Promise(resolve => {
          client.socket.once('drain', resolve)
          client.socket.once('close', resolve)
        })
      }
    }
    client.socket.resume()
    await isClosed(client)
  })

  it('of answers that nobody reads is given up, and was bounded', async () => {
    const large = await fixture.http('b', (_, response) => response.end(Buffer.alloc(4_000_000)))
    const small = await fixture.http('s', (_, response) => response.end(Buffer.alloc(20_000)))
    for (const endpoint of [large, small]) {
      await fixture.serve(testService([endpoint], { idleTimeoutMs: 10_000 }))
      const before = fixture.counters.read(fixture.row('service web'))
      const streams = Array.from({ length: 10 }, (_, i) => get(2 * i + 1))
      // Its window lets not a byte of an answer out.
      const setting = Buffer.from([0, constants.NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0, 0, 0, 0])
      const client = connection(frame(SETTINGS, 0, 0, setting), ...streams)
      const row = () => fixture.counters.read(fixture.row('service web'))
      while (row().requests < before.requests + 10) await new Promise(setImmediate)
      const cancel = Buffer.from([0, 0, 0, constants.NGHTTP2_CANCEL]).toString('latin1')
      const resets = () =>
        streams.filter((_, i) => {
          const head = frame(RST_STREAM, 0, 2 * i + 1, Buffer.alloc(4)).toString('latin1', 0, 9)
          return client.received.includes(head + cancel)
        })
      await new Promise(resolve => setTimeout(resolve, 300))
      assert.equal(resets().length, 0)
      // An answer that began after that has its own time.
      for (let turn = 0; turn < 100 && resets().length < 10; turn++) {
        fixture.aheadMs += H2_UNREAD_MS
        await new Promise(resolve => setTimeout(resolve, 50))
      }
      assert.equal(resets().length, 10)
      assert.ok(row().bytesOut - before.bytesOut < 10 * 200_000, 'not read from the endpoint')
    }
    await fixture.serve(testService([await hello()]))
  })

  it('of bytes that mean nothing is survived, whatever they are', async () => {
    const random = seededRandom(7)
    const types = [DATA, HEADERS, 2, RST_STREAM, SETTINGS, 5, PING, 7, 8, CONTINUATION, 77]
    for (let round = 0; round < 150; round++) {
      const frames = Array.from({ length: 1 + random.int(8) }, () => {
        if (random.int(3) === 0) return get(1 + 2 * random.int(8))
        const payload = Buffer.from(Array.from({ length: random.int(40) }, () => random.int(256)))
        return frame(types[random.int(types.length)]!, random.int(256), random.int(8), payload)
      })
      const client = connection(...frames)
      client.socket.end()
      await isClosed(client)
    }
  })
})
