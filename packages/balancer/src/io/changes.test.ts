import assert from 'node:assert/strict'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { H2_QUIET_MS, SWEEP_INTERVAL_MS } from '../config.ts'
import type { HttpOptions } from '../http/options.ts'
import type { Endpoint } from '../routes.ts'
import { makeCertificate } from './certificate-fixture.ts'
import { askH2, Fixture, testService } from './fixture.ts'
import { sharedNowMs } from './worker.ts'

let fixture: Fixture

beforeEach(() => {
  fixture = new Fixture()
})
afterEach(() => fixture.close())

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const answersWith = (text: string) => (client: { received: string }) =>
  client.received.endsWith(text)
const row = (name: string) => fixture.counters.read(fixture.row(name))

describe('an endpoint that is elsewhere now', () => {
  it('gets no request on a connection that was busy at the old port', async () => {
    let finish = () => undefined as unknown
    const before = await fixture.http('e1', (_, response) => {
      response.write('old')
      finish = () => response.end('-end')
    })
    const after = await fixture.http('e1', (_, response) => response.end('new'))
    await fixture.serve(testService([before]))
    const client = fixture.client()
    client.send(GET)
    await client.until(({ received }) => received.includes('old'))
    await fixture.serve(testService([after]))
    finish()
    await client.until(({ received }) => received.includes('-end'))
    client.send(GET)
    await client.until(answersWith('new'))
  })

  it('is connected to at its new port when the old one did not answer', async () => {
    const gone = await fixture.refusing('e1')
    const after = await fixture.http('e1', (_, response) => response.end('new'))
    await fixture.serve(testService([gone]))
    const client = fixture.client()
    client.send(GET)
    while (row('endpoint e1').requests === 0) await new Promise(setImmediate)
    // The refusal is only read in the loop's next turn.
    await fixture.serve(testService([after]))
    await client.until(answersWith('new'))
    assert.match(client.received, /^HTTP\/1.1 200 /)
  })

  it('is connected to at its new port for a TCP client, too', async () => {
    const gone = await fixture.refusing('e1')
    const after = await fixture.raw('e1', socket => socket.end('new'))
    await fixture.serve(testService([gone], { protocol: 'tcp' }))
    const client = fixture.client()
    while (row('endpoint e1').requests === 0) await new Promise(setImmediate)
    await fixture.serve(testService([after], { protocol: 'tcp' }))
    assert.equal(await client.response(), 'new')
    client.socket.destroy()
    while (fixture.counters.inFlightOf(fixture.row('endpoint e1')) > 0) await sleep(5)
  })

  it('is called at its new port, streams at the old one ending as they are', async () => {
    let finish = () => undefined as unknown
    const before = await fixture.http2('e1', stream => {
      stream.respond({ ':status': 200 })
      stream.write('old')
      finish = () => stream.end('-end')
    })
    const after = await fixture.http2('e1', stream => {
      stream.respond({ ':status': 200 })
      stream.end('new')
    })
    await fixture.serve(testService([before], { protocol: 'grpc' }))
    const session = fixture.h2()
    const first = session.request({ ':path': '/', ':authority': 'a' })
    const parts: Buffer[] = []
    first.on('data', part => parts.push(part))
    while (parts.length === 0) await sleep(5)
    await fixture.serve(testService([after], { protocol: 'grpc' }))
    assert.equal(String((await askH2(session, { ':path': '/' })).body), 'new')
    const isOver = new Promise(resolve => first.once('close', resolve))
    finish()
    await isOver
    assert.equal(String(Buffer.concat(parts)), 'old-end')
  })
})

describe('a stream that is cut at the end of its drain', () => {
  it('is not taken for one that has ended', async () => {
    const endpoint = await fixture.http2('e1', stream => {
      stream.respond({ ':status': 200 })
      stream.write('half')
    })
    await fixture.serve(testService([endpoint], { protocol: 'grpc' }))
    const stream = fixture.h2().request({ ':path': '/', ':authority': 'a' })
    stream.on('error', () => undefined)
    const isOver = new Promise(resolve => stream.once('close', resolve))
    await new Promise(resolve => stream.once('data', resolve))
    await fixture.serve(testService([], { protocol: 'grpc' }))
    fixture.thread.cut(['e1'])
    await isOver
    assert.notEqual(stream.rstCode, 0)
  })
})

describe('the end of a pause', () => {
  it('lets those that wait be served, without a table that says so', async () => {
    const endpoint = await fixture.http('e1', (_, response) => response.end('hello'))
    const pausedUntilMs = sharedNowMs() + 60_000
    await fixture.serve(testService([endpoint], { pausedUntilMs }))
    const client = fixture.client()
    const session = fixture.h2()
    client.send(GET)
    const answer = askH2(session, { ':path': '/' })
    while (row('service web').requests < 2) await sleep(5)
    assert.equal(row('endpoint e1').requests, 0)
    fixture.aheadMs += 60_000
    await client.until(answersWith('hello'))
    assert.equal(String((await answer).body), 'hello')
    assert.equal(row('service web').failures, 0)
  })

  it('leaves them waiting where there is nobody, as long as the service lets them', async () => {
    const hold = { timeoutMs: 90_000, max: 10 }
    const pausedUntilMs = sharedNowMs() + 60_000
    await fixture.serve(testService([], { pausedUntilMs, hold }))
    const client = fixture.client()
    client.send(GET)
    while (row('service web').requests < 1) await sleep(5)
    fixture.aheadMs += 80_000
    await sleep(2 * SWEEP_INTERVAL_MS)
    assert.equal(client.received, '')
    const endpoint = await fixture.http('e1', (_, response) => response.end('hello'))
    await fixture.serve(testService([endpoint], { pausedUntilMs, hold }))
    await client.until(answersWith('hello'))
  })
})

describe('a service that balances otherwise from now on', () => {
  const hold = { timeoutMs: 5_000, max: 10 }

  it('keeps the clients it holds until there is an endpoint', async () => {
    await fixture.serve(testService([], { hold }))
    const client = fixture.client()
    const session = fixture.h2()
    client.send(GET)
    const answer = askH2(session, { ':path': '/' })
    while (row('service web').requests < 2) await sleep(5)
    await fixture.serve(testService([], { hold, algorithm: 'peak-ewma' }))
    const policy = { circuit: { requests: 100 } }
    await fixture.serve(testService([], { hold, algorithm: 'peak-ewma', policy }))
    const endpoint = await fixture.http('e1', (_, response) => response.end('hello'))
    await fixture.serve(testService([endpoint], { hold, algorithm: 'maglev', policy }))
    await client.until(answersWith('hello'))
    assert.equal(String((await answer).body), 'hello')
    assert.equal(row('service web').failures, 0)
  })

  it('goes on with the retries of requests that are under way', async () => {
    const asked: Socket[] = []
    const failing = await fixture.raw('e1', socket => {
      socket.on('data', () => asked.push(socket))
    })
    const endpoint = await fixture.http('e2', (_, response) => response.end('hello'))
    await fixture.serve(testService([failing]))
    const client = fixture.client()
    client.send(GET)
    while (asked.length === 0) await sleep(5)
    const policy = { hedge: { delayMs: 1_000 }, slowStart: { windowMs: 1_000 } }
    await fixture.serve(testService([failing, endpoint], { algorithm: 'random', policy }))
    await fixture.serve(testService([endpoint], { algorithm: 'least-connections' }))
    asked[0]!.destroy()
    await client.until(answersWith('hello'))
    assert.equal(row('service web').retries, 1)
    const names = ['service web', 'endpoint e1', 'endpoint e2']
    assert.ok(names.every(name => fixture.counters.inFlightOf(fixture.row(name)) === 0))
  })
})

describe('TLS to an endpoint that is asked for more', () => {
  it('is not spoken on a connection that was made with less', async () => {
    const { certificate, key } = makeCertificate('a.example')
    const server = createTlsServer({ cert: certificate, key }, (_, response) => response.end('ok'))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const endpoint: Endpoint = { id: 'e1', address: '127.0.0.1', port, weight: 1 }
    const withTls = (upstream: HttpOptions['upstream'] & object) =>
      fixture.serve(testService([endpoint], { http: { upstream } }))
    try {
      await withTls({ isTls: true, isVerified: false })
      const client = fixture.client()
      client.send(GET)
      await client.until(answersWith('ok'))
      await withTls({ isTls: true, isVerified: true })
      client.send(GET)
      await client.until(({ received }) => received.includes('HTTP/1.1 502 '))
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })
})

/** A way to `endpoint` on which, from `freeze` on, nothing moves and nothing closes. */
async function freezable(endpoint: Endpoint) {
  let isFrozen = false
  const relay = await fixture.raw(endpoint.id, client => {
    const server = connect(endpoint.port, endpoint.address)
    const pass = (from: Socket, to: Socket) =>
      from.on('data', bytes => {
        if (!isFrozen) to.write(bytes)
      })
    pass(client, server)
    pass(server, client)
    server.on('error', () => undefined)
    client.on('close', () => server.destroy())
  })
  const freeze = () => {
    isFrozen = true
  }
  return { relay, freeze }
}

describe('a session with an endpoint whose machine has vanished', () => {
  it('is given up, and what may be sent again is answered by another endpoint', async () => {
    const serve = (id: string) =>
      fixture.http2(id, stream => {
        stream.respond({ ':status': 200 })
        stream.end(id)
      })
    const { relay, freeze } = await freezable(await serve('e1'))
    await fixture.serve(testService([relay], { protocol: 'grpc' }))
    const session = fixture.h2()
    assert.equal(String((await askH2(session, { ':path': '/' })).body), 'e1')
    freeze()
    const get = askH2(session, { ':path': '/' })
    const post = askH2(session, { ':path': '/', ':method': 'POST' }, 'x')
    while (row('endpoint e1').requests < 3) await sleep(5)
    // With the second endpoint there is somewhere to go.
    await fixture.serve(testService([relay, await serve('e2')], { protocol: 'grpc' }))
    fixture.aheadMs += H2_QUIET_MS
    const hurry = setInterval(() => (fixture.aheadMs += SWEEP_INTERVAL_MS), 100)
    const answers = await Promise.all([get, post]).finally(() => clearInterval(hurry))
    assert.equal(String(answers[0].body), 'e2')
    assert.equal(answers[1].headers[':status'], 502, 'nobody knows whether it was carried out')
    assert.equal(row('service web').retries, 1)
    assert.equal(fixture.counters.inFlightOf(fixture.row('endpoint e1')), 0)
  })
})
