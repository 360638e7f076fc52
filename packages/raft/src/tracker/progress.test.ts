import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Inflights } from './inflights.ts'
import { Progress } from './progress.ts'

function progressAt(match: number, next: number, maxMessages = 4): Progress {
  return new Progress(match, next, new Inflights(maxMessages, 0), false)
}

test('an acknowledgement frees every append up to its index', () => {
  const inflights = new Inflights(10, 0)
  for (let index = 1; index <= 10; index++) inflights.add(index, 100)
  assert.ok(inflights.isFull)
  inflights.freeUpTo(0)
  assert.equal(inflights.count, 10)
  inflights.freeUpTo(4)
  assert.equal(inflights.count, 6)
  inflights.freeUpTo(4)
  assert.equal(inflights.count, 6)
  inflights.freeUpTo(99)
  assert.equal(inflights.count, 0)
})

test('a window stays right over many turns', () => {
  const inflights = new Inflights(50, 0)
  for (let index = 1; index <= 1000; index++) {
    if (inflights.isFull) inflights.freeUpTo(index - 25)
    inflights.add(index, 1)
    assert.ok(inflights.count <= 50)
  }
  inflights.freeUpTo(999)
  assert.equal(inflights.count, 1)
})

test('a window is full by bytes as well as by messages', () => {
  const inflights = new Inflights(10, 250)
  inflights.add(1, 100)
  inflights.add(2, 100)
  assert.ok(!inflights.isFull)
  inflights.add(3, 100)
  assert.ok(inflights.isFull)
  inflights.freeUpTo(1)
  assert.ok(!inflights.isFull)
})

test('a member that lost what it had is probed at the pace of heartbeats, not of its refusals', () => {
  const probing = progressAt(34, 35)
  probing.sentEntries(1, 10)
  assert.equal(probing.maybeDecrease(34, 7), false)
  assert.ok(probing.isPaused, 'the next append waits for a heartbeat')
  assert.equal(probing.next, 35)
})

test('a probe sends one append and waits', () => {
  const progress = progressAt(3, 5)
  progress.sentEntries(0, 0)
  assert.ok(!progress.isPaused)
  progress.sentEntries(2, 20)
  assert.ok(progress.isPaused)
  assert.equal(progress.next, 5)
})

test('a replicating follower gets appends ahead of its answers until the window is full', () => {
  const progress = progressAt(3, 4, 2)
  progress.becomeReplicate()
  progress.sentEntries(5, 50)
  assert.equal(progress.next, 9)
  assert.ok(!progress.isPaused)
  progress.sentEntries(1, 10)
  assert.ok(progress.isPaused)
})

test('an old acknowledgement changes nothing', () => {
  const progress = progressAt(3, 5)
  assert.equal(progress.maybeUpdate(3), false)
  assert.equal(progress.maybeUpdate(2), false)
  assert.deepEqual([progress.match, progress.next], [3, 5])
  assert.equal(progress.maybeUpdate(4), true)
  assert.deepEqual([progress.match, progress.next], [4, 5])
  assert.equal(progress.maybeUpdate(9), true)
  assert.deepEqual([progress.match, progress.next], [9, 10])
})

test('a rejection steps back to the hint, never behind what matches', () => {
  const cases: [number, number, number, number, number][] = [
    // match, next, rejected, hint, expected next
    [0, 10, 9, 9, 9],
    [0, 10, 9, 2, 3],
    [0, 10, 9, 0, 1],
    [5, 10, 9, 2, 6],
  ]
  for (const [match, next, rejected, hint, expected] of cases) {
    const progress = progressAt(match, next)
    assert.equal(progress.maybeDecrease(rejected, hint), true)
    assert.equal(progress.next, expected)
  }
})

test('an old rejection changes nothing', () => {
  const probing = progressAt(0, 10)
  assert.equal(probing.maybeDecrease(7, 3), false)
  assert.equal(probing.next, 10)
  const replicating = progressAt(5, 6)
  replicating.becomeReplicate()
  replicating.sentEntries(4, 4)
  assert.equal(replicating.maybeDecrease(5, 5), false)
  assert.equal(replicating.next, 10)
  assert.equal(replicating.maybeDecrease(6, 5), true)
  assert.equal(replicating.next, 6)
})

test('after a snapshot the follower is probed from behind it, after a failure from its match', () => {
  const stored = progressAt(1, 2)
  stored.becomeSnapshot(10)
  assert.ok(stored.isPaused)
  stored.becomeProbe()
  assert.equal(stored.next, 11)
  const failed = progressAt(1, 2)
  failed.becomeSnapshot(10)
  failed.pendingSnapshot = 0
  failed.becomeProbe()
  assert.equal(failed.next, 2)
})

test('a commit index is sent again only if it can move the follower', () => {
  const progress = progressAt(10, 11)
  progress.becomeReplicate()
  assert.ok(progress.canBumpCommit(8))
  progress.noteSentCommit(8)
  assert.ok(!progress.canBumpCommit(8))
  assert.ok(progress.canBumpCommit(9))
  progress.noteSentCommit(10)
  assert.ok(!progress.canBumpCommit(12))
})
