import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OUTLIER_BASE_MS, OUTLIER_MAX_MS, OUTLIER_WINDOW_MS } from './config.ts'
import { NO_ANSWER, Outliers } from './outliers.ts'
import type { OutlierPolicy } from './policy.ts'

const idsOf = (count: number) => Array.from({ length: count }, (_, i) => `e${i}`)

function outliersOf(count: number, policy: OutlierPolicy = {}) {
  const outliers = new Outliers(policy)
  outliers.update(idsOf(count))
  const candidates = idsOf(count).map(id => ({ id }))
  return {
    outliers,
    /** Answers of `id` one after the other; the reason of the last. */
    answer: (id: string, statuses: readonly number[], nowMs = 0, latencyMs = 5) => {
      let reason: string | undefined
      for (const status of statuses) reason = outliers.observe(id, status, latencyMs, nowMs)
      return reason
    },
    out: (nowMs: number) => {
      const usable = outliers.usable(candidates, nowMs)
      return idsOf(count).filter(id => !usable.some(one => one.id === id))
    },
  }
}

const times = (status: number, count: number) => new Array<number>(count).fill(status)

describe('outliers', () => {
  it('are out after five gateway failures in a row, an answer in between forgives', () => {
    const { answer, out } = outliersOf(5)
    assert.equal(answer('e1', [502, 503, 504, NO_ANSWER, 200, 502, 503, 504, NO_ANSWER]), undefined)
    assert.deepEqual(out(1), [])
    assert.equal(answer('e1', [502]), 'gateway-failures')
    assert.deepEqual(out(1), ['e1'])
    assert.deepEqual(out(OUTLIER_BASE_MS), [])
  })

  it('are out after server errors in a row only where that is asked for', () => {
    assert.equal(outliersOf(5).answer('e1', times(500, 40)), undefined)
    assert.equal(outliersOf(5, { serverErrors: 3 }).answer('e1', [500, 502, 501]), 'server-errors')
  })

  it('stay away n × 30 s, at most 300 s, and a good window takes one off', () => {
    const { outliers, answer } = outliersOf(5)
    let nowMs = 0
    const pauses: number[] = []
    for (let i = 0; i < 12; i++) {
      answer('e1', times(502, 5), nowMs)
      outliers.usable([], nowMs)
      pauses.push(outliers.nextReturnMs - nowMs)
      nowMs = outliers.nextReturnMs
    }
    assert.deepEqual(
      pauses.slice(0, 3),
      [1, 2, 3].map(n => n * OUTLIER_BASE_MS),
    )
    assert.deepEqual(pauses.slice(-2), [OUTLIER_MAX_MS, OUTLIER_MAX_MS])
    outliers.returned(nowMs)
    for (let window = 0; window < 20; window++) {
      answer('e1', [200], nowMs)
      nowMs += OUTLIER_WINDOW_MS
      outliers.sweep(nowMs)
    }
    answer('e1', times(502, 5), nowMs)
    outliers.usable([], nowMs)
    assert.equal(outliers.nextReturnMs - nowMs, OUTLIER_BASE_MS)
  })

  it('are out at the end of a window in which most of their requests failed', () => {
    const { outliers, answer, out } = outliersOf(5)
    answer('e2', [...times(500, 85), ...times(200, 15)])
    answer('e3', [...times(500, 84), ...times(200, 16)])
    assert.deepEqual(outliers.sweep(OUTLIER_WINDOW_MS - 1), [])
    const found = outliers.sweep(OUTLIER_WINDOW_MS)
    assert.deepEqual(found, [{ id: 'e2', reason: 'failure-share' }])
    assert.deepEqual(out(OUTLIER_WINDOW_MS), ['e2'])
  })

  it('need enough requests in the window to be judged by it', () => {
    const { outliers, answer } = outliersOf(5, { gatewayFailures: 0 })
    answer('e2', times(500, 49))
    assert.deepEqual(outliers.sweep(OUTLIER_WINDOW_MS), [])
  })

  it('are far slower than the median of all', () => {
    const { outliers, answer } = outliersOf(5)
    for (const id of idsOf(5)) answer(id, times(200, 100), 0, id === 'e4' ? 200 : 40)
    assert.deepEqual(outliers.sweep(OUTLIER_WINDOW_MS), [{ id: 'e4', reason: 'latency' }])
  })

  it('are not called so for milliseconds, nor among two', () => {
    const fast = outliersOf(5)
    for (const id of idsOf(5)) fast.answer(id, times(200, 100), 0, id === 'e4' ? 15 : 1)
    assert.deepEqual(fast.outliers.sweep(OUTLIER_WINDOW_MS), [])
    const pair = outliersOf(2)
    pair.answer('e0', times(200, 100), 0, 500)
    pair.answer('e1', times(200, 100), 0, 10)
    assert.deepEqual(pair.outliers.sweep(OUTLIER_WINDOW_MS), [])
  })

  const most: readonly [number, number | undefined, number][] = [
    [1, undefined, 0],
    [2, undefined, 1],
    [4, undefined, 2],
    [5, undefined, 1],
    [20, undefined, 4],
    [20, 0.5, 10],
    [3, 1, 2],
    [20, 0, 0],
  ]
  for (const [count, maxEjectedShare, limit] of most) {
    it(`are at most ${limit} of ${count} at a share of ${maxEjectedShare ?? 'default'}`, () => {
      const policy = maxEjectedShare === undefined ? {} : { maxEjectedShare }
      const { answer, out } = outliersOf(count, policy)
      for (const id of idsOf(count)) answer(id, times(502, 5))
      assert.equal(out(1).length, limit)
    })
  }

  it('forget what has left the table', () => {
    const { outliers, answer, out } = outliersOf(5)
    answer('e1', times(502, 5))
    outliers.update(idsOf(5).filter(id => id !== 'e1'))
    outliers.update(idsOf(5))
    assert.deepEqual(out(1), [])
  })
})
