/**
 * How committed entries reach the state machine: in order, once, in portions (etcd's raft calls it
 * pagination), and only what is stored.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENTRY_OVERHEAD_BYTES } from '../log/entry-size.ts'
import { EMPTY_CONF_STATE, type Message, message } from '../message.ts'
import { storageWithTerms, TestGroup, TestNode } from './test-group.ts'

const ALONE = { ...EMPTY_CONF_STATE, voters: [1] }
const THREE = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }

test('a long log is handed out in portions, nothing twice and nothing left out', () => {
  const storage = storageWithTerms(new Array(10).fill(1), ALONE)
  storage.setHardState({ term: 1, vote: 1, commit: 10 })
  const bytes = storage.entries(1, 2, 1)![0]!.data.length + ENTRY_OVERHEAD_BYTES
  const node = new TestNode(1, storage, { maxApplyingBytes: 3 * bytes })
  const portions: number[] = []
  while (node.raw.hasReady) {
    const before = node.applied.length
    node.work()
    portions.push(node.applied.length - before)
  }
  assert.deepEqual(portions, [3, 3, 3, 1])
  assert.deepEqual(
    node.applied,
    storage.entries(1, 11, 1e9)?.map(({ index }) => `${index}@1`),
  )
})

test('an entry larger than a portion is handed out alone', () => {
  const group = new TestGroup(1, { maxApplyingBytes: 64 })
  group.elect(1)
  group.raw(1).proposeAll(['a', 'x'.repeat(500), 'b'].map(text => Buffer.from(text)))
  group.run()
  assert.deepEqual(
    group.node(1).applied.map(({ length }) => length),
    [1, 500, 1],
  )
})

test('with asynchronous writes no more is under way than a portion until it is reported', () => {
  const storage = storageWithTerms(new Array(6).fill(1), ALONE)
  storage.setHardState({ term: 1, vote: 1, commit: 6 })
  const bytes = storage.entries(1, 2, 1)![0]!.data.length + ENTRY_OVERHEAD_BYTES
  const node = new TestNode(1, storage, { isStorageAsync: true, maxApplyingBytes: 2 * bytes })
  const applies = (): readonly Message[] => {
    if (!node.raw.hasReady) return []
    return node.raw.ready().messages.filter(({ type }) => type === 'storage-apply')
  }
  const seen: number[] = []
  let [work] = applies()
  while (work !== undefined) {
    assert.deepEqual(applies(), [], 'the next portion waits for the report')
    seen.push(...work.entries.map(({ index }) => index))
    for (const answer of work.responses) node.raw.step(answer)
    work = applies()[0]
  }
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6])
  assert.equal(node.raw.status().applied, 6)
})

test('what a crash left unapplied is applied after it, what was applied is not (§5.5)', () => {
  const storage = storageWithTerms([1, 1, 1, 1], ALONE)
  storage.setHardState({ term: 1, vote: 1, commit: 2 })
  const node = new TestNode(1, storage, {})
  node.work()
  assert.deepEqual(node.applied, ['1@1', '2@1'])
  storage.setHardState({ term: 1, vote: 1, commit: 4 })
  node.restart()
  node.work()
  assert.deepEqual(node.applied, ['1@1', '2@1', '3@1', '4@1'])
})

test('a commit index that fell behind what is applied costs nothing: it is stored unsynced', () => {
  const group = new TestGroup(1)
  group.elect(1)
  group.propose(1, 'a')
  group.node(1).storage.setHardState({ term: 1, vote: 1, commit: 0 })
  group.node(1).restart()
  assert.equal(group.raw(1).status().commit, 2)
  group.elect(1)
  group.propose(1, 'b')
  assert.deepEqual(group.node(1).applied, ['a', 'b'])
})

test('a leader cut off takes in no more than its bound, whoever proposes', () => {
  const group = new TestGroup(3, { maxUncommittedBytes: 1000 })
  group.elect(1)
  group.isolate(1)
  let accepted = 0
  for (let i = 0; i < 50; i++) {
    if (group.raw(1).propose(new Uint8Array(100)).kind === 'accepted') accepted++
  }
  assert.equal(accepted, 10)
  const forwarded = { type: 'propose', from: 2, to: 1 } as const
  const entries = [{ index: 0, term: 0, type: 'normal', data: new Uint8Array(100) }] as const
  const outcome = group.raw(1).step(message({ ...forwarded, entries }))
  assert.deepEqual(outcome, { kind: 'refused', reason: 'uncommitted-limit' })
  group.heal()
  group.pass(1, 2)
  assert.equal(group.raw(1).propose(new Uint8Array(1000)).kind, 'accepted', 'all of it is free')
})

test('a new leader counts nothing against its bound that others proposed', () => {
  const group = new TestGroup(3, { maxUncommittedBytes: 100 })
  group.elect(1)
  group.isolate(3)
  group.ignore('append-response')
  group.raw(1).propose(new Uint8Array(100))
  group.run()
  group.heal()
  group.elect(2)
  assert.equal(group.raw(2).propose(new Uint8Array(100)).kind, 'accepted')
  group.run()
  assert.equal(group.raw(2).propose(new Uint8Array(100)).kind, 'accepted')
})

test('what only storage or the node itself may say is refused from a peer', () => {
  const types = [
    'hup',
    'beat',
    'unreachable',
    'snapshot-status',
    'check-quorum',
    'storage-append',
    'storage-append-response',
    'storage-apply',
    'storage-apply-response',
  ] as const
  for (const type of types) {
    const node = new TestNode(1, storageWithTerms([1], THREE), {})
    const before = node.raw.status()
    const outcome = node.raw.step(message({ type, from: 2, to: 1, term: 9, index: 5 }))
    assert.deepEqual(outcome, { kind: 'refused', reason: 'local-message' }, type)
    assert.deepEqual(node.raw.status(), before)
  }
})

test('answers of somebody who is no member are refused, and raise no term', () => {
  const types = [
    'append-response',
    'vote-response',
    'heartbeat-response',
    'read-index-response',
    'pre-vote-response',
  ] as const
  const group = new TestGroup(3)
  group.elect(1)
  for (const type of types) {
    const outcome = group.raw(1).step(message({ type, from: 9, to: 1, term: 7, index: 5 }))
    assert.deepEqual(outcome, { kind: 'refused', reason: 'unknown-peer' }, type)
  }
  assert.equal(group.raw(1).status().term, 1)
  assert.deepEqual(group.leaders(), [1])
})

test('a Ready is handed out once', () => {
  const node = new TestNode(1, storageWithTerms([], ALONE), { isStorageAsync: true })
  node.raw.campaign()
  const first = node.raw.ready()
  assert.ok(first.messages.length > 0 && first.hardState !== undefined)
  assert.equal(node.raw.hasReady, false)
  const second = node.raw.ready()
  assert.deepEqual([second.messages, second.entries, second.hardState], [[], [], undefined])
})

test('a portion that the next entry would overfill waits for its report', () => {
  const storage = storageWithTerms(new Array(4).fill(1), ALONE)
  storage.setHardState({ term: 1, vote: 1, commit: 4 })
  const bytes = storage.entries(1, 2, 1)![0]!.data.length + ENTRY_OVERHEAD_BYTES
  const options = { isStorageAsync: true, maxApplyingBytes: 2 * bytes + 1 }
  const node = new TestNode(1, storage, options)
  const [work] = node.raw.ready().messages
  assert.deepEqual(
    work?.entries.map(({ index }) => index),
    [1, 2],
  )
  assert.equal(node.raw.hasReady, false)
})

test('who leads again has its whole bound for itself', () => {
  const group = new TestGroup(3, { maxUncommittedBytes: 100 })
  group.elect(1)
  group.isolate(1)
  assert.equal(group.raw(1).propose(new Uint8Array(100)).kind, 'accepted')
  group.elect(2)
  group.heal()
  group.pass(2, 1)
  group.elect(1)
  assert.deepEqual(group.leaders(), [1])
  group.ignore('append-response')
  assert.equal(group.raw(1).propose(new Uint8Array(60)).kind, 'accepted')
  assert.equal(group.raw(1).propose(new Uint8Array(40)).kind, 'accepted')
})

test('a membership change that a snapshot has overtaken is not applied again', () => {
  const node = new TestNode(3, storageWithTerms([], THREE), {})
  const metadata = { confState: THREE, index: 9, term: 2 }
  const snapshot = { data: [], metadata }
  node.raw.step(message({ type: 'snapshot', from: 1, to: 3, term: 2, snapshot }))
  node.work()
  const context = new Uint8Array(0)
  const changes = [{ type: 'add-voter', raftId: 4 }] as const
  const change = { transition: 'auto', changes, context } as const
  assert.deepEqual(node.raw.applyConfChange(change, 8), THREE)
  assert.deepEqual(node.raw.applyConfChange(change, 10).voters, [1, 2, 3, 4])
})
