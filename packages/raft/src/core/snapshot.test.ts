/**
 * Followers that need a snapshot: when one is sent, what waits for it, how it ends (Raft §7).
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryStorage } from '../log/memory-storage.ts'
import { EMPTY_CONF_STATE, message } from '../message.ts'
import { storageWithTerms, TestGroup, TestNode } from './test-group.ts'

const THREE = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }

/** Leader 1 of three whose log begins behind what 3 has; 3 is back and heard of. */
function groupWithLaggard(options: ConstructorParameters<typeof TestGroup>[1] = {}): TestGroup {
  const group = new TestGroup(3, options)
  group.elect(1)
  group.isolate(3)
  for (const text of ['a', 'b']) group.propose(1, text)
  compact(group, 1)
  group.heal()
  return group
}

function compact(group: TestGroup, id: number): void {
  const { applied, config } = group.raw(id).status()
  const { storage } = group.node(id)
  storage.createSnapshot(applied, config, [])
  storage.compact(applied)
}

function progressOf3(group: TestGroup) {
  return group.raw(1).status().progress.get(3)!
}

test('while a snapshot is under way nothing is appended, and no second one is sent', () => {
  const group = groupWithLaggard()
  group.ignore('snapshot')
  group.pass(1, 1)
  const { state, pendingSnapshot, isPaused } = progressOf3(group)
  assert.deepEqual([state, pendingSnapshot, isPaused], ['snapshot', 3, true])
  const sent: string[] = []
  for (let i = 0; i < 3; i++) {
    group.raw(1).propose(new Uint8Array(1))
    group.tick(1, 1)
    for (const { to, type } of group.node(1).work()) if (to === 3) sent.push(type)
  }
  assert.deepEqual(new Set(sent), new Set(['heartbeat']))
})

test('a snapshot said to have arrived is followed by a probe from behind it', () => {
  const group = groupWithLaggard()
  group.ignore('snapshot')
  group.pass(1, 1)
  group.raw(1).reportSnapshot(3, true)
  const { state, next, isPaused } = progressOf3(group)
  assert.deepEqual([state, next, isPaused], ['probe', 4, true], 'its own answer comes first')
})

test('a snapshot said to be lost is followed by a probe from what the follower had', () => {
  const group = groupWithLaggard()
  group.ignore('snapshot')
  group.pass(1, 1)
  group.raw(1).reportSnapshot(3, false)
  const { state, next, match, pendingSnapshot, isPaused } = progressOf3(group)
  assert.deepEqual([state, next, pendingSnapshot, isPaused], ['probe', match + 1, 0, true])
})

test('a report of a snapshot that nobody waits for changes nothing', () => {
  const group = new TestGroup(3)
  group.elect(1)
  for (const isSuccess of [true, false]) {
    group.raw(1).reportSnapshot(3, isSuccess)
    assert.equal(progressOf3(group).state, 'replicate')
  }
})

test('whatever acknowledgement lets the log suffice ends the wait, at whatever index', () => {
  const group = groupWithLaggard()
  group.ignore('snapshot')
  group.pass(1, 1)
  group.propose(1, 'c')
  // Another member gave it a snapshot that is older than the one we sent, but new enough.
  const answer = { type: 'append-response', from: 3, to: 1, term: 1 } as const
  group.raw(1).step(message({ ...answer, index: 2 }))
  assert.equal(progressOf3(group).state, 'snapshot', 'the log begins behind 3')
  group.raw(1).step(message({ ...answer, index: 3 }))
  const { state, match, next } = progressOf3(group)
  assert.deepEqual([state, match, next], ['replicate', 3, 5], 'the rest is on its way')
})

test('who did not answer since the last check of the quorum gets no snapshot', () => {
  const group = groupWithLaggard({ checkQuorum: true })
  group.isolate(3)
  group.pass(1, 20)
  assert.equal(progressOf3(group).isRecentlyActive, false)
  group.sent.length = 0
  group.raw(1).reportUnreachable(3)
  group.propose(1, 'c')
  assert.equal(progressOf3(group).state, 'probe')
  group.heal()
  group.pass(1, 1)
  assert.equal(progressOf3(group).state, 'replicate', 'one answered heartbeat is enough')
  assert.equal(group.raw(3).status().commit, group.raw(1).status().commit)
})

test('a leader whose storage has no snapshot at hand tries again', () => {
  class Unready extends MemoryStorage {
    isReady = false
    override snapshot() {
      return this.isReady ? super.snapshot() : (undefined as never)
    }
  }
  const group = new TestGroup(3)
  const storage = new Unready(THREE)
  group.add(1, storage)
  group.elect(1)
  group.isolate(3)
  group.propose(1, 'a')
  compact(group, 1)
  group.heal()
  group.pass(1, 1)
  assert.equal(group.raw(3).status().lastIndex, 1)
  storage.isReady = true
  group.pass(1, 1)
  assert.equal(group.raw(3).status().lastIndex, 2)
})

test('a follower that is installing a snapshot does not campaign', () => {
  const node = new TestNode(3, storageWithTerms([], THREE), {})
  const snapshot = {
    data: [],
    metadata: { confState: THREE, index: 9, term: 2 },
  }
  node.raw.step(message({ type: 'snapshot', from: 1, to: 3, term: 2, snapshot }))
  node.raw.campaign()
  assert.equal(node.raw.status().role, 'follower')
  node.work()
  node.raw.campaign()
  assert.equal(node.raw.status().role, 'candidate')
})

test('two snapshots in quick succession end in the newer one (etcd issue 18055)', () => {
  const node = new TestNode(3, storageWithTerms([], THREE), { isStorageAsync: true })
  const take = (index: number) => {
    const metadata = { confState: THREE, index, term: 2 }
    const snapshot = { data: [], metadata }
    node.raw.step(message({ type: 'snapshot', from: 1, to: 3, term: 2, snapshot }))
    return node.raw.ready().messages.find(({ type }) => type === 'storage-append')!
  }
  const [first, second] = [take(5), take(9)]
  for (const write of [first, second]) {
    node.storage.applySnapshot(write.snapshot!)
    for (const answer of write.responses) if (answer.to === 3) node.raw.step(answer)
  }
  const { commit, applied, lastIndex, firstIndex } = node.raw.status()
  assert.deepEqual([firstIndex, commit, applied, lastIndex], [10, 9, 9, 9])
})

test('a node starts from its snapshot and the entries after it', () => {
  const storage = new MemoryStorage(THREE)
  storage.applySnapshot({
    data: [],
    metadata: { confState: THREE, index: 7, term: 2 },
  })
  storage.append([{ index: 8, term: 3, type: 'normal', data: Buffer.from('eight') }])
  storage.setHardState({ term: 3, vote: 2, commit: 8 })
  const node = new TestNode(1, storage, {})
  node.work()
  const { term, vote, commit, applied, config } = node.raw.status()
  assert.deepEqual({ term, vote, commit, applied }, { term: 3, vote: 2, commit: 8, applied: 8 })
  assert.deepEqual(config, THREE)
  assert.deepEqual(node.applied, ['eight'])
})
