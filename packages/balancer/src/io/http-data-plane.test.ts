import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type OutgoingHttpHeaders, request } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ask, Fixture, testService } from './fixture.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n'

describe('the HTTP data plane', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  it('forwards a request and its response', async () => {
    let seen: unknown
    const a = await fixture.http('a', (request, response) => {
      seen = { method: request.method, url: request.url, ...request.headers }
      response.setHeader('X-Answer', 'yes')
      response.end('hello')
    })
    await fixture.serve(testService([a]))
    const answer = await ask(
      fixture,
      'GET /x?y=1 HTTP/1.1\r\nHost: a.example\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nX-End: 2\r\n' +
        'X-Forwarded-For: 6.6.6.6\r\n\r\n',
    )
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(answer, /\r\nX-Answer: yes\r\n/)
    assert.match(answer, /\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello$/)
    assert.deepEqual(seen, {
      method: 'GET',
      url: '/x?y=1',
      host: 'a.example',
      'x-end': '2',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'a.example',
      'x-request-id': 'test-1',
      via: '1.1 polis',
    })
  })

  it('keeps both connections open and spreads requests over the endpoints', async () => {
    const ports = new Set<number | undefined>()
    const endpoints = await Promise.all(
      ['a', 'b'].map(id =>
        fixture.http(id, (request, response) => {
          ports.add(request.socket.remotePort)
          response.end(id)
        }),
      ),
    )
    await fixture.serve(testService(endpoints))
    const client = fixture.client()
    const answers: string[] = []
    for (let i = 0; i < 8; i++) {
      client.received = ''
      client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      await client.until(({ received }) => /\r\n\r\n[ab]$/.test(received))
      answers.push(client.received.at(-1)!)
    }
    assert.equal(answers.filter(id => id === 'a').length, 4)
    assert.equal(ports.size, 2, 'one upstream connection each')
    const counted = ['service web', 'endpoint a'].map(name =>
      fixture.counters.read(fixture.row(name)),
    )
    assert.deepEqual(
      counted.map(({ connections, requests }) => [connections, requests]),
      [
        [2, 8],
        [1, 4],
      ],
    )
  })

  it('answers pipelined requests in order, one at a time', async () => {
    let running = 0
    let mostRunning = 0
    const a = await fixture.http('a', (request, response) => {
      mostRunning = Math.max(mostRunning, ++running)
      setImmediate(() => {
        running--
        response.end(request.url)
      })
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    const paths = Array.from({ length: 20 }, (_, i) => `/${i}.`)
    client.send(paths.map(path => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''))
    client.socket.end()
    const answer = await client.response()
    assert.deepEqual(answer.match(/^\/\d+\.(?=HTTP|$)/gm) ?? answer.match(/\/\d+\./g), paths)
    assert.equal(mostRunning, 1)
  })

  it('carries 10 MB both ways, with a length and in chunks', async () => {
    const a = await fixture.http('a', (request, response) => {
      if (request.headers['content-length'] !== undefined) {
        response.setHeader('Content-Length', request.headers['content-length'])
      }
      request.pipe(response)
    })
    await fixture.serve(testService([a]))
    const body = randomBytes(10_000_000)
    for (const headers of [{ 'Content-Length': body.length }, { 'Transfer-Encoding': 'chunked' }]) {
      const echoed = await post(fixture.port, body, headers)
      assert.equal(Buffer.compare(echoed, body), 0)
    }
  })

  it('waits for a slow client and a slow server', async () => {
    const body = randomBytes(3_000_000)
    const a = await fixture.http('a', async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) {
        parts.push(part)
        if (parts.length % 10 === 0) await new Promise(resolve => setImmediate(resolve))
      }
      response.end(Buffer.concat(parts))
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`)
    client.socket.write(body)
    const received: Buffer[] = []
    client.socket.on('data', bytes => {
      received.push(bytes)
      client.socket.pause()
      setImmediate(() => client.socket.resume())
    })
    await client.until(() => received.reduce((sum, { length }) => sum + length, 0) > body.length)
    const all = Buffer.concat(received)
    const start = all.indexOf('\r\n\r\n') + 4
    assert.equal(Buffer.compare(all.subarray(start), body), 0)
  })

  it('tries another endpoint when a connect is refused, whatever the method', async () => {
    const refusing = await Promise.all(['x', 'y', 'z'].map(id => fixture.refusing(id)))
    const a = await fixture.http('a', (request, response) => {
      request.pipe(response)
    })
    await fixture.serve(testService([...refusing, a]))
    for (let i = 0; i < 5; i++) {
      const answer = await ask(
        fixture,
        'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody',
      )
      assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*body/)
    }
    const refusals = refusing.map(({ id }) => fixture.counters.read(fixture.row(`endpoint ${id}`)))
    assert.ok(
      refusals.every(({ connectFailures }) => connectFailures <= 1),
      'left out after one',
    )
    const ejected = fixture.events.filter(({ kind }) => kind === 'ejected')
    assert.ok(ejected.length >= 1 && ejected.length <= 3)
  })

  it('answers 503 without an endpoint, 502 when all refuse, 404 without a service', async () => {
    await fixture.serve(testService([]))
    assert.match(await ask(fixture, GET), /^HTTP\/1\.1 503 [\s\S]*\r\nRetry-After: 1\r\n/)
    await fixture.serve(testService([await fixture.refusing('x'), await fixture.refusing('y')]))
    assert.match(await ask(fixture, GET), /^HTTP\/1\.1 502 /)
    await fixture.serve(testService([], { host: 'other.example' }))
    assert.match(await ask(fixture, GET), /^HTTP\/1\.1 404 /)
    const row = fixture.counters.read(fixture.row('service web'))
    assert.deepEqual([row.requests, row.failures, row.inFlight], [2, 2, 0])
  })

  it('sends no POST on a kept connection that the endpoint has closed meanwhile', async () => {
    let accepted: Socket | undefined
    const closing = await fixture.raw('closing', socket => {
      accepted = socket
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
    })
    await fixture.serve(testService([closing]))
    const client = fixture.client()
    const close: ((socket: Socket) => void)[] = [
      socket => socket.end(),
      socket => socket.resetAndDestroy(),
      socket => socket.end('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n'),
    ]
    for (let i = 0; i < 30; i++) {
      const kept = accepted
      // The request arrives first, and is read first, in the same turn as the end.
      client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n')
      if (kept !== undefined) close[i % close.length]!(kept)
      await client.until(({ received }) => received.split('HTTP/1.1 ').length === i + 2)
      assert.notEqual(accepted, kept, 'a new connection')
    }
    assert.doesNotMatch(client.received, /HTTP\/1\.1 (?!200)/)
  })

  it('sends a GET again, and not a POST, when the connection dies before the answer', async () => {
    let connections = 0
    const dying = await fixture.raw('dying', socket => {
      connections++
      socket.on('data', () => socket.destroy())
    })
    const a = await fixture.http('a', (_, response) => response.end('alive'))
    await fixture.serve(testService([dying, a]))
    for (let i = 0; i < 4; i++) assert.match(await ask(fixture, GET), / 200 OK[\s\S]*alive$/)
    assert.ok(connections > 0)
    const posted = await Promise.all(
      [1, 2].map(() =>
        ask(
          fixture,
          'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
        ),
      ),
    )
    const statuses = posted.map(answer => answer.slice(9, 12)).sort()
    assert.deepEqual(statuses, ['200', '502'])
  })

  it('sends a GET again on a new connection when an idle one turns out to be dead', async () => {
    const sockets: Socket[] = []
    const a = await fixture.http('a', (request, response) => {
      sockets.push(request.socket)
      // The second request on a connection finds it gone, as when an idle timeout strikes.
      if (sockets.filter(socket => socket === request.socket).length === 2) request.socket.destroy()
      else response.end('fine')
    })
    await fixture.serve(testService([a]))
    for (let i = 0; i < 5; i++) assert.match(await ask(fixture, GET), / 200 OK[\s\S]*fine$/)
    assert.ok(fixture.counters.read(fixture.row('service web')).retries >= 2)
  })

  it('cuts the client when the endpoint dies in the middle of its answer', async () => {
    const a = await fixture.raw('a', socket => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n', () =>
          socket.destroy(),
        )
      })
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send(GET)
    await client.until(({ isClosed }) => isClosed)
    assert.doesNotMatch(client.received, /\r\n0\r\n/)
    const row = fixture.counters.read(fixture.row('service web'))
    assert.deepEqual([row.failures, row.inFlight], [1, 0])
  })

  it('gives an answer that ends with its connection in chunks, or as it is to HTTP/1.0', async () => {
    const a = await fixture.raw('a', socket => {
      socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nServer: old\r\n\r\nall of it'))
    })
    await fixture.serve(testService([a]))
    const modern = await ask(fixture, GET)
    assert.match(
      modern,
      /Transfer-Encoding: chunked\r\n[\s\S]*\r\n\r\n9\r\nall of it\r\n0\r\n\r\n$/,
    )
    const old = await ask(fixture, 'GET / HTTP/1.0\r\n\r\n')
    assert.match(old, /Connection: close\r\n\r\nall of it$/)
  })

  it('passes interim responses on, and a body that waits for 100', async () => {
    const a = await fixture.http('a', (request, response) => {
      request.pipe(response)
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n')
    await client.until(({ received }) => received.includes('\r\n\r\n'))
    assert.equal(client.received, 'HTTP/1.1 100 Continue\r\n\r\n')
    client.send('ok')
    await client.until(({ received }) => received.endsWith('ok\r\n0\r\n\r\n'))
  })

  it('gives no body to HEAD, 204 and 304', async () => {
    const a = await fixture.http('a', (request, response) => {
      response.statusCode = Number(request.url!.slice(1))
      response.setHeader('ETag', '"1"')
      if (response.statusCode === 200) response.setHeader('Content-Length', '5')
      response.end(request.method === 'HEAD' ? undefined : '')
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    for (const line of ['HEAD /200', 'GET /204', 'GET /304']) {
      client.received = ''
      client.send(`${line} HTTP/1.1\r\nHost: a\r\n\r\n`)
      await client.until(({ received }) => received.includes('\r\n\r\n'))
      assert.match(client.received, /\r\n\r\n$/)
      assert.equal(client.received.includes('Content-Length: 5'), line === 'HEAD /200')
    }
  })

  it('becomes a tunnel after 101, and each side closes on its own', async () => {
    const a = await fixture.raw('a', socket => {
      socket.once('data', head => {
        assert.match(head.toString(), /\r\nConnection: upgrade\r\nUpgrade: echo\r\n/)
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n')
        socket.write('\r\nwelcome ')
        socket.on('data', bytes => socket.write(bytes))
        socket.on('end', () => socket.end('bye'))
      })
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly ')
    await client.until(({ received }) => received.endsWith('welcome early '))
    client.send('GET / HTTP/1.1\r\n\r\n')
    await client.until(({ received }) => received.endsWith('GET / HTTP/1.1\r\n\r\n'))
    client.socket.end()
    assert.match(await client.response(), /\r\n\r\nbye$/)
    await client.until(({ isClosed }) => isClosed)
    assert.equal(fixture.counters.inFlightOf(fixture.row('endpoint a')), 0)
  })

  it('lets the client read an early answer to a body that nobody wants', async () => {
    const a = await fixture.raw('a', socket => {
      socket.once('data', () => {
        socket.end('HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno!')
      })
    })
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n')
    client.send('x'.repeat(200_000))
    const answer = await client.response()
    assert.match(answer, /^HTTP\/1\.1 413 [\s\S]*Connection: close\r\n\r\nno!$/)
  })

  it('never reuses a connection on which the endpoint said too much', async () => {
    let connections = 0
    const a = await fixture.raw('a', socket => {
      connections++
      socket.on('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\npoison')
      })
    })
    await fixture.serve(testService([a]))
    for (let i = 0; i < 3; i++) assert.match(await ask(fixture, GET), /\r\n\r\nok$/)
    assert.equal(connections, 3)
  })

  it('answers 502 to what is not a response', async () => {
    for (const nonsense of ['220 mail ready\r\n', 'HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n']) {
      const a = await fixture.raw(`a${nonsense.length}`, socket => {
        socket.once('data', () => socket.write(nonsense))
      })
      await fixture.serve(testService([a]))
      assert.match(await ask(fixture, GET), /^HTTP\/1\.1 502 /)
    }
  })

  it('keeps a client on the endpoint that its cookie names', async () => {
    const endpoints = await Promise.all(
      ['a', 'b', 'c'].map(id => fixture.http(id, (_, response) => response.end(id))),
    )
    await fixture.serve(testService(endpoints, { sticky: { cookie: 'polis', key: 'secret' } }))
    const first = await ask(fixture, GET)
    const cookie = /Set-Cookie: (polis=[^;]+); Path=\/; HttpOnly; SameSite=Lax\r\n/.exec(first)![1]!
    const withCookie = GET.replace('\r\n\r\n', `\r\nCookie: x=1; ${cookie}\r\n\r\n`)
    for (let i = 0; i < 5; i++) {
      const answer = await ask(fixture, withCookie)
      assert.equal(answer.at(-1), first.at(-1))
      assert.doesNotMatch(answer, /Set-Cookie/)
    }
    const other = first.endsWith('a') ? 'b' : 'a'
    const forged = await ask(fixture, withCookie.replace(/polis=\w+/, `polis=${other}`))
    assert.match(forged, /Set-Cookie: polis=/, 'a forged cookie counts for nothing')
  })

  it('chooses the service by host and path', async () => {
    const [a, b] = await Promise.all(
      ['a', 'b'].map(id => fixture.http(id, (_, response) => response.end(id))),
    )
    await fixture.serve(
      testService([a!], { id: 'one', host: 'one.example' }),
      testService([b!], { id: 'two', host: 'one.example', path: '/api' }),
    )
    const get = (host: string, path: string) =>
      ask(fixture, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    assert.match(await get('ONE.example:80', '/apix'), /\r\n\r\na$/)
    assert.match(await get('one.example', '/api?x'), /\r\n\r\nb$/)
    assert.match(await get('two.example', '/'), /^HTTP\/1\.1 404/)
  })

  it('closes idle connections of a port that is no longer in the table', async () => {
    const a = await fixture.http('a', (_, response) => response.end('ok'))
    await fixture.serve(testService([a]))
    const client = fixture.client()
    client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await client.until(({ received }) => received.endsWith('ok'))
    await fixture.serve()
    await client.until(({ hasEnded }) => hasEnded)
  })

  it('waits for nothing more from a client that has ended', async () => {
    const a = await fixture.http('a', (request, response) => {
      request.resume()
      request.on('end', () => response.end('whole'))
    })
    await fixture.serve(testService([a]))
    const whole = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
    const halves = [
      'GET / HTTP/1.1\r\nHo',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf',
    ]
    for (const half of halves) {
      const client = fixture.client()
      client.send(whole + half)
      client.socket.end()
      const answer = await client.response()
      assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*whole$/)
    }
    const row = fixture.row('service web')
    while (fixture.counters.inFlightOf(row) > 0) {
      await new Promise(resolve => setImmediate(resolve))
    }
  })

  it('refuses ambiguous requests and closes', async () => {
    const a = await fixture.http('a', (_, response) => response.end('must not be asked'))
    await fixture.serve(testService([a]))
    const smuggled =
      'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n'
    const answer = await ask(fixture, `POST / HTTP/1.1\r\nHost: a\r\n${smuggled}Host: a\r\n\r\n`)
    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/)
    assert.equal(answer.match(/HTTP\/1\.1/g)!.length, 1, 'nothing behind it is read')
    const bad =
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n'
    assert.match(await ask(fixture, bad), /^HTTP\/1\.1 400 /)
    const row = fixture.counters.read(fixture.row('service web'))
    assert.equal(row.inFlight, 0)
  })
})

/** Sends a body with Node's own client and answers what came back. */
function post(port: number, body: Buffer, headers: OutgoingHttpHeaders): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST', headers }, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('end', () => resolve(Buffer.concat(parts)))
      response.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
