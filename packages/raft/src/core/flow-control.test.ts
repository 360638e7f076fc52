/**
 * How much a leader has under way to one follower, and how it gets going again (thesis §10.2.1).
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Message, message } from '../message.ts'
import { TestGroup } from './test-group.ts'

/** Leader 1 of three that answers nobody: its messages to 2 are looked at, not delivered. */
function cutOffLeader(limits: { maxInflightMessages?: number; maxInflightBytes?: number }) {
  const group = new TestGroup(3, limits)
  group.elect(1)
  group.isolate(1)
  const node = group.node(1)
  const appends = (): readonly Message[] =>
    node.work().filter(({ type, to }) => type === 'append' && to === 2)
  const propose = (bytes = 1) => node.raw.propose(new Uint8Array(bytes))
  const from2 = (type: 'append-response' | 'heartbeat-response', index = 0) =>
    node.raw.step(message({ type, from: 2, to: 1, term: 1, index }))
  const progress = () => node.raw.status().progress.get(2)!
  return { appends, propose, from2, progress }
}

test('a full window holds everything back', () => {
  const { appends, propose, progress } = cutOffLeader({ maxInflightMessages: 3 })
  for (let i = 0; i < 3; i++) {
    propose()
    assert.equal(appends().length, 1)
  }
  assert.ok(progress().inflights.isFull && progress().isPaused)
  for (let i = 0; i < 5; i++) {
    propose()
    assert.deepEqual(appends(), [])
  }
})

test('an acknowledgement moves the window on, an old one does not', () => {
  const { appends, propose, from2 } = cutOffLeader({ maxInflightMessages: 3 })
  const carrying = () => appends().filter(({ entries }) => entries.length > 0).length
  for (let i = 0; i < 3; i++) propose()
  assert.equal(carrying(), 3)
  // The window holds the entries 2, 3 and 4.
  for (let index = 2; index < 8; index++) {
    from2('append-response', index)
    propose()
    assert.equal(carrying(), 1, `${index} made room for one`)
    for (const old of [index, index - 1]) from2('append-response', old)
    propose()
    assert.equal(carrying(), 0, 'what was acknowledged before makes none')
    from2('append-response', index + 1)
    index++
    assert.equal(carrying(), 1, 'the one that waited goes')
  }
})

test('one acknowledgement frees every append up to it, and the room is used at once', () => {
  const { appends, propose, from2, progress } = cutOffLeader({ maxInflightMessages: 2 })
  for (let i = 0; i < 2; i++) propose()
  appends()
  for (let i = 0; i < 4; i++) propose()
  assert.deepEqual(appends(), [])
  from2('append-response', 3)
  const sent = appends()
  const indexes = sent.flatMap(({ entries }) => entries.map(({ index }) => index))
  assert.deepEqual(indexes, [4, 5, 6, 7])
  assert.equal(progress().next, 8)
})

test('each heartbeat answered sends one empty append to a follower whose window is full', () => {
  const { appends, propose, from2 } = cutOffLeader({ maxInflightMessages: 2 })
  for (let i = 0; i < 2; i++) propose()
  appends()
  for (let round = 0; round < 4; round++) {
    from2('heartbeat-response')
    const sent = appends()
    assert.deepEqual(
      sent.map(({ entries }) => entries.length),
      [0],
      'if all in flight was lost, its answer gets things going',
    )
    propose()
    assert.deepEqual(appends(), [])
  }
})

test('a window is full at its bytes too, and lets in the append that reaches them', () => {
  const { appends, propose, from2, progress } = cutOffLeader({ maxInflightBytes: 100 })
  for (const size of [60, 60]) {
    propose(size)
    assert.equal(appends().length, 1)
  }
  assert.ok(progress().inflights.isFull)
  propose(1)
  assert.deepEqual(appends(), [])
  from2('append-response', 2)
  assert.equal(appends().filter(({ entries }) => entries.length === 1).length, 1)
  assert.ok(!progress().inflights.isFull)
})

test('a follower reported unreachable is probed with one append, then caught up', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.isolate(2)
  for (let i = 0; i < 3; i++) group.propose(1, `${i}`)
  group.raw(1).reportUnreachable(2)
  const progress = () => group.raw(1).status().progress.get(2)!
  assert.deepEqual([progress().state, progress().next], ['probe', 2])
  group.propose(1, '3')
  assert.ok(progress().isPaused, 'one probe is under way, and lost')
  group.heal()
  group.pass(1, 1)
  assert.equal(progress().state, 'replicate')
  assert.deepEqual(group.node(2).applied, ['0', '1', '2', '3'])
})

test('a follower that lacks nothing is out of the probe with its next heartbeat', () => {
  const group = new TestGroup(3)
  group.elect(1)
  group.raw(1).reportUnreachable(2)
  const progress = () => group.raw(1).status().progress.get(2)!
  assert.equal(progress().state, 'probe')
  group.pass(1, 1)
  assert.equal(progress().state, 'replicate')
})

test('all the room that an acknowledgement makes is used at once', () => {
  const limits = { maxInflightMessages: 3, maxMessageBytes: 1 }
  const { appends, propose, from2 } = cutOffLeader(limits)
  for (let i = 0; i < 9; i++) propose()
  assert.equal(appends().length, 3)
  from2('append-response', 4)
  assert.deepEqual(
    appends()
      .filter(({ entries }) => entries.length > 0)
      .map(({ entries }) => entries[0]?.index),
    [5, 6, 7],
  )
})
