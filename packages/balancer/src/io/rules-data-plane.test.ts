import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { AccessRecord } from '../http/access-line.ts'
import type { HttpOptions } from '../http/options.ts'
import type { Endpoint } from '../routes.ts'
import { ask, Fixture, testService } from './fixture.ts'

const CLOSE = 'Host: a.example\r\nConnection: close\r\n'
const GET = `GET /api/x?y HTTP/1.1\r\n${CLOSE}\r\n`

describe('the rules of a service', () => {
  let fixture: Fixture
  let echo: Endpoint
  beforeEach(async () => {
    fixture = new Fixture()
    echo = await fixture.http('a', (request, response) => {
      request.resume()
      response.setHeader('Server', 'secret')
      response.end(JSON.stringify({ url: request.url, ...request.headers }))
    })
  })
  afterEach(() => fixture.close())

  const serve = (http: HttpOptions, endpoints = [echo]) =>
    fixture.serve(testService(endpoints, { http }))

  /** Head and body of an answer over HTTP/2. */
  function askH2(headers: Record<string, string> = {}, body = '') {
    const stream = fixture.h2().request({
      ':authority': 'a.example',
      ':path': '/api/x?y',
      ':method': body === '' ? 'GET' : 'POST',
      ...headers,
    })
    if (body !== '') stream.end(body)
    let answered: Record<string, unknown> = {}
    let text = ''
    stream.on('response', received => {
      answered = received
    })
    stream.on('data', bytes => {
      text += bytes
    })
    stream.on('error', () => undefined)
    return new Promise<{ headers: Record<string, unknown>; text: string }>(resolve =>
      stream.on('close', () => resolve({ headers: answered, text })),
    )
  }

  it('change paths and fields on the way, for clients of both protocols', async () => {
    await serve({
      rewrite: { stripPrefix: '/api' },
      requestHeaders: { set: { 'X-Team': 'one', Host: 'inner' }, remove: ['X-Secret'] },
      responseHeaders: { set: { 'X-Frame-Options': 'DENY' }, remove: ['Server'] },
      hasForwarded: true,
      hasOwnRequestId: true,
    })
    const sent = `GET /api/x?y HTTP/1.1\r\n${CLOSE}X-Secret: s\r\nX-Request-Id: mine\r\n\r\n`
    const one = await ask(fixture, sent)
    assert.match(one, /\r\nX-Frame-Options: DENY\r\n/)
    assert.doesNotMatch(one, /Server|secret/)
    const two = await askH2({ 'x-secret': 's', 'x-request-id': 'mine' })
    assert.equal(two.headers['x-frame-options'], 'DENY')
    assert.equal(two.headers['server'], undefined)
    for (const text of [one.slice(one.indexOf('{')), two.text]) {
      const seen = JSON.parse(text)
      assert.equal(seen.url, '/x?y')
      assert.equal(seen.host, 'inner')
      assert.equal(seen['x-team'], 'one')
      assert.equal(seen['x-secret'], undefined)
      assert.equal(seen['x-forwarded-host'], 'a.example')
      assert.equal(seen.forwarded, 'for=127.0.0.1;host=a.example;proto=http')
      assert.match(seen['x-request-id'], /^test-/)
    }
  })

  it('drop a Forwarded that the client made up, even where none is written', async () => {
    await fixture.serve(testService([echo]))
    const answer = await ask(fixture, `GET / HTTP/1.1\r\n${CLOSE}Forwarded: for=6.6.6.6\r\n\r\n`)
    assert.doesNotMatch(answer, /6\.6\.6\.6/)
  })

  it('send clients elsewhere', async () => {
    await serve({ redirect: { status: 308, scheme: 'https' } })
    const one = await ask(fixture, GET)
    assert.match(one, /^HTTP\/1\.1 308 Permanent Redirect\r\n/)
    assert.match(one, /\r\nlocation: https:\/\/a\.example\/api\/x\?y\r\n/)
    const two = await askH2()
    assert.equal(two.headers[':status'], 308)
    assert.equal(two.headers['location'], 'https://a.example/api/x?y')
  })

  it('let only so many requests through, and say when to come back (RFC 6585 §4)', async () => {
    await serve({ limits: { rate: { perSecond: 0.1, burst: 2 } } })
    const status = async () => /^HTTP\/1\.1 (\d+)/.exec(await ask(fixture, GET))?.[1]
    assert.deepEqual([await status(), await status()], ['200', '200'])
    const refused = await ask(fixture, GET)
    assert.match(refused, /^HTTP\/1\.1 429 Too Many Requests\r\n/)
    assert.match(refused, /\r\nretry-after: 10\r\n/)
    assert.equal((await askH2()).headers[':status'], 429)
    // A new table does not fill the bucket.
    await serve({ limits: { rate: { perSecond: 0.1, burst: 2 } } })
    assert.equal(await status(), '429')
  })

  it('refuse bodies that are too large, announced or not', async () => {
    await serve({ limits: { bodyBytes: 10 } })
    const post = (rest: string) => ask(fixture, `POST / HTTP/1.1\r\n${CLOSE}${rest}`)
    assert.match(await post('Content-Length: 10\r\n\r\n0123456789'), /^HTTP\/1\.1 200/)
    assert.match(await post('Content-Length: 11\r\n\r\n'), /^HTTP\/1\.1 413/)
    const chunked = 'Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n'
    assert.match(await post(chunked), /^HTTP\/1\.1 413/)
    assert.equal((await askH2({}, 'x'.repeat(11))).headers[':status'], 413)
    assert.equal((await askH2({}, 'x'.repeat(10))).headers[':status'], 200)
    assert.equal(fixture.counters.inFlightOf(fixture.row('service web')), 0)
  })

  it('refuse bodies that grow too large while they are sent', async () => {
    await serve({ limits: { bodyBytes: 100_000 } })
    const client = fixture.client()
    client.send(`POST / HTTP/1.1\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n`)
    for (let i = 0; i < 12; i++) client.send(`2710\r\n${'x'.repeat(10_000)}\r\n`)
    assert.match(await client.response(), /^HTTP\/1\.1 413/)
  })

  it('bound the requests in progress', async () => {
    let answer = () => {}
    let isThere = () => {}
    const there = new Promise<void>(resolve => {
      isThere = resolve
    })
    const slow = await fixture.http('s', (_, response) => {
      answer = () => response.end('late')
      isThere()
    })
    await serve({ limits: { requests: 1 } }, [slow])
    const first = ask(fixture, GET)
    await there
    assert.match(await ask(fixture, GET), /^HTTP\/1\.1 503/)
    answer()
    assert.match(await first, /late$/)
  })

  it('bound the connections of a client', async () => {
    await serve({ limits: { clientConnections: 2 } })
    const clients = [fixture.client(), fixture.client()]
    for (const client of clients) {
      client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      await client.until(({ received }) => received.includes('}'))
    }
    const third = fixture.client()
    await third.until(({ isClosed }) => isClosed)
    assert.equal(third.received, '')
    clients[0]!.socket.destroy()
    for (;;) {
      const answer = await ask(fixture, GET).catch(() => '')
      if (answer.includes('200')) break
    }
  })

  it('end what takes too long, at the stage that it is in', async () => {
    const silent = await fixture.raw('s', () => undefined)
    await serve({ timeouts: { responseMs: 100 } }, [silent])
    assert.match(await ask(fixture, GET), /^HTTP\/1\.1 504/)
    assert.equal((await askH2()).headers[':status'], 504)
    const dripping = await fixture.http('d', (_, response) => {
      const timer = setInterval(() => response.write('.'), 50)
      response.on('close', () => clearInterval(timer))
    })
    await serve({ timeouts: { requestMs: 400 } }, [dripping])
    const client = fixture.client()
    client.send(GET)
    await client.until(({ isClosed }) => isClosed)
    assert.match(client.received, /^HTTP\/1\.1 200/)
    assert.equal((client.error as NodeJS.ErrnoException | undefined)?.code, 'ECONNRESET')
  })

  it('end a head, a connect, an answer and a tunnel that stand still', async () => {
    const mute = await fixture.raw('m', () => undefined)
    const half = await fixture.raw('h', socket =>
      socket.on('data', bytes => {
        const isTunnel = bytes.toString('latin1').includes('Upgrade: x')
        const switched = '101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'
        socket.write(`HTTP/1.1 ${isTunnel ? switched : '200 OK\r\nContent-Length: 9\r\n\r\nhalf'}`)
      }),
    )
    const over = async (text: string, began: string, aheadMs: number) => {
      const client = fixture.client()
      client.send(text)
      if (began !== '') await client.until(({ received }) => received.endsWith(began))
      else await new Promise(resolve => setTimeout(resolve, 50))
      assert.equal(client.hasEnded || client.isClosed, false)
      fixture.aheadMs += aheadMs
      await client.until(({ hasEnded, isClosed }) => hasEnded || isClosed)
      return client.received
    }
    const times = { connectTimeoutMs: 1_000, idleTimeoutMs: 2_000 }
    const http = { timeouts: { tunnelMs: 3_000 } }
    await fixture.serve(testService([half], { ...times, http }))
    assert.match(await over('GET / HTTP/1.1\r\nHos', '', 10_100), /^HTTP\/1\.1 408/)
    assert.match(await over(GET, 'half', 2_100), /^HTTP\/1\.1 200 .*half$/s)
    const upgrade = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'
    assert.match(await over(upgrade, '\r\n\r\n', 3_100), /^HTTP\/1\.1 101/)
    // A handshake that nobody answers: the connection is not there.
    const upstream = { isTls: true, isVerified: false }
    await fixture.serve(testService([mute], { ...times, http: { upstream } }))
    assert.match(await over(GET, '', 1_100), /^HTTP\/1\.1 504/)
  })

  it('close an idle client sooner', async () => {
    await serve({ timeouts: { keepAliveMs: 100 } })
    const client = fixture.client()
    client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await client.until(({ hasEnded, isClosed }) => hasEnded || isClosed)
    assert.match(client.received, /^HTTP\/1\.1 200/)
  })

  it('choose services by method and field as well', async () => {
    const b = await fixture.http('b', (_, response) => response.end('b'))
    await fixture.serve(
      testService([echo]),
      testService([b], {
        id: 'b',
        http: {
          routes: [
            { path: '/', methods: ['PUT'] },
            { host: '*.example', headers: [{ name: 'X-Beta', value: 'yes' }] },
          ],
        },
      }),
    )
    const isB = async (line: string, field = '') =>
      /\r\n\r\nb$/.test(await ask(fixture, `${line} HTTP/1.1\r\n${CLOSE}${field}\r\n`))
    assert.equal(await isB('GET /'), false)
    assert.equal(await isB('PUT /'), true)
    assert.equal(await isB('GET /', 'X-Beta: yes\r\n'), true)
    assert.equal(await isB('GET /', 'X-Beta: no\r\n'), false)
  })

  it('write down every request, and how it ended', async () => {
    const refusing = await fixture.refusing('r')
    await serve({ accessLog: 'json' }, [refusing, echo])
    await ask(fixture, `GET /one HTTP/1.1\r\n${CLOSE}User-Agent: "test\r\nX-Request-Id: me\r\n\r\n`)
    await ask(fixture, `GET /two HTTP/1.1\r\n${CLOSE}\r\n`)
    await askH2()
    await serve({ accessLog: 'json' }, [])
    await ask(fixture, `GET /none HTTP/1.1\r\n${CLOSE}\r\n`)
    const lines = () =>
      fixture.events.flatMap(event => (event.kind === 'access' ? event.lines.split('\n') : []))
    const isEnough = () => lines().filter(line => line !== '').length === 4
    while (!isEnough()) await new Promise(resolve => setImmediate(resolve))
    const records = lines().flatMap(line => (line === '' ? [] : [JSON.parse(line) as AccessRecord]))
    const brief = records.map(({ target, version, status, endpoint, outcome }) =>
      [target, version, status, endpoint, outcome].join(' '),
    )
    assert.deepEqual(brief, [
      '/one 1.1 200 a answered',
      '/two 1.1 200 a answered',
      '/api/x?y 2.0 200 a answered',
      '/none 1.1 503  own',
    ])
    assert.equal(records[0]!.id, 'me')
    assert.equal(records[0]!.userAgent, '"test')
    assert.equal(records[0]!.tries, 2)
    assert.ok(records.every(({ durationMs }) => durationMs >= 0 && durationMs < 5_000))
  })

  it('count what a refusal has sent by itself, whatever went before it', async () => {
    await serve({ accessLog: 'json', limits: { bodyBytes: 3 } })
    const first = 'GET /one HTTP/1.1\r\nHost: a.example\r\n\r\n'
    const second = `POST /two HTTP/1.1\r\n${CLOSE}Content-Length: 5\r\n\r\nhello`
    const text = await ask(fixture, first + second)
    const lines = () =>
      fixture.events.flatMap(event => (event.kind === 'access' ? event.lines.split('\n') : []))
    while (lines().length < 3) await new Promise(resolve => setImmediate(resolve))
    const [, { status, bytesOut }] = lines()
      .slice(0, 2)
      .map(line => JSON.parse(line))
    assert.deepEqual([status, bytesOut], [413, text.length - text.indexOf('HTTP/1.1 413')])
  })
})
