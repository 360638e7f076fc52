import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { constants } from 'node:http2'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { askH2 as ask, Fixture, testService } from './fixture.ts'

const CALL = {
  ':method': 'POST',
  ':path': '/echo',
  'content-type': 'application/grpc',
  te: 'trailers',
}

describe('HTTP/2 from clients (RFC 9113)', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  it('is understood by prior knowledge, and forwarded as HTTP/1.1', async () => {
    let seen: unknown
    const a = await fixture.http('a', (request, response) => {
      seen = { method: request.method, url: request.url, ...request.headers }
      response.setHeader('X-Answer', ['one', 'two'])
      response.end('hello')
    })
    await fixture.serve(testService([a]))
    const answer = await ask(fixture.h2(), { ':path': '/x?y=1', 'x-end': '2', cookie: 'c=d' })
    assert.equal(answer.headers[':status'], 200)
    assert.equal(answer.headers['x-answer'], 'one, two')
    assert.equal(answer.body.toString(), 'hello')
    assert.deepEqual(seen, {
      method: 'GET',
      url: '/x?y=1',
      host: 'a.example',
      cookie: 'c=d',
      'x-end': '2',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'a.example',
      'x-request-id': 'test-1',
      via: '2.0 polis',
    })
  })

  it('picks an endpoint for every stream of one connection', async () => {
    const endpoints = await Promise.all(
      ['a', 'b'].map(id => fixture.http(id, (_, response) => response.end(id))),
    )
    await fixture.serve(testService(endpoints))
    const session = fixture.h2()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask(session, { ':path': '/' })),
    )
    const bodies = answers.map(({ body }) => body.toString()).sort()
    assert.equal(bodies.join(''), 'aaaaabbbbb')
  })

  it('carries 5 MB both ways, side by side, each at its own pace', async () => {
    const a = await fixture.http('a', (request, response) => {
      request.pipe(response)
    })
    await fixture.serve(testService([a]))
    const session = fixture.h2()
    const body = randomBytes(5_000_000)
    const answers = await Promise.all(
      [1, 2].map(() => ask(session, { ':method': 'POST', ':path': '/' }, body)),
    )
    for (const answer of answers) assert.equal(Buffer.compare(answer.body, body), 0)
  })

  it('tries another endpoint when a connect is refused', async () => {
    const refusing = await fixture.refusing('x')
    const a = await fixture.http('a', (request, response) => {
      request.pipe(response)
    })
    await fixture.serve(testService([refusing, a]))
    const session = fixture.h2()
    for (let i = 0; i < 4; i++) {
      const answer = await ask(session, { ':method': 'POST', ':path': '/' }, 'body')
      assert.equal(answer.body.toString(), 'body')
    }
  })

  it('repeats an idempotent request whose endpoint died, and no other', async () => {
    let posts = 0
    const dying = await fixture.raw('x', socket => {
      socket.once('data', bytes => {
        if (bytes.toString().startsWith('POST')) posts++
        socket.destroy()
      })
    })
    const a = await fixture.http('a', (_, response) => response.end('alive'))
    await fixture.serve(testService([dying, a]))
    const session = fixture.h2()
    for (let i = 0; i < 4; i++) {
      assert.equal((await ask(session, { ':path': '/' })).body.toString(), 'alive')
    }
    const statuses: unknown[] = []
    for (let i = 0; i < 2; i++) {
      const { headers } = await ask(session, { ':method': 'POST', ':path': '/' }, 'once')
      statuses.push(headers[':status'])
    }
    assert.deepEqual(statuses.sort(), [200, 502])
    assert.equal(posts, 1)
  })

  it('refuses what the parser of HTTP/1.1 refuses', async () => {
    const a = await fixture.http('a', (_, response) => response.end())
    await fixture.serve(testService([a]))
    const status = async (headers: Record<string, string>) => {
      const answer = await ask(fixture.h2(), { ':path': '/', ...headers })
      return answer.headers[':status'] ?? `reset ${answer.code}`
    }
    // These the framing layer refuses already (§8.1.1: PROTOCOL_ERROR).
    assert.equal(await status({ ':authority': 'a b' }), 'reset 1')
    assert.equal(await status({ ':path': '/a b' }), 'reset 1')
    assert.equal(await status({ ':path': 'http://other.example/' }), 'reset 1')
    assert.equal(await status({ ':authority': 'a:b' }), 400)
    assert.equal(await status({ ':path': '/a#b' }), 400)
    assert.equal(await status({ host: 'other.example' }), 400)
    assert.equal(await status({ 'x-large': 'x'.repeat(20_000) }), 431)
    assert.equal(await status({ ':path': '/missing', ':authority': 'a.example' }), 200)
  })

  it('sends an early answer whole, and stops what the client still sends (§8.1)', async () => {
    const body = randomBytes(200_000)
    const a = await fixture.http('a', (_, response) => response.end(body))
    await fixture.serve(testService([a]))
    const session = fixture.h2()
    const stream = session.request({ ':method': 'POST', ':path': '/', ':authority': 'a' })
    const parts: Buffer[] = []
    stream.on('data', bytes => parts.push(bytes))
    stream.on('error', () => undefined)
    stream.write('begun')
    await new Promise(resolve => stream.on('close', resolve))
    assert.equal(Buffer.compare(Buffer.concat(parts), body), 0)
    assert.equal(stream.rstCode, constants.NGHTTP2_NO_ERROR)
  })

  it('takes a cancelled request off its endpoint', async () => {
    let isGone = () => {}
    const gone = new Promise<void>(resolve => {
      isGone = resolve
    })
    let isThere = () => {}
    const there = new Promise<void>(resolve => {
      isThere = resolve
    })
    const a = await fixture.http('a', request => {
      isThere()
      request.socket.on('close', isGone)
    })
    await fixture.serve(testService([a]))
    const stream = fixture.h2().request({ ':path': '/', ':authority': 'a' })
    stream.on('error', () => undefined)
    await there
    stream.close(constants.NGHTTP2_CANCEL)
    await gone
    assert.equal(fixture.counters.read(fixture.row('service web')).inFlight, 0)
  })

  it('says goodbye in two steps, and serves what came between them (§6.8)', async () => {
    let answer = () => {}
    let isThere = () => {}
    const there = new Promise<void>(resolve => {
      isThere = resolve
    })
    const a = await fixture.http('a', (_, response) => {
      answer = () => response.end('late')
      isThere()
    })
    await fixture.serve(testService([a]))
    const session = fixture.h2()
    const lastIds: number[] = []
    let onGoaway = () => {}
    const first = new Promise<void>(resolve => {
      onGoaway = resolve
    })
    session.on('goaway', (_, lastId) => {
      lastIds.push(lastId)
      onGoaway()
    })
    await new Promise(resolve => session.once('remoteSettings', resolve))
    const asked = ask(session, { ':path': '/' })
    await there
    const closed = new Promise(resolve => session.once('close', resolve))
    fixture.thread.drain()
    await first
    answer()
    assert.equal((await asked).body.toString(), 'late')
    await closed
    assert.equal(lastIds[0], 2 ** 31 - 1)
  })
})

describe('gRPC', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  it('is forwarded with its trailers, a pick for each call', async () => {
    const seen: string[] = []
    const endpoints = await Promise.all(
      ['a', 'b'].map(id =>
        fixture.http2(id, (stream, headers) => {
          seen.push(`${id} ${headers['te']} ${headers['x-key']} ${headers['grpc-timeout']}`)
          stream.respond(
            { ':status': 200, 'content-type': 'application/grpc' },
            {
              waitForTrailers: true,
            },
          )
          stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'x-id': id }))
          stream.pipe(stream)
        }),
      ),
    )
    await fixture.serve(testService(endpoints, { protocol: 'grpc' }))
    const session = fixture.h2()
    const calls = await Promise.all(
      Array.from({ length: 6 }, () =>
        ask(session, { ...CALL, 'x-key': 'v', 'grpc-timeout': '5S' }, 'message'),
      ),
    )
    for (const call of calls) {
      assert.equal(call.body.toString(), 'message')
      assert.equal(call.trailers['grpc-status'], '0')
    }
    assert.equal(calls.filter(({ trailers }) => trailers['x-id'] === 'a').length, 3)
    assert.ok(seen.every(line => line.endsWith('trailers v 5S')))
  })

  it('streams both ways at once', async () => {
    const a = await fixture.http2('a', stream => {
      stream.respond({ ':status': 200 })
      stream.on('data', bytes => stream.write(`${bytes}!`))
      stream.on('end', () => stream.end())
    })
    await fixture.serve(testService([a], { protocol: 'grpc' }))
    const stream = fixture.h2().request({ ':authority': 'a', ...CALL })
    const next = () =>
      new Promise<string>(resolve => stream.once('data', bytes => resolve(String(bytes))))
    for (const word of ['one', 'two', 'three']) {
      const answer = next()
      stream.write(word)
      assert.equal(await answer, `${word}!`)
    }
    stream.end()
    stream.resume()
    await new Promise(resolve => stream.once('close', resolve))
    assert.equal(stream.rstCode, 0)
  })

  it('is told UNAVAILABLE where others would be told 503 or 502', async () => {
    await fixture.serve(testService([], { protocol: 'grpc' }))
    const none = await ask(fixture.h2(), CALL, 'x')
    assert.equal(none.headers[':status'], 200)
    assert.equal(none.headers['grpc-status'], '14')
    await fixture.serve(testService([await fixture.refusing('x')], { protocol: 'grpc' }))
    const refused = await ask(fixture.h2(), CALL, 'x')
    assert.equal(refused.headers['grpc-status'], '14')
  })

  it('sends a call again that was refused unread, whatever its method', async () => {
    const refusing = await fixture.http2('x', stream =>
      stream.close(constants.NGHTTP2_REFUSED_STREAM),
    )
    const a = await fixture.http2('a', stream => {
      stream.respond({ ':status': 200 })
      stream.pipe(stream)
    })
    await fixture.serve(testService([refusing, a], { protocol: 'grpc' }))
    const session = fixture.h2()
    for (let i = 0; i < 4; i++) {
      assert.equal((await ask(session, CALL, `call ${i}`)).body.toString(), `call ${i}`)
    }
  })

  it('is not sent again when it may have been read', async () => {
    let calls = 0
    const resetting = await fixture.http2('x', stream => {
      calls++
      stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    })
    await fixture.serve(testService([resetting], { protocol: 'grpc' }))
    const answer = await ask(fixture.h2(), CALL, 'x')
    assert.equal(answer.headers['grpc-status'], '14')
    assert.equal(calls, 1)
  })

  it('ends late calls by their own deadline', async () => {
    const closed = Promise.withResolvers<number>()
    const a = await fixture.http2('a', stream => {
      stream.on('close', () => closed.resolve(stream.rstCode))
    })
    await fixture.serve(testService([a], { protocol: 'grpc' }))
    const answer = await ask(fixture.h2(), { ...CALL, 'grpc-timeout': '100m' }, 'x')
    assert.equal(answer.headers['grpc-status'], '4')
    assert.equal(await closed.promise, constants.NGHTTP2_CANCEL)
  })

  it('tells a call that lost its endpoint half way through in its trailers', async () => {
    const a = await fixture.http2('a', stream => {
      stream.respond({ ':status': 200 })
      stream.write('part')
      setImmediate(() => stream.session?.destroy())
    })
    await fixture.serve(testService([a], { protocol: 'grpc' }))
    const answer = await ask(fixture.h2(), CALL, 'x')
    assert.equal(answer.trailers['grpc-status'], '14')
    const { failures, inFlight } = fixture.counters.read(fixture.row('service web'))
    assert.deepEqual([failures, inFlight], [1, 0])
  })

  it('leaves a withdrawn endpoint when its calls have ended', async () => {
    let finish = () => {}
    let isThere = () => {}
    const there = new Promise<void>(resolve => {
      isThere = resolve
    })
    const a = await fixture.http2('a', stream => {
      stream.respond({ ':status': 200 })
      finish = () => stream.end('done')
      isThere()
    })
    await fixture.serve(testService([a], { protocol: 'grpc' }))
    const call = ask(fixture.h2(), CALL, 'x')
    await there
    await fixture.serve(testService([], { protocol: 'grpc' }))
    assert.deepEqual(fixture.events, [])
    finish()
    assert.equal((await call).body.toString(), 'done')
    while (fixture.events.length === 0) await new Promise(resolve => setImmediate(resolve))
    assert.deepEqual(fixture.events, [{ kind: 'drained', endpointId: 'a' }])
  })

  it('is not for clients of HTTP/1.1', async () => {
    await fixture.serve(testService([], { protocol: 'grpc' }))
    const client = fixture.client()
    client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    assert.match(await client.response(), /^HTTP\/1\.1 426 Upgrade Required\r\n/)
  })
})
