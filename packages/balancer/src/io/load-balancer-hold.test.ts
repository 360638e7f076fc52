import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { type Clock, hasCode, seededRandom } from '@polis/base'
import { LoadBalancer, type LoadBalancerOptions } from './load-balancer.ts'

const A = { id: 'a', address: '127.0.0.1', port: 1, weight: 1 }

/** A balancer whose time and timers move when the test says so, and what it has sent. */
function balancerOf(t: TestContext, options: LoadBalancerOptions = {}) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const clock: Clock = { nowMs: () => Date.now(), wallMs: () => Date.now() }
  const sent: string[] = []
  const balancer = new LoadBalancer({
    endpoints: [A],
    send: async (_, { path }) => {
      sent.push(path)
      return { status: 200, headers: {}, body: Buffer.alloc(0) }
    },
    clock,
    random: seededRandom(1),
    ...options,
  })
  const ask = (path: string, signal?: AbortSignal) =>
    balancer.handleRequest({ clientIp: '10.0.0.1', method: 'POST', path }, signal)
  return { balancer, sent, ask }
}

const isRefused = (error: unknown) => hasCode(error, 'balancer/no-endpoint')

describe('requests of LoadBalancer that wait', () => {
  it('go on in their order when the pause ends, by hand or by itself', async t => {
    const { balancer, sent, ask } = balancerOf(t)
    for (const end of [() => balancer.unpause(), () => t.mock.timers.tick(1_000)]) {
      balancer.pause({ forMs: 1_000 })
      const asked = ['1', '2', '3'].map(path => ask(path))
      await Promise.resolve()
      const { held, pausedUntilMs } = balancer.getStats()
      assert.deepEqual([held, pausedUntilMs], [3, Date.now() + 1_000])
      assert.deepEqual(sent, [])
      end()
      await Promise.all(asked)
      assert.deepEqual(sent.splice(0), ['1', '2', '3'])
      assert.equal(balancer.getStats().pausedUntilMs, undefined)
      assert.equal((await ask('after')).status, 200)
      sent.length = 0
    }
  })

  it('wait for a pause that is prolonged, and no longer than `hold` says', async t => {
    const { balancer, sent, ask } = balancerOf(t, { hold: { timeout: 1_500, max: 2 } })
    balancer.pause({ forMs: 1_000 })
    const first = assert.rejects(ask('1'), isRefused)
    t.mock.timers.tick(900)
    balancer.pause({ forMs: 1_000 })
    t.mock.timers.tick(500)
    const second = ask('2')
    await assert.rejects(ask('one too many'), isRefused)
    t.mock.timers.tick(100)
    await first
    t.mock.timers.tick(400)
    await second
    assert.deepEqual(sent, ['2'])
  })

  it('wait for an endpoint where `hold` says so, and not beside it', async t => {
    const { balancer, sent, ask } = balancerOf(t, { endpoints: [], hold: { timeout: '5s' } })
    const waiting = ask('1')
    await Promise.resolve()
    assert.deepEqual([balancer.getStats().held, sent], [1, []])
    balancer.addEndpoint(A)
    assert.equal((await waiting).endpointId, 'a')
    balancer.removeEndpoint('a')
    const late = assert.rejects(ask('2'), isRefused)
    t.mock.timers.tick(5_000)
    await late
    assert.equal(balancer.getStats().failedRequests, 1)
    const without = new LoadBalancer()
    const request = { clientIp: '10.0.0.1', method: 'GET', path: '/' }
    await assert.rejects(without.handleRequest(request), isRefused)
  })

  it('end with their own signal', async t => {
    const { balancer, ask } = balancerOf(t)
    balancer.pause({ forMs: 1_000 })
    const leave = new AbortController()
    const waiting = ask('1', leave.signal)
    leave.abort(new Error('gone'))
    await assert.rejects(waiting, /gone/)
    assert.equal(balancer.getStats().held, 0)
    balancer.unpause()
  })

  it('are not held for times that are none', t => {
    const { balancer } = balancerOf(t)
    for (const forMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => balancer.pause({ forMs }), { code: 'balancer/bad-policy' })
    }
    const hold = { timeout: 0 }
    assert.throws(() => new LoadBalancer({ hold }), { code: 'balancer/bad-policy' })
  })
})
