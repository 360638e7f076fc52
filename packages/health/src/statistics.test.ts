import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quantile, seededRandom } from '@polis/base'
import fc from 'fast-check'
import { CheckRecorder, ResponseTimes, Uptime } from './statistics.ts'

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
  assert.deepEqual(uptime.read(5 * HOUR_MS), { lastHour: null, lastDay: null })
  uptime.update('unknown', 5 * HOUR_MS)
  uptime.update('passing', 6 * HOUR_MS)
  assert.deepEqual(uptime.read(6.5 * HOUR_MS), { lastHour: 1, lastDay: 1 })
})

test('what is older than its window is forgotten', () => {
  const uptime = new Uptime()
  uptime.update('critical', 0)
  uptime.update('passing', HOUR_MS)
  assert.equal(uptime.read(3 * HOUR_MS).lastHour, 1)
  assert.equal(uptime.read(30 * HOUR_MS).lastDay, 1)
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
