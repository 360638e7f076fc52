import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint, Service } from '../routes.ts'
import { ask, Fixture, testService } from './fixture.ts'

let fixture: Fixture

beforeEach(() => {
  fixture = new Fixture()
})
afterEach(() => fixture.close())

/** Servers called by their ids, which they answer with. */
async function named(...ids: string[]): Promise<Endpoint[]> {
  return Promise.all(ids.map(id => fixture.http(id, (_, response) => response.end(id))))
}

async function answers(count: number, headers = ''): Promise<string[]> {
  const result: string[] = []
  for (let i = 0; i < count; i++) {
    const response = await ask(
      fixture,
      `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`,
    )
    result.push(response.slice(response.indexOf('\r\n\r\n') + 4).trim())
  }
  return result
}

const row = (name: string) => fixture.counters.read(fixture.row(name))

describe('keeping clients through the data plane', () => {
  it('by a header: the same value comes to the same endpoint, another endpoint takes over', async () => {
    const endpoints = await named('a', 'b', 'c')
    const policy = { affinity: { header: 'X-User' } }
    await fixture.serve(testService(endpoints, { policy }))
    const owners = new Map<string, string>()
    for (const user of ['ada', 'bob', 'eve', 'joe', 'kim']) {
      const [first, ...rest] = await answers(4, `x-user: ${user}\r\n`)
      assert.deepEqual(new Set(rest), new Set([first]))
      owners.set(user, first!)
    }
    assert.ok(new Set(owners.values()).size > 1, 'users are spread')
    const gone = owners.get('ada')!
    const rest = endpoints.filter(({ id }) => id !== gone)
    await fixture.serve(testService([...rest].reverse(), { policy }))
    for (const [user, owner] of owners) {
      const [now] = await answers(1, `x-user: ${user}\r\n`)
      if (owner === gone) assert.notEqual(now, gone)
      else assert.equal(now, owner)
    }
    // Without the field the algorithm decides.
    assert.equal(new Set(await answers(4)).size, 2)
  })

  it('by the address', async () => {
    const policy = { affinity: { source: true } } as const
    await fixture.serve(testService(await named('a', 'b', 'c'), { policy }))
    assert.equal(new Set(await answers(6)).size, 1)
  })

  it('by a cookie with an age', async () => {
    const sticky = { cookie: 'polis', key: 'k', maxAgeMs: 3_600_000 }
    await fixture.serve(testService(await named('a', 'b'), { sticky }))
    const request = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n'
    const first = await ask(fixture, `${request}\r\n`)
    const value = /Set-Cookie: polis=([^;]+); Path=\/; Max-Age=3600;/.exec(first)?.[1]
    assert.ok(value !== undefined, first)
    const again = await ask(fixture, `${request}Cookie: polis=${value}\r\n\r\n`)
    assert.equal(again.at(-1), first.at(-1))
    assert.equal(again.includes('Set-Cookie'), false)
  })
})

describe('a circuit breaker in the data plane', () => {
  it('answers 503 and says why, and goes on when there is room again', async () => {
    let release = () => {}
    const held = await fixture.http('held', (_, response) => {
      release = () => response.end('done')
    })
    const policy = { circuit: { requests: 1 } }
    await fixture.serve(testService([held], { policy }))
    const first = fixture.client()
    first.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    while (fixture.counters.inFlightOf(fixture.row('endpoint held')) === 0) await sleep(1)
    const refused = await ask(fixture, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    assert.match(refused, /^HTTP\/1.1 503 /)
    assert.match(refused, /Retry-After: 1\r\n/)
    assert.match(refused, /503 Service Unavailable: circuit open: requests\n$/)
    assert.equal(row('service web').circuitOpen, 1)
    while (!first.received.includes('done')) {
      release()
      await sleep(1)
    }
    const third = fixture.client()
    third.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    while (!third.received.includes('done')) {
      release()
      await sleep(1)
    }
  })
})

describe('outliers in the data plane', () => {
  it('are left out after failures in a row, reported and counted', async () => {
    const good = await named('a', 'b')
    const bad = await fixture.http('bad', (_, response) => {
      response.statusCode = 503
      response.end('bad')
    })
    await fixture.serve(testService([...good, bad], { policy: { outliers: {} } }))
    const all = await answers(30)
    assert.equal(all.filter(answer => answer === 'bad').length, 5)
    assert.deepEqual(fixture.events, [
      { kind: 'ejected', endpointId: 'bad', failure: 'gateway-failures' },
    ])
    assert.equal(row('endpoint bad').ejections, 1)
    assert.equal(row('service web').ejections, 1)
  })

  it('are those that die without an answer as well, but not for a client that went away', async () => {
    const mute = await fixture.raw('mute', socket => socket.on('data', () => socket.destroy()))
    const good = await named('a')
    await fixture.serve(testService([mute, ...good], { policy: { outliers: {} } }))
    const post = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx'
    let failed = 0
    for (let i = 0; i < 20; i++) if ((await ask(fixture, post)).includes(' 502 ')) failed++
    assert.equal(failed, 5)
    assert.equal(fixture.events.length, 1)
  })
})

describe('hedging in the data plane', () => {
  const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
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

  const nothingInFlight = (...names: string[]) =>
    names.every(name => fixture.counters.inFlightOf(fixture.row(name)) === 0)

  it('answers a late request from another endpoint and gives the first copy up', async () => {
    const slow = await silent('slow')
    const [fast] = await named('fast')
    await fixture.serve(hedged([slow.endpoint, fast!]))
    for (let i = 0; i < 4; i++) assert.match(await ask(fixture, GET), /fast$/)
    assert.ok(slow.seen.requests > 0)
    while (slow.seen.closed < slow.seen.requests) await sleep(1)
    assert.ok(nothingInFlight('service web', 'endpoint slow', 'endpoint fast'))
    assert.equal(row('service web').hedges, slow.seen.requests)
    assert.equal(row('service web').failures, 0)
  })

  it('does not send again what must not be carried out twice', async () => {
    const slow = await silent('slow')
    const [fast] = await named('fast')
    await fixture.serve(hedged([slow.endpoint, fast!], { idleTimeoutMs: 300 }))
    const post = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx'
    const statuses = [await ask(fixture, post), await ask(fixture, post)].map(text =>
      text.slice(9, 12),
    )
    assert.deepEqual(statuses.sort(), ['200', '504'])
    assert.equal(row('service web').hedges, 0)
  })

  it('goes on with the copy when the first endpoint dies', async () => {
    const dying = await fixture.raw('dying', socket => {
      socket.on('data', () => setTimeout(() => socket.destroy(), 60))
    })
    const late = await fixture.http('late', (_, response) => {
      setTimeout(() => response.end('late'), 90)
    })
    await fixture.serve(hedged([dying, late]))
    for (let i = 0; i < 2; i++) assert.match(await ask(fixture, GET), /late$/)
    assert.equal(row('service web').retries, 0)
    assert.ok(nothingInFlight('service web', 'endpoint dying', 'endpoint late'))
  })

  it('goes on with the first endpoint when the copy finds nobody', async () => {
    const late = await fixture.http('late', (_, response) => {
      setTimeout(() => response.end('late'), 80)
    })
    const nobody = await fixture.refusing('nobody')
    await fixture.serve(hedged([late, nobody]))
    assert.match(await ask(fixture, GET), /late$/)
    assert.ok(nothingInFlight('service web', 'endpoint late', 'endpoint nobody'))
  })

  it('keeps connections in use: nothing of a lost copy is taken for another answer', async () => {
    const endpoints = await Promise.all(
      ['a', 'b', 'c'].map(id =>
        fixture.http(id, (request, response) => {
          // Every third request is late, so both copies are answered about as often.
          const isLate = Number(request.url!.slice(1)) % 3 === 0
          setTimeout(() => response.end(`<${request.url}>`), isLate ? 25 : 0)
        }),
      ),
    )
    await fixture.serve(hedged(endpoints))
    const client = fixture.client()
    for (let i = 1; i <= 60; i++) {
      client.received = ''
      client.send(`GET /${i} HTTP/1.1\r\nHost: a\r\n\r\n`)
      await client.until(({ received }) => received.includes(`</${i}>`))
      assert.equal(client.received.split('HTTP/1.1 200').length, 2)
    }
    assert.ok(row('service web').hedges > 5)
    assert.ok(nothingInFlight('service web', 'endpoint a', 'endpoint b', 'endpoint c'))
  })
})
