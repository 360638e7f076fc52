import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { MetricWindow } from './metric-window.ts'

describe('a metric window', () => {
  it('averages what is young enough, and nothing when there is no such sample', () => {
    const window = new MetricWindow()
    assert.equal(window.average(1000, 0), undefined)
    window.add({ atMs: 0, value: 100 })
    window.add({ atMs: 900, value: 10 })
    window.add({ atMs: 1000, value: 20 })
    assert.equal(window.average(1000, 1000), 15)
    assert.equal(window.average(1001, 1000), 130 / 3)
    assert.equal(window.average(1000, 5000), undefined)
  })

  it('refuses a sample from before the newest', () => {
    const window = new MetricWindow()
    assert.equal(window.add({ atMs: 5, value: 1 }), true)
    assert.equal(window.add({ atMs: 4, value: 1 }), false)
    assert.equal(window.length, 1)
  })

  it('keeps the newest samples up to its limit, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.integer()), (limit, values) => {
        const window = new MetricWindow(limit)
        values.forEach((value, atMs) => {
          window.add({ atMs, value })
        })
        const all = values.map((value, atMs) => ({ atMs, value }))
        assert.deepEqual(window.since(0), all.slice(-limit))
      }),
    )
  })
})

describe('a percentile', () => {
  it('is of the samples within the window, by nearest rank', () => {
    const window = new MetricWindow(10)
    for (let i = 1; i <= 10; i++) window.add({ atMs: i * 1_000, value: i })
    assert.equal(window.quantile(0.5, 10_000, 10_000), 5)
    assert.equal(window.quantile(0.95, 10_000, 10_000), 10)
    assert.equal(window.quantile(0, 3_000, 10_000), 8)
    assert.equal(window.quantile(0.5, 3_000, 60_000), undefined)
  })
})
