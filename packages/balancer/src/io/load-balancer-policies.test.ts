import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode, ManualClock, seededRandom } from '@polis/base'
import { ALGORITHMS, type Endpoint } from '../routes.ts'
import { LoadBalancer, type LoadBalancerOptions, type Send } from './load-balancer.ts'

const ENDPOINTS: readonly Endpoint[] = ['a', 'b', 'c', 'd'].map((id, i) => ({
  id,
  address: '127.0.0.1',
  port: i + 1,
  weight: 1,
}))

/** A balancer whose endpoints answer after 5 ms, those in `broken` with 503. */
function balancerOf(options: LoadBalancerOptions = {}) {
  const clock = new ManualClock(1_800_000_000_000)
  const broken = new Set<string>()
  const send: Send = async endpoint => {
    clock.advance(5)
    const status = broken.has(endpoint.id) ? 503 : 200
    return { status, headers: {}, body: Buffer.from(endpoint.id) }
  }
  const fixed = { endpoints: ENDPOINTS, send, clock, random: seededRandom(1) }
  return { balancer: new LoadBalancer({ ...fixed, ...options }), clock, broken }
}

const request = { clientIp: '10.0.0.1', method: 'GET', path: '/' }

describe('LoadBalancer with every algorithm', () => {
  for (const algorithm of ALGORITHMS) {
    it(`${algorithm} answers, and counts by algorithm and by endpoint`, async () => {
      const { balancer } = balancerOf({ algorithm })
      for (let i = 0; i < 20; i++) {
        await balancer.handleRequest({ ...request, clientIp: `10.0.0.${i}` })
      }
      const stats = balancer.getStats()
      assert.equal(stats.algorithm, algorithm)
      assert.deepEqual(Object.keys(stats.algorithms), [algorithm])
      assert.equal(stats.algorithms[algorithm]!.requests, 20)
      assert.ok(Math.abs(stats.algorithms[algorithm]!.responseTimeMs.p99 - 5) < 0.7)
      const sum = stats.endpoints.reduce((total, { requests }) => total + requests, 0)
      assert.equal(sum, 20)
      const used = stats.endpoints.find(({ requests }) => requests > 0)!
      assert.ok(Math.abs(used.responseTimeMs.p50 - 5) < 0.7 && used.successRate === 1)
    })
  }

  it('can be changed to another at run time, and all figures stay', async () => {
    const { balancer, broken } = balancerOf({ algorithm: 'round-robin' })
    await balancer.handleRequest(request)
    balancer.useAlgorithm('maglev')
    broken.add('a').add('b').add('c').add('d')
    await balancer.handleRequest(request)
    await balancer.handleRequest(request)
    const { totalRequests, algorithms } = balancer.getStats()
    assert.equal(totalRequests, 3)
    assert.deepEqual([algorithms['round-robin']!.requests, algorithms.maglev!.requests], [1, 2])
    assert.deepEqual(
      [algorithms['round-robin']!.successRate, algorithms.maglev!.successRate],
      [1, 0],
    )
  })

  it('hashes what it is told to', async () => {
    const { balancer } = balancerOf({ algorithm: 'consistent-hash', hashBy: { header: 'X-Key' } })
    const ownerOf = async (key: string, clientIp: string) => {
      const headers = { 'x-key': key }
      return (await balancer.handleRequest({ ...request, clientIp, headers })).endpointId
    }
    const owners = new Set<string>()
    for (let i = 0; i < 30; i++) {
      const owner = await ownerOf(`key ${i}`, '10.0.0.1')
      assert.equal(await ownerOf(`key ${i}`, '10.9.9.9'), owner)
      owners.add(owner)
    }
    assert.ok(owners.size > 1)
  })
})

describe('LoadBalancer that keeps clients', () => {
  it('by a header or the address, alike in every balancer', async () => {
    for (const sticky of [{ header: 'X-User' }, { source: true } as const]) {
      const [one, two] = [balancerOf({ sticky }), balancerOf({ sticky })]
      two.balancer.removeEndpoint('a')
      two.balancer.addEndpoint(ENDPOINTS[0]!)
      for (let i = 0; i < 20; i++) {
        const client = { ...request, clientIp: `10.0.${i}.1`, headers: { 'x-user': `u${i}` } }
        const { endpointId } = await one.balancer.handleRequest(client)
        assert.equal((await one.balancer.handleRequest(client)).endpointId, endpointId)
        assert.equal((await two.balancer.handleRequest(client)).endpointId, endpointId)
      }
    }
  })

  it('by a cookie that another balancer with the key takes, until it expires', async () => {
    const sticky = { cookie: 'lb', key: 'k', maxAge: '1h' as const }
    const [one, two] = [balancerOf({ sticky }), balancerOf({ sticky })]
    const first = await one.balancer.handleRequest(request)
    const cookie = /^(lb=[^;]+); Path=\/; Max-Age=3600;/.exec(first.headers['set-cookie']!)![1]!
    const headers = { Cookie: `x=1; ${cookie}` }
    for (const { balancer } of [one, two]) {
      for (let i = 0; i < 8; i++) {
        const answer = await balancer.handleRequest({ ...request, headers })
        assert.equal(answer.endpointId, first.endpointId)
        assert.equal(answer.headers['set-cookie'], undefined)
      }
    }
    two.clock.advance(4_000_000)
    const late = new Set<string>()
    for (let i = 0; i < 8; i++) {
      late.add((await two.balancer.handleRequest({ ...request, headers })).endpointId)
    }
    assert.equal(late.size, 4)
  })
})

describe('LoadBalancer with policies', () => {
  it('leaves outliers out, says so, and counts it', async () => {
    const { balancer, broken } = balancerOf({ policy: { outliers: {} } })
    const events: string[] = []
    balancer.on('endpointEjected', (id, reason) => events.push(`${id} ${reason}`))
    broken.add('c')
    for (let i = 0; i < 40; i++) await balancer.handleRequest(request)
    assert.deepEqual(events, ['c gateway-failures'])
    const stats = balancer.getStats()
    assert.equal(stats.failedRequests, 5)
    assert.equal(stats.ejections, 1)
    assert.equal(stats.endpoints.find(({ id }) => id === 'c')!.ejections, 1)
  })

  it('ejects a slow endpoint at the end of a window', async () => {
    const { balancer, clock } = balancerOf({
      policy: { outliers: { windowMs: 1_000, requestsMin: 5 } },
      send: async endpoint => {
        clock.advance(endpoint.id === 'b' ? 100 : 5)
        return { status: 200, headers: {}, body: Buffer.alloc(0) }
      },
    })
    const events: string[] = []
    balancer.on('endpointEjected', (id, reason) => events.push(`${id} ${reason}`))
    for (let i = 0; i < 60; i++) await balancer.handleRequest(request)
    assert.deepEqual(events, ['b latency'])
  })

  it('refuses what is above a bound, with a code of its own', async () => {
    const release = Promise.withResolvers<void>()
    const { balancer } = balancerOf({
      policy: { circuit: { requests: 2 } },
      send: async () => {
        await release.promise
        return { status: 200, headers: {}, body: Buffer.alloc(0) }
      },
    })
    const held = [balancer.handleRequest(request), balancer.handleRequest(request)]
    await assert.rejects(
      balancer.handleRequest(request),
      error => hasCode(error, 'balancer/circuit-open') && error.fields['bound'] === 'requests',
    )
    release.resolve()
    await Promise.all(held)
    assert.equal(balancer.getStats().circuitOpen, 1)
  })

  it('does not start with one that is out of range', () => {
    assert.throws(
      () => new LoadBalancer({ policy: { boundedLoad: 0.5 } }),
      error => hasCode(error, 'balancer/bad-policy'),
    )
  })
})
