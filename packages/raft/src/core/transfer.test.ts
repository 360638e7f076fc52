import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_CONF_STATE, message } from '../message.ts'
import { storageWithTerms, TestGroup, TestNode } from './test-group.ts'

const NO_CONTEXT = new Uint8Array(0)

test('leadership goes to a follower that has it all at once (thesis §3.10)', () => {
  const group = new TestGroup(3, { preVote: true, checkQuorum: true })
  group.elect(1)
  group.raw(1).transferLeader(2)
  group.run()
  assert.deepEqual(group.leaders(), [2])
  assert.equal(group.raw(2).status().term, 2)
})

test('a follower that lags gets the log first', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(3)
  group.propose(1, 'a')
  group.heal()
  group.raw(1).transferLeader(3)
  group.run()
  group.pass(1, 1)
  assert.deepEqual(group.leaders(), [3])
  assert.deepEqual(group.node(3).applied, ['a'])
})

test('a follower passes the request on to its leader', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.raw(3).transferLeader(3)
  group.run()
  assert.deepEqual(group.leaders(), [3])
})

test('no proposal is taken during a hand-over, and it ends after an election timeout', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(3)
  group.raw(1).transferLeader(3)
  group.run()
  const refused = group.raw(1).propose(new Uint8Array(1))
  assert.deepEqual(refused, { kind: 'refused', reason: 'transfer-in-progress' })
  group.tick(1, 10)
  assert.equal(group.raw(1).status().transferee, 0)
  assert.equal(group.raw(1).propose(new Uint8Array(1)).kind, 'accepted')
})

test('another request replaces the one under way, a repeated one does not prolong it', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(3)
  group.raw(1).transferLeader(3)
  group.tick(1, 9)
  group.raw(1).transferLeader(3)
  group.tick(1, 1)
  assert.equal(group.raw(1).status().transferee, 0)
  group.raw(1).transferLeader(3)
  group.raw(1).transferLeader(2)
  group.run()
  assert.deepEqual(group.leaders(), [2])
})

test('a learner and the leader itself are no aim', () => {
  const group = new TestGroup(2)
  group.elect(1)
  group.add(3)
  group.raw(1).proposeConfChange({
    transition: 'auto',
    changes: [{ type: 'add-learner', raftId: 3 }],
    context: NO_CONTEXT,
  })
  group.run()
  for (const id of [1, 3]) {
    group.raw(1).transferLeader(id)
    assert.equal(group.raw(1).status().transferee, 0)
  }
})

test('a hand-over to a member that is removed ends', () => {
  const group = new TestGroup(4)
  group.elect(1)
  group.raw(1).proposeConfChange({
    transition: 'auto',
    changes: [{ type: 'remove', raftId: 4 }],
    context: NO_CONTEXT,
  })
  group.isolate(4)
  group.raw(1).transferLeader(4)
  assert.equal(group.raw(1).status().transferee, 4)
  group.run()
  assert.deepEqual(group.raw(1).status().config, { ...EMPTY_CONF_STATE, voters: [1, 2, 3] })
  assert.equal(group.raw(1).status().transferee, 0)
})

test('a follower too far behind gets a snapshot first, and then leads', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(3)
  group.propose(1, 'a')
  const { applied, config } = group.raw(1).status()
  group.node(1).storage.createSnapshot(applied, config, [])
  group.node(1).storage.compact(applied)
  group.heal()
  group.ignore('append-response')
  group.raw(1).transferLeader(3)
  group.pass(1, 1)
  assert.equal(group.raw(1).status().transferee, 3, 'it has not acknowledged anything yet')
  group.heal()
  group.pass(1, 1)
  group.raw(1).reportSnapshot(3, true)
  group.pass(1, 2)
  assert.deepEqual(group.leaders(), [3])
})

test('nobody, and somebody who is no member, are no aim', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const id of [0, 9]) {
    group.raw(1).transferLeader(id)
    assert.equal(group.raw(1).status().transferee, 0)
  }
  assert.equal(group.raw(1).propose(new Uint8Array(1)).kind, 'accepted')
})

test('asking for oneself takes the order back', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(3)
  group.raw(1).transferLeader(3)
  group.raw(1).transferLeader(1)
  assert.equal(group.raw(1).status().transferee, 0)
  assert.equal(group.raw(1).propose(new Uint8Array(1)).kind, 'accepted')
})

test('a hand-over ends with the term', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(3)
  group.raw(1).transferLeader(3)
  group.elect(2)
  const { role, term, transferee } = group.raw(1).status()
  assert.deepEqual({ role, term, transferee }, { role: 'follower', term: 2, transferee: 0 })
})

test('a hand-over to a voter that becomes a learner ends', () => {
  const group = new TestGroup(4)
  group.elect(1)
  group.raw(1).proposeConfChange({
    transition: 'auto',
    changes: [{ type: 'add-learner', raftId: 4 }],
    context: NO_CONTEXT,
  })
  group.isolate(4)
  group.raw(1).transferLeader(4)
  group.run()
  assert.deepEqual(group.raw(1).status().config.learners, [4])
  assert.equal(group.raw(1).status().transferee, 0)
})

test('an order that comes late finds a node that may not follow it', () => {
  const removed = new TestNode(
    4,
    storageWithTerms([1], { ...EMPTY_CONF_STATE, voters: [1, 2] }),
    {},
  )
  removed.raw.step(message({ type: 'timeout-now', from: 1, to: 4, term: 1 }))
  assert.equal(removed.raw.status().role, 'follower')
  const group = new TestGroup(3)
  group.elect(1)
  group.raw(1).step(message({ type: 'timeout-now', from: 2, to: 1, term: 1 }))
  group.run()
  assert.deepEqual(group.leaders(), [1])
  assert.equal(group.raw(1).status().term, 1)
})

test('the chosen one is elected within the lease of the others, whose pre-votes it does not ask', () => {
  const group = new TestGroup(5, { preVote: true, checkQuorum: true })
  group.elect(1)
  group.pass(1, 1)
  group.sent.length = 0
  group.raw(1).transferLeader(4)
  group.run()
  assert.deepEqual(group.leaders(), [4])
  assert.ok(group.sent.every(({ type }) => type !== 'pre-vote'))
})

test('a proposal of the old leader that did not get through dies, and is not repeated', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.ignore('append')
  group.propose(1, 'lost')
  group.heal()
  group.elect(2)
  group.propose(2, 'kept')
  for (const id of [1, 2, 3]) assert.deepEqual(group.node(id).applied, ['kept'])
})
