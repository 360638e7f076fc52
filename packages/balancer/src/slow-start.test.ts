import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { allocateCounters, Counters } from './counters.ts'
import { ALGORITHMS, type Algorithm, isHashing } from './routes.ts'
import { ServiceBalancer } from './service-balancer.ts'
import { Ramp } from './slow-start.ts'

const candidatesOf = (count: number, weight = 1) =>
  Array.from({ length: count }, (_, i) => ({ id: `e${i}`, weight, slot: i + 1 }))

function weights(ramp: Ramp, nowMs: number, count = 3): number[] {
  return ramp.scaled(candidatesOf(count, 2), nowMs).map(({ weight }) => weight)
}

describe('slow start', () => {
  it('grows in a straight line from a tenth to the whole', () => {
    const ramp = new Ramp({ windowMs: 10_000 }, true)
    ramp.update(candidatesOf(2), 0)
    ramp.update(candidatesOf(3), 1_000)
    assert.deepEqual(weights(ramp, 1_000), [2, 2, 0.2])
    assert.deepEqual(weights(ramp, 6_000), [2, 2, 1])
    assert.deepEqual(weights(ramp, 11_000), [2, 2, 2])
    assert.equal(ramp.nextChangeMs, Number.POSITIVE_INFINITY)
  })

  it('grows as Envoy’s formula says with another aggression', () => {
    const ramp = new Ramp({ windowMs: 10_000, aggression: 2, minFraction: 0.2 }, true)
    ramp.update(candidatesOf(2), 0)
    ramp.update(candidatesOf(3), 0)
    assert.equal(weights(ramp, 0)[2], 0.4)
    assert.equal(weights(ramp, 2_500)[2], 1)
  })

  it('is not for endpoints that were there first', () => {
    const ramp = new Ramp({ windowMs: 10_000 }, true)
    ramp.update(candidatesOf(3), 0)
    assert.deepEqual(weights(ramp, 0), [2, 2, 2])
  })

  it('begins anew for one that was gone, or is back from an ejection', () => {
    const ramp = new Ramp({ windowMs: 10_000 }, true)
    ramp.update(candidatesOf(3), 0)
    ramp.update(candidatesOf(2), 1_000)
    ramp.update(candidatesOf(3), 2_000)
    ramp.restart('e0', 2_000)
    assert.deepEqual(weights(ramp, 2_000), [0.2, 2, 0.2])
  })

  const SHARED = ALGORITHMS.filter(algorithm => !isHashing(algorithm))
  for (const algorithm of SHARED) {
    it(`${algorithm} gives a newcomer half of a share after half of the window`, () => {
      const share = newcomerShare(algorithm, 5_000)
      assert.ok(Math.abs(share - 0.5) < 0.12, `${share}`)
    })

    it(`${algorithm} gives a newcomer a whole share in the end`, () => {
      const share = newcomerShare(algorithm, 10_000)
      assert.ok(Math.abs(share - 1) < 0.12, `${share}`)
    })
  }
})

/** What the fifth endpoint holds `ageMs` after it joined, in shares of the mean of the others. */
function newcomerShare(algorithm: Algorithm, ageMs: number): number {
  const counters = new Counters(allocateCounters(1, 16), 0)
  const policy = { slowStart: { windowMs: 10_000 } }
  const service = { id: 'web', algorithm, row: 0, policy }
  const balancer = new ServiceBalancer(service, counters, seededRandom(1))
  balancer.update(candidatesOf(4), 0)
  balancer.update(candidatesOf(5), 0)
  for (let i = 0; i < 4_500; i++) balancer.acquire({ hash: 0, nowMs: ageMs, attempt: 0 }, [])
  const others = [1, 2, 3, 4].reduce((sum, slot) => sum + counters.inFlightOf(slot), 0) / 4
  return counters.inFlightOf(5) / others
}
