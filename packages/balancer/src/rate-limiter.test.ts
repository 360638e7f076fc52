import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { allocateLimits, RateLimiter } from './rate-limiter.ts'

const START_MS = 1_700_000_000_000

function limiters(threads = 1): RateLimiter[] {
  const memory = allocateLimits(threads, 8, 1)
  return Array.from({ length: threads }, (_, thread) => new RateLimiter(memory, thread))
}

describe('a rate', () => {
  it('lets a burst through, then one for each token', () => {
    const [limiter] = limiters()
    const limit = { perSecond: 10, burst: 3 }
    const take = (ms: number) => limiter!.takeOfService(0, limit, START_MS + ms)
    assert.deepEqual([take(0), take(0), take(0)], [0, 0, 0])
    assert.equal(take(0), 100)
    assert.equal(take(60), 40)
    assert.equal(take(100), 0)
    assert.equal(take(100), 100)
    assert.deepEqual([take(10_000), take(10_000), take(10_000)], [0, 0, 0])
    assert.notEqual(take(10_000), 0)
  })

  it('is one for all threads, and one for each service and client', () => {
    const [a, b] = limiters(2)
    const limit = { perSecond: 1, burst: 1 }
    assert.equal(a!.takeOfService(0, limit, START_MS), 0)
    assert.equal(b!.takeOfService(0, limit, START_MS), 1_000)
    assert.equal(b!.takeOfService(1, limit, START_MS), 0)
    assert.equal(a!.takeOfClient(0, 7, limit, START_MS), 0)
    assert.equal(b!.takeOfClient(0, 7, limit, START_MS), 1_000)
    assert.equal(b!.takeOfClient(0, 8, limit, START_MS), 0)
    assert.equal(b!.takeOfClient(1, 7, limit, START_MS), 0)
  })

  it('never gives more than the burst and what has been refilled, nor much less', () => {
    const limits = fc.record({
      perSecond: fc.integer({ min: 1, max: 10_000 }),
      burst: fc.integer({ min: 1, max: 50 }),
    })
    const steps = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 100, maxLength: 300 })
    fc.assert(
      fc.property(limits, steps, fc.integer({ min: 0, max: 5_000_000 }), (limit, gaps, offset) => {
        const [limiter] = limiters()
        let nowMs = START_MS + offset
        let given = 0
        for (const gap of gaps) {
          nowMs += gap / 10
          if (limiter!.takeOfService(0, limit, nowMs) === 0) given++
          const refilled = ((nowMs - START_MS - offset) / 1_000) * limit.perSecond
          // A token's time is rounded to a microsecond, 1 % at 10,000 a second.
          assert.ok(given <= limit.burst + refilled * 1.01 + 1, `${given} of ${refilled}`)
        }
      }),
    )
  })

  it('is not confused by a word from before the clock wrapped', () => {
    const [limiter] = limiters()
    const limit = { perSecond: 1, burst: 1 }
    const wrapMs = 2 ** 32 / 1_000
    assert.equal(limiter!.takeOfService(0, limit, START_MS), 0)
    limiter!.sweep(START_MS + 600_000)
    assert.equal(limiter!.takeOfService(0, limit, START_MS + wrapMs), 0)
  })
})

describe('connections of a client', () => {
  it('are counted over all threads', () => {
    const [a, b] = limiters(2)
    assert.equal(a!.connect(80, 7, 2), true)
    assert.equal(b!.connect(80, 7, 2), true)
    assert.equal(a!.connect(80, 7, 2), false)
    assert.equal(a!.connect(81, 7, 2), true)
    assert.equal(a!.connect(80, 8, 2), true)
    b!.disconnect(80, 7)
    assert.equal(a!.connect(80, 7, 2), true)
  })

  it('of a thread that died count no more', () => {
    const [a, b] = limiters(2)
    assert.equal(b!.connect(80, 7, 1), true)
    assert.equal(a!.connect(80, 7, 1), false)
    a!.forgetThread(1)
    assert.equal(a!.connect(80, 7, 1), true)
  })
})
