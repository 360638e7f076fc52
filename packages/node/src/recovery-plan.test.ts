import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, objectionsTo } from './recovery-plan.ts'

const LOG = { lastIndex: 100, lastTerm: 4, commitIndex: 98, lostIndex: 100, damage: '' }

function objections(answer: Answer): string[] {
  const member = { id: 'p', name: 'n1', raftId: 1, isVoter: true, address: 'h:1' }
  return objectionsTo({ log: LOG, fenced: [{ ...member, answer }] })
}

function position(lastTerm: number, lastIndex: number, hasLeader = false): Answer {
  return { kind: 'position', lastIndex, lastTerm, hasLeader }
}

test('a survivor whose log has as much or less may be fenced', () => {
  assert.deepEqual(objections(position(4, 100)), [])
  assert.deepEqual(objections(position(4, 99)), [])
  assert.deepEqual(objections(position(3, 500)), [])
})

test('a survivor with a longer log, or a later term at its end, is recovered instead', () => {
  assert.match(objections(position(4, 101))[0]!, /log of n1 has more: it ends at 101 in term 4/)
  assert.match(objections(position(5, 20))[0]!, /ends at 20 in term 5/)
})

test('nothing is recovered while somebody has a leader, or once somebody was recovered', () => {
  assert.match(objections(position(4, 90, true))[0]!, /n1 has a leader/)
  assert.match(objections({ kind: 'recovered', reason: 'epoch 1' })[0]!, /recovered already/)
})

test('who does not answer cannot object', () => {
  assert.deepEqual(objections({ kind: 'silent', reason: 'refused' }), [])
})
