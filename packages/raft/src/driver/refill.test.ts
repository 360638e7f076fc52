import assert from 'node:assert/strict'
import { test } from 'node:test'
import { message } from '../message.ts'
import { Refill } from './refill.ts'

const acknowledgement = (index: number, term = 3) =>
  message({ type: 'append-response', from: 3, to: 1, term, index })

test('a whole node may say and hear everything, and asks for nothing', () => {
  const refill = new Refill(false, 10)
  const vote = message({ type: 'vote', from: 1, to: 3, term: 2 })
  assert.equal(refill.admit(vote, 0), vote)
  assert.ok(refill.mayAnswer(acknowledgement(1)))
  assert.equal(refill.shouldAsk(0), false)
})

test('the first acknowledgement that reaches what the leader named is true, and ends it', () => {
  const refill = new Refill(true, 10)
  assert.equal(refill.mayAnswer(acknowledgement(99)), false, 'nobody named an index yet')
  refill.takeOffer({ raftId: 3, term: 3, lastIndex: 7 })
  assert.equal(refill.mayAnswer(acknowledgement(6)), false)
  assert.equal(refill.mayAnswer(acknowledgement(7, 2)), false, 'another leader named it')
  assert.ok(refill.isRunning)
  assert.ok(refill.mayAnswer(acknowledgement(7)))
  assert.equal(refill.isRunning, false)
})

test('the first word of a leader counts, and that of a newer one after it', () => {
  const refill = new Refill(true, 10)
  refill.takeOffer({ raftId: 3, term: 3, lastIndex: 7 })
  refill.takeOffer({ raftId: 3, term: 3, lastIndex: 2 })
  refill.takeOffer({ raftId: 3, term: 2, lastIndex: 1 })
  assert.equal(refill.mayAnswer(acknowledgement(2)), false)
  refill.takeOffer({ raftId: 3, term: 4, lastIndex: 9 })
  assert.equal(refill.mayAnswer(acknowledgement(7)), false)
  assert.ok(refill.mayAnswer(acknowledgement(9, 4)))
})

test('a heartbeat commits no further than a damaged log reaches', () => {
  const refill = new Refill(true, 10)
  const beat = message({ type: 'heartbeat', from: 1, to: 3, term: 3, commit: 8 })
  assert.equal(refill.admit(beat, 5)?.commit, 5)
  assert.equal(refill.admit(beat, 9)?.commit, 8)
})

test('a damaged node asks again after a while, and gives no vote', () => {
  const refill = new Refill(true, 10)
  assert.deepEqual(
    [refill.shouldAsk(0), refill.shouldAsk(9), refill.shouldAsk(10)],
    [true, false, true],
  )
  for (const type of ['vote-response', 'pre-vote-response'] as const) {
    assert.equal(refill.mayAnswer(message({ type, from: 3, to: 1, term: 3 })), false)
  }
  for (const type of ['vote', 'pre-vote', 'timeout-now'] as const) {
    assert.equal(refill.admit(message({ type, from: 1, to: 3, term: 9 }), 5), undefined)
  }
})
