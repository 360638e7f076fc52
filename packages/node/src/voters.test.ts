import assert from 'node:assert/strict'
import { test } from 'node:test'
import { voterCount } from './config.ts'
import { type VoterCandidate, votersToPromote } from './voters.ts'

const member = (raftId: number, matchIndex = 100, isAlive = true): VoterCandidate => ({
  raftId,
  matchIndex,
  isAlive,
})

test('voters are one, three or five, never an even number', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 9].map(voterCount), [1, 1, 3, 3, 5, 5])
})

test('two members keep one voter', () => {
  assert.deepEqual(votersToPromote([member(1), member(2)], [1], 100), [])
})

test('the third member makes both learners voters in one step', () => {
  assert.deepEqual(votersToPromote([member(1), member(2), member(3)], [1], 100), [2, 3])
})

test('nobody is promoted until all that are needed are alive and have the log', () => {
  assert.deepEqual(votersToPromote([member(1), member(2), member(3, 100, false)], [1], 100), [])
  assert.deepEqual(votersToPromote([member(1), member(2), member(3, 0)], [1], 100), [])
  assert.deepEqual(votersToPromote([member(1), member(2), member(3, 10)], [1], 1_000), [])
})

test('of more learners than are needed the oldest members vote', () => {
  const members = [1, 2, 3, 4].map(raftId => member(raftId))
  assert.deepEqual(votersToPromote(members, [1], 100), [2, 3])
})
