import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  type Change,
  highestAllowed,
  lowestAllowed,
  type RateRule,
  rateProblems,
  rememberChange,
} from './rate.ts'

const NOW = 1_000_000
const replicas = (value: number, periodMs = 15_000) => ({
  ...{ type: 'replicas' as const, value, periodMs },
})
const percent = (value: number, periodMs = 15_000) => ({
  ...{ type: 'percent' as const, value, periodMs },
})

describe('a rate rule', () => {
  it('takes the policy that allows most, or least (HPA v2 selectPolicy)', () => {
    const policies = [replicas(4), percent(100)]
    assert.equal(highestAllowed({ select: 'max', policies }, 2, [], NOW), 6)
    assert.equal(highestAllowed({ select: 'max', policies }, 10, [], NOW), 20)
    assert.equal(highestAllowed({ select: 'min', policies }, 10, [], NOW), 14)
    const down = [replicas(4), percent(10)]
    assert.equal(lowestAllowed({ select: 'max', policies: down }, 80, [], NOW), 72)
    assert.equal(lowestAllowed({ select: 'min', policies: down }, 80, [], NOW), 76)
  })

  it('rounds a percentage up, so that it never allows nothing (72 by 10 % loses 8)', () => {
    const rule: RateRule = { select: 'max', policies: [percent(10)] }
    assert.equal(lowestAllowed(rule, 72, [], NOW), 64)
    assert.equal(lowestAllowed(rule, 1, [], NOW), 0)
    assert.equal(highestAllowed(rule, 1, [], NOW), 2)
    assert.equal(highestAllowed(rule, 0, [], NOW), 1)
  })

  it('allows nothing when it is disabled, and anything when it is absent', () => {
    const rule: RateRule = { select: 'disabled', policies: [] }
    assert.deepEqual([highestAllowed(rule, 3, [], NOW), lowestAllowed(rule, 3, [], NOW)], [3, 3])
    assert.equal(highestAllowed(undefined, 3, [], NOW), Number.POSITIVE_INFINITY)
    assert.equal(lowestAllowed(undefined, 3, [], NOW), 0)
  })

  it('shares one allowance among the steps of a period', () => {
    const rule: RateRule = { select: 'max', policies: [replicas(4)] }
    const at = (ageMs: number, from: number, to: number): Change => ({
      atMs: NOW - ageMs,
      from,
      to,
    })
    assert.equal(highestAllowed(rule, 5, [at(14_999, 2, 5)], NOW), 6)
    assert.equal(highestAllowed(rule, 5, [at(15_000, 2, 5)], NOW), 9)
    assert.equal(lowestAllowed(rule, 5, [at(1_000, 8, 5)], NOW), 4)
    assert.equal(highestAllowed(rule, 9, [at(1_000, 2, 9)], NOW), 9)
  })

  it('grows no further within any period than its policy allows, whatever is wanted', () => {
    const rule: RateRule = { select: 'max', policies: [replicas(3, 10)] }
    fc.assert(
      fc.property(fc.array(fc.nat(7), { maxLength: 60 }), pauses => {
        let nowMs = 0
        let count = 1
        let changes: Change[] = []
        const counts: { atMs: number; count: number }[] = [{ atMs: 0, count }]
        for (const pause of pauses) {
          nowMs += pause
          const to = Math.min(1_000, highestAllowed(rule, count, changes, nowMs))
          if (to === count) continue
          changes = rememberChange(changes, { atMs: nowMs, from: count, to })
          count = to
          counts.push({ atMs: nowMs, count })
          for (const earlier of counts) {
            if (nowMs - earlier.atMs < 10) assert.ok(count - earlier.count <= 3)
          }
        }
      }),
    )
  })

  it('says what is wrong with it', () => {
    const policies = [replicas(0), percent(50, 0), replicas(1.5)]
    assert.equal(rateProblems('scaleUp', { select: 'max', policies }).length, 3)
    assert.deepEqual(rateProblems('scaleUp', { select: 'max', policies: [percent(100)] }), [])
  })
})
