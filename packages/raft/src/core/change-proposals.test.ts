/**
 * Which membership changes a leader takes into its log, and what it does with a new member at once
 * (thesis §4.1, §4.3).
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConfChangeSingle, type ConfChangeTransition, message } from '../message.ts'
import { storageWithTerms, TestGroup, TestNode } from './test-group.ts'

const NO_CONTEXT = new Uint8Array(0)
const ADD_4: ConfChangeSingle = { type: 'add-voter', raftId: 4 }
const REMOVE_3: ConfChangeSingle = { type: 'remove', raftId: 3 }

/** Proposes to leader 1; answers what became the entry. */
function propose(
  group: TestGroup,
  transition: ConfChangeTransition,
  ...changes: ConfChangeSingle[]
): string {
  const before = group.raw(1).status().lastIndex
  group.raw(1).proposeConfChange({ transition, changes, context: NO_CONTEXT })
  group.run()
  const { storage } = group.node(1)
  const [entry] = storage.entries(before + 1, before + 2, 1e6)!
  return entry!.type
}

test('a change that does not fit enters the log as an empty entry, and none is left out', () => {
  const group = new TestGroup(3)
  group.elect(1)
  assert.equal(propose(group, 'auto'), 'normal', 'there is nothing to leave')
  const all = [1, 2, 3].map(raftId => ({ type: 'remove', raftId }) as const)
  assert.equal(propose(group, 'auto', ...all), 'normal', 'somebody has to vote')
  assert.equal(propose(group, 'joint-explicit', ADD_4, REMOVE_3), 'conf-change-v2')
  assert.equal(propose(group, 'auto', REMOVE_3), 'normal', 'it is still joint')
  assert.equal(propose(group, 'auto'), 'conf-change-v2')
  assert.deepEqual(group.raw(1).status().config.voters, [1, 2, 4])
  assert.deepEqual(group.raw(1).status().config.votersOutgoing, [])
})

test('an explicit joint change without changes enters a joint configuration, it leaves none', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.raw(1).applyConfChange({ transition: 'joint-explicit', changes: [], context: NO_CONTEXT })
  assert.deepEqual(group.raw(1).status().config.votersOutgoing, [1, 2, 3])
})

test('a change that names nobody changes nothing', () => {
  const group = new TestGroup(3)
  group.elect(1)
  assert.equal(propose(group, 'auto', { type: 'add-voter', raftId: 0 }), 'conf-change-v2')
  assert.deepEqual(group.raw(1).status().config.voters, [1, 2, 3])
})

test('a new member is sent the log at once, without waiting for a heartbeat', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.propose(1, 'a')
  group.add(4)
  propose(group, 'auto', { type: 'add-learner', raftId: 4 })
  assert.equal(group.raw(4).status().lastIndex, group.raw(1).status().lastIndex)
})

test('a new voter counts as heard of until it had time to speak', () => {
  const group = new TestGroup(1, { checkQuorum: true })
  group.elect(1)
  propose(group, 'auto', { type: 'add-voter', raftId: 2 })
  group.tick(1, 10)
  assert.equal(group.raw(1).status().role, 'leader')
  group.tick(1, 10)
  assert.equal(group.raw(1).status().role, 'follower')
})

test('a follower that hears from its leader starts its timeout anew (§5.2)', () => {
  for (const type of ['append', 'heartbeat'] as const) {
    const three = { voters: [1, 2, 3], learners: [], votersOutgoing: [], learnersNext: [] }
    const storage = storageWithTerms([], { ...three, autoLeave: false }, 1)
    const node = new TestNode(1, storage, {})
    for (let i = 0; i < 50; i++) {
      node.raw.tick()
      if (i % 5 === 0) node.raw.step(message({ type, from: 2, to: 1, term: 1 }))
    }
    assert.equal(node.raw.status().role, 'follower')
  }
})

test('a leader is forgotten on request, unless reads lean on its lease', () => {
  for (const readMode of ['safe', 'lease-based'] as const) {
    const group = new TestGroup(3, { readMode, checkQuorum: true })
    group.elect(1)
    group.raw(2).forgetLeader()
    assert.equal(group.raw(2).status().leader, readMode === 'safe' ? 0 : 1)
  }
})

test('a snapshot that was stored counts, also if the term has changed meanwhile', () => {
  const group = new TestGroup(3)
  const confState = group.raw(3).status().config
  const node = new TestNode(3, storageWithTerms([], confState), { isStorageAsync: true })
  const metadata = { confState, index: 9, term: 2 }
  const snapshot = { data: [], metadata }
  node.raw.step(message({ type: 'snapshot', from: 1, to: 3, term: 2, snapshot }))
  const write = node.raw.ready().messages.find(({ type }) => type === 'storage-append')!
  node.raw.step(message({ type: 'heartbeat', from: 2, to: 3, term: 4 }))
  node.storage.applySnapshot(write.snapshot!)
  for (const answer of write.responses) if (answer.to === 3) node.raw.step(answer)
  assert.equal(node.raw.status().applied, 9)
})
