import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineSilence } from './engine-silence.ts'

/** The times at which the verdict changes, of notes at these seconds; negative ones are silences. */
function changes(...notes: number[]): number[] {
  const engine = new EngineSilence({ engineSilentMs: 30_000, engineBackMs: 10_000 })
  return notes.filter(at => engine.note(at > 0, Math.abs(at) * 1_000))
}

test('an engine is gone after thirty seconds without an answer, and not before', () => {
  assert.deepEqual(changes(1, -5, -10, -34, -35, -40), [-35])
})

test('one answer begins the thirty seconds anew', () => {
  assert.deepEqual(changes(-1, -30, 30.5, -32, -61), [])
})

test('an engine that is gone is back after ten seconds of nothing but answers', () => {
  assert.deepEqual(changes(-1, -40, 41, 46, -48, 50, 59, 60, 70), [-40, 60])
})
