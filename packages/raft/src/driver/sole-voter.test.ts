import assert from 'node:assert/strict'
import test from 'node:test'
import { EMPTY_CONF_STATE, type RaftId } from '../message.ts'
import { SoleVoter } from './sole-voter.ts'

const of = (...voters: RaftId[]) => ({ ...EMPTY_CONF_STATE, voters })

test('the note follows the membership, and is written only when it changes', () => {
  const note = new SoleVoter(1, false, 0)
  assert.equal(note.change(1, of(1), false), true)
  assert.equal(note.change(2, of(1), false), undefined)
  assert.equal(note.change(3, of(1, 2), false), false)
  assert.equal(note.change(4, of(2), false), undefined)
})

test('a founder that replays its log does not take itself for the only voter again', () => {
  const note = new SoleVoter(1, false, 3)
  assert.equal(note.change(1, of(1), false), undefined)
  assert.equal(note.change(2, of(1), false), undefined)
  assert.equal(note.change(3, of(1, 2), false), undefined)
  assert.equal(note.change(4, of(1), false), true, 'what comes after the replayed log counts')
})

test('what is left of a damaged log says nothing about who votes now', () => {
  const note = new SoleVoter(1, false, 2)
  assert.equal(note.change(2, of(1), true), undefined, 'its log ends where it was alone')
  assert.equal(note.change(9, of(1, 2, 3), false), undefined)
})

test('the only voter stays so while a joint configuration counts others too', () => {
  const note = new SoleVoter(1, false, 0)
  const joint = { ...of(1), votersOutgoing: [1, 2, 3] }
  assert.equal(note.change(7, joint, false), undefined)
  assert.equal(note.change(8, of(1), false), true)
})
