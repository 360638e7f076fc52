import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { DEFAULT_RUNNER_CONFIG } from './config.ts'
import { firstDelayMs, nextDueMs, Schedule } from './schedule.ts'

test('keys come out in the order of their due time, and a new time replaces the old', () => {
  const step = fc.record({
    key: fc.nat(20),
    action: fc.constantFrom('set', 'set', 'set', 'delete', 'take'),
    atMs: fc.nat(1_000),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const schedule = new Schedule<number>()
      const model = new Map<number, number>()
      for (const { key, action, atMs } of steps) {
        if (action === 'set') {
          schedule.set(key, atMs)
          model.set(key, atMs)
        } else if (action === 'delete') {
          schedule.delete(key)
          model.delete(key)
        } else {
          const first = Math.min(Number.POSITIVE_INFINITY, ...model.values())
          assert.equal(schedule.nextMs(), first)
          const slot = schedule.take(atMs)
          assert.equal(slot?.dueMs, first <= atMs ? first : undefined)
          if (slot === undefined) continue
          assert.equal(model.get(slot.key), slot.dueMs)
          model.delete(slot.key)
        }
        assert.equal(schedule.size, model.size)
      }
    }),
    { numRuns: 200 },
  )
})

test('ten thousand checks that come together never fire together', () => {
  const random = seededRandom(5)
  const schedule = new Schedule<number>()
  const config = DEFAULT_RUNNER_CONFIG
  for (let key = 0; key < 10_000; key++) {
    schedule.set(key, firstDelayMs(10_000, 10_000, config, random))
  }
  let most = 0
  let total = 0
  for (let nowMs = 0; nowMs < 60_000; nowMs += 100) {
    let count = 0
    for (let slot = schedule.take(nowMs); slot !== undefined; slot = schedule.take(nowMs)) {
      schedule.set(slot.key, nextDueMs(slot.dueMs, 10_000, nowMs, config, random))
      count++
    }
    most = Math.max(most, count)
    total += count
  }
  assert(most < 180, `at most ${most} in 100 ms; the mean is 100`)
  assert(Math.abs(total - 60_000) < 1_500, `${total} probes in a minute`)
})

test('a slow probe does not stretch the interval, a missed one is not made up for', () => {
  const random = seededRandom(1)
  const config = { ...DEFAULT_RUNNER_CONFIG, jitter: 0 }
  assert.equal(nextDueMs(1_000, 500, 1_400, config, random), 1_500)
  assert.equal(nextDueMs(1_000, 500, 9_000, config, random), 9_000)
})

test('a few checks are probed almost at once', () => {
  assert(firstDelayMs(3, 10_000, DEFAULT_RUNNER_CONFIG, seededRandom(1)) < 3)
})
