import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RateLimit } from './rate-limit.ts'

test('a burst is let through, then the rate, each member for itself', () => {
  const limit = new RateLimit({ perSecond: 10, burst: 3 })
  const taken = (peer: string, nowMs: number) =>
    [1, 2, 3, 4].filter(() => limit.take(peer, nowMs)).length
  assert.equal(taken('a', 0), 3)
  assert.equal(taken('b', 0), 3)
  assert.equal(taken('a', 100), 1)
  assert.equal(limit.refused, 5)
  limit.forget('a')
  assert.equal(taken('a', 100), 3)
})

test('over any time no more than the burst and the rate are let through', () => {
  const steps = fc.array(fc.nat(400), { maxLength: 200 })
  fc.assert(
    fc.property(steps, gapsMs => {
      const limit = new RateLimit({ perSecond: 5, burst: 4 })
      let nowMs = 0
      let taken = 0
      for (const gapMs of gapsMs) {
        nowMs += gapMs
        if (limit.take('a', nowMs)) taken++
      }
      assert.ok(taken <= 4 + (nowMs / 1_000) * 5)
    }),
  )
})
