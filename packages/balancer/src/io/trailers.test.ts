import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { HttpOptions } from '../http/options.ts'
import type { Endpoint } from '../routes.ts'
import { ask, askH2, Fixture, testService } from './fixture.ts'

const CHUNKED = 'Host: a.example\r\nConnection: close, x-hop\r\nTransfer-Encoding: chunked\r\n'
/** A section with what passes between what must not. */
const SECTION =
  'X-Sum:  1 \r\nX-Forwarded-For: 6.6.6.6\r\nX-Hop: 2\r\nCookie: a=b\r\nX-Ruled: 3\r\n' +
  'Content-Length: 99\r\nServer-Timing: db;dur=1\r\n'
const PASSED = { 'x-sum': '1', 'server-timing': 'db;dur=1' }
const RULES: HttpOptions = {
  requestHeaders: { remove: ['X-Ruled'] },
  responseHeaders: { set: { 'X-Ruled': 'own' } },
}

describe('trailers', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  /** An endpoint that answers with the trailers, body and Trailer field it has received. */
  const echo = (id = 'a') =>
    fixture.http(id, async (request: IncomingMessage, response) => {
      let body = ''
      for await (const part of request) body += part
      const { trailers, headers } = request
      response.end(JSON.stringify({ body, trailers, told: headers.trailer }))
    })

  /** An endpoint that answers each request with the same text. */
  const answering = (text: string) =>
    fixture.raw('a', socket => socket.on('data', () => socket.write(text, 'latin1')))

  const seen = (answer: string) => JSON.parse(answer.slice(answer.indexOf('{')))

  const post = (body: string, method = 'POST', more = '') =>
    ask(fixture, `${method} / HTTP/1.1\r\n${CHUNKED}${more}\r\n${body}`)

  const serve = (endpoints: readonly Endpoint[], http = RULES) =>
    fixture.serve(testService(endpoints, { http }))

  it('of a request reach an endpoint of HTTP/1.1, without what a head decides', async () => {
    await serve([await echo()])
    const small = `5\r\nhello\r\n0\r\n${SECTION}\r\n`
    assert.deepEqual(seen(await post(small, 'POST', 'Trailer: X-Sum\r\n')), {
      body: 'hello',
      trailers: PASSED,
      told: 'X-Sum',
    })
    const large = `${(40_000).toString(16)}\r\n${'x'.repeat(40_000)}\r\n0\r\n${SECTION}\r\n`
    assert.deepEqual(seen(await post(large)).trailers, PASSED)
  })

  it('come without a body, in pieces, and behind one that has begun to go', async () => {
    await serve([await echo()])
    assert.deepEqual(seen(await post(`0\r\n${SECTION}\r\n`)), { body: '', trailers: PASSED })
    const client = fixture.client()
    const text = `POST / HTTP/1.1\r\n${CHUNKED}\r\n5\r\nhello\r\n0\r\n${SECTION}\r\n`
    for (let at = 0; at < text.length; at += 40) {
      client.send(text.slice(at, at + 40))
      await new Promise(setImmediate)
    }
    assert.deepEqual(seen(await client.response()), { body: 'hello', trailers: PASSED })
  })

  it('go with a request that is sent once more', async () => {
    const dying = await fixture.raw('x', socket => socket.once('data', () => socket.destroy()))
    await serve([dying, await echo()])
    for (const chunk of ['', '5\r\nhello\r\n']) {
      for (let i = 0; i < 2; i++) {
        const answer = await post(`${chunk}0\r\n${SECTION}\r\n`, 'PUT')
        assert.deepEqual(seen(answer).trailers, PASSED)
      }
    }
  })

  it('go with the second copy of a late request', async () => {
    const silent = await fixture.raw('x', () => undefined)
    const policy = { hedge: { delayMs: 20, budgetShare: 1 } }
    await fixture.serve(testService([silent, await echo()], { policy, http: RULES }))
    for (let i = 0; i < 2; i++) {
      const answer = await post(`5\r\nhello\r\n0\r\n${SECTION}\r\n`, 'PUT')
      assert.deepEqual(seen(answer), { body: 'hello', trailers: PASSED })
    }
    assert.ok(fixture.counters.read(fixture.row('service web')).hedges > 0)
  })

  it('that are malformed or too large are refused, not forwarded', async () => {
    await serve([await echo()])
    for (const section of ['a b: c\r\n', `A: ${'b'.repeat(5_000)}\r\n`, 'a:\r\n'.repeat(101)]) {
      assert.match(await post(`0\r\n${section}\r\n`), /^HTTP\/1\.1 400 /)
    }
  })

  it('of an answer reach a client of HTTP/1.1 that gets chunks', async () => {
    const head = 'HTTP/1.1 200 OK\r\nConnection: x-hop\r\nTransfer-Encoding: chunked\r\n'
    await serve([await answering(`${head}Trailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\n${SECTION}\r\n`)])
    const sent = 'Host: a.example\r\nConnection: close\r\n\r\n'
    const answer = await ask(fixture, `GET / HTTP/1.1\r\n${sent}`)
    assert.match(answer, /\r\nTrailer: X-Sum\r\n/)
    const end = '5\r\nhello\r\n0\r\nX-Sum: 1\r\nServer-Timing: db;dur=1\r\n\r\n'
    assert.ok(answer.endsWith(end), answer)
    const old = await ask(fixture, `GET / HTTP/1.0\r\n${sent}`)
    assert.ok(old.endsWith('\r\n\r\nhello'), 'HTTP/1.0 has no place for them')
  })

  it('of an answer of HTTP/1.1 reach a client of HTTP/2', async () => {
    const head = 'HTTP/1.1 200 OK\r\nConnection: x-hop\r\nTransfer-Encoding: chunked\r\n'
    await serve([await answering(`${head}Trailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\n${SECTION}\r\n`)])
    const answer = await askH2(fixture.h2(), { ':path': '/' })
    assert.equal(answer.body.toString(), 'hello')
    assert.equal(answer.headers['x-ruled'], 'own')
    assert.equal(answer.headers['trailer'], 'X-Sum')
    assert.deepEqual(Object.entries(answer.trailers), Object.entries(PASSED))
  })

  it('of a request of HTTP/2 reach an endpoint of HTTP/1.1, resent ones as well', async () => {
    const dying = await fixture.raw('x', socket => socket.once('data', () => socket.destroy()))
    await serve([dying, await echo()])
    const session = fixture.h2()
    for (const body of ['', 'hello', 'hello', '']) {
      const stream = session.request(
        { ':authority': 'a.example', ':path': '/', ':method': 'PUT' },
        { endStream: false, waitForTrailers: true },
      )
      stream.on('wantTrailers', () =>
        stream.sendTrailers({ ...PASSED, 'x-ruled': '3', 'x-forwarded-for': '6.6.6.6' }),
      )
      stream.end(body)
      let text = ''
      stream.on('data', bytes => {
        text += bytes
      })
      await once(stream, 'close')
      assert.deepEqual(JSON.parse(text), { body, trailers: PASSED })
    }
  })

  it('of a call do not bring back what the rules take out of its head', async () => {
    const a = await fixture.http2('a', stream => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'x-ruled': '3' }))
      stream.end('x')
    })
    await fixture.serve(testService([a], { protocol: 'grpc', http: RULES }))
    const call = { ':method': 'POST', ':path': '/', 'content-type': 'application/grpc' }
    const { trailers } = await askH2(fixture.h2(), call, 'x')
    assert.deepEqual(Object.entries(trailers), [['grpc-status', '0']])
  })
})
