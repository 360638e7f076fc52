import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { hasCode, ManualClock, seededRandom } from '@polis/base'
import { EJECTION_BASE_MS, SEND_ATTEMPTS_MAX } from '../config.ts'
import type { Endpoint } from '../routes.ts'
import { LoadBalancer, type LoadBalancerOptions, type Send } from './load-balancer.ts'

const ENDPOINTS: readonly Endpoint[] = ['a', 'b', 'c'].map((id, i) => ({
  id,
  address: '127.0.0.1',
  port: i + 1,
  weight: 1,
}))

/** A balancer whose endpoints answer at once, but for those in `down`, which refuse. */
function balancerOf(options: LoadBalancerOptions = {}) {
  const clock = new ManualClock(1_000)
  const down = new Set<string>()
  const send: Send = async endpoint => {
    clock.advance(5)
    if (down.has(endpoint.id)) {
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' })
    }
    return { status: 200, headers: {}, body: Buffer.from(endpoint.id) }
  }
  const balancer = new LoadBalancer({
    endpoints: ENDPOINTS,
    send,
    clock,
    random: seededRandom(1),
    ...options,
  })
  return { balancer, clock, down }
}

const request = { clientIp: '10.0.0.1', method: 'GET', path: '/' }

async function ask(balancer: LoadBalancer, count: number, sessionId?: string): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    ids.push((await balancer.handleRequest({ ...request, sessionId })).endpointId)
  }
  return ids
}

describe('LoadBalancer', () => {
  it('spreads requests and counts them', async () => {
    const { balancer } = balancerOf()
    assert.deepEqual((await ask(balancer, 6)).sort(), ['a', 'a', 'b', 'b', 'c', 'c'])
    const stats = balancer.getStats()
    assert.deepEqual(
      [stats.totalRequests, stats.failedRequests, stats.successRate, stats.activeConnections],
      [6, 0, 1, 0],
    )
    assert.ok(Math.abs(stats.responseTimeMs.p50 - 5) < 0.7)
    assert.deepEqual(
      stats.endpoints.map(({ requests }) => requests),
      [2, 2, 2],
    )
  })

  it('goes on without an endpoint that refuses, and comes back to it', async () => {
    const { balancer, clock, down } = balancerOf()
    const events: string[] = []
    balancer.on('endpointEjected', id => events.push(`-${id}`))
    balancer.on('endpointReadmitted', id => events.push(`+${id}`))
    down.add('b')
    assert.equal((await ask(balancer, 12)).includes('b'), false)
    assert.deepEqual(events, ['-b'])
    down.delete('b')
    clock.advance(EJECTION_BASE_MS)
    assert.ok((await ask(balancer, 3)).includes('b'))
    assert.deepEqual(events, ['-b', '+b'])
    assert.equal(balancer.getStats().failedRequests, 0)
  })

  it('keeps a session on its endpoint while it is there', async () => {
    const { balancer } = balancerOf({ sticky: true })
    const [first, ...rest] = await ask(balancer, 5, 'session-1')
    assert.deepEqual(new Set(rest), new Set([first]))
    balancer.removeEndpoint(first!)
    const [next, ...others] = await ask(balancer, 3, 'session-1')
    assert.notEqual(next, first)
    assert.deepEqual(new Set(others), new Set([next]))
  })

  it('says that no endpoint is left, and which error the last one gave', async () => {
    const { balancer, down } = balancerOf()
    for (const { id } of ENDPOINTS) down.add(id)
    await assert.rejects(
      ask(balancer, 1),
      error => hasCode(error, 'balancer/no-endpoint') && /refused/.test(error.message),
    )
    for (const { id } of ENDPOINTS) balancer.removeEndpoint(id)
    await assert.rejects(ask(balancer, 1), error => hasCode(error, 'balancer/no-endpoint'))
    assert.equal(balancer.removeEndpoint('a'), false)
    assert.equal(balancer.getStats().successRate, 0)
  })

  it('sends a request whose connection died again only if it may be carried out twice', async () => {
    let sends = 0
    const send: Send = async () => {
      sends++
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET', syscall: 'read' })
    }
    const { balancer } = balancerOf({ send })
    await assert.rejects(balancer.handleRequest({ ...request, method: 'POST' }), /reset/)
    assert.equal(sends, 1)
    await assert.rejects(ask(balancer, 1), /reset/)
    assert.equal(sends, 1 + SEND_ATTEMPTS_MAX)
    assert.equal(balancer.getStats().activeConnections, 0)
  })

  it('forwards over HTTP to real endpoints', async () => {
    const server = createServer((incoming, response) => {
      response.statusCode = 201
      response.end(`${incoming.method} ${incoming.url} ${incoming.headers['x-forwarded-for']}`)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const balancer = new LoadBalancer({ algorithm: 'least-connections' })
      balancer.addEndpoint({ id: 'dead', address: '127.0.0.1', port: 1, weight: 1 })
      balancer.addEndpoint({ id: 'live', address: '127.0.0.1', port, weight: 1 })
      for (let i = 0; i < 4; i++) {
        const response = await balancer.handleRequest({ ...request, path: '/api/health' })
        assert.equal(response.status, 201)
        assert.equal(response.body.toString(), 'GET /api/health 10.0.0.1')
        assert.equal(response.endpointId, 'live')
      }
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })
})
