import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ConfChangeSingle,
  type ConfChangeTransition,
  EMPTY_CONF_STATE,
  message,
} from '../message.ts'
import { storageWithTerms, TestGroup, TestNode } from './test-group.ts'

const NO_CONTEXT = new Uint8Array(0)

function change(group: TestGroup, id: number, ...changes: ConfChangeSingle[]): void {
  propose(group, id, 'auto', changes)
}

function propose(
  group: TestGroup,
  id: number,
  transition: ConfChangeTransition,
  changes: ConfChangeSingle[],
): void {
  group.raw(id).proposeConfChange({ transition, changes, context: NO_CONTEXT })
  group.run()
}

test('a learner gets the log and counts in no quorum', () => {
  const group = new TestGroup(2)
  group.elect(1)
  group.add(3)
  change(group, 1, { type: 'add-learner', raftId: 3 })
  group.propose(1, 'a')
  assert.deepEqual(group.node(3).applied, ['a'])
  group.isolate(2)
  group.propose(1, 'b')
  assert.deepEqual(group.node(1).applied, ['a'])
})

test('a learner that is promoted counts', () => {
  const group = new TestGroup(2)
  group.elect(1)
  group.add(3)
  change(group, 1, { type: 'add-learner', raftId: 3 })
  change(group, 1, { type: 'add-voter', raftId: 3 })
  group.isolate(2)
  group.propose(1, 'a')
  assert.deepEqual(group.node(1).applied, ['a'])
  assert.deepEqual(group.raw(3).status().config.voters, [1, 2, 3])
})

test('several voters change at once through a joint configuration that is left by itself', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const id of [4, 5]) group.add(id)
  change(
    group,
    1,
    { type: 'add-voter', raftId: 4 },
    { type: 'add-voter', raftId: 5 },
    { type: 'remove', raftId: 3 },
  )
  const { config } = group.raw(1).status()
  assert.deepEqual(config, { ...EMPTY_CONF_STATE, voters: [1, 2, 4, 5] })
  group.propose(1, 'a')
  assert.deepEqual(group.node(5).applied.at(-1), 'a')
})

test('while joint both majorities must agree', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const id of [4, 5]) group.add(id)
  propose(group, 1, 'joint-explicit', [
    { type: 'remove', raftId: 2 },
    { type: 'remove', raftId: 3 },
    { type: 'add-voter', raftId: 4 },
    { type: 'add-voter', raftId: 5 },
  ])
  assert.deepEqual(group.raw(1).status().config.votersOutgoing, [1, 2, 3])
  for (const [others, text] of [
    [[2, 3], 'a'],
    [[4, 5], 'b'],
  ] as const) {
    for (const id of others) group.isolate(id)
    group.propose(1, text)
    assert.ok(!group.node(1).applied.includes(text), `without ${others} there is no quorum`)
    group.heal()
    group.pass(1, 1)
    assert.ok(group.node(1).applied.includes(text))
  }
  propose(group, 1, 'auto', [])
  assert.deepEqual(group.raw(1).status().config, { ...EMPTY_CONF_STATE, voters: [1, 4, 5] })
})

test('a new leader leaves a joint configuration that its predecessor entered', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.add(4)
  group.raw(1).proposeConfChange({
    transition: 'joint-implicit',
    changes: [{ type: 'add-voter', raftId: 4 }],
    context: NO_CONTEXT,
  })
  // The leader is gone before it can commit the change; its followers have it in their logs.
  for (const each of group.node(1).work()) group.nodes.get(each.to)?.raw.step(each)
  group.isolate(1)
  group.elect(2)
  group.run()
  assert.deepEqual(group.raw(2).status().config.voters, [1, 2, 3, 4])
  assert.deepEqual(group.raw(2).status().config.votersOutgoing, [])
})

test('a second change before the first is applied becomes an empty entry', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const raftId of [4, 5]) {
    group.raw(1).proposeConfChange({
      transition: 'auto',
      changes: [{ type: 'add-learner', raftId }],
      context: NO_CONTEXT,
    })
  }
  group.run()
  assert.deepEqual(group.raw(1).status().config.learners, [4])
  change(group, 1, { type: 'add-learner', raftId: 5 })
  assert.deepEqual(group.raw(1).status().config.learners, [4, 5])
})

test('a new leader proposes no change before it has applied all of its predecessors', () => {
  // Ongaro's note of 2015: otherwise two leaders may use majorities that do not overlap.
  const group = new TestGroup(3)
  const config = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }
  for (const id of [1, 2, 3]) group.add(id, storageWithTerms([1], config))
  group.ignore('append-response')
  group.elect(1)
  change(group, 1, { type: 'add-learner', raftId: 4 })
  group.heal()
  group.pass(1, 1)
  assert.deepEqual(group.raw(1).status().applied, 3)
  assert.deepEqual(group.raw(1).status().config, config)
  change(group, 1, { type: 'add-learner', raftId: 4 })
  assert.deepEqual(group.raw(1).status().config.learners, [4])
})

test('a node does not campaign on a membership that it has not applied', () => {
  const config = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }
  const node = new TestNode(1, storageWithTerms([], config), {})
  const leader = new TestGroup(3)
  leader.elect(2)
  leader.raw(2).proposeConfChange({
    transition: 'auto',
    changes: [{ type: 'remove', raftId: 1 }],
    context: NO_CONTEXT,
  })
  const sent = leader
    .node(2)
    .work()
    .find(({ to }) => to === 1)!
  const { index, entries } = sent
  const first = message({ type: 'append', from: 2, to: 1, term: 1, logTerm: 0, index: 0 })
  const noop = { term: 1, index: 1, type: 'normal' as const, data: NO_CONTEXT }
  assert.equal(index, 1)
  node.raw.step({ ...first, entries: [noop, ...entries], commit: 2 })
  node.raw.campaign()
  assert.equal(node.raw.status().role, 'follower')
  node.work()
  assert.deepEqual(node.raw.status().config.voters, [2, 3])
})

test('a leader that was removed steps down if told to, else it only takes no proposals', () => {
  const group = new TestGroup(3, { stepDownOnRemoval: true })
  group.elect(1)
  change(group, 1, { type: 'remove', raftId: 1 })
  assert.equal(group.raw(1).status().role, 'follower')
  const kept = new TestGroup(3, { stepDownOnRemoval: false })
  kept.elect(1)
  change(kept, 1, { type: 'remove', raftId: 1 })
  assert.deepEqual(kept.raw(1).propose(NO_CONTEXT), { kind: 'refused', reason: 'not-a-member' })
})

test('removing a dead voter can commit what waited for it', () => {
  const group = new TestGroup(2)
  group.elect(1)
  group.raw(1).proposeConfChange({
    transition: 'auto',
    changes: [{ type: 'remove', raftId: 2 }],
    context: NO_CONTEXT,
  })
  group.raw(1).propose(new TextEncoder().encode('a'))
  group.run()
  assert.deepEqual(group.node(1).applied, ['a'])
  assert.deepEqual(group.raw(1).status().config.voters, [1])
})

test('a snapshot brings its membership and replaces the one before', () => {
  const config = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }
  const node = new TestNode(2, storageWithTerms([1], config), {})
  const confState = { ...EMPTY_CONF_STATE, voters: [1, 2, 4], learners: [5] }
  const snapshot = { data: [], metadata: { confState, index: 9, term: 3 } }
  node.raw.step(message({ type: 'snapshot', from: 1, to: 2, term: 3, snapshot }))
  assert.deepEqual(node.work().at(-1)?.index, 9)
  assert.deepEqual(node.raw.status().config, confState)
  node.restart()
  assert.deepEqual(node.raw.status().config, confState)
  assert.equal(node.raw.status().commit, 9)
})

test('a snapshot of a log that we have only moves the commit index', () => {
  const config = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }
  const node = new TestNode(2, storageWithTerms([1, 1, 1], config), {})
  const snapshot = { data: [], metadata: { confState: config, index: 2, term: 1 } }
  node.raw.step(message({ type: 'snapshot', from: 1, to: 2, term: 1, snapshot }))
  assert.equal(node.raw.ready().snapshot, undefined)
  const { commit, lastIndex } = node.raw.status()
  assert.deepEqual({ commit, lastIndex }, { commit: 2, lastIndex: 3 })
})

test('a snapshot from before we were added is taken, the entry that adds us follows', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.propose(1, 'a')
  const { applied, config } = group.raw(1).status()
  group.node(1).storage.createSnapshot(applied, config, [])
  group.node(1).storage.compact(applied)
  group.add(4)
  change(group, 1, { type: 'add-learner', raftId: 4 })
  group.pass(1, 1)
  group.propose(1, 'b')
  assert.deepEqual(group.node(4).applied, ['b'])
  assert.deepEqual(group.raw(4).status().config, { ...config, learners: [4] })
})
