/**
 * Appends in detail, by table: what a follower does with one, and a leader with the answers
 * (Raft §5.3, §5.4.2, figure 2).
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_CONF_STATE, type Entry, message } from '../message.ts'
import { storageWithTerms, TestGroup, TestNode, termsOf } from './test-group.ts'

const THREE = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }

function entry(index: number, term: number): Entry {
  return { index, term, type: 'normal', data: new Uint8Array(0) }
}

test('a follower refuses an append whose previous entry it has not (§5.3)', () => {
  // Its log: terms 1, 2; the first entry is committed.
  const cases = [
    { previous: [0, 0], answer: { index: 1, reject: false } },
    { previous: [1, 1], answer: { index: 1, reject: false } },
    { previous: [2, 2], answer: { index: 2, reject: false } },
    { previous: [2, 1], answer: { index: 2, reject: true, hint: [1, 1] } },
    { previous: [3, 3], answer: { index: 3, reject: true, hint: [2, 2] } },
  ] as const
  for (const { previous, answer } of cases) {
    const storage = storageWithTerms([1, 2], THREE)
    storage.setHardState({ term: 2, vote: 0, commit: 1 })
    const node = new TestNode(1, storage, {})
    node.work()
    const [index, logTerm] = previous
    node.raw.step(message({ type: 'append', from: 2, to: 1, term: 2, index, logTerm }))
    const [sent] = node.work()
    const hint = sent?.reject ? { hint: [sent.rejectHint, sent.logTerm] } : {}
    assert.deepEqual({ index: sent?.index, reject: sent?.reject, ...hint }, answer)
  }
})

test('a follower stores what is new and replaces what conflicts, no more (§5.3)', () => {
  // Its log: terms 1, 2.
  const cases = [
    { previous: [2, 2], entries: [[3, 3]], terms: [1, 2, 3] },
    {
      previous: [1, 1],
      entries: [
        [2, 3],
        [3, 4],
      ],
      terms: [1, 3, 4],
    },
    { previous: [0, 0], entries: [[1, 1]], terms: [1, 2] },
    { previous: [0, 0], entries: [[1, 3]], terms: [3] },
    {
      previous: [0, 0],
      entries: [
        [1, 1],
        [2, 2],
      ],
      terms: [1, 2],
    },
  ] as const
  for (const { previous, entries, terms } of cases) {
    const storage = storageWithTerms([1, 2], THREE)
    const node = new TestNode(1, storage, {})
    const [index, logTerm] = previous
    const list = entries.map(([at, term]) => entry(at, term))
    const append = { type: 'append', from: 2, to: 1, term: 4, index, logTerm } as const
    node.raw.step(message({ ...append, entries: list }))
    node.work()
    assert.deepEqual(termsOf(storage), terms)
  }
})

test('a follower commits what its leader has, as far as it holds it itself (§5.3)', () => {
  const cases = [
    { previous: [1, 1], entries: [], commit: 1, expected: 1 },
    { previous: [1, 1], entries: [], commit: 2, expected: 1 },
    { previous: [1, 1], entries: [[2, 2]], commit: 2, expected: 2 },
    { previous: [2, 2], entries: [], commit: 5, expected: 2 },
    { previous: [3, 2], entries: [], commit: 3, expected: 0 },
  ] as const
  for (const { previous, entries, commit, expected } of cases) {
    const node = new TestNode(1, storageWithTerms([1, 2], THREE), {})
    const [index, logTerm] = previous
    const list = entries.map(([at, term]) => entry(at, term))
    const append = { type: 'append', from: 2, to: 1, term: 2, index, logTerm, commit } as const
    node.raw.step(message({ ...append, entries: list }))
    assert.equal(node.raw.status().commit, expected)
  }
})

test('a leader commits once a majority has stored an entry (§5.3)', () => {
  const cases = [
    { voters: 1, acknowledged: [], isCommitted: true },
    { voters: 3, acknowledged: [], isCommitted: false },
    { voters: 3, acknowledged: [2], isCommitted: true },
    { voters: 5, acknowledged: [2], isCommitted: false },
    { voters: 5, acknowledged: [2, 3], isCommitted: true },
    { voters: 4, acknowledged: [2], isCommitted: false },
  ]
  for (const { voters, acknowledged, isCommitted } of cases) {
    const group = new TestGroup(voters)
    group.elect(1)
    const { lastIndex } = group.raw(1).status()
    group.isolate(1)
    group.propose(1, 'a')
    const index = lastIndex + 1
    for (const from of acknowledged) {
      group.raw(1).step(message({ type: 'append-response', from, to: 1, term: 1, index }))
    }
    assert.equal(group.raw(1).status().commit >= index, isCommitted, `${voters}, ${acknowledged}`)
  }
})

test('with an entry of its own term a leader commits all before it (§5.4.2)', () => {
  for (const terms of [[], [2], [1, 2], [1]]) {
    const storage = storageWithTerms(terms, THREE, 2)
    const group = new TestGroup(3)
    group.nodes.set(1, new TestNode(1, storage, {}))
    group.elect(1)
    group.propose(1, 'a')
    const expected = [...terms.map((term, at) => `${at + 1}@${term}`), 'a']
    for (const id of [1, 2, 3]) assert.deepEqual(group.node(id).applied, expected)
  }
})

test('a refusal is answered where the logs can agree, not one entry further back (§5.3)', () => {
  // Terms of the leader's log, of the follower's, and where the leader tries again.
  const cases: { leader: number[]; follower: number[]; tries: number }[] = [
    { leader: [1, 2, 2, 4, 4, 4, 4], follower: [1, 2, 2, 3, 3, 3, 3], tries: 3 },
    { leader: [1, 2, 2, 3, 4, 4, 4, 5], follower: [1, 2, 2, 3, 3, 3, 3, 3], tries: 4 },
    { leader: [1, 1, 1, 1], follower: [1, 1, 1, 1, 2, 2], tries: 4 },
    { leader: [1, 1, 1, 6], follower: [1, 1, 1, 1, 1], tries: 4 },
    { leader: [1, 3, 3, 3, 5, 5, 5, 5, 5], follower: [1, 1, 1, 1, 2, 2], tries: 1 },
    { leader: [1, 3, 3, 3, 3, 3, 3, 3, 7], follower: [1, 3, 3, 4, 4, 5, 5, 5, 6], tries: 3 },
    { leader: [4, 4, 4, 4], follower: [1, 2, 3, 3], tries: 0 },
  ]
  for (const { leader, follower, tries } of cases) {
    const group = new TestGroup(3)
    group.nodes.set(1, new TestNode(1, storageWithTerms(leader, THREE, 9), {}))
    group.nodes.set(2, new TestNode(2, storageWithTerms(follower, THREE, 8), {}))
    group.isolate(2)
    group.elect(1)
    group.heal()
    group.sent.length = 0
    group.pass(1, 1)
    const probes = group.sent.filter(({ type, to }) => type === 'append' && to === 2)
    assert.ok(probes.length > 0)
    const indexes = probes.map(({ index }) => index)
    assert.ok(indexes.includes(Math.min(tries, leader.length)), `${leader}: ${indexes}`)
    const refusals = group.sent.filter(({ type, from, reject }) => {
      return type === 'append-response' && from === 2 && reject
    })
    assert.ok(refusals.length <= 2, `${refusals.length} refusals`)
    assert.deepEqual(termsOf(group.node(2).storage), [...leader, 10])
  }
})

test('appends of a deposed leader change nothing (§5.1)', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.elect(2)
  group.elect(1)
  const { lastIndex } = group.raw(1).status()
  const entries = [entry(lastIndex + 1, 2)]
  const stale = { type: 'append', from: 2, to: 1, term: 2, index: lastIndex, logTerm: 3 } as const
  group.raw(1).step(message({ ...stale, entries }))
  group.propose(1, 'a')
  assert.deepEqual(group.leaders(), [1])
  for (const id of [1, 2, 3]) assert.deepEqual(termsOf(group.node(id).storage), [1, 2, 3, 3])
})

test('acknowledgements twice, late and out of order neither commit nor lose anything', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(1)
  for (const text of ['a', 'b', 'c']) group.propose(1, text)
  const acknowledge = (from: number, index: number) => {
    group.raw(1).step(message({ type: 'append-response', from, to: 1, term: 1, index }))
  }
  acknowledge(2, 3)
  acknowledge(2, 2)
  acknowledge(2, 3)
  assert.equal(group.raw(1).status().commit, 3)
  assert.equal(group.raw(1).status().progress.get(2)?.match, 3)
  acknowledge(3, 2)
  assert.equal(group.raw(1).status().commit, 3)
  acknowledge(3, 4)
  assert.equal(group.raw(1).status().commit, 4)
})

test('a heartbeat is asked of a leader every heartbeat interval, of nobody else (§5.2)', () => {
  const group = new TestGroup(3, { heartbeatTicks: 2 })
  group.elect(1)
  const beats = () => {
    group.sent.length = 0
    group.pass(1, 1)
    return group.sent.filter(({ type }) => type === 'heartbeat').map(({ to }) => to)
  }
  assert.deepEqual([beats(), beats(), beats(), beats()], [[], [2, 3], [], [2, 3]])
  group.sent.length = 0
  group.pass(2, 5)
  assert.deepEqual(group.sent, [])
})
