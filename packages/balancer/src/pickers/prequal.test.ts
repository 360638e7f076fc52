import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { allocateCounters, Counters } from '../counters.ts'
import type { Algorithm } from '../routes.ts'
import { createPicker } from './create.ts'
import { recordLatency } from './latency.ts'
import type { Candidate } from './picker.ts'

const candidatesOf = (count: number): Candidate[] =>
  Array.from({ length: count }, (_, slot) => ({ id: `e${slot}`, weight: 1, slot }))

function prequalOf(count: number) {
  const counters = new Counters(allocateCounters(1, 128), 0)
  const picker = createPicker('prequal', counters, seededRandom(1))
  picker.update(candidatesOf(count))
  const pick = (nowMs = 1_000) => picker.pick({ hash: 0, nowMs, attempt: 0 })!.slot
  return { counters, pick }
}

describe('Prequal', () => {
  it('takes the fastest of those that are not hot', () => {
    const { counters, pick } = prequalOf(5)
    for (let slot = 0; slot < 5; slot++) recordLatency(counters, slot, slot === 3 ? 5 : 50, 1_000)
    const counts = new Array<number>(5).fill(0)
    for (let i = 0; i < 500; i++) counts[pick()]!++
    // It is in all but a few pools of 16 draws among 5.
    assert.ok(counts[3]! > 400, `${counts}`)
  })

  it('leaves the fastest as soon as it is hot', () => {
    const { counters, pick } = prequalOf(10)
    for (let slot = 0; slot < 10; slot++) recordLatency(counters, slot, slot === 3 ? 5 : 50, 1_000)
    for (let i = 0; i < 50; i++) counters.begin(3)
    let hot = 0
    for (let i = 0; i < 500; i++) if (pick() === 3) hot++
    assert.ok(hot < 10, `${hot}`)
  })

  it('counts what other nodes have in flight there', () => {
    const { counters, pick } = prequalOf(2)
    counters.remoteInFlight[0] = 40
    let loaded = 0
    for (let i = 0; i < 500; i++) if (pick() === 0) loaded++
    assert.ok(loaded < 10, `${loaded}`)
  })

  it('keeps the fullest of 100 bins near the mean', () => {
    const { counters, pick } = prequalOf(100)
    for (let i = 0; i < 20_000; i++) counters.begin(pick())
    const most = Math.max(...Array.from({ length: 100 }, (_, slot) => counters.inFlightOf(slot)))
    assert.ok(most - 200 <= 5, `${most}`)
  })
})

/**
 * Requests of 10 ms on average at random times, to five endpoints of which one takes 200 ms more;
 * answers the 99th percentile of the latency. Time is virtual.
 */
function p99WithOneSlow(algorithm: Algorithm, isSlow: boolean): number {
  const counters = new Counters(allocateCounters(1, 16), 0)
  const random = seededRandom(5)
  const picker = createPicker(algorithm, counters, seededRandom(2))
  picker.update(candidatesOf(5))
  const ends: { atMs: number; slot: number; tookMs: number }[] = []
  const latencies: number[] = []
  let nowMs = 1
  for (let i = 0; i < 20_000; i++) {
    nowMs += -Math.log(1 - random.next())
    for (let at = ends.length - 1; at >= 0; at--) {
      const { atMs, slot, tookMs } = ends[at]!
      if (atMs > nowMs) continue
      ends.splice(at, 1)
      counters.end(slot)
      recordLatency(counters, slot, tookMs, atMs)
    }
    const { slot } = picker.pick({ hash: 0, nowMs, attempt: 0 })!
    counters.begin(slot)
    const tookMs = 5 - 5 * Math.log(1 - random.next()) + (isSlow && slot === 2 ? 200 : 0)
    latencies.push(tookMs)
    ends.push({ atMs: nowMs + tookMs, slot, tookMs })
  }
  latencies.sort((a, b) => a - b)
  return latencies[Math.floor(latencies.length * 0.99)]!
}

describe('one slow replica of five (+200 ms)', () => {
  for (const algorithm of ['prequal', 'peak-ewma'] as const) {
    it(`does not show in the p99 of ${algorithm}`, () => {
      const healthy = p99WithOneSlow(algorithm, false)
      const slow = p99WithOneSlow(algorithm, true)
      assert.ok(slow < healthy * 1.25, `${slow.toFixed(1)} ms against ${healthy.toFixed(1)} ms`)
    })
  }

  it('does show in the p99 of round robin', () => {
    assert.ok(p99WithOneSlow('round-robin', true) > 200)
  })
})
