import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_CONF_STATE, message } from '../message.ts'
import { storageWithTerms, TestGroup, TestNode } from './test-group.ts'

const THREE = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }

test('a follower that hears nothing becomes candidate of the next term and votes for itself (§5.2)', () => {
  const group = new TestGroup(3)
  group.tick(1, 20)
  const { role, term, vote } = group.raw(1).status()
  assert.deepEqual({ role, term, vote }, { role: 'candidate', term: 1, vote: 1 })
})

test('the election timeout is drawn anew from [timeout, 2 × timeout) (§5.2)', () => {
  const drawn = new Set<number>()
  const node = new TestNode(1, storageWithTerms([], THREE), { electionTicks: 10 })
  for (let round = 0; round < 200; round++) {
    let ticks = 0
    const before = node.raw.status().term
    while (node.raw.status().term === before) {
      node.raw.tick()
      ticks++
    }
    assert.ok(ticks >= 10 && ticks < 20, `${ticks} ticks`)
    drawn.add(ticks)
  }
  assert.equal(drawn.size, 10)
})

test('a candidate with the votes of a majority leads (§5.2)', () => {
  const group = new TestGroup(5)
  group.isolate(4)
  group.isolate(5)
  group.elect(1)
  assert.equal(group.raw(1).status().role, 'leader')
  assert.equal(group.raw(3).status().leader, 1)
})

test('a candidate without a majority goes on asking', () => {
  const group = new TestGroup(5)
  for (const id of [3, 4, 5]) group.isolate(id)
  group.elect(1)
  assert.equal(group.raw(1).status().role, 'candidate')
})

test('a node votes once in a term, for whoever comes first (§5.2)', () => {
  const node = new TestNode(1, storageWithTerms([], THREE), {})
  const ask = (from: number) => {
    node.raw.step(message({ type: 'vote', from, to: 1, term: 1 }))
    return node.work().map(({ to, reject }) => ({ to, reject }))
  }
  assert.deepEqual(ask(2), [{ to: 2, reject: false }])
  assert.deepEqual(ask(3), [{ to: 3, reject: true }])
  assert.deepEqual(ask(2), [{ to: 2, reject: false }])
})

test('the vote survives a restart (§5.2)', () => {
  const node = new TestNode(1, storageWithTerms([], THREE), {})
  node.raw.step(message({ type: 'vote', from: 2, to: 1, term: 1 }))
  node.work()
  node.restart()
  node.raw.step(message({ type: 'vote', from: 3, to: 1, term: 1 }))
  assert.equal(node.work().at(-1)?.reject, true)
})

test('a vote leaves only after it is stored', () => {
  const node = new TestNode(1, storageWithTerms([], THREE), { isStorageAsync: true })
  node.raw.step(message({ type: 'vote', from: 2, to: 1, term: 1 }))
  const { messages, mustSync } = node.raw.ready()
  assert.equal(mustSync, true)
  assert.deepEqual(
    messages.map(each => [each.type, each.vote, each.responses.map(response => response.type)]),
    [['storage-append', 2, ['vote-response']]],
  )
})

test('no vote goes to a log that lacks what may be committed (§5.4.1)', () => {
  const cases: [number[], number[], boolean][] = [
    // candidate's terms, voter's terms, granted
    [[1], [1], true],
    [[1, 1], [1], true],
    [[1], [1, 1], false],
    [[2], [1, 1, 1], true],
    [[1, 1, 1], [2], false],
    [[1, 2], [1, 1, 1], true],
  ]
  for (const [candidate, voter, isGranted] of cases) {
    const node = new TestNode(1, storageWithTerms(voter, THREE), {})
    const logTerm = candidate.at(-1)!
    const index = candidate.length
    node.raw.step(message({ type: 'vote', from: 2, to: 1, term: 3, logTerm, index }))
    assert.equal(node.work().at(-1)?.reject, !isGranted, `${candidate} asks ${voter}`)
  }
})

test('a higher term makes anybody a follower (§5.1)', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.raw(1).step(message({ type: 'append', from: 2, to: 1, term: 7 }))
  const { role, term, leader } = group.raw(1).status()
  assert.deepEqual({ role, term, leader }, { role: 'follower', term: 7, leader: 2 })
})

test('a message of an old term is ignored (§5.1)', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.elect(2)
  group.raw(2).step(message({ type: 'append', from: 1, to: 2, term: 1, commit: 9 }))
  const { role, commit } = group.raw(2).status()
  assert.deepEqual({ role, commit }, { role: 'leader', commit: 2 })
})

test('a candidate follows the leader of its own term (§5.2)', () => {
  const group = new TestGroup(3)
  group.isolate(3)
  group.raw(3).campaign()
  group.run()
  group.elect(1)
  assert.equal(group.raw(3).status().role, 'candidate')
  group.heal()
  group.pass(1, 1)
  const { role, leader, term } = group.raw(3).status()
  assert.deepEqual({ role, leader, term }, { role: 'follower', leader: 1, term: 1 })
})

test('of two candidates of a term at most one is elected', () => {
  const group = new TestGroup(3)
  group.cut(1, 3)
  group.raw(1).campaign()
  group.raw(3).campaign()
  group.run()
  assert.deepEqual(group.leaders(), [1])
  group.heal()
  group.elect(3)
  assert.equal(group.raw(3).status().term, 2)
})

test('a pre-vote raises no term, so a returning node disturbs nobody (thesis §9.6)', () => {
  const group = new TestGroup(3, { preVote: true })
  group.elect(1)
  group.isolate(3)
  group.pass(3, 100)
  assert.equal(group.raw(3).status().role, 'pre-candidate')
  assert.equal(group.raw(3).status().term, 1)
  group.propose(1, 'a')
  group.heal()
  group.elect(3)
  assert.deepEqual(group.leaders(), [1])
  assert.equal(group.raw(1).status().term, 1)
})

test('a pre-candidate with the better log wins although its term is lower', () => {
  const group = new TestGroup(3, { preVote: true, checkQuorum: true })
  group.elect(1)
  group.isolate(3)
  group.propose(1, 'a')
  // 3 got a higher term in the past, by an election without pre-votes.
  group.raw(3).step(message({ type: 'timeout-now', from: 1, to: 3, term: 1 }))
  group.run()
  assert.equal(group.raw(3).status().term, 2)
  group.heal()
  group.isolate(1)
  group.pass(2, 60)
  assert.equal(group.raw(2).status().role, 'leader')
  assert.ok(group.raw(2).status().term > 2)
})

test('who hears from its leader does not look at candidates (§6)', () => {
  const group = new TestGroup(3, { checkQuorum: true })
  group.elect(1)
  group.raw(3).campaign()
  group.run()
  const stuck = group.raw(2).status()
  assert.deepEqual([stuck.leader, stuck.term], [1, 1])
})

test('a leader that no quorum answers steps down within two checks (§6.2)', () => {
  const group = new TestGroup(3, { checkQuorum: true })
  group.elect(1)
  group.isolate(1)
  group.tick(1, 20)
  group.run()
  assert.equal(group.raw(1).status().role, 'follower')
  const kept = new TestGroup(3, { checkQuorum: true })
  kept.elect(1)
  kept.cut(1, 3)
  kept.pass(1, 30)
  assert.equal(kept.raw(1).status().role, 'leader')
})

test('a stuck candidate frees itself: its term makes the old leader step down', () => {
  const group = new TestGroup(3, { checkQuorum: true })
  group.elect(1)
  group.isolate(3)
  group.raw(3).campaign()
  group.run()
  group.heal()
  // 1 keeps 3 in its lease with heartbeats of an old term; 3 answers with its own.
  group.pass(1, 1)
  assert.deepEqual(group.leaders(), [])
  assert.equal(group.raw(1).status().term, 2)
})

test('who forgot its leader votes at once, before the lease is over', () => {
  const group = new TestGroup(3, { preVote: true, checkQuorum: true })
  group.elect(1)
  group.isolate(1)
  group.raw(2).forgetLeader()
  group.raw(3).forgetLeader()
  group.elect(2)
  assert.equal(group.raw(2).status().role, 'leader')
})

test('a node that is no voter does not campaign, but votes when it is asked', () => {
  const config = { ...EMPTY_CONF_STATE, voters: [1, 2], learners: [3] }
  const learner = new TestNode(3, storageWithTerms([1], config), {})
  for (let i = 0; i < 50; i++) learner.raw.tick()
  assert.equal(learner.raw.status().role, 'follower')
  learner.raw.step(message({ type: 'vote', from: 2, to: 3, term: 5, logTerm: 1, index: 1 }))
  assert.equal(learner.work().at(-1)?.reject, false)
})

test('a group of one elects itself without a message', () => {
  const group = new TestGroup(1)
  group.tick(1, 20)
  group.run()
  assert.equal(group.raw(1).status().role, 'leader')
  assert.deepEqual(group.sent, [])
})

test('voters left behind by a leader that removed itself learn from it that it did', () => {
  const group = new TestGroup(2)
  group.elect(1)
  const context = new Uint8Array(0)
  const remove = { transition: 'auto', changes: [{ type: 'remove', raftId: 1 }], context } as const
  group.raw(1).proposeConfChange(remove)
  for (const each of group.node(1).work()) group.raw(2).step(each)
  // The leader takes one more proposal, then hears that its removal is stored, and is cut off.
  group.raw(1).propose(new Uint8Array(1))
  group.node(1).work()
  for (const each of group.node(2).work()) group.raw(1).step(each)
  group.isolate(1)
  group.run()
  assert.deepEqual(group.raw(1).status().config.voters, [2])
  assert.deepEqual(group.raw(2).status().config.voters, [1, 2])
  group.heal()
  group.pass(2, 60)
  assert.deepEqual(group.leaders(), [2])
})
