import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_CONF_STATE, message } from '../message.ts'
import { storageWithTerms, TestGroup } from './test-group.ts'

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function readsOf(group: TestGroup, id: number): [number, string][] {
  const decoder = new TextDecoder()
  return group.node(id).reads.map(({ index, context }) => [index, decoder.decode(context)])
}

test('a read is safe at what was committed when it was asked, once a quorum answered (§6.4)', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.propose(1, 'a')
  group.raw(1).readIndex(bytes('r'))
  assert.deepEqual(readsOf(group, 1), [])
  group.run()
  assert.deepEqual(readsOf(group, 1), [[2, 'r']])
})

test('a follower and a learner read through their leader', () => {
  const group = new TestGroup(3)
  group.elect(1)
  const config = { ...EMPTY_CONF_STATE, voters: [1, 2, 3], learners: [4] }
  group.add(4, storageWithTerms([1], config))
  const context = new Uint8Array(0)
  group.raw(1).proposeConfChange({
    transition: 'auto',
    changes: [{ type: 'add-learner', raftId: 4 }],
    context,
  })
  group.run()
  for (const id of [2, 4]) {
    group.raw(id).readIndex(bytes(`of ${id}`))
    group.run()
    assert.deepEqual(readsOf(group, id), [[2, `of ${id}`]])
  }
})

test('a leader that was deposed without knowing it confirms no read', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(1)
  group.elect(2)
  group.propose(2, 'newer')
  group.raw(1).readIndex(bytes('stale'))
  group.run()
  group.heal()
  group.pass(1, 1)
  assert.deepEqual(readsOf(group, 1), [])
})

test('a new leader reads only after its first commit, for it does not know what is committed', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.propose(1, 'a')
  // 2 has the entry but not the news that it is committed; the new leader must not say 1.
  group.ignore('append')
  group.raw(1).campaign()
  group.raw(2).campaign()
  group.run()
  assert.equal(group.raw(2).status().role, 'leader')
  group.raw(2).readIndex(bytes('early'))
  group.run()
  assert.deepEqual(readsOf(group, 2), [])
  group.heal()
  group.pass(2, 1)
  assert.deepEqual(readsOf(group, 2), [[3, 'early']])
})

test('a leader alone waits for its first commit too', () => {
  const group = new TestGroup(1)
  const config = { ...EMPTY_CONF_STATE, voters: [1] }
  group.add(1, storageWithTerms([1, 1], config))
  group.raw(1).campaign()
  group.node(1).work()
  assert.equal(group.raw(1).status().role, 'leader')
  group.raw(1).readIndex(bytes('r'))
  assert.equal(group.raw(1).status().commit, 0)
  group.run()
  assert.deepEqual(readsOf(group, 1), [[3, 'r']])
})

test('the same context asked twice is confirmed by its own round each time', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.raw(1).readIndex(bytes('same'))
  group.run()
  // Answers to the first round are around; the leader is cut off before it asks again.
  const answers = group.sent.filter(({ type }) => type === 'heartbeat-response')
  assert.ok(answers.length > 0)
  group.isolate(1)
  group.elect(2)
  group.propose(2, 'newer')
  group.raw(1).readIndex(bytes('same'))
  group.run()
  for (const answer of answers) group.raw(1).step(answer)
  group.run()
  assert.deepEqual(readsOf(group, 1), [[1, 'same']])
})

test('one answer confirms every read before it', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const name of ['a', 'b', 'c']) group.raw(1).readIndex(bytes(name))
  group.ignore('heartbeat-response')
  group.run()
  group.heal()
  group.raw(1).readIndex(bytes('d'))
  group.run()
  assert.deepEqual(
    readsOf(group, 1).map(([, name]) => name),
    ['a', 'b', 'c', 'd'],
  )
})

test('a lost round is repeated with the next heartbeat', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.ignore('heartbeat')
  group.raw(1).readIndex(bytes('r'))
  group.run()
  assert.deepEqual(readsOf(group, 1), [])
  group.heal()
  group.pass(1, 1)
  assert.deepEqual(readsOf(group, 1), [[1, 'r']])
})

test('more reads than the limit are refused', () => {
  const group = new TestGroup(3, { maxPendingReads: 2 })
  group.elect(1)
  const ask = () => group.raw(1).readIndex(bytes('r')).kind
  assert.deepEqual([ask(), ask(), ask()], ['accepted', 'accepted', 'refused'])
  group.run()
  assert.equal(ask(), 'accepted')
})

test('with a lease a leader answers at once', () => {
  const group = new TestGroup(3, { readMode: 'lease-based', checkQuorum: true })
  group.elect(1)
  const before = group.sent.length
  group.raw(1).readIndex(bytes('r'))
  group.node(1).work()
  assert.deepEqual(readsOf(group, 1), [[1, 'r']])
  assert.equal(group.sent.length, before)
})

test('why leases are off: a leader cut off answers for longer than an election takes', () => {
  const group = new TestGroup(3, { readMode: 'lease-based', checkQuorum: true })
  group.elect(1)
  group.isolate(1)
  // The others wait out their lease of one election timeout, then elect another leader.
  for (let tick = 0; tick < 10; tick++) for (const id of [2, 3]) group.pass(id, 1)
  group.elect(2)
  group.propose(2, 'newer')
  // The quorum is checked once an election timeout: at 10 ticks it still counts old answers.
  group.tick(1, 19)
  group.raw(1).readIndex(bytes('stale'))
  group.run()
  assert.deepEqual(readsOf(group, 1), [[1, 'stale']], 'the newer entry is missed')
  group.tick(1, 1)
  assert.equal(group.raw(1).readIndex(bytes('later')).kind, 'refused')
})

test('a read is answered by whoever leads when it is asked again', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(1)
  group.raw(1).readIndex(bytes('r'))
  group.elect(3)
  group.propose(3, 'newer')
  group.heal()
  group.pass(3, 1)
  assert.deepEqual(readsOf(group, 1), [], 'what it asked for as leader is forgotten')
  group.raw(1).readIndex(bytes('r'))
  group.run()
  assert.deepEqual(readsOf(group, 1), [[3, 'r']])
})

test('a read that was not confirmed in its term is not confirmed in a later one', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(1)
  group.raw(1).readIndex(bytes('old'))
  group.elect(2)
  group.propose(2, 'newer')
  group.heal()
  group.pass(2, 1)
  group.elect(1)
  group.pass(1, 2)
  assert.deepEqual(group.leaders(), [1])
  group.raw(1).readIndex(bytes('new'))
  group.run()
  assert.deepEqual(readsOf(group, 1), [[4, 'new']])
})

test('early reads of a leader that loses its term are never answered', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.ignore('append')
  group.elect(2)
  group.raw(2).readIndex(bytes('early'))
  group.run()
  group.heal()
  group.elect(1)
  group.elect(2)
  assert.deepEqual(readsOf(group, 2), [])
})

test('an answer that confirms nothing is ignored: unknown rounds, learners, garbage', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(1)
  group.raw(1).readIndex(bytes('r'))
  const answer = { type: 'heartbeat-response', from: 2, to: 1, term: 1 } as const
  const future = new Uint8Array(8)
  new DataView(future.buffer).setFloat64(0, 99)
  for (const context of [future, new Uint8Array(8), bytes('garbage'), new Uint8Array(0)]) {
    group.raw(1).step(message({ ...answer, context }))
  }
  group.run()
  assert.deepEqual(readsOf(group, 1), [])
})

test('while joint a read needs both majorities (thesis §4.3)', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const id of [4, 5]) group.add(id)
  group.raw(1).proposeConfChange({
    transition: 'joint-explicit',
    changes: [
      { type: 'add-voter', raftId: 4 },
      { type: 'add-voter', raftId: 5 },
      { type: 'remove', raftId: 2 },
      { type: 'remove', raftId: 3 },
    ],
    context: new Uint8Array(0),
  })
  group.run()
  assert.deepEqual(group.raw(1).status().config.votersOutgoing, [1, 2, 3])
  for (const id of [2, 3]) group.isolate(id)
  group.raw(1).readIndex(bytes('r'))
  group.run()
  assert.deepEqual(readsOf(group, 1), [])
  group.heal()
  group.pass(1, 1)
  assert.equal(readsOf(group, 1).length, 1)
})

test('without a leader a read is refused', () => {
  const group = new TestGroup(3)
  assert.deepEqual(group.raw(1).readIndex(bytes('r')), { kind: 'refused', reason: 'no-leader' })
})
