import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LeaderClock } from './leader-clock.ts'

test('a leader begins at its wall clock and goes on by the monotonic one', () => {
  const clock = new LeaderClock(500, 1_000, 70)
  assert.equal(clock.nowMs(70), 1_000)
  assert.equal(clock.nowMs(95.9), 1_025)
})

test('a leader whose wall clock is behind the log goes on from the log', () => {
  const clock = new LeaderClock(5_000, 1_000, 0)
  assert.equal(clock.tookOfficeMs, 5_000)
  assert.equal(clock.nowMs(1), 5_001)
})

test('log time never goes back, whatever the monotonic clock says', () => {
  const clock = new LeaderClock(0, 1_000, 50)
  assert.equal(clock.nowMs(10), 1_000)
})
