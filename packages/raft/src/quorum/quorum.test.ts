import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RaftId } from '../message.ts'
import { jointCommitted, jointIds, jointVote } from './joint.ts'
import { majorityCommitted, majorityVote } from './majority.ts'

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 7 })
const indexes = fc.dictionary(
  fc.integer({ min: 1, max: 12 }).map(String),
  fc.integer({ min: 0, max: 9 }),
)
const votes = fc.dictionary(fc.integer({ min: 1, max: 12 }).map(String), fc.boolean())

function known<T>(values: Record<string, T>): Map<RaftId, T> {
  return new Map(Object.entries(values).map(([id, value]) => [Number(id), value]))
}

test('a committed index is reached by a majority, and no larger one is', () => {
  fc.assert(
    fc.property(ids, indexes, (voters, values) => {
      fc.pre(voters.length > 0)
      const acknowledged = known(values)
      const committed = majorityCommitted(voters, id => acknowledged.get(id))
      const reached = (index: number) =>
        voters.filter(id => (acknowledged.get(id) ?? 0) >= index).length * 2 > voters.length
      assert.ok(reached(committed))
      assert.ok(!reached(committed + 1))
    }),
  )
})

test('a joint index is the smaller one of its halves, in either order', () => {
  fc.assert(
    fc.property(ids, ids, indexes, (voters, votersOutgoing, values) => {
      const acknowledged = known(values)
      const of = (id: RaftId) => acknowledged.get(id)
      const joint = jointCommitted({ voters, votersOutgoing }, of)
      assert.equal(
        joint,
        Math.min(majorityCommitted(voters, of), majorityCommitted(votersOutgoing, of)),
      )
      assert.equal(joint, jointCommitted({ voters: votersOutgoing, votersOutgoing: voters }, of))
    }),
  )
})

test('a decided vote stays decided whatever the missing voters say', () => {
  fc.assert(
    fc.property(ids, ids, votes, votes, (voters, votersOutgoing, first, later) => {
      const joint = { voters, votersOutgoing }
      const before = jointVote(joint, known(first))
      const after = jointVote(joint, known({ ...later, ...first }))
      if (before !== 'pending') assert.equal(after, before)
    }),
  )
})

test('two candidates never both win among voters who vote once', () => {
  fc.assert(
    fc.property(ids, votes, (voters, values) => {
      fc.pre(voters.length > 0)
      const forOne = known(values)
      const forOther = new Map([...forOne].map(([id, isFor]) => [id, !isFor]))
      const results = [majorityVote(voters, forOne), majorityVote(voters, forOther)]
      assert.ok(results.filter(result => result === 'won').length <= 1)
    }),
  )
})

test('no voters commit everything and win every vote', () => {
  assert.equal(
    majorityCommitted([], () => 0),
    Number.POSITIVE_INFINITY,
  )
  assert.equal(majorityVote([], new Map()), 'won')
})

test('even groups need more than half', () => {
  const acknowledged = new Map([
    [1, 9],
    [2, 7],
    [3, 5],
    [4, 0],
  ])
  assert.equal(
    majorityCommitted([1, 2, 3, 4], id => acknowledged.get(id)),
    5,
  )
  const two = new Map([
    [1, true],
    [2, true],
  ])
  assert.equal(majorityVote([1, 2, 3, 4], two), 'pending')
  assert.equal(majorityVote([1, 2, 3, 4], new Map([...two, [3, false], [4, false]])), 'lost')
})

test('the ids of a joint quorum come ascending and once', () => {
  assert.deepEqual(jointIds({ voters: [5, 2, 9], votersOutgoing: [2, 1] }), [1, 2, 5, 9])
})

test('a joint vote is lost with either half, and won with both', () => {
  const votes = new Map([
    [1, true],
    [2, true],
    [4, false],
    [5, false],
  ])
  assert.equal(jointVote({ voters: [1, 2, 3], votersOutgoing: [4, 5, 6] }, votes), 'lost')
  assert.equal(jointVote({ voters: [4, 5, 6], votersOutgoing: [1, 2, 3] }, votes), 'lost')
  assert.equal(jointVote({ voters: [1, 2, 3], votersOutgoing: [2, 3, 6] }, votes), 'pending')
  assert.equal(jointVote({ voters: [1, 2, 3], votersOutgoing: [1, 2, 4] }, votes), 'won')
})
