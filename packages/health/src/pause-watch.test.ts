import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PauseWatch } from './pause-watch.ts'

test('a beat that is far too late is a pause, and it is noticed once', () => {
  const watch = new PauseWatch(500)
  watch.expect(100)
  watch.observe(600)
  assert.equal(watch.resumedMs, Number.NEGATIVE_INFINITY)
  watch.observe(5_100)
  assert.equal(watch.resumedMs, 5_100)
  watch.observe(5_200)
  assert.equal(watch.resumedMs, 5_100)
})

test('who expects no beat is never paused', () => {
  const watch = new PauseWatch(500)
  watch.observe(1_000_000)
  assert.equal(watch.resumedMs, Number.NEGATIVE_INFINITY)
})
