import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TtlWatch } from './ttl-watch.ts'

const TERMS = { ttlMs: 1_000, deregisterAfterMs: 5_000 }

describe('an endpoint that must report', () => {
  it('passes from its registration on, for its time to live', () => {
    const watch = new TtlWatch()
    watch.set('a', TERMS, 0)
    assert.deepEqual(watch.records(), [{ id: 'a', state: 'passing', output: '' }])
    assert.deepEqual(watch.tick(999), { changed: [], due: [] })
    const { changed, due } = watch.tick(1_000)
    assert.deepEqual([changed.map(({ id, state }) => [id, state]), due], [[['a', 'critical']], []])
    assert.deepEqual(watch.tick(1_001).changed, [], 'said once')
  })

  it('is well again with its next report, and the count begins anew', () => {
    const watch = new TtlWatch()
    watch.set('a', TERMS, 0)
    watch.tick(1_000)
    assert.equal(watch.report('a', 'passing', 'fine', 1_500), true)
    assert.equal(watch.report('a', 'passing', 'fine', 1_600), false, 'nothing new')
    assert.deepEqual(watch.tick(2_599), { changed: [], due: [] })
    assert.equal(watch.tick(2_600).changed.length, 1)
    assert.deepEqual(watch.tick(7_599).due, [])
    assert.deepEqual(watch.tick(7_600).due, ['a'])
    assert.deepEqual(watch.tick(7_700).due, ['a'], 'until it is removed')
    watch.delete('a')
    assert.deepEqual(watch.tick(8_000), { changed: [], due: [] })
  })

  it('may say that it is critical, and is due from then on', () => {
    const watch = new TtlWatch()
    watch.set('a', TERMS, 0)
    watch.report('a', 'critical', 'disk full', 100)
    for (let ms = 1_000; ms < 5_000; ms += 500) watch.report('a', 'critical', 'disk full', ms)
    assert.deepEqual(watch.tick(5_099).due, [])
    assert.deepEqual(watch.tick(5_100).due, ['a'])
  })

  it('stays for ever without deregisterAfter', () => {
    const watch = new TtlWatch()
    watch.set('a', { ttlMs: 1_000 }, 0)
    watch.tick(1_000)
    assert.deepEqual(watch.tick(1e9).due, [])
  })

  it('keeps what is known of it when its terms change, and begins as told when it is taken over', () => {
    const watch = new TtlWatch()
    watch.set('a', TERMS, 0, 'critical')
    assert.deepEqual(watch.tick(5_000).due, ['a'])
    watch.set('a', { ttlMs: 1_000, deregisterAfterMs: 9_000 }, 5_000)
    assert.deepEqual(watch.tick(5_001).due, [])
    assert.deepEqual(watch.records()[0]?.state, 'critical')
    assert.equal(watch.report('b', 'passing', '', 0), false, 'not watched')
  })
})
