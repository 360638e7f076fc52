import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode } from '@polis/base'
import fc from 'fast-check'
import { allocateCounters, Counters } from './counters.ts'
import {
  bucketMiddleMs,
  bucketOf,
  HISTOGRAM_BUCKETS,
  histogramQuantileMs,
  histogramSum,
} from './latency-histogram.ts'
import { RowRegistry } from './row-registry.ts'

describe('the latency histogram', () => {
  it('keeps every latency up to a minute within an eighth', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 60_000, noNaN: true }), latencyMs => {
        const middle = bucketMiddleMs(bucketOf(latencyMs))
        assert.ok(Math.abs(middle - latencyMs) <= latencyMs / 8 + 0.001, `${latencyMs}: ${middle}`)
      }),
    )
  })

  it('orders buckets as latencies, and takes any number', () => {
    const latencies = [0, 0.001, 0.007, 0.008, 0.5, 1, 10, 1e3, 1e5, 1e9, Number.POSITIVE_INFINITY]
    const buckets = latencies.map(bucketOf)
    assert.deepEqual(
      [...buckets].sort((a, b) => a - b),
      buckets,
    )
    assert.ok(buckets.every(bucket => bucket >= 0 && bucket < HISTOGRAM_BUCKETS))
  })

  it('answers quantiles', () => {
    const buckets = new Array<number>(HISTOGRAM_BUCKETS).fill(0)
    assert.equal(histogramQuantileMs(buckets, 0.5), 0)
    for (let i = 1; i <= 100; i++) buckets[bucketOf(i)]!++
    for (const fraction of [0.5, 0.9, 0.99]) {
      const quantile = histogramQuantileMs(buckets, fraction)
      assert.ok(Math.abs(quantile - fraction * 100) <= fraction * 13, `${fraction}: ${quantile}`)
    }
  })

  it('answers the number and the sum of its latencies', () => {
    const buckets = new Array<number>(HISTOGRAM_BUCKETS).fill(0)
    assert.deepEqual(histogramSum(buckets), { count: 0, sumMs: 0 })
    for (let i = 1; i <= 100; i++) buckets[bucketOf(i)]!++
    const { count, sumMs } = histogramSum(buckets)
    assert.equal(count, 100)
    assert.ok(Math.abs(sumMs - 5_050) < 5_050 / 16, String(sumMs))
  })
})

describe('shared counters', () => {
  it('adds up what all threads counted', () => {
    const memory = allocateCounters(3, 8)
    const threads = [0, 1, 2].map(thread => new Counters(memory, thread))
    for (const [index, thread] of threads.entries()) {
      thread.begin(5)
      thread.request(5)
      thread.latency(5, 10)
      thread.bytes(5, index, 10 * index)
    }
    threads[1]!.failure(5)
    const row = threads[0]!.read(5)
    assert.deepEqual(
      [row.requests, row.failures, row.bytesIn, row.bytesOut, row.inFlight],
      [3, 1, 3, 30, 3],
    )
    assert.ok(Math.abs(row.latency.p50Ms - 10) < 1)
    assert.equal(threads[0]!.read(4).requests, 0)
  })

  it('takes back what a dead thread had in flight, and leaves the others alone', () => {
    const memory = allocateCounters(2, 8)
    const [one, two] = [new Counters(memory, 0), new Counters(memory, 1)]
    one.begin(3)
    two.begin(3)
    two.begin(3)
    one.forgetThread(1)
    assert.equal(one.inFlightOf(3), 1)
    one.clear(3)
    assert.equal(one.inFlightOf(3), 0)
  })
})

describe('the row registry', () => {
  it('gives a name the same row, and a free row to the next', () => {
    const rows = new RowRegistry(2)
    const a = rows.claim('a')
    assert.equal(rows.claim('a'), a)
    const b = rows.claim('b')
    assert.notEqual(a, b)
    assert.throws(
      () => rows.claim('c'),
      error => hasCode(error, 'balancer/too-many-endpoints'),
    )
    assert.equal(rows.release('a'), a)
    assert.equal(rows.claim('c'), a)
  })
})
