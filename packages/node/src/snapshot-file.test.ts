import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '@polis/base'
import fc from 'fast-check'
import { SNAPSHOT_CHUNK_BYTES_MAX } from './config.ts'
import { SnapshotFileReader, SnapshotFileWriter } from './snapshot-file.ts'

const HEADER = {
  clusterId: 'c1',
  epoch: 0,
  index: 12,
  term: 3,
  savedMs: 1_000,
  savedBy: 'n1',
  members: [{ id: 'peer-1', name: 'n1', raftId: 1, isVoter: true }],
}

function fileOf(parts: readonly Uint8Array[]): Buffer {
  const writer = new SnapshotFileWriter()
  const pieces = [writer.header(HEADER)]
  for (const part of parts) pieces.push(...writer.state(part))
  return Buffer.concat([...pieces, writer.end()])
}

function readIn(pieces: readonly Uint8Array[]) {
  const reader = new SnapshotFileReader('FILE')
  const state = pieces.flatMap(piece => [...reader.push(piece)])
  return { summary: reader.end(), state: Buffer.concat(state) }
}

function isDamaged(reason: RegExp): (error: unknown) => boolean {
  return error => hasCode(error, 'node/snapshot-damaged') && reason.test(error.message)
}

test('a snapshot file reads as it was written, in whatever pieces it arrives', () => {
  const bytes = fc.uint8Array({ maxLength: 200 })
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), fc.integer({ min: 1, max: 64 }), (parts, n) => {
      const file = fileOf(parts)
      const pieces: Buffer[] = []
      for (let at = 0; at < file.length; at += n) pieces.push(file.subarray(at, at + n))
      const { summary, state } = readIn(pieces)
      assert.deepEqual(summary.header, { format: 1, ...HEADER })
      assert.deepEqual(state, Buffer.concat(parts))
      assert.equal(summary.stateBytes, state.length)
    }),
    { numRuns: 200 },
  )
})

test('a state of many chunks is taken apart and put together', () => {
  const large = Buffer.alloc(2 * SNAPSHOT_CHUNK_BYTES_MAX + 7, 'x')
  assert.deepEqual(readIn([fileOf([large])]).state, large)
})

test('a file that is cut anywhere is damaged', () => {
  const file = fileOf([Buffer.from('state')])
  for (let length = 0; length < file.length; length++) {
    assert.throws(() => readIn([file.subarray(0, length)]), isDamaged(/cut short/), `at ${length}`)
  }
})

test('a file of which any bit has changed is no snapshot', () => {
  const file = fileOf([Buffer.from('state')])
  for (let at = 0; at < file.length; at++) {
    const garbled = Buffer.from(file)
    garbled[at]! ^= 1
    assert.throws(() => readIn([garbled]), /FILE (is damaged|has format)/, `byte ${at}`)
  }
})

test('what follows the end of a file is damage, and so is a file of another kind', () => {
  const file = fileOf([Buffer.from('state')])
  assert.throws(() => readIn([file, Buffer.from('!')]), isDamaged(/follows its end/))
  assert.throws(() => readIn([Buffer.from('no snapshot at all')]), isDamaged(/no snapshot/))
})

test('a file of a later format is not guessed at', () => {
  const text = fileOf([]).toString('latin1').replace('"format":1', '"format":2')
  assert.throws(() => readIn([Buffer.from(text, 'latin1')]), { code: 'node/snapshot-too-new' })
})
