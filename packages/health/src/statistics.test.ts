import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quantile, seededRandom } from '@polis/base'
import fc from 'fast-check'
import { CheckRecorder, mergedStatistics, ResponseTimes } from './statistics.ts'
import { Uptime } from './uptime.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

test('percentiles are within a tenth of the exact ones', () => {
  const times = fc.array(fc.double({ min: 0.11, max: 60_000, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(times, fc.constantFrom(0.5, 0.95, 0.99), (list, fraction) => {
      const histogram = new ResponseTimes()
      for (const time of list) histogram.add(time, 0)
      const exact = quantile(list, fraction)
      const found = histogram.quantileMs(fraction, 0)!
      assert(found >= exact * 0.999 && found <= exact * 1.101, `${found} for ${exact}`)
    }),
  )
})

test('old response times fade', () => {
  const histogram = new ResponseTimes()
  histogram.add(1_000, 0)
  histogram.add(10, 20 * MINUTE_MS)
  assert(histogram.quantileMs(1, 20 * MINUTE_MS)! > 900)
  assert(histogram.quantileMs(1, 40 * MINUTE_MS)! < 12)
  assert.equal(histogram.quantileMs(1, 90 * MINUTE_MS), null)
})

test('uptime is the part of the observed time, for each window', () => {
  const uptime = new Uptime()
  uptime.update('passing', 10 * HOUR_MS)
  uptime.update('critical', 12 * HOUR_MS)
  uptime.update('warning', 12.25 * HOUR_MS)
  const { lastHour, lastDay } = uptime.read(12.5 * HOUR_MS)
  assert(Math.abs(lastHour! - 0.75) < 0.02, String(lastHour))
  assert(Math.abs(lastDay! - 2.25 / 2.5) < 1e-9, String(lastDay))
})

test('time before the first result counts neither way', () => {
  const uptime = new Uptime()
  assert.deepEqual(uptime.read(5 * HOUR_MS), {
    lastHour: null,
    lastDay: null,
    lastWeek: null,
  })
  uptime.update('unknown', 5 * HOUR_MS)
  uptime.update('passing', 6 * HOUR_MS)
  assert.deepEqual(uptime.read(6.5 * HOUR_MS), { lastHour: 1, lastDay: 1, lastWeek: 1 })
})

test('what is older than its window is forgotten', () => {
  const uptime = new Uptime()
  uptime.update('critical', 0)
  uptime.update('passing', HOUR_MS)
  assert.equal(uptime.read(3 * HOUR_MS).lastHour, 1)
  const { lastDay, lastWeek } = uptime.read(30 * HOUR_MS)
  assert.equal(lastDay, 1)
  assert(Math.abs(lastWeek! - 29 / 30) < 1e-6, String(lastWeek))
  assert.equal(uptime.read(200 * HOUR_MS).lastWeek, 1)
})

test('uptime over any changes agrees with a plain sum over a day that has just begun', () => {
  const random = seededRandom(3)
  const uptime = new Uptime()
  let nowMs = 100 * HOUR_MS
  let upMs = 0
  const startMs = nowMs
  let isUp = true
  uptime.update('passing', nowMs)
  for (let i = 0; i < 200; i++) {
    const lastsMs = random.int(5 * MINUTE_MS)
    nowMs += lastsMs
    if (isUp) upMs += lastsMs
    isUp = random.int(2) === 0
    uptime.update(isUp ? 'passing' : 'critical', nowMs)
  }
  assert(Math.abs(uptime.read(nowMs).lastDay! - upMs / (nowMs - startMs)) < 1e-9)
})

test('a recorder counts results, and only answers have response times', () => {
  const recorder = new CheckRecorder()
  recorder.record('pass', 10, 'passing', 0)
  recorder.record('fail', 3_000, 'warning', 1_000)
  const statistics = recorder.read(2_000)
  assert.deepEqual([statistics.results, statistics.failures], [2, 1])
  assert(statistics.responseTimeMsP99! < 12)
  assert.equal(statistics.uptimeLastHour, 1)
})

test('merged statistics are those of all results in one recorder', () => {
  const times = fc.array(fc.double({ min: 0.2, max: 5_000, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(fc.array(times, { minLength: 1, maxLength: 5 }), lists => {
      const one = new CheckRecorder()
      const several = lists.map(list => {
        const recorder = new CheckRecorder()
        for (const time of list) {
          recorder.record('pass', time, 'passing', 0)
          one.record('pass', time, 'passing', 0)
        }
        return recorder
      })
      assert.deepEqual(mergedStatistics(several, 1_000), one.read(1_000))
    }),
    { numRuns: 50 },
  )
})

test('the uptime of several checks is the part of their common time', () => {
  const up = new CheckRecorder()
  const down = new CheckRecorder()
  up.record('pass', 1, 'passing', 0)
  down.record('fail', 1, 'critical', 0)
  const { uptimeLastHour } = mergedStatistics([up, down], 30 * MINUTE_MS)
  assert(Math.abs(uptimeLastHour! - 0.5) < 1e-6)
})

test('uptime over any changes and pauses agrees with a plain sum of the slots of each window', () => {
  const state = fc.constantFrom('passing', 'critical', 'unknown', 'warning' as const)
  const afterMs = fc.oneof(fc.nat(90_000), fc.nat(6 * HOUR_MS), fc.nat(400 * HOUR_MS))
  const steps = fc.array(fc.record({ state, afterMs, isRead: fc.boolean() }), { maxLength: 40 })
  fc.assert(
    fc.property(steps, list => {
      const uptime = new Uptime()
      const spans: { fromMs: number; toMs: number; isUp: boolean }[] = []
      let nowMs = 1_000 * HOUR_MS
      let before: (typeof list)[number]['state'] = 'unknown'
      const expected = (slotMs: number, slots: number) => {
        const sinceMs = (Math.floor(nowMs / slotMs) - slots + 1) * slotMs
        const sum = (which: typeof spans) =>
          which.reduce(
            (ms, { fromMs, toMs }) => ms + Math.max(0, toMs - Math.max(fromMs, sinceMs)),
            0,
          )
        const observedMs = sum(spans)
        return observedMs === 0 ? null : sum(spans.filter(({ isUp }) => isUp)) / observedMs
      }
      for (const { state: next, afterMs: ms, isRead } of list) {
        if (before !== 'unknown') {
          spans.push({ fromMs: nowMs, toMs: nowMs + ms, isUp: before !== 'critical' })
        }
        nowMs += ms
        uptime.update(next, nowMs)
        before = next
        if (!isRead) continue
        assert.deepEqual(uptime.read(nowMs), {
          lastHour: expected(MINUTE_MS, 60),
          lastDay: expected(HOUR_MS, 24),
          lastWeek: expected(HOUR_MS, 168),
        })
      }
    }),
    { numRuns: 300 },
  )
})
