import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Message, message } from '../message.ts'
import { Refill } from './refill.ts'

const acknowledgement = (index: number, term = 3) =>
  message({ type: 'append-response', from: 3, to: 1, term, index })

test('a whole node may say and hear everything, and asks for nothing', () => {
  const refill = new Refill(false, 10)
  const vote = message({ type: 'vote', from: 1, to: 3, term: 2 })
  assert.equal(refill.admit(vote), vote)
  assert.ok(refill.mayAnswer(acknowledgement(1)))
  assert.equal(refill.shouldAsk(0), false)
})

test('a damaged node acknowledges what it holds, and is whole at the index its leader named', () => {
  const refill = new Refill(true, 10)
  const isWholeAfter = (answer: Message) => {
    assert.ok(refill.mayAnswer(answer))
    return !refill.isRunning
  }
  assert.equal(isWholeAfter(acknowledgement(99)), false, 'nobody named an index yet')
  refill.takeOffer({ raftId: 3, term: 3, lastIndex: 7 })
  assert.equal(isWholeAfter(acknowledgement(6)), false)
  assert.equal(isWholeAfter(acknowledgement(7, 2)), false, 'another leader named it')
  assert.equal(isWholeAfter({ ...acknowledgement(7), reject: true }), false)
  assert.equal(isWholeAfter(acknowledgement(7)), true)
})

test('the first word of a leader counts, and that of a newer one after it', () => {
  const refill = new Refill(true, 10)
  refill.takeOffer({ raftId: 3, term: 3, lastIndex: 7 })
  refill.takeOffer({ raftId: 3, term: 3, lastIndex: 2 })
  refill.takeOffer({ raftId: 3, term: 2, lastIndex: 1 })
  refill.mayAnswer(acknowledgement(2))
  assert.ok(refill.isRunning)
  refill.takeOffer({ raftId: 3, term: 4, lastIndex: 9 })
  refill.mayAnswer(acknowledgement(7))
  assert.ok(refill.isRunning)
  refill.mayAnswer(acknowledgement(9, 4))
  assert.equal(refill.isRunning, false)
})

test('a heartbeat commits nothing in a damaged log', () => {
  const refill = new Refill(true, 10)
  const beat = message({ type: 'heartbeat', from: 1, to: 3, term: 3, commit: 8 })
  assert.equal(refill.admit(beat)?.commit, 0)
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
    assert.equal(refill.admit(message({ type, from: 1, to: 3, term: 9 })), undefined)
  }
})
