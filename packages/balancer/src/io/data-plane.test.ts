import assert from 'node:assert/strict'
import { Agent, createServer as createHttpServer, request, type Server } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { hasCode } from '@polis/base'
import { EJECTION_BASE_MS } from '../config.ts'
import { type Endpoint, newService, type RouteTable, type Service } from '../routes.ts'
import { DataPlane, type PassiveEvent } from './data-plane.ts'
import { probePort } from './ports.ts'
import { sharedNowMs } from './worker.ts'

const HOST = '127.0.0.1'
const WORKERS = 2
const ONLY_HERE = new Set(['200 here'])

type Backend = Endpoint & { readonly server: Server }

describe('the data plane', { timeout: 30_000 }, () => {
  let plane: DataPlane
  let version = 0
  const backends: Backend[] = []
  const agent = new Agent({ keepAlive: true })

  before(async () => {
    plane = await DataPlane.start({ workers: WORKERS })
  })
  after(async () => {
    agent.destroy()
    await plane.stop()
    for (const { server } of backends) {
      server.close()
      server.closeAllConnections()
    }
  })

  async function backend(id: string, onRequest?: (end: () => void) => void): Promise<Backend> {
    const server = createHttpServer((_, response) => {
      if (onRequest === undefined) response.end(id)
      else onRequest(() => response.end(id))
    })
    await new Promise<void>(resolve => server.listen(0, HOST, resolve))
    const { port } = server.address() as AddressInfo
    const made = { id, address: HOST, port, weight: 1, server }
    backends.push(made)
    return made
  }

  function tableOf(services: readonly Service[], port = 0): RouteTable {
    version++
    if (services.length === 0) return { version, listeners: [] }
    return { version, listeners: [{ host: HOST, port, protocol: 'http', services }] }
  }

  function serviceOf(endpoints: readonly Endpoint[], more: Partial<Service> = {}): Service {
    const plain = endpoints.map(({ id, address, port, weight }) => ({ id, address, port, weight }))
    return newService({ id: 'web', name: 'web', endpoints: plain, ...more })
  }

  async function serve(endpoints: readonly Endpoint[], more?: Partial<Service>): Promise<number> {
    const result = await plane.apply(tableOf([serviceOf(endpoints, more)]))
    assert.equal(result.listeners[0]!.state, 'bound')
    return result.listeners[0]!.port
  }

  function get(port: number, options: { agent?: Agent; method?: string } = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: HOST, port, ...options }, response => {
        let body = ''
        response.on('data', chunk => {
          body += chunk
        })
        response.on('end', () => resolve(`${response.statusCode} ${body}`))
        response.on('error', reject)
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  }

  it('serves from its threads and counts over all of them', async () => {
    const [a, b] = [await backend('a'), await backend('b')]
    const port = await serve([a, b])
    const answers = await Promise.all(Array.from({ length: 40 }, () => get(port)))
    assert.deepEqual(new Set(answers), new Set(['200 a', '200 b']))
    // The last answers may be here before their threads have counted them.
    while (plane.stats().services[0]!.inFlight > 0) await new Promise(setImmediate)
    const [service] = plane.stats().services
    assert.equal(service!.requests, 40)
    assert.equal(service!.failures, 0)
    assert.equal(
      service!.endpoints.reduce((sum, { requests }) => sum + requests, 0),
      40,
    )
    assert.ok(service!.latency.p99Ms > 0)
  })

  it('names a port that another program holds, and serves the others', async () => {
    const taken = createServer()
    await new Promise<void>(resolve => taken.listen(0, HOST, resolve))
    const { port } = taken.address() as AddressInfo
    const a = await backend('a')
    const services = [serviceOf([a])]
    const other = serviceOf([a], { id: 'other' })
    version++
    const table: RouteTable = {
      version,
      listeners: [
        { host: HOST, port, protocol: 'http', services },
        { host: HOST, port: 0, protocol: 'http', services: [other] },
      ],
    }
    const first = await plane.apply(table)
    assert.equal(first.listeners[0]!.state, 'failed')
    assert.match(JSON.stringify(first.listeners[0]), /EADDRINUSE/)
    assert.equal(await get(first.listeners[1]!.port), '200 a')
    await new Promise(resolve => taken.close(resolve))
    const second = await plane.apply({ ...table, version: ++version })
    assert.equal(second.listeners[0]!.state, 'bound', 'tried again with the next table')
    assert.equal(await get(port), '200 a')
  })

  it('is drained only after the requests in flight have ended', async () => {
    const held: (() => void)[] = []
    const slow = await backend('slow', end => held.push(end))
    const port = await serve([slow])
    const answer = get(port)
    while (held.length === 0) await new Promise(resolve => slow.server.once('request', resolve))
    const fast = await backend('fast')
    await serve([fast])
    let isDrained = false
    const drained = plane.isDrained(['slow']).then(() => {
      isDrained = true
    })
    assert.equal(await get(port), '200 fast')
    assert.equal(isDrained, false)
    held[0]!()
    assert.equal(await answer, '200 slow')
    await drained
    assert.equal(plane.stats().services[0]!.failures, 0)
  })

  it('closes idle connections to an endpoint before it is drained', async () => {
    const a = await backend('a2')
    const port = await serve([a])
    await Promise.all(Array.from({ length: 10 }, () => get(port)))
    const connections = () =>
      new Promise<number>(resolve => a.server.getConnections((_, count) => resolve(count)))
    assert.ok((await connections()) > 0)
    await plane.apply(tableOf([]))
    await plane.isDrained(['a2'])
    while ((await connections()) > 0) await new Promise(resolve => setImmediate(resolve))
  })

  it('cuts what still runs at the deadline of a withdrawal', async () => {
    const held: (() => void)[] = []
    const slow = await backend('stuck', end => held.push(end))
    const port = await serve([slow])
    const answer = get(port)
    while (held.length === 0) await new Promise(resolve => slow.server.once('request', resolve))
    await serve([await backend('other')])
    plane.withdraw('stuck', 50)
    await plane.isDrained(['stuck'], AbortSignal.timeout(5_000))
    assert.equal(await answer, '200 other', 'a GET is sent again elsewhere')
  })

  it('gives up waiting for a drain when the signal aborts', async () => {
    await serve([await backend('kept')])
    await assert.rejects(plane.isDrained(['kept'], AbortSignal.timeout(20)), /timeout/i)
  })

  it('loses no request while endpoints are exchanged under load', async () => {
    let current = [await backend('s0'), await backend('s1')]
    const port = await serve(current)
    let isOver = false
    const failures: string[] = []
    let count = 0
    const loop = async (method: string) => {
      while (!isOver && failures.length === 0) {
        const answer = await get(port, { agent, method }).catch(error => String(error))
        count++
        if (!answer.startsWith('200 ')) failures.push(`${method}: ${answer}`)
      }
    }
    const loops = ['GET', 'GET', 'GET', 'POST', 'POST', 'GET'].map(loop)
    for (let i = 2; i < 14; i++) {
      const next = await backend(`s${i}`)
      const enough = count + 10
      while (count < enough && failures.length === 0)
        await new Promise(resolve => setImmediate(resolve))
      const [gone, ...rest] = current
      current = [...rest, next]
      await serve(current)
      await plane.isDrained([gone!.id], AbortSignal.timeout(5_000))
      gone!.server.close()
      gone!.server.closeAllConnections()
    }
    isOver = true
    await Promise.all(loops)
    assert.deepEqual(failures, [])
    assert.ok(count > 100, `${count} requests`)
  })

  it('loses no request when an endpoint stops listening, and reports it', async () => {
    const events: PassiveEvent[] = []
    const off = plane.onPassive(event => events.push(event))
    const [a, b] = [await backend('gone'), await backend('here')]
    const port = await serve([a, b])
    await new Promise<void>(resolve => {
      a.server.close(() => resolve())
      a.server.closeAllConnections()
    })
    const post = () => get(port, { method: 'POST' })
    const goneFailures = () =>
      plane.stats().services[0]!.endpoints.find(({ id }) => id === 'gone')!.connectFailures
    const startedMs = performance.now()
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 30 }, post))), ONLY_HERE)
    const refused = goneFailures()
    assert.ok(refused >= 1)
    for (let i = 0; i < 30; i++) assert.equal(await post(), '200 here')
    // Once it has refused, a thread leaves it alone until the ejection ends, then tries it once.
    const trials = Math.floor((performance.now() - startedMs) / EJECTION_BASE_MS)
    assert.ok(goneFailures() <= refused + trials * WORKERS, `${goneFailures()} after ${refused}`)
    while (events.length === 0) await new Promise(resolve => setImmediate(resolve))
    off()
    assert.deepEqual(events[0], { kind: 'ejected', endpointId: 'gone', failure: 'refused' })
  })

  it('ignores a table that is older than the present one', async () => {
    const port = await serve([await backend('new')])
    await plane.apply({ version: version - 1, listeners: [] })
    assert.equal(await get(port), '200 new')
    assert.equal(plane.version, version)
  })

  it('holds requests in all threads, without an endpoint and in a pause, and refuses none', async () => {
    const clients = Array.from({ length: 8 }, (_, i) => i)
    const inFlight = () => plane.stats().services[0]!.inFlight
    const hold = { timeoutMs: 20_000, max: 100 }
    const port = await serve([], { hold })
    const fromZero = clients.map(() => get(port))
    while (inFlight() < clients.length) await new Promise(resolve => setTimeout(resolve, 5))
    const first = await backend('first')
    await serve([first], { hold, pausedUntilMs: sharedNowMs() + 500 })
    assert.notEqual(plane.stats().services[0]!.pausedUntilMs, undefined)
    const paused = clients.map(() => get(port))
    assert.deepEqual(new Set(await Promise.all([...fromZero, ...paused])), new Set(['200 first']))
    assert.equal(plane.stats().services[0]!.pausedUntilMs, undefined)
  })

  it('refuses a table that names a port twice', async () => {
    const probe = await probePort(HOST, 0)
    assert.ok('port' in probe)
    const listener = { host: HOST, port: probe.port, protocol: 'http' as const, services: [] }
    const table = { version: version + 1, listeners: [listener, listener] }
    await assert.rejects(plane.apply(table), error => hasCode(error, 'balancer/bad-route-table'))
  })

  it('stops accepting and lets requests end when it drains', async () => {
    const held: (() => void)[] = []
    const slow = await backend('last', end => held.push(end))
    const own = await DataPlane.start({ workers: 1 })
    const result = await own.apply(tableOf([serviceOf([slow])]))
    const port = result.listeners[0]!.port
    const answer = get(port)
    while (held.length === 0) await new Promise(resolve => slow.server.once('request', resolve))
    const stopped = own.drainAndStop(5_000)
    held[0]!()
    assert.equal(await answer, '200 last')
    await stopped
    await assert.rejects(get(port), /ECONNREFUSED/)
    await assert.rejects(own.apply(tableOf([])), error => hasCode(error, 'balancer/stopped'))
  })
})
