import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { EJECTION_BASE_MS, RETRY_BUDGET_MIN } from './config.ts'
import { allocateCounters, Counters } from './counters.ts'
import { RetryBudget } from './retry-budget.ts'
import { ALGORITHMS, type Algorithm } from './routes.ts'
import { ServiceBalancer } from './service-balancer.ts'

function balancerOf(algorithm: Algorithm, count: number, key?: string) {
  const counters = new Counters(allocateCounters(1, 64), 0)
  const sticky = key === undefined ? undefined : { cookie: 'polis', key }
  const balancer = new ServiceBalancer(
    { id: 'web', algorithm, sticky, row: 0 },
    counters,
    seededRandom(1),
  )
  const candidates = Array.from({ length: count }, (_, i) => ({
    id: `e${i + 1}`,
    weight: 1,
    slot: i + 1,
  }))
  balancer.update(candidates, 0)
  return { balancer, counters, candidates }
}

const request = (nowMs = 1) => ({ hash: 12_345, nowMs, attempt: 0 })

describe('the balancer of a service', () => {
  for (const algorithm of ALGORITHMS) {
    it(`${algorithm}: finds every endpoint once when each fails in turn`, () => {
      const { balancer } = balancerOf(algorithm, 5)
      const tried: number[] = []
      for (let i = 0; i < 5; i++) tried.push(balancer.acquire(request(), tried)!.slot)
      assert.deepEqual([...tried].sort(), [1, 2, 3, 4, 5])
      assert.equal(balancer.acquire(request(), tried), undefined)
      assert.equal(balancer.isExhausted(tried), true)
    })

    it(`${algorithm}: does not pick an endpoint that refused, until its pause is over`, () => {
      const { balancer, candidates } = balancerOf(algorithm, 3)
      assert.equal(balancer.failed(candidates[1]!, 'refused', 0), true)
      const picks = (nowMs: number) =>
        Array.from({ length: 200 }, (_, i) => {
          const candidate = balancer.acquire({ hash: i * 40_000_003, nowMs, attempt: 0 }, [])!
          balancer.release(candidate)
          return candidate.id
        })
      assert.equal(picks(1).includes('e2'), false)
      assert.equal(picks(EJECTION_BASE_MS).includes('e2'), true)
    })
  }

  it('counts what it picks as in flight until it is released', () => {
    const { balancer, counters } = balancerOf('round-robin', 1)
    const candidate = balancer.acquire(request(), [])!
    assert.equal(counters.inFlightOf(candidate.slot), 1)
    balancer.release(candidate)
    assert.equal(counters.inFlightOf(candidate.slot), 0)
  })

  it('goes by a signed cookie, and by none that another key or service signed', () => {
    const one = balancerOf('round-robin', 3, 'key').balancer
    const same = balancerOf('round-robin', 3, 'key')
    const other = balancerOf('round-robin', 3, 'other').balancer
    const candidate = one.acquire(request(), [])!
    const cookie = one.cookieFor(candidate, 1)!
    assert.equal(same.balancer.acquireSticky(cookie, 1)!.id, candidate.id)
    assert.equal(other.acquireSticky(cookie, 1), undefined)
    assert.equal(one.acquireSticky(`x${cookie}`, 1), undefined)
    same.balancer.failed(same.candidates[candidate.slot - 1]!, 'refused', 1)
    assert.equal(same.balancer.acquireSticky(cookie, 1), undefined, 'ejected')
  })
})

describe('the balancer of a service with zones', () => {
  const zone = { own: 'a', near: 2, far: 2 }
  const candidates = ['a', 'a', 'b', 'b'].map((zone, i) => ({
    id: `e${i}`,
    weight: 1,
    slot: i + 1,
    zone,
  }))

  function zoned() {
    const counters = new Counters(allocateCounters(1, 64), 0)
    const service = { id: 'web', algorithm: 'round-robin', row: 0, zone } as const
    const balancer = new ServiceBalancer(service, counters, seededRandom(1))
    balancer.update(candidates, 0, zone)
    return balancer
  }

  it('stays in the own zone, and leaves it for a request that has failed on all of it', () => {
    const balancer = zoned()
    const near = Array.from({ length: 20 }, () => balancer.acquire(request(), [])!.zone)
    assert.deepEqual(new Set(near), new Set(['a']))
    assert.equal(balancer.acquire(request(), [1, 2])!.zone, 'b')
  })

  it('spills over when half of the zone refuses, and comes back', () => {
    const balancer = zoned()
    balancer.failed(candidates[0]!, 'refused', 0)
    const farShare = (nowMs: number) => {
      const zones = Array.from({ length: 1_000 }, () => balancer.acquire(request(nowMs), [])!.zone)
      return zones.filter(zone => zone === 'b').length / 1_000
    }
    const spilled = farShare(1)
    assert.ok(spilled > 0.25 && spilled < 0.35, `${spilled}`)
    assert.equal(farShare(EJECTION_BASE_MS), 0)
  })

  it('heeds the counts of a new table', () => {
    const balancer = zoned()
    balancer.update(candidates.slice(1), 0, { own: 'a', near: 4, far: 2 })
    const zones = Array.from({ length: 1_000 }, () => balancer.acquire(request(), [])!.zone)
    const near = zones.filter(zone => zone === 'a').length / 1_000
    assert.ok(near > 0.3 && near < 0.4, `${near}`)
  })
})

describe('the retry budget', () => {
  it('allows a fifth of what is in flight and never fewer than the minimum', () => {
    const budget = new RetryBudget()
    const taken = Array.from({ length: 6 }, () => budget.take(0)).filter(Boolean).length
    assert.equal(taken, RETRY_BUDGET_MIN)
    assert.equal(budget.take(20), true)
    assert.equal(budget.take(20), false)
    budget.release()
    assert.equal(budget.take(20), true)
  })
})
