/**
 * Elections under contest: votes asked of every role, two candidates at once, a follower that comes
 * back with a higher term, partial partitions (Raft §5.2, §6; thesis §6.2, §9.6).
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_CONF_STATE, message, type Role } from '../message.ts'
import { storageWithTerms, TestGroup, TestNode } from './test-group.ts'

const THREE = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }

/** A node of three in the given role at term 1, its log of one entry. */
function nodeAs(role: Role): TestNode {
  const storage = storageWithTerms([1], THREE, role === 'candidate' || role === 'leader' ? 0 : 1)
  const node = new TestNode(1, storage, { preVote: role === 'pre-candidate' })
  if (role !== 'follower') node.raw.campaign()
  if (role === 'leader') {
    node.work()
    node.raw.step(message({ type: 'vote-response', from: 2, to: 1, term: 1 }))
  }
  node.work()
  assert.equal(node.raw.status().role, role)
  assert.equal(node.raw.status().term, 1)
  return node
}

const ROLES: readonly Role[] = ['follower', 'pre-candidate', 'candidate', 'leader']

for (const role of ROLES) {
  test(`a ${role} votes in a newer term, and follows it (§5.1)`, () => {
    const node = nodeAs(role)
    node.raw.step(message({ type: 'vote', from: 2, to: 1, term: 2, logTerm: 1, index: 9 }))
    const { term, vote, role: next } = node.raw.status()
    assert.deepEqual({ term, vote, next }, { term: 2, vote: 2, next: 'follower' })
    const answer = node.work().find(({ type }) => type === 'vote-response')
    assert.deepEqual([answer?.term, answer?.reject], [2, false])
  })

  test(`a ${role} grants a pre-vote of a newer term and stays what it is (§9.6)`, () => {
    const node = nodeAs(role)
    const before = node.raw.status()
    node.raw.step(message({ type: 'pre-vote', from: 2, to: 1, term: 2, logTerm: 1, index: 9 }))
    const after = node.raw.status()
    assert.deepEqual([after.role, after.term, after.vote], [before.role, before.term, before.vote])
    const answer = node.work().find(({ type, to }) => type === 'pre-vote-response' && to === 2)
    assert.deepEqual([answer?.term, answer?.reject], [2, false], 'it answers in the asked term')
  })
}

test('a candidate gives way to whoever turns out to lead its term (§5.2)', () => {
  for (const type of ['append', 'heartbeat'] as const) {
    for (const term of [1, 2]) {
      const node = nodeAs('candidate')
      node.raw.step(message({ type, from: 2, to: 1, term }))
      const { role, leader, term: own } = node.raw.status()
      assert.deepEqual([role, leader, own], ['follower', 2, term])
    }
  }
})

test('of two duelling candidates the one with the longer log wins in the end', () => {
  const group = new TestGroup(3)
  group.cut(1, 3)
  group.raw(1).campaign()
  group.raw(3).campaign()
  group.run()
  assert.equal(group.raw(1).status().role, 'leader')
  assert.equal(group.raw(3).status().role, 'candidate')
  group.heal()
  // The loser has a higher term next, but lacks the leader's first entry.
  group.elect(3)
  assert.deepEqual(group.leaders(), [])
  assert.equal(group.raw(1).status().term, 2)
  assert.equal(group.raw(1).status().role, 'follower')
  group.elect(1)
  assert.deepEqual(group.leaders(), [1])
})

test('a duelling pre-candidate raises nobody’s term (§9.6)', () => {
  const group = new TestGroup(3, { preVote: true })
  group.cut(1, 3)
  group.raw(1).campaign()
  group.raw(3).campaign()
  group.run()
  assert.deepEqual(group.leaders(), [1])
  group.heal()
  group.elect(3)
  assert.deepEqual(group.leaders(), [1])
  for (const id of [1, 2, 3]) assert.equal(group.raw(id).status().term, 1)
  assert.equal(group.raw(3).status().role, 'follower')
})

test('every member can lead in turn, each in a term of its own', () => {
  for (const preVote of [false, true]) {
    const group = new TestGroup(3, { preVote })
    for (const [at, id] of [1, 2, 3, 1, 2].entries()) {
      group.elect(id)
      assert.deepEqual(group.leaders(), [id])
      assert.equal(group.raw(id).status().term, at + 1)
    }
  }
})

test('without a pre-vote a returning follower deposes the leader: the new election frees it', () => {
  const group = new TestGroup(3, { checkQuorum: true })
  group.elect(1)
  group.isolate(3)
  group.tick(3, 20)
  group.run()
  const { role, term } = group.raw(3).status()
  assert.deepEqual([role, term], ['candidate', 2])
  group.heal()
  // The leader's next heartbeat is of an old term; the answer to it carries the new one.
  group.pass(1, 1)
  assert.equal(group.raw(1).status().role, 'follower')
  assert.equal(group.raw(1).status().term, 2)
  group.elect(1)
  assert.deepEqual(group.leaders(), [1])
  assert.equal(group.raw(3).status().leader, 1)
})

test('with a pre-vote a returning follower disturbs nobody', () => {
  const group = new TestGroup(3, { checkQuorum: true, preVote: true })
  group.elect(1)
  group.isolate(3)
  group.tick(3, 40)
  group.run()
  group.heal()
  group.raw(3).campaign()
  group.run()
  group.pass(1, 1)
  assert.deepEqual(group.leaders(), [1])
  for (const id of [1, 2, 3]) assert.equal(group.raw(id).status().term, 1)
  assert.equal(group.raw(3).status().leader, 1)
})

test('a stuck pre-candidate of a higher term makes the leader step down, then somebody leads', () => {
  const group = new TestGroup(3, { checkQuorum: true, preVote: true })
  const late = new TestNode(3, storageWithTerms([], THREE, 5), { checkQuorum: true, preVote: true })
  group.nodes.set(3, late)
  group.elect(1)
  assert.deepEqual(group.leaders(), [], 'its rejection of the pre-vote carries its term')
  group.elect(1)
  assert.deepEqual(group.leaders(), [1])
  assert.equal(group.raw(1).status().term, 6)
})

test('who campaigns while it leads goes on leading', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.elect(1)
  assert.deepEqual(group.leaders(), [1])
  assert.equal(group.raw(1).status().term, 1)
})

test('a vote counts once, however often it arrives', () => {
  const node = new TestNode(1, storageWithTerms([], { ...THREE, voters: [1, 2, 3, 4, 5] }), {})
  node.raw.campaign()
  node.work()
  const vote = message({ type: 'vote-response', from: 2, to: 1, term: 1 })
  for (let i = 0; i < 3; i++) node.raw.step(vote)
  assert.equal(node.raw.status().role, 'candidate')
  node.raw.step({ ...vote, from: 3 })
  assert.equal(node.raw.status().role, 'leader')
})

test('a candidate that a majority refuses waits as a follower (§5.2)', () => {
  const node = new TestNode(1, storageWithTerms([], THREE), {})
  node.raw.campaign()
  node.work()
  for (const from of [2, 3]) {
    node.raw.step(message({ type: 'vote-response', from, to: 1, term: 1, reject: true }))
  }
  const { role, term } = node.raw.status()
  assert.deepEqual([role, term], ['follower', 1])
})

test('a leader that reaches a minority frees the follower that the only quorum needs (§6.2)', () => {
  // 1 leads and reaches 2 alone, 5 is dead: only 2, 3 and 4 can decide, and 2 hears its leader.
  const group = new TestGroup(5, { checkQuorum: true, preVote: true })
  group.elect(1)
  group.isolate(5)
  for (const other of [3, 4]) group.cut(1, other)
  group.propose(1, 'stuck')
  assert.deepEqual(group.node(2).applied, [])
  for (let tick = 0; tick < 200 && !group.leaders().some(id => id > 1); tick++) {
    for (const id of [1, 2, 3, 4, 5]) group.pass(id, 1)
  }
  const [leader] = group.leaders()
  assert.ok(leader !== undefined && [2, 3, 4].includes(leader), `${leader} leads`)
  group.propose(leader, 'goes on')
  for (const id of [2, 3, 4]) assert.equal(group.node(id).applied.at(-1), 'goes on')
})

test('who gives its vote away waits a whole timeout before it campaigns itself (§5.2)', () => {
  const node = new TestNode(1, storageWithTerms([], THREE, 1), {})
  node.raw.setRandomizedElectionTicks(10)
  for (let i = 0; i < 9; i++) node.raw.tick()
  node.raw.step(message({ type: 'vote', from: 2, to: 1, term: 1 }))
  for (let i = 0; i < 9; i++) node.raw.tick()
  assert.equal(node.raw.status().role, 'follower')
  node.raw.tick()
  assert.equal(node.raw.status().role, 'candidate')
})

test('a pre-vote for an old term is refused with the newer one (etcd issue 8501)', () => {
  const node = new TestNode(3, storageWithTerms([], THREE, 5), { preVote: true })
  node.raw.step(message({ type: 'pre-vote', from: 1, to: 3, term: 2, logTerm: 1, index: 4 }))
  assert.deepEqual(
    node.work().map(({ type, term, reject }) => [type, term, reject]),
    [['pre-vote-response', 5, true]],
  )
})

test('what was granted to a pre-candidate is no vote for the candidate (§9.6)', () => {
  const five = { ...EMPTY_CONF_STATE, voters: [1, 2, 3, 4, 5] }
  const node = new TestNode(1, storageWithTerms([], five), { preVote: true })
  node.raw.campaign()
  node.work()
  const grant = (type: 'pre-vote-response' | 'vote-response', from: number) =>
    node.raw.step(message({ type, from, to: 1, term: 1 }))
  for (const from of [2, 3]) grant('pre-vote-response', from)
  assert.equal(node.raw.status().role, 'candidate')
  node.work()
  for (const from of [4, 5]) grant('pre-vote-response', from)
  assert.equal(node.raw.status().role, 'candidate', 'late answers to the question before')
  for (const from of [2, 3]) grant('vote-response', from)
  assert.equal(node.raw.status().role, 'leader')
})

test('each campaign counts its own answers', () => {
  const five = { ...EMPTY_CONF_STATE, voters: [1, 2, 3, 4, 5] }
  const node = new TestNode(1, storageWithTerms([], five), { preVote: true })
  const answer = (from: number, reject: boolean) => {
    const term = reject ? 0 : 1
    node.raw.step(message({ type: 'pre-vote-response', from, to: 1, term, reject }))
  }
  node.raw.campaign()
  node.work()
  answer(2, true)
  node.raw.campaign()
  node.work()
  for (const from of [2, 3]) answer(from, false)
  assert.equal(node.raw.status().role, 'candidate')
})

test('the first word of a voter counts, also if it says otherwise later', () => {
  const five = { ...EMPTY_CONF_STATE, voters: [1, 2, 3, 4, 5] }
  const node = new TestNode(1, storageWithTerms([], five), {})
  node.raw.campaign()
  node.work()
  const vote = (from: number, reject: boolean) =>
    node.raw.step(message({ type: 'vote-response', from, to: 1, term: 1, reject }))
  vote(2, false)
  vote(2, true)
  vote(3, false)
  assert.equal(node.raw.status().role, 'leader')
})
