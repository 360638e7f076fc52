import assert from 'node:assert/strict'
import { it } from 'node:test'
import { CriticalWatch } from './critical-watch.ts'

it('an endpoint is due once it was critical without a break for as long as it may be', () => {
  const watch = new CriticalWatch()
  const look = (critical: readonly string[], nowMs: number) =>
    watch.due(
      ['a', 'b'].map(id => ({ id, deregisterAfterMs: 1_000, isCritical: critical.includes(id) })),
      nowMs,
    )
  assert.deepEqual(look(['a', 'b'], 0), [])
  assert.deepEqual(look(['b'], 900), [])
  assert.deepEqual(look(['a', 'b'], 1_000), ['b'], 'the other was well in between')
  assert.deepEqual(look(['a', 'b'], 1_500), ['b'], 'until it is gone')
  assert.deepEqual(look(['a'], 2_000), ['a'])
  assert.deepEqual(watch.due([], 2_000), [])
  assert.deepEqual(look(['a'], 2_500), [], 'who is registered anew counts anew')
})
