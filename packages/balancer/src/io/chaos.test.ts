import assert from 'node:assert/strict'
import type { ClientHttp2Session, ClientHttp2Stream, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Random, seededRandom } from '@polis/base'
import { Fixture, testService } from './fixture.ts'

const ROUNDS = 12
const CLIENTS = 25

const REQUESTS: readonly string[] = [
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  `PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n${'x'.repeat(70_000)}`,
  'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nraw bytes',
  'GET / HTTP/1.0\r\n\r\n',
  'nonsense\r\n\r\n',
]

const RESPONSES: readonly string[] = [
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  'HTTP/1.1 200 OK\r\n\r\nuntil the end',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nhello',
  `HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n${'y'.repeat(90_000)}`,
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more',
  'HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n',
]

/** Sends `text` in random pieces and may stop, close or reset anywhere. */
async function misbehave(socket: Socket, text: string, random: Random): Promise<void> {
  let rest = text
  while (rest.length > 0 && !socket.destroyed) {
    const size = random.int(3) === 0 ? 1 + random.int(20) : rest.length
    socket.write(rest.slice(0, size), 'latin1')
    rest = rest.slice(size)
    const what = random.int(40)
    if (what === 0) socket.destroy()
    else if (what === 1) socket.resetAndDestroy()
    else if (what === 2) socket.end()
    if (what < 10) await new Promise(resolve => setImmediate(resolve))
  }
}

describe('the data plane among clients and endpoints that misbehave', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  for (const protocol of ['http', 'tcp'] as const) {
    it(`counts ${protocol} requests back to zero and leaves no connection behind`, async () => {
      const random = seededRandom(20_26)
      const endpoints = await Promise.all(
        ['a', 'b', 'c'].map(id =>
          fixture.raw(id, socket => {
            socket.on('data', () => {
              const text = RESPONSES[random.int(RESPONSES.length)]!
              misbehave(socket, text, random).then(() => random.int(4) === 0 && socket.end())
            })
            socket.on('end', () => socket.end())
          }),
        ),
      )
      const refusing = await fixture.refusing('x')
      for (let round = 0; round < ROUNDS; round++) {
        const some = [...endpoints, refusing].filter(() => random.int(3) > 0)
        await fixture.serve(testService(some, { protocol, sticky: undefined }))
        const clients = Array.from({ length: CLIENTS }, () => fixture.client())
        await Promise.all(
          clients.map(async ({ socket }) => {
            await new Promise(resolve => socket.once('connect', resolve).once('close', resolve))
            for (let i = random.int(3); i >= 0; i--) {
              await misbehave(socket, REQUESTS[random.int(REQUESTS.length)]!, random)
            }
          }),
        )
        // Some exchanges end by themselves, others are caught in the middle.
        const row = fixture.row('service web')
        const enough = fixture.counters.read(row).requests + CLIENTS / 2
        for (let i = 0; i < 500 && fixture.counters.read(row).requests < enough; i++) {
          await new Promise(resolve => setImmediate(resolve))
        }
        for (const { socket } of clients) {
          if (random.int(2) === 0) socket.end()
          else socket.destroy()
        }
      }
      await fixture.serve()
      fixture.thread.cut(['a', 'b', 'c', 'x'])
      fixture.thread.stop()
      await new Promise(resolve => setTimeout(resolve, 50))
      for (const name of ['service web', 'endpoint a', 'endpoint b', 'endpoint c', 'endpoint x']) {
        assert.equal(fixture.counters.inFlightOf(fixture.row(name)), 0, name)
      }
      const { requests } = fixture.counters.read(fixture.row('service web'))
      assert.ok(requests > ROUNDS * CLIENTS * 0.4, `${requests} requests`)
      fixture.events.length = 0
      fixture.thread.drain()
      assert.deepEqual(fixture.events, [{ kind: 'idle' }])
    })
  }

  for (const protocol of ['http', 'grpc'] as const) {
    it(`counts streams of HTTP/2 to ${protocol} back to zero as well`, async () => {
      const random = seededRandom(9_113)
      const endpoints = await Promise.all(
        ['a', 'b', 'c'].map(id =>
          protocol === 'grpc'
            ? fixture.http2(id, stream => answerOddly(stream, random))
            : fixture.raw(id, socket => {
                socket.on('data', () => {
                  misbehave(socket, RESPONSES[random.int(RESPONSES.length)]!, random)
                })
                socket.on('end', () => socket.end())
              }),
        ),
      )
      const refusing = await fixture.refusing('x')
      for (let round = 0; round < ROUNDS; round++) {
        const some = [...endpoints, refusing].filter(() => random.int(3) > 0)
        await fixture.serve(testService(some, { protocol }))
        const sessions = [fixture.h2(), fixture.h2(), fixture.h2()]
        const streams = sessions.flatMap(session =>
          Array.from({ length: 15 }, () => askOddly(session, random)),
        )
        await Promise.race([
          Promise.all(streams.map(stream => new Promise(resolve => stream.once('close', resolve)))),
          new Promise(resolve => setTimeout(resolve, 30)),
        ])
        for (const session of sessions) random.int(2) === 0 ? session.destroy() : session.close()
      }
      await fixture.serve()
      fixture.thread.cut(['a', 'b', 'c', 'x'])
      fixture.thread.stop()
      await new Promise(resolve => setTimeout(resolve, 50))
      for (const name of ['service web', 'endpoint a', 'endpoint b', 'endpoint c', 'endpoint x']) {
        assert.equal(fixture.counters.inFlightOf(fixture.row(name)), 0, name)
      }
      const { requests } = fixture.counters.read(fixture.row('service web'))
      assert.ok(requests > ROUNDS * 8, `${requests} requests`)
      fixture.events.length = 0
      fixture.thread.drain()
      assert.deepEqual(fixture.events, [{ kind: 'idle' }])
    })
  }
})

/** Begins a request and may cancel it, or leave it unfinished. */
function askOddly(session: ClientHttp2Session, random: Random): ClientHttp2Stream {
  const method = random.int(2) === 0 ? 'GET' : 'POST'
  const stream = session.request({ ':authority': 'a', ':path': '/', ':method': method })
  stream.on('error', () => undefined)
  stream.resume()
  if (method === 'POST') {
    stream.write('x'.repeat(1 + random.int(100_000)))
    if (random.int(4) > 0) stream.end()
  }
  // Not with NO_ERROR before all has been sent: see `resetStream`.
  const code = random.int(4) === 0 ? random.int(14) : undefined
  setImmediate(() => {
    if (code !== undefined && (code > 0 || stream.writableFinished)) stream.close(code)
  })
  return stream
}

/** Answers whole, in part, in error, or not at all. */
function answerOddly(stream: ServerHttp2Stream, random: Random): void {
  const what = random.int(8)
  if (what === 0) return
  if (what === 1) {
    stream.close(random.int(14))
    return
  }
  if (what === 2) {
    stream.session?.close()
    return
  }
  if (what === 3 && random.int(4) === 0) {
    stream.session?.destroy()
    return
  }
  stream.respond({ ':status': 200 }, { endStream: what === 4, waitForTrailers: what !== 4 })
  if (what === 4) return
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(random.int(17)) }))
  stream.write('y'.repeat(1 + random.int(100_000)))
  if (what === 5) setImmediate(() => stream.close(random.int(14)))
  else stream.end()
}
