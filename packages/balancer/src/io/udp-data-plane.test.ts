import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Endpoint, Service } from '../routes.ts'
import type { ThreadApplied } from './data-thread.ts'
import { Fixture, testService } from './fixture.ts'
import { probeUdpPort } from './ports.ts'
import { UdpClient, UdpServer } from './udp-peers.ts'

describe('the UDP data plane', () => {
  let fixture: Fixture
  let port = 0
  let closers: (() => unknown)[] = []
  beforeEach(async () => {
    fixture = new Fixture()
    const probe = await probeUdpPort('127.0.0.1', 0)
    port = 'port' in probe ? probe.port : 0
  })
  afterEach(async () => {
    fixture.close()
    for (const close of closers) await close()
    closers = []
  })

  async function server(id: string, host?: string, isSilent?: boolean): Promise<UdpServer> {
    const opened = await UdpServer.open(id, host, isSilent)
    closers.push(() => opened.close().catch(() => undefined))
    return opened
  }

  async function client(host?: string): Promise<UdpClient> {
    const opened = await UdpClient.open(port, host)
    closers.push(() => opened.close())
    return opened
  }

  function serve(
    endpoints: readonly Endpoint[],
    more: Partial<Service> = {},
    host = '127.0.0.1',
  ): Promise<ThreadApplied> {
    const services = [testService(endpoints, { protocol: 'udp', ...more })]
    return fixture.apply({ version: 1, listeners: [{ host, port, protocol: 'udp', services }] })
  }

  const row = (name: string) => fixture.counters.read(fixture.row(name))

  it('keeps the datagrams of a client on one endpoint and its clients apart', async () => {
    const [a, b] = [await server('a'), await server('b')]
    await serve([a.endpoint, b.endpoint])
    const [x, y] = [await client(), await client()]
    const first = (await x.ask('1')).slice(0, 1)
    const other = first === 'a' ? 'b' : 'a'
    assert.equal(await y.ask('2'), `${other}:2`)
    for (const text of ['3', '4', '5']) assert.equal(await x.ask(text), `${first}:${text}`)
    assert.equal(await y.ask('6'), `${other}:6`)
    assert.deepEqual(x.answers.length, 4)
    const { requests, failures, inFlight, dropped } = row('service web')
    assert.deepEqual(
      { requests, failures, inFlight, dropped },
      {
        requests: 2,
        failures: 0,
        inFlight: 2,
        dropped: 0,
      },
    )
    fixture.thread.stop()
    const { inFlight: left, bytesIn, bytesOut } = row('service web')
    assert.deepEqual({ left, bytesIn, bytesOut }, { left: 0, bytesIn: 6, bytesOut: 18 })
  })

  it('keeps all clients of an address on one endpoint if the service asks for it', async () => {
    const [a, b] = [await server('a'), await server('b')]
    await serve([a.endpoint, b.endpoint], { policy: { affinity: { source: true } } })
    const answers = new Set<string>()
    for (let i = 0; i < 8; i++) answers.add((await (await client()).ask('1')).slice(0, 1))
    assert.equal(answers.size, 1)
  })

  it('sends what came while its socket was being made, in order', async () => {
    const a = await server('a')
    await serve([a.endpoint])
    const x = await client()
    const texts = Array.from({ length: 20 }, (_, i) => String(i))
    for (const text of texts) x.send(text)
    await x.until(answers => answers.length === 20)
    assert.deepEqual(a.received, texts)
  })

  it('goes to another endpoint when the kernel says that nobody listens', async () => {
    const gone = await server('gone')
    const a = await server('a')
    await gone.close()
    await serve([gone.endpoint, a.endpoint], { algorithm: 'round-robin' })
    for (let i = 0; i < 4; i++) {
      const x = await client()
      assert.equal(await x.ask('hello'), 'a:hello')
    }
    assert.deepEqual(
      fixture.events.filter(({ kind }) => kind === 'ejected'),
      [{ kind: 'ejected', endpointId: 'gone', failure: 'refused' }],
    )
    assert.equal(row('endpoint gone').connectFailures, 1)
  })

  it('moves a flow whose endpoint died after it had answered', async () => {
    const a = await server('a')
    await serve([a.endpoint])
    const x = await client()
    assert.equal(await x.ask('1'), 'a:1')
    const b = await server('b')
    await serve([a.endpoint, b.endpoint])
    await a.close()
    x.send('lost')
    const deadline = AbortSignal.timeout(5_000)
    while (x.answers.length < 2 && !deadline.aborted) {
      x.send('again')
      await new Promise(setImmediate)
    }
    assert.equal(x.answers[1], 'b:again')
  })

  it('drops and counts datagrams that nobody can serve', async () => {
    await serve([])
    const x = await client()
    x.send('1')
    x.send('2')
    const deadline = AbortSignal.timeout(5_000)
    while (row('service web').dropped < 2 && !deadline.aborted) await new Promise(setImmediate)
    const { requests, failures, dropped, inFlight } = row('service web')
    assert.deepEqual([requests, failures, dropped, inFlight], [2, 2, 2, 0])
  })

  it('takes the flows of a withdrawn endpoint elsewhere; late answers still arrive', async () => {
    const [a, b] = [await server('a', undefined, true), await server('b')]
    await serve([a.endpoint])
    const x = await client()
    x.send('question')
    const deadline = AbortSignal.timeout(5_000)
    while (a.received.length < 1 && !deadline.aborted) await new Promise(setImmediate)
    const applied = await serve([b.endpoint])
    assert.deepEqual(applied.draining, ['a'])
    assert.equal(await x.ask('1'), 'b:1')
    assert.equal(await x.ask('2'), 'b:2')
    assert.deepEqual(a.received, ['question'])
    const drained = () => fixture.events.some(({ kind }) => kind === 'drained')
    const waiting = AbortSignal.timeout(5_000)
    while (!drained() && !waiting.aborted) await new Promise(resolve => setTimeout(resolve, 20))
    assert.ok(drained(), 'the endpoint is free soon, and not after the whole drain time')
  })

  it('begins another flow when an endpoint is found on another port', async () => {
    const a = await server('a')
    await serve([a.endpoint])
    const x = await client()
    assert.equal(await x.ask('1'), 'a:1')
    const again = await server('a2')
    await serve([{ ...again.endpoint, id: 'a' }])
    assert.equal(await x.ask('2'), 'a2:2')
  })

  it('ends a flow that is silent for too long', async () => {
    const a = await server('a')
    await serve([a.endpoint], { udpIdleMs: 50 })
    const x = await client()
    await x.ask('1')
    const deadline = AbortSignal.timeout(5_000)
    while (row('service web').inFlight > 0 && !deadline.aborted) {
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    assert.equal(row('service web').inFlight, 0)
    assert.equal(await x.ask('2'), 'a:2')
  })

  it('answers from the port on IPv6, to endpoints of either family', async t => {
    const six = await server('six', '::1').catch(() => undefined)
    if (six === undefined) return t.skip('this machine has no IPv6')
    const four = await server('four')
    await serve([six.endpoint, four.endpoint], {}, '::1')
    const answers = [await (await client('::1')).ask('1'), await (await client('::1')).ask('1')]
    assert.deepEqual(answers.sort(), ['four:1', 'six:1'])
  })

  it('holds one datagram a flow while the service is paused', async () => {
    const a = await server('a')
    await serve([a.endpoint], {
      pausedUntilMs: Number.POSITIVE_INFINITY,
      hold: { timeoutMs: 5_000, max: 1 },
    })
    const [x, y] = [await client(), await client()]
    x.send('old')
    x.send('new')
    const deadline = AbortSignal.timeout(5_000)
    while (row('service web').dropped < 1 && !deadline.aborted) await new Promise(setImmediate)
    y.send('one too many')
    while (row('service web').dropped < 2 && !deadline.aborted) await new Promise(setImmediate)
    assert.deepEqual(a.received, [])
    await serve([a.endpoint])
    await x.until(answers => answers.length === 1)
    assert.deepEqual(x.answers, ['a:new'])
  })

  it('keeps a port that closes open for the answers, and opens it again', async () => {
    const a = await server('a')
    await serve([a.endpoint])
    const x = await client()
    assert.equal(await x.ask('1'), 'a:1')
    await fixture.apply({ version: 2, listeners: [] })
    const late = await client()
    late.send('nobody takes this')
    const deadline = AbortSignal.timeout(5_000)
    while (row('service web').dropped < 1 && !deadline.aborted) await new Promise(setImmediate)
    await serve([a.endpoint])
    assert.equal(await (await client()).ask('2'), 'a:2')
    assert.deepEqual(late.answers, [])
  })
})
