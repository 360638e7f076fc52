import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint, Service } from '../routes.ts'
import { makeCertificate } from './certificate-fixture.ts'
import { askH2, Fixture, testService } from './fixture.ts'

const PAIR = makeCertificate('a.example')
const HTTPS: Partial<Service> = {
  protocol: 'https',
  http: { certificates: [{ certificate: { pem: PAIR.certificate }, key: { pem: PAIR.key } }] },
}
const GET = { ':path': '/' }
const CALL = { ':method': 'POST', ':path': '/s/m', 'content-type': 'application/grpc' }

let fixture: Fixture

beforeEach(() => {
  fixture = new Fixture()
})
afterEach(() => fixture.close())

/** Servers called by their ids, which they answer with. */
async function named(...ids: string[]): Promise<Endpoint[]> {
  return Promise.all(ids.map(id => fixture.http(id, (_, response) => response.end(id))))
}

const overTls = () => fixture.h2({ ca: PAIR.certificate, servername: 'a.example' }, 'https')
const row = (name: string) => fixture.counters.read(fixture.row(name))
const nothingInFlight = (...names: string[]) =>
  names.every(name => fixture.counters.inFlightOf(fixture.row(name)) === 0)

describe('keeping clients on an endpoint over HTTP/2', () => {
  const sticky = { cookie: 'polis', key: 'k', maxAgeMs: 3_600_000 }

  for (const [name, more, connect] of [
    ['in the clear', {}, () => fixture.h2()],
    ['behind TLS', HTTPS, overTls],
  ] as const) {
    it(`goes by the cookie of each stream, ${name}`, async () => {
      await fixture.serve(testService(await named('a', 'b', 'c'), { sticky, ...more }))
      const session = connect()
      const cookies = new Map<string, string>()
      for (let i = 0; i < 3; i++) {
        const { headers, body } = await askH2(session, GET)
        const match = /^polis=([^;]+); Path=\/; Max-Age=3600;/.exec(headers['set-cookie']![0]!)
        cookies.set(String(body), match![1]!)
      }
      assert.equal(cookies.size, 3, 'streams without a cookie are spread, on one connection')
      const asked = [...cookies, ...cookies, ...[...cookies].reverse()]
      const answers = await Promise.all(
        asked.map(([, value]) => askH2(session, { ...GET, cookie: `x=y; polis=${value}` })),
      )
      for (const [i, { headers, body }] of answers.entries()) {
        assert.equal(String(body), asked[i]![0])
        assert.equal(headers['set-cookie'], undefined)
      }
    })
  }

  it('keeps a call of gRPC on an endpoint by a field', async () => {
    const endpoints = await Promise.all(
      ['a', 'b', 'c'].map(id =>
        fixture.http2(id, stream => {
          stream.respond({ ':status': 200, 'content-type': 'application/grpc' })
          stream.end(id)
        }),
      ),
    )
    const policy = { affinity: { header: 'X-User' } }
    await fixture.serve(testService(endpoints, { protocol: 'grpc', policy }))
    const session = fixture.h2()
    const owners = new Set<string>()
    for (const user of ['ada', 'bob', 'eve', 'joe', 'kim']) {
      const calls = [1, 2, 3].map(() => askH2(session, { ...CALL, 'x-user': user }, 'x'))
      const answered = new Set((await Promise.all(calls)).map(({ body }) => String(body)))
      assert.equal(answered.size, 1)
      owners.add([...answered][0]!)
    }
    assert.ok(owners.size > 1, 'users are spread')
  })
})

describe('protecting endpoints over HTTP/2', () => {
  it('says which bound of a circuit breaker turned a stream away', async () => {
    let answer = () => {}
    const held = await fixture.http('held', (_, response) => {
      answer = () => response.end('done')
    })
    const policy = { circuit: { requests: 1 } }
    await fixture.serve(testService([held], { policy }))
    const session = fixture.h2()
    const first = askH2(session, GET)
    while (fixture.counters.inFlightOf(fixture.row('endpoint held')) === 0) await sleep(1)
    const refused = await askH2(session, GET)
    assert.equal(refused.headers[':status'], 503)
    assert.equal(String(refused.body), '503 Service Unavailable: circuit open: requests\n')
    const call = await askH2(session, CALL, 'x')
    const message = '503 Service Unavailable: circuit open: requests'
    assert.equal(call.headers['grpc-message'], message)
    answer()
    assert.equal(String((await first).body), 'done')
  })

  it('leaves out an endpoint whose calls end UNAVAILABLE, but not one that clients hurry', async () => {
    const ending = (id: string, status: string) =>
      fixture.http2(id, stream =>
        stream.respond(
          { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status },
          { endStream: true },
        ),
      )
    const endpoints = [await ending('good', '0'), await ending('late', '4')]
    const bad = await ending('bad', '14')
    const service = testService([...endpoints, bad], {
      protocol: 'grpc',
      policy: { outliers: { maxEjectedShare: 1 } },
    })
    await fixture.serve(service)
    const session = fixture.h2()
    const seen: unknown[] = []
    for (let i = 0; i < 30; i++) {
      seen.push((await askH2(session, CALL, 'x')).headers['grpc-status'])
    }
    assert.equal(seen.filter(status => status === '14').length, 5)
    assert.ok(seen.filter(status => status === '4').length > 10)
    assert.deepEqual(fixture.events, [
      { kind: 'ejected', endpointId: 'bad', failure: 'gateway-failures' },
    ])
  })

  it('blames nobody for a deadline that the client has chosen', async () => {
    const silent = await fixture.http2('silent', () => undefined)
    const policy = { outliers: { gatewayFailures: 1, maxEjectedShare: 1 } }
    await fixture.serve(testService([silent], { protocol: 'grpc', policy }))
    const late = await askH2(fixture.h2(), { ...CALL, 'grpc-timeout': '1m' }, 'x')
    assert.equal(late.headers['grpc-status'], '4')
    assert.deepEqual(fixture.events, [])
  })
})

describe('hedging over HTTP/2', () => {
  const hedged = (endpoints: readonly Endpoint[], more: Partial<Service> = {}) =>
    testService(endpoints, { policy: { hedge: { delayMs: 20, budgetShare: 1 } }, ...more })

  /** A server that never answers, and how many of its requests were given up. */
  async function silent(id: string) {
    const seen = { requests: 0, closed: 0 }
    const endpoint = await fixture.http(id, request => {
      seen.requests++
      request.on('close', () => seen.closed++)
    })
    return { endpoint, seen }
  }

  for (const [name, more, connect] of [
    ['in the clear', {}, () => fixture.h2()],
    ['behind TLS', HTTPS, overTls],
  ] as const) {
    it(`answers a late stream from another endpoint, ${name}`, async () => {
      const slow = await silent('slow')
      const [fast] = await named('fast')
      await fixture.serve(hedged([slow.endpoint, fast!], more))
      const session = connect()
      for (let i = 0; i < 4; i++) assert.equal(String((await askH2(session, GET)).body), 'fast')
      assert.ok(slow.seen.requests > 0)
      while (slow.seen.closed < slow.seen.requests) await sleep(1)
      assert.ok(nothingInFlight('service web', 'endpoint slow', 'endpoint fast'))
      assert.equal(row('service web').hedges, slow.seen.requests)
      assert.equal(row('service web').failures, 0)
    })
  }

  it('sends a body that may be sent twice with the copy, and no other', async () => {
    const slow = await silent('slow')
    const fast = await fixture.http('fast', (request, response) => request.pipe(response))
    await fixture.serve(hedged([slow.endpoint, fast], { idleTimeoutMs: 300 }))
    const session = fixture.h2()
    for (let i = 0; i < 2; i++) {
      const put = await askH2(session, { ':method': 'PUT', ':path': '/' }, `body ${i}`)
      assert.equal(String(put.body), `body ${i}`)
    }
    const { hedges } = row('service web')
    assert.ok(hedges > 0)
    const posts = [1, 2].map(() => askH2(session, { ':method': 'POST', ':path': '/' }, 'x'))
    const statuses = (await Promise.all(posts)).map(({ headers }) => headers[':status'])
    assert.deepEqual(statuses.sort(), [200, 504])
    assert.equal(row('service web').hedges, hedges)
  })

  it('goes on with the copy when the first endpoint dies, and without it when it finds nobody', async () => {
    const dying = await fixture.raw('dying', socket => {
      socket.on('data', () => setTimeout(() => socket.destroy(), 60))
    })
    const late = await fixture.http('late', (_, response) => {
      setTimeout(() => response.end('late'), 90)
    })
    await fixture.serve(hedged([dying, late]))
    const session = fixture.h2()
    for (let i = 0; i < 2; i++) assert.equal(String((await askH2(session, GET)).body), 'late')
    assert.equal(row('service web').retries, 0)
    await fixture.serve(hedged([late, await fixture.refusing('nobody')]))
    for (let i = 0; i < 2; i++) assert.equal(String((await askH2(session, GET)).body), 'late')
    const names = ['dying', 'late', 'nobody'].map(id => `endpoint ${id}`)
    assert.ok(nothingInFlight('service web', ...names))
  })

  it('hedges streams to endpoints of HTTP/2, and gives nothing of a lost copy on', async () => {
    const endpoints = await Promise.all(
      ['a', 'b', 'c'].map(id =>
        fixture.http2(id, (stream, headers) => {
          // Every third request is late, so both copies are answered about as often.
          const isLate = Number(headers[':path']!.slice(1)) % 3 === 0
          setTimeout(
            () => {
              if (stream.destroyed) return
              stream.respond({ ':status': 200 })
              stream.end(`<${headers[':path']}>`)
            },
            isLate ? 25 : 0,
          )
        }),
      ),
    )
    await fixture.serve(hedged(endpoints, { protocol: 'grpc' }))
    const session = fixture.h2()
    for (let i = 0; i < 12; i++) {
      const asked = [1, 2, 3].map(j => askH2(session, { ':path': `/${i * 3 + j}` }))
      for (const [j, { body }] of (await Promise.all(asked)).entries()) {
        assert.equal(String(body), `</${i * 3 + j + 1}>`)
      }
    }
    assert.ok(row('service web').hedges > 5)
    assert.ok(nothingInFlight('service web', 'endpoint a', 'endpoint b', 'endpoint c'))
  })
})

describe('holding streams of HTTP/2', () => {
  const hold = { timeoutMs: 5_000, max: 2 }
  const inFlight = () => fixture.counters.inFlightOf(fixture.row('service web'))
  const untilInFlight = async (count: number) => {
    while (inFlight() !== count) await sleep(1)
  }

  for (const [name, more, connect] of [
    ['in the clear', {}, () => fixture.h2()],
    ['behind TLS', HTTPS, overTls],
  ] as const) {
    it(`lets them wait, body and all, and releases them, ${name}`, async () => {
      const mirror = await fixture.http('a', (request, response) => request.pipe(response))
      await fixture.serve(
        testService([mirror], { hold, pausedUntilMs: Number.POSITIVE_INFINITY, ...more }),
      )
      const session = connect()
      const post = { ':method': 'POST', ':path': '/' }
      const waiting = [askH2(session, GET), askH2(session, post, 'x'.repeat(100_000))]
      await untilInFlight(2)
      const refused = await askH2(session, GET)
      assert.equal(refused.headers[':status'], 503)
      assert.equal(refused.headers['retry-after'], '1')
      await fixture.serve(testService([mirror], { hold, ...more }))
      const answers = await Promise.all(waiting)
      assert.deepEqual(
        answers.map(({ headers, body }) => [headers[':status'], body.length]),
        [
          [200, 0],
          [200, 100_000],
        ],
      )
      assert.equal(inFlight(), 0)
    })
  }

  it('gives up calls after their time or their own, and forgets those that are cancelled', async () => {
    await fixture.serve(testService([], { protocol: 'grpc', hold: { timeoutMs: 100, max: 1 } }))
    const session = fixture.h2()
    assert.equal((await askH2(session, CALL, 'x')).headers['grpc-status'], '14')
    const long = { timeoutMs: 60_000, max: 1 }
    await fixture.serve(testService([], { protocol: 'grpc', hold: long }))
    const hurried = await askH2(session, { ...CALL, 'grpc-timeout': '50m' }, 'x')
    assert.equal(hurried.headers['grpc-status'], '4')
    const leaving = session.request({ ...CALL, ':authority': 'a.example' })
    leaving.on('error', () => undefined)
    await untilInFlight(1)
    leaving.close(8)
    await untilInFlight(0)
    const one = await fixture.http2('one', stream => {
      stream.respond({ ':status': 200, 'grpc-status': '0' }, { endStream: true })
    })
    await fixture.serve(testService([one], { protocol: 'grpc', hold: long }))
    assert.equal((await askH2(session, CALL, 'x')).headers['grpc-status'], '0')
    assert.equal(fixture.counters.read(fixture.row('endpoint one')).requests, 1)
  })
})
