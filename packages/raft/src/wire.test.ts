import assert from 'node:assert/strict'
import test from 'node:test'
import { hasCode } from '@polis/base'
import fc from 'fast-check'
import { encodeConfChange, LEAVE_JOINT } from './confchange/change.ts'
import { DEFAULT_RAFT_CONFIG } from './config.ts'
import { type ConfState, type Entry, type Message, message } from './message.ts'
import {
  concat,
  decodeEntries,
  decodeFrame,
  decodeSnapshotPart,
  decodeSnapshotRecord,
  type Envelope,
  encodeEntry,
  encodeFrames,
  encodeRefillOffer,
  encodeRefillRequest,
  encodeSnapshotPart,
  encodeSnapshotRecord,
} from './wire.ts'

const RUNS = { numRuns: 200 }
const integer = fc.oneof(
  fc.nat(300),
  fc.maxSafeNat().map(n => Math.max(0, n - 2)),
)
const bytes = fc.uint8Array({ maxLength: 60 })
const ids = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 4 })
const sortedIds = ids.map(list => list.sort((a, b) => a - b))

const confState: fc.Arbitrary<ConfState> = fc.record({
  voters: sortedIds,
  learners: sortedIds,
  votersOutgoing: sortedIds,
  learnersNext: sortedIds,
  autoLeave: fc.boolean(),
})

const entryContent: fc.Arbitrary<Pick<Entry, 'type' | 'data'>> = fc.oneof(
  fc.record({ type: fc.constant<Entry['type']>('normal'), data: bytes }),
  fc.record({
    type: fc.constantFrom<Entry['type']>('conf-change', 'conf-change-v2'),
    data: bytes.map(context => encodeConfChange({ ...LEAVE_JOINT, context })),
  }),
)
const plainMessage: fc.Arbitrary<Message> = fc
  .record({
    type: fc.constantFrom<Message['type']>(
      ...(['propose', 'append-response', 'vote', 'vote-response', 'heartbeat'] as const),
      ...(['heartbeat-response', 'transfer-leader', 'timeout-now', 'read-index'] as const),
      ...(['read-index-response', 'pre-vote', 'pre-vote-response'] as const),
    ),
    to: fc.nat(50),
    from: fc.nat(50),
    term: integer,
    logTerm: integer,
    index: integer,
    commit: integer,
    vote: fc.nat(50),
    reject: fc.boolean(),
    rejectHint: integer,
  })
  .map(message)

const appendMessage: fc.Arbitrary<Message> = fc
  .tuple(fc.nat(1000), fc.array(entryContent, { maxLength: 6 }))
  .map(([index, list]) =>
    message({
      type: 'append',
      index,
      entries: list.map((content, i) => ({ term: 3, index: index + 1 + i, ...content })),
    }),
  )

const snapshotMessage: fc.Arbitrary<Message> = fc
  .tuple(confState, integer, integer)
  .map(([state, index, term]) =>
    message({
      type: 'snapshot',
      snapshot: { data: [], metadata: { confState: state, index, term } },
    }),
  )

const envelope: fc.Arbitrary<Envelope> = fc
  .oneof(plainMessage, appendMessage, snapshotMessage)
  .map(plain => ({ message: plain }))

test('messages survive a frame unchanged, in order', () => {
  fc.assert(
    fc.property(fc.array(envelope, { minLength: 1, maxLength: 8 }), envelopes => {
      const frames = encodeFrames(envelopes, DEFAULT_RAFT_CONFIG.frameBytesMax)
      assert.equal(frames.length, 1)
      assert.deepEqual(plain(decodeFrame(frames[0]!, DEFAULT_RAFT_CONFIG)), plain({ envelopes }))
    }),
    RUNS,
  )
})

test('messages that exceed one frame are spread over several', () => {
  fc.assert(
    fc.property(fc.array(appendMessage, { minLength: 1, maxLength: 20 }), messages => {
      const envelopes = messages.map(each => ({ message: each }))
      const frames = encodeFrames(envelopes, 100)
      const decoded = frames.flatMap(frame => decodeFrame(frame, DEFAULT_RAFT_CONFIG).envelopes)
      assert.deepEqual(plain(decoded), plain(envelopes))
      for (const [i, frame] of frames.entries()) {
        const count = decodeFrame(frame, DEFAULT_RAFT_CONFIG).envelopes.length
        assert.ok(frame.length <= 100 || count === 1, `frame ${i} is longer for one message alone`)
      }
    }),
    RUNS,
  )
})

test('an entry encoded once is a message field and a stored block alike', () => {
  const entries: Entry[] = [
    { term: 1, index: 7, type: 'normal', data: new Uint8Array([1, 2]) },
    { term: 2, index: 8, type: 'conf-change-v2', data: new Uint8Array(200) },
  ]
  assert.deepEqual(plain(decodeEntries(concat(entries.map(encodeEntry)))), plain(entries))
  assert.equal(encodeEntry(entries[0]!), encodeEntry(entries[0]!))
})

test('a snapshot travels with its offer and no data', () => {
  const snapshot = {
    data: [new Uint8Array(1000)],
    metadata: { index: 5, term: 2, confState: confStateOf([1, 2]) },
  }
  const offer = { id: 2 ** 50 }
  const [frame] = encodeFrames([{ message: message({ type: 'snapshot', snapshot }), offer }], 1e6)
  const [decoded] = decodeFrame(frame!, DEFAULT_RAFT_CONFIG).envelopes
  assert.deepEqual(decoded?.offer, offer)
  assert.deepEqual(decoded?.message.snapshot?.data, [])
  assert.deepEqual(decoded?.message.snapshot?.metadata, snapshot.metadata)
})

test('requests and offers of a refill survive a frame', () => {
  const request = decodeFrame(encodeRefillRequest({ raftId: 3 }), DEFAULT_RAFT_CONFIG)
  assert.deepEqual(request, { envelopes: [], refillRequest: { raftId: 3 } })
  const offer = { raftId: 3, term: 8, lastIndex: 1234 }
  const answer = decodeFrame(encodeRefillOffer(offer), DEFAULT_RAFT_CONFIG)
  assert.deepEqual(answer, { envelopes: [], refillOffer: offer })
})

test('any bytes decode or are refused with raft/bad-message', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), garbage => {
      try {
        decodeFrame(garbage, DEFAULT_RAFT_CONFIG)
      } catch (error) {
        assert.ok(hasCode(error, 'raft/bad-message'), String(error))
      }
    }),
    { numRuns: 500 },
  )
})

test('what no honest peer sends is refused', () => {
  const entry: Entry = { term: 1, index: 9, type: 'normal', data: new Uint8Array(0) }
  const garbage = new Uint8Array([9, 9, 9])
  const refused: Message[] = [
    message({ type: 'append', index: 3, entries: [entry] }),
    message({ type: 'propose', entries: [{ ...entry, type: 'conf-change', data: garbage }] }),
    message({ type: 'vote', from: Number.MAX_SAFE_INTEGER }),
    message({ type: 'snapshot' }),
  ]
  for (const bad of refused) {
    const [frame] = encodeFrames([{ message: bad }], 1000)
    assert.throws(
      () => decodeFrame(frame!, DEFAULT_RAFT_CONFIG),
      error => hasCode(error, 'raft/bad-message'),
    )
  }
  const newer = new Uint8Array([8, 2])
  assert.throws(() => decodeFrame(newer, DEFAULT_RAFT_CONFIG), /version 2/)
})

test('a local message never travels', () => {
  assert.throws(() => encodeFrames([{ message: message({ type: 'hup' }) }], 1000), /never travels/)
})

test('the description of a stored snapshot survives', () => {
  fc.assert(
    fc.property(confState, integer, integer, (state, index, term) => {
      const metadata = { confState: state, index, term }
      const summary = { length: 77, crc32c: 0xdead_beef, chunkCount: 3 }
      const record = { metadata, summary }
      assert.deepEqual(plain(decodeSnapshotRecord(encodeSnapshotRecord(record))), plain(record))
    }),
    RUNS,
  )
})

test('a part of a snapshot survives, and a garbled chunk is none', () => {
  const chunk = { kind: 'chunk' as const, chunk: 7, data: new Uint8Array([1, 2, 3]) }
  const bytes = encodeSnapshotPart(chunk)
  assert.deepEqual(plain(decodeSnapshotPart(bytes)), plain(chunk))
  bytes[bytes.length - 1]! ^= 1
  assert.throws(() => decodeSnapshotPart(bytes), /chunk 7 of a snapshot is garbled/)
  const summary = { chunkCount: 8, length: 2 ** 40, crc32c: 0xffff_fffe }
  const end = { kind: 'summary' as const, summary }
  assert.deepEqual(decodeSnapshotPart(encodeSnapshotPart(end)), end)
})

function confStateOf(voters: number[]): ConfState {
  return { voters, learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false }
}

/** Without the difference between Buffer and Uint8Array. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, item) => {
      if (item?.type === 'Buffer') return item.data
      return item instanceof Uint8Array ? [...item] : item
    }),
  )
}
