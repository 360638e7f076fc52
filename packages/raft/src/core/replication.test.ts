import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_CONF_STATE, message } from '../message.ts'
import { storageWithTerms, TestGroup, TestNode, termsOf } from './test-group.ts'

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

test('a proposal is applied everywhere in the same order (§5.3)', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const text of ['a', 'b', 'c']) group.propose(1, text)
  for (const id of [1, 2, 3]) assert.deepEqual(group.node(id).applied, ['a', 'b', 'c'])
})

test('a follower passes proposals on, unless it must not', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.propose(3, 'a')
  assert.deepEqual(group.node(1).applied, ['a'])
  const strict = new TestGroup(3, { forwardProposals: false })
  strict.elect(1)
  assert.deepEqual(strict.raw(3).propose(bytes('b')), {
    kind: 'refused',
    reason: 'forwarding-disabled',
  })
})

test('without a leader proposals are refused', () => {
  const group = new TestGroup(3)
  assert.deepEqual(group.raw(1).propose(bytes('a')), { kind: 'refused', reason: 'no-leader' })
})

test('several proposals travel in one append', () => {
  const group = new TestGroup(3)
  group.elect(1)
  const before = group.sent.length
  group.raw(1).proposeAll([bytes('a'), bytes('b'), bytes('c')])
  group.run()
  const appends = group.sent.slice(before).filter(({ type, to }) => type === 'append' && to === 2)
  assert.deepEqual(
    appends.map(each => each.entries.length),
    [3, 0],
  )
  assert.deepEqual(group.node(2).applied, ['a', 'b', 'c'])
})

test('a minority commits nothing, and gets it all when it is back (§5.3)', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(1)
  group.propose(1, 'lost')
  assert.deepEqual(group.node(1).applied, [])
  group.elect(2)
  group.propose(2, 'kept')
  group.heal()
  group.pass(2, 1)
  for (const id of [1, 2, 3]) assert.deepEqual(group.node(id).applied, ['kept'])
})

test('a leader repairs every log of figure 7', () => {
  const leaderTerms = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
  const followers = [
    [1, 1, 1, 4, 4, 5, 5, 6, 6],
    [1, 1, 1, 4],
    [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
    [1, 1, 1, 4, 4, 4, 4],
    [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
  ]
  for (const terms of followers) {
    // The third voter, with an empty log, lets the leader win whatever the follower thinks of it.
    const group = new TestGroup(3)
    const config = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }
    group.add(1, storageWithTerms(leaderTerms, config, 8))
    group.add(2, storageWithTerms(terms, config))
    group.elect(1)
    group.propose(1, 'x')
    const expected = [...leaderTerms, 9, 9]
    assert.deepEqual(termsOf(group.node(2).storage), expected, `after ${terms}`)
    assert.deepEqual(group.node(2).applied, group.node(1).applied)
    assert.equal(group.node(2).applied.at(-1), 'x')
  }
})

test('a conflicting tail of many terms is skipped term by term, not entry by entry', () => {
  const config = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }
  const group = new TestGroup(3)
  const leader = [1, ...Array<number>(40).fill(3)]
  const follower = [1, ...Array<number>(40).fill(2)]
  group.add(1, storageWithTerms(leader, config, 3))
  group.add(2, storageWithTerms(follower, config))
  group.elect(1)
  const rejections = group.sent.filter(({ type, reject }) => type === 'append-response' && reject)
  assert.deepEqual(
    rejections.filter(({ from }) => from === 2).map(({ rejectHint }) => rejectHint),
    [41],
  )
  assert.deepEqual(termsOf(group.node(2).storage), [...leader, 4])
})

test('an entry of an earlier term is not committed by counting (§5.4.2, figure 8)', () => {
  const config = { ...EMPTY_CONF_STATE, voters: [1, 2, 3, 4, 5] }
  const group = new TestGroup(5)
  // (c) of figure 8: S1 has the entry of term 2 and is elected again, for term 4.
  const logs = [[1, 2], [1, 2], [1], [1], [1, 3]]
  for (const [at, terms] of logs.entries()) group.add(at + 1, storageWithTerms(terms, config, 3))
  for (const id of [4, 5]) group.isolate(id)
  // Keep the new leader's own entry from being stored elsewhere: only the old one reaches S3.
  const leader = group.raw(1)
  leader.campaign()
  for (const from of [2, 3]) {
    leader.step(message({ type: 'vote-response', from, to: 1, term: 4 }))
  }
  assert.equal(leader.status().role, 'candidate', 'its own vote is not stored yet')
  group.node(1).work()
  assert.equal(leader.status().role, 'leader')
  group.node(1).work()
  for (const from of [2, 3]) {
    leader.step(message({ type: 'append-response', from, to: 1, term: 4, index: 2 }))
  }
  assert.equal(leader.status().commit, 0, 'a majority has entry 2, which is of term 2')
  for (const from of [2, 3]) {
    leader.step(message({ type: 'append-response', from, to: 1, term: 4, index: 3 }))
  }
  assert.equal(leader.status().commit, 3, 'an entry of term 4 commits all before it')
})

test('a leader counts itself only once its own write is stored', () => {
  const group = new TestGroup(3, { isStorageAsync: true })
  const node = group.raw(1)
  node.campaign()
  const vote = node.ready().messages.find(({ type }) => type === 'storage-append')!
  for (const response of vote.responses) node.step(response)
  node.step(message({ type: 'vote-response', from: 2, to: 1, term: 1 }))
  const write = node.ready().messages.find(({ type }) => type === 'storage-append')!
  node.step(message({ type: 'append-response', from: 2, to: 1, term: 1, index: 1 }))
  assert.equal(node.status().commit, 0)
  group.node(1).storage.append(write.entries)
  for (const response of write.responses) node.step(response)
  assert.equal(node.status().commit, 1)
})

test('a leader sends while its own write is under way', () => {
  const group = new TestGroup(3, { isStorageAsync: true })
  const node = group.raw(1)
  node.campaign()
  for (const { responses } of node.ready().messages) for (const each of responses) node.step(each)
  node.step(message({ type: 'vote-response', from: 2, to: 1, term: 1 }))
  const types = node.ready().messages.map(({ type }) => type)
  assert.deepEqual(types, ['append', 'append', 'storage-append'])
})

test('messages twice, late and out of order do no harm', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const text of ['a', 'b', 'c', 'd']) group.propose(1, text)
  const history = [...group.sent]
  for (const each of [...history].reverse()) group.raw(each.to).step(each)
  group.run()
  for (const each of history) group.raw(each.to).step(each)
  group.run()
  group.propose(1, 'e')
  for (const id of [1, 2, 3]) {
    assert.deepEqual(group.node(id).applied, ['a', 'b', 'c', 'd', 'e'])
    assert.deepEqual(termsOf(group.node(id).storage), [1, 1, 1, 1, 1, 1])
  }
  assert.deepEqual(group.leaders(), [1])
})

test('a heartbeat commits no further than the follower is known to match', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(3)
  group.propose(1, 'a')
  const before = group.sent.length
  group.heal()
  group.pass(1, 1)
  const heartbeat = group.sent
    .slice(before)
    .find(({ type, to }) => type === 'heartbeat' && to === 3)
  assert.equal(heartbeat?.commit, 1)
  assert.deepEqual(group.node(3).applied, ['a'])
})

test('no more appends are under way than the window allows', () => {
  const group = new TestGroup(3, { maxInflightMessages: 2 })
  group.elect(1)
  group.isolate(3)
  for (let i = 0; i < 10; i++) group.propose(1, `${i}`)
  const progress = group.raw(1).status().progress.get(3)!
  assert.equal(progress.inflights.count, 2)
  assert.ok(progress.isPaused)
  group.heal()
  group.pass(1, 1)
  assert.equal(group.node(3).applied.length, 10)
})

test('an append carries no more than its limit, but at least one entry', () => {
  const group = new TestGroup(3, { maxMessageBytes: 1 })
  group.elect(1)
  group.isolate(3)
  for (let i = 0; i < 4; i++) group.propose(1, 'some bytes')
  group.heal()
  group.pass(1, 1)
  assert.equal(group.node(3).applied.length, 4)
  assert.ok(group.sent.every(({ entries }) => entries.length <= 1))
})

test('a leader takes in only so much that nobody else has stored', () => {
  const group = new TestGroup(3, { maxUncommittedBytes: 100 })
  group.elect(1)
  group.isolate(1)
  const big = new Uint8Array(60)
  assert.equal(group.raw(1).propose(big).kind, 'accepted')
  group.run()
  assert.deepEqual(group.raw(1).propose(big), { kind: 'refused', reason: 'uncommitted-limit' })
  assert.equal(group.raw(1).propose(new Uint8Array(0)).kind, 'accepted')
  group.heal()
  group.pass(1, 1)
  group.pass(1, 1)
  assert.equal(group.raw(1).propose(big).kind, 'accepted')
})

test('one proposal of any size fits when nothing else is under way', () => {
  const group = new TestGroup(3, { maxUncommittedBytes: 100 })
  group.elect(1)
  assert.equal(group.raw(1).propose(new Uint8Array(500)).kind, 'accepted')
  assert.equal(group.raw(1).propose(new Uint8Array(1)).kind, 'refused')
})

test('whoever lags behind the log gets a snapshot, then the rest', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(3)
  for (let i = 0; i < 5; i++) group.propose(1, `${i}`)
  const { storage } = group.node(1)
  const { applied, config } = group.raw(1).status()
  storage.createSnapshot(applied, config, [])
  storage.compact(applied)
  group.propose(1, 'after')
  group.heal()
  group.pass(1, 1)
  assert.ok(group.sent.some(({ type, to }) => type === 'snapshot' && to === 3))
  assert.deepEqual(group.node(3).applied, ['after'])
  assert.deepEqual(termsOf(group.node(3).storage), [1])
  assert.equal(group.raw(3).status().commit, group.raw(1).status().commit)
})

test('a lost snapshot is sent again once its failure is reported', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(3)
  group.propose(1, 'a')
  const { applied, config } = group.raw(1).status()
  group.node(1).storage.createSnapshot(applied, config, [])
  group.node(1).storage.compact(applied)
  group.heal()
  group.ignore('snapshot')
  group.pass(1, 1)
  assert.equal(group.raw(1).status().progress.get(3)!.state, 'snapshot')
  group.heal()
  group.raw(1).reportSnapshot(3, false)
  group.pass(1, 1)
  assert.equal(group.raw(1).status().progress.get(3)!.state, 'replicate')
  assert.equal(group.raw(3).status().commit, applied)
})

test('an old snapshot is answered with what is committed already', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const text of ['a', 'b']) group.propose(1, text)
  const confState = group.raw(2).status().config
  const snapshot = { data: [], metadata: { confState, index: 2, term: 1 } }
  group.raw(2).step(message({ type: 'snapshot', from: 1, to: 2, term: 1, snapshot }))
  const answers = group.node(2).work()
  assert.deepEqual(
    answers.map(({ type, index }) => [type, index]),
    [['append-response', 3]],
  )
  assert.deepEqual(group.node(2).applied, ['a', 'b'])
})

test('a restarted node has its term, vote and log, and catches up (§5.5)', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.propose(1, 'a')
  group.node(3).restart()
  assert.equal(group.raw(3).status().term, 1)
  assert.equal(group.raw(3).status().lastIndex, 2)
  group.propose(1, 'b')
  assert.deepEqual(group.node(3).applied, ['a', 'b'])
})

test('a whole group that restarts keeps everything committed', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.propose(1, 'a')
  for (const id of [1, 2, 3]) group.node(id).restart()
  group.elect(2)
  group.propose(2, 'b')
  for (const id of [1, 2, 3]) assert.deepEqual(group.node(id).applied, ['a', 'b'])
})

test('a restart hands out again what was committed and not applied', () => {
  const config = { ...EMPTY_CONF_STATE, voters: [1] }
  const storage = storageWithTerms([1, 1, 1], config)
  storage.setHardState({ term: 1, vote: 1, commit: 2 })
  const node = new TestNode(1, storage, {})
  node.work()
  assert.deepEqual(node.applied, ['1@1', '2@1'])
})

test('storage messages come only from storage', () => {
  const node = new TestNode(1, storageWithTerms([1], EMPTY_CONF_STATE), {})
  const forged = message({ type: 'storage-append-response', from: 2, to: 1, index: 9 })
  assert.deepEqual(node.raw.step(forged), { kind: 'refused', reason: 'local-message' })
  const stranger = message({ type: 'append-response', from: 9, to: 1, term: 1 })
  assert.deepEqual(node.raw.step(stranger), { kind: 'refused', reason: 'unknown-peer' })
})
