import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssertionError } from '@polis/base'
import { EMPTY_CONF_STATE, type Entry } from '../message.ts'
import { ENTRY_OVERHEAD_BYTES, limitSize } from './entry-size.ts'
import { MemoryStorage } from './memory-storage.ts'
import { RaftLog } from './raft-log.ts'

const NO_LIMIT = Number.POSITIVE_INFINITY

/** Entries from `first` on with these terms and ten bytes each. */
function entries(first: number, ...terms: number[]): Entry[] {
  return terms.map((term, at) => ({
    term,
    index: first + at,
    type: 'normal',
    data: new Uint8Array(10).fill(term),
  }))
}

function logOf(stored: Entry[], unstable: Entry[] = [], maxApplying = NO_LIMIT): RaftLog {
  const storage = new MemoryStorage()
  storage.append(stored)
  const log = new RaftLog(storage, maxApplying, undefined)
  log.append(unstable)
  return log
}

const EACH = 10 + ENTRY_OVERHEAD_BYTES

test('entries are read across the border of storage and memory, within the limit', () => {
  const log = logOf(entries(1, 1, 1, 2), entries(4, 2, 3))
  const indexes = (lo: number, hi: number, max = NO_LIMIT) =>
    log.slice(lo, hi, max)?.map(entry => entry.index)
  assert.deepEqual(indexes(1, 6), [1, 2, 3, 4, 5])
  assert.deepEqual(indexes(3, 5), [3, 4])
  assert.deepEqual(indexes(2, 6, 0), [2])
  assert.deepEqual(indexes(2, 6, EACH * 2), [2, 3])
  assert.deepEqual(indexes(2, 6, EACH * 2 + 1), [2, 3])
  assert.deepEqual(indexes(2, 6, EACH * 3), [2, 3, 4])
  assert.deepEqual(indexes(4, 4), [])
})

test('what was compacted away is not there, but its last term is known', () => {
  const storage = new MemoryStorage()
  storage.append(entries(1, 1, 1, 2, 3))
  storage.compact(3)
  const log = new RaftLog(storage, NO_LIMIT, undefined)
  assert.equal(log.firstIndex(), 4)
  assert.equal(log.term(2), undefined)
  assert.equal(log.term(3), 2)
  assert.equal(log.term(5), undefined)
  assert.equal(log.slice(3, 5, NO_LIMIT), undefined)
})

test('an append that does not match is refused', () => {
  const log = logOf([], entries(1, 1, 2, 3))
  assert.equal(log.maybeAppend({ index: 3, term: 2 }, entries(4, 4), 3), undefined)
  assert.equal(log.maybeAppend({ index: 4, term: 3 }, entries(5, 4), 3), undefined)
  assert.equal(log.lastIndex(), 3)
  assert.equal(log.committed, 0)
})

test('an append commits no further than it reaches', () => {
  const log = logOf([], entries(1, 1, 2, 3))
  assert.equal(log.maybeAppend({ index: 1, term: 1 }, entries(2, 2), 3), 2)
  assert.equal(log.committed, 2)
  assert.equal(log.lastIndex(), 3)
})

test('an old append does not cut off what came after it', () => {
  const log = logOf([], entries(1, 1, 2, 3))
  log.maybeAppend({ index: 0, term: 0 }, entries(1, 1), 0)
  assert.equal(log.lastIndex(), 3)
})

test('a conflicting tail is replaced from the first difference on', () => {
  const log = logOf(entries(1, 1, 1), entries(3, 1, 1))
  assert.equal(log.maybeAppend({ index: 1, term: 1 }, entries(2, 1, 2), 0), 3)
  assert.deepEqual(log.lastId(), { index: 3, term: 2 })
  assert.equal(log.unstable.offset, 3)
})

test('a committed entry is never replaced', () => {
  const log = logOf([], entries(1, 1, 2, 3))
  log.commitTo(2)
  assert.throws(() => log.maybeAppend({ index: 1, term: 1 }, entries(2, 4), 2), AssertionError)
})

test('the hint for a rejection skips terms that the leader cannot have', () => {
  const log = logOf([], entries(1, 1, 1, 4, 4, 4))
  assert.deepEqual(log.findConflictByTerm(5, 3), { index: 2, term: 1 })
  assert.deepEqual(log.findConflictByTerm(5, 4), { index: 5, term: 4 })
  assert.deepEqual(log.findConflictByTerm(5, 0), { index: 0, term: 0 })
})

test('a write that was overtaken does not count: the index alone says nothing', () => {
  const log = logOf([], entries(1, 1, 1))
  log.unstable.acceptInProgress()
  log.maybeAppend({ index: 1, term: 1 }, entries(2, 2), 0)
  log.unstable.stableTo(2, 1)
  assert.equal(log.unstable.offset, 1)
  assert.deepEqual(
    log.unstable.nextEntries().map(entry => entry.term),
    [2],
  )
  log.unstable.stableTo(2, 2)
  assert.equal(log.unstable.offset, 3)
})

test('replacing what is being written hands it out again', () => {
  const log = logOf([], entries(1, 1, 1, 1))
  log.unstable.acceptInProgress()
  log.maybeAppend({ index: 1, term: 1 }, entries(2, 2), 0)
  assert.deepEqual(
    log.unstable.nextEntries().map(entry => [entry.index, entry.term]),
    [[2, 2]],
  )
})

test('with asynchronous writes only stored entries are applied', () => {
  const storage = new MemoryStorage()
  const log = new RaftLog(storage, NO_LIMIT, undefined)
  log.append(entries(1, 1, 1))
  log.commitTo(2)
  assert.ok(log.hasNextCommitted(true))
  assert.ok(!log.hasNextCommitted(false))
  storage.append(entries(1, 1))
  log.unstable.stableTo(1, 1)
  assert.deepEqual(
    log.nextCommitted(false).map(entry => entry.index),
    [1],
  )
})

test('applying pauses at its limit and goes on when told of progress', () => {
  const log = logOf(entries(1, 1, 1, 1), [], EACH * 2)
  log.commitTo(3)
  const first = log.nextCommitted(false)
  assert.equal(first.length, 2)
  log.acceptApplying(2, EACH * 2, false)
  assert.deepEqual(log.nextCommitted(false), [])
  log.appliedTo(2, EACH * 2)
  assert.deepEqual(
    log.nextCommitted(false).map(entry => entry.index),
    [3],
  )
})

test('a snapshot replaces the log until storage has it', () => {
  const log = logOf(entries(1, 1, 1))
  const metadata = { confState: EMPTY_CONF_STATE, index: 7, term: 3 }
  log.restore({ data: [], metadata })
  assert.equal(log.firstIndex(), 8)
  assert.deepEqual(log.lastId(), { index: 7, term: 3 })
  assert.equal(log.committed, 7)
  assert.ok(!log.hasNextCommitted(true))
  assert.notEqual(log.unstable.nextSnapshot(), undefined)
  log.unstable.acceptInProgress()
  assert.equal(log.unstable.nextSnapshot(), undefined)
  log.unstable.stableSnapshotTo(6)
  assert.equal(log.term(7), 3)
})

test('a limit lets at least one entry through', () => {
  const three = entries(1, 1, 1, 1)
  assert.equal(limitSize(three, 0).length, 1)
  assert.equal(limitSize(three, EACH * 2).length, 2)
  assert.equal(limitSize(three, NO_LIMIT).length, 3)
  assert.equal(limitSize([], 0).length, 0)
})

test('memory storage replaces, compacts and restores', () => {
  const storage = new MemoryStorage()
  storage.append(entries(1, 1, 1, 1))
  storage.append(entries(2, 2))
  assert.equal(storage.lastIndex(), 2)
  storage.createSnapshot(2, { ...EMPTY_CONF_STATE, voters: [1] }, [new Uint8Array([7])])
  assert.equal(storage.compact(2), true)
  assert.equal(storage.compact(1), false)
  assert.deepEqual([storage.firstIndex(), storage.lastIndex(), storage.term(2)], [3, 2, 2])
  assert.equal(storage.entries(2, 3, NO_LIMIT), undefined)
  const old = storage.snapshot()
  assert.equal(storage.applySnapshot(old), false)
})
