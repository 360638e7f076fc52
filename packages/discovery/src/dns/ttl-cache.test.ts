import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { TtlCache } from './ttl-cache.ts'

describe('a cache with times to live', () => {
  it('answers until the time is over and not after', () => {
    const cache = new TtlCache<string>()
    cache.set('a', 'A', 10, 100)
    assert.equal(cache.get('a', 109)?.value, 'A')
    assert.equal(cache.get('a', 110), undefined)
    cache.set('b', 'B', 0, 100)
    assert.equal(cache.get('b', 100), undefined)
    assert.deepEqual(cache.stats, { entries: 0, hits: 1, misses: 2, evictions: 0 })
  })

  it('keeps what has expired for as long as it is told to, apart', () => {
    const cache = new TtlCache<string>(2, 100)
    cache.set('a', 'A', 10, 0)
    assert.equal(cache.stale('a', 5)?.value, 'A')
    assert.deepEqual([cache.get('a', 10), cache.stale('a', 109)?.value], [undefined, 'A'])
    assert.equal(cache.stale('a', 110), undefined)
    assert.equal(cache.get('a', 110), undefined)
    assert.equal(cache.stats.entries, 0)
  })

  it('gives up the least recently used entry when it is full', () => {
    const cache = new TtlCache<number>(2)
    cache.set('a', 1, 10, 0)
    cache.set('b', 2, 10, 0)
    cache.get('a', 1)
    cache.set('c', 3, 10, 1)
    assert.equal(cache.get('b', 1), undefined)
    assert.equal(cache.get('a', 1)?.value, 1)
    assert.equal(cache.stats.evictions, 1)
  })

  it('never holds more than its limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(20)), (limit, keys) => {
        const cache = new TtlCache<number>(limit)
        keys.forEach((key, nowMs) => {
          cache.set(String(key), key, 5, nowMs)
          assert.ok(cache.stats.entries <= limit)
          assert.equal(cache.get(String(key), nowMs)?.value, key)
        })
      }),
    )
  })
})
