import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssertionError } from '@polis/base'
import fc from 'fast-check'
import {
  type ConfChange,
  type ConfChangeSingle,
  type ConfState,
  EMPTY_CONF_STATE,
} from '../message.ts'
import { decodeConfChange, encodeConfChange, isLeaveJoint, jointMode } from './change.ts'
import {
  type ChangeBase,
  enterJoint,
  leaveJoint,
  restoreProgress,
  simpleChange,
} from './changer.ts'

const LIMITS = { maxInflightMessages: 8, maxInflightBytes: 0 }

const single: fc.Arbitrary<ConfChangeSingle> = fc.record({
  type: fc.constantFrom('add-voter', 'remove', 'update', 'add-learner'),
  raftId: fc.integer({ min: 0, max: 6 }),
})
const change: fc.Arbitrary<ConfChange> = fc.record({
  transition: fc.constantFrom('auto', 'joint-implicit', 'joint-explicit'),
  changes: fc.array(
    fc.record({
      type: fc.constantFrom('add-voter', 'remove', 'update', 'add-learner'),
      raftId: fc.maxSafeNat(),
    }),
    { maxLength: 5 },
  ),
  context: fc.uint8Array({ maxLength: 40 }),
})

function baseOf(config: ConfState): ChangeBase {
  return { config, progress: restoreProgress(config, 5, LIMITS), lastIndex: 5, limits: LIMITS }
}

test('a change is read back as it was written', () => {
  fc.assert(
    fc.property(change, each => {
      const { transition, changes, context } = each
      const expected = { transition, changes: changes.map(one => ({ ...one })), context }
      assert.deepEqual(decodeConfChange(encodeConfChange(each)), expected)
    }),
  )
})

test('no bytes are the change that leaves a joint configuration', () => {
  const leave = decodeConfChange(new Uint8Array(0))
  assert.ok(isLeaveJoint(leave))
  assert.ok(isLeaveJoint(decodeConfChange(encodeConfChange(leave))))
})

test('bytes that are no change are found out', () => {
  for (const bytes of [[9], [1, 7], [1, 0, 3], [1, 0, 1, 9, 1], [1, 0, 1, 0, 0x80]]) {
    assert.throws(() => decodeConfChange(new Uint8Array(bytes)), AssertionError)
  }
})

test('one change takes one step, several go through a joint configuration', () => {
  const add = (raftId: number): ConfChangeSingle => ({ type: 'add-voter', raftId })
  const context = new Uint8Array(0)
  assert.equal(jointMode({ transition: 'auto', changes: [add(1)], context }), undefined)
  const two = [add(1), add(2)]
  assert.deepEqual(jointMode({ transition: 'auto', changes: two, context }), { autoLeave: true })
  const explicit = { transition: 'joint-explicit', changes: [add(1)], context } as const
  assert.deepEqual(jointMode(explicit), { autoLeave: false })
})

test('whatever is asked, every majority before overlaps every majority after a single step', () => {
  fc.assert(
    fc.property(fc.array(fc.array(single, { maxLength: 3 }), { maxLength: 12 }), rounds => {
      let base = baseOf({ ...EMPTY_CONF_STATE, voters: [1, 2, 3] })
      for (const changes of rounds) {
        const result = simpleChange(base, changes)
        if (result.kind === 'refused') continue
        const before = base.config.voters
        const after = result.config.voters
        const shared = before.filter(id => after.includes(id)).length
        const needed = (voters: readonly number[]) => Math.floor(voters.length / 2) + 1
        const union = before.length + after.length - shared
        assert.ok(needed(before) + needed(after) > union, `${before} and ${after} overlap`)
        base = { ...base, ...result }
      }
    }),
  )
})

test('entering and leaving a joint configuration ends where the changes point', () => {
  fc.assert(
    fc.property(fc.array(single, { maxLength: 6 }), fc.boolean(), (changes, autoLeave) => {
      const base = baseOf({ ...EMPTY_CONF_STATE, voters: [1, 2, 3], learners: [4] })
      const entered = enterJoint(base, autoLeave, changes)
      if (entered.kind === 'refused') {
        assert.equal(entered.reason, 'removes-all-voters')
        return
      }
      assert.deepEqual(entered.config.votersOutgoing, [1, 2, 3])
      assert.equal(entered.config.autoLeave, autoLeave)
      const left = leaveJoint({ ...base, ...entered })
      assert.equal(left.kind, 'changed')
      if (left.kind !== 'changed') return
      assert.deepEqual(left.config.voters, entered.config.voters)
      assert.deepEqual(left.config.votersOutgoing, [])
      const members = [...left.config.voters, ...left.config.learners].sort((a, b) => a - b)
      assert.deepEqual(
        [...left.progress.keys()].sort((a, b) => a - b),
        members,
      )
      for (const changed of changes) {
        const isLast = changes.findLast(other => other.raftId === changed.raftId) === changed
        if (!isLast || changed.raftId === 0) continue
        if (changed.type === 'add-voter') assert.ok(left.config.voters.includes(changed.raftId))
        if (changed.type === 'remove') assert.ok(!members.includes(changed.raftId))
      }
    }),
  )
})

test('a refused change leaves the progress as it was', () => {
  const base = baseOf({ ...EMPTY_CONF_STATE, voters: [1], learners: [2] })
  const result = simpleChange(base, [
    { type: 'add-voter', raftId: 2 },
    { type: 'add-voter', raftId: 3 },
  ])
  assert.deepEqual(result, { kind: 'refused', reason: 'needs-joint' })
  assert.ok(base.progress.get(2)!.isLearner)
  assert.deepEqual([...base.progress.keys()], [1, 2])
})
