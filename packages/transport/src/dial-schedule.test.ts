import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { DialSchedule } from './dial-schedule.ts'

const config = { reconnectMinMs: 50, reconnectMaxMs: 2_000, parallelDialsMax: 2 }
const schedule = (self: string) => new DialSchedule(self, config, seededRandom(1))

test('the peer with the lower id dials at once, the other waits for it', () => {
  const low = schedule('a')
  low.want('b', 1_000)
  assert.deepEqual(low.take(1_000), ['b'])
  const high = schedule('b')
  high.want('a', 1_000)
  assert.deepEqual(high.take(1_000), [])
  assert.equal(high.nextDueMs(), 1_050)
  assert.deepEqual(high.take(1_050), ['a'])
})

test('a peer that was lost is dialled after a moment, not at once', () => {
  const dials = schedule('a')
  dials.lose('b', 1_000)
  const dueMs = dials.nextDueMs()!
  assert.ok(dueMs >= 1_025 && dueMs <= 1_050, `due at ${dueMs}`)
})

test('dials under way are bounded, and the next waits for one to end', () => {
  const dials = schedule('a')
  for (const peer of ['b', 'c', 'd']) dials.want(peer, 0)
  assert.deepEqual(dials.take(0), ['b', 'c'])
  assert.deepEqual(dials.take(0), [])
  assert.equal(dials.nextDueMs(), undefined)
  dials.settle('b')
  assert.deepEqual(dials.take(0), ['d'])
})

test('a peer that stays unreachable is dialled for ever, ever less often up to the bound', () => {
  fc.assert(
    fc.property(fc.integer(), seed => {
      const dials = new DialSchedule('a', config, seededRandom(seed))
      let nowMs = 0
      dials.want('b', nowMs)
      for (let attempt = 0; attempt < 20; attempt++) {
        assert.deepEqual(dials.take(nowMs), ['b'])
        dials.fail('b', nowMs)
        const waitMs = dials.nextDueMs()! - nowMs
        const delayMs = Math.min(2_000, 50 * 2 ** attempt)
        assert.ok(waitMs >= delayMs / 2 && waitMs <= delayMs, `${waitMs} of ${delayMs} ms`)
        nowMs += waitMs
      }
    }),
    { numRuns: 30 },
  )
})

test('a peer that is connected or forgotten is not dialled, and starts afresh', () => {
  const dials = schedule('a')
  dials.want('b', 0)
  for (let i = 0; i < 8; i++) {
    dials.take(i * 10_000)
    dials.fail('b', i * 10_000)
  }
  dials.settle('b')
  assert.equal(dials.nextDueMs(), undefined)
  dials.fail('b', 90_000)
  assert.deepEqual(dials.take(99_000), [])
  dials.want('b', 100_000)
  assert.deepEqual(dials.take(100_000), ['b'])
  dials.fail('b', 100_000)
  assert.ok(dials.nextDueMs()! <= 100_050)
})
