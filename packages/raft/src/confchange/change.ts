/**
 * Configuration changes as log entries: their meaning and their bytes.
 *
 * Layout of `Entry.data`: version and transition in one byte each, then the number of changes, each
 * as its kind (a byte) and the member's id, then the application's context up to the end. Numbers
 * are LEB128. No bytes at all mean the empty change, which leaves a joint configuration, so that a
 * leader can always propose it whatever its limits say.
 */

import { assert, safeInteger } from '@polis/base'
import type {
  ConfChange,
  ConfChangeSingle,
  ConfChangeTransition,
  ConfChangeType,
} from '../message.ts'

const VERSION = 1
const TRANSITIONS: readonly ConfChangeTransition[] = ['auto', 'joint-implicit', 'joint-explicit']
const TYPES: readonly ConfChangeType[] = ['add-voter', 'remove', 'update', 'add-learner']
const NO_BYTES = new Uint8Array(0)

/** The change that leaves a joint configuration. */
export const LEAVE_JOINT: ConfChange = { transition: 'auto', changes: [], context: NO_BYTES }

/** The bytes of a change, for `Entry.data`. */
export function encodeConfChange(change: ConfChange): Uint8Array {
  const bytes: number[] = [VERSION, TRANSITIONS.indexOf(change.transition)]
  writeNumber(bytes, change.changes.length)
  for (const single of change.changes) {
    bytes.push(TYPES.indexOf(single.type))
    writeNumber(bytes, single.raftId)
  }
  const data = new Uint8Array(bytes.length + change.context.length)
  data.set(bytes)
  data.set(change.context, bytes.length)
  return data
}

/**
 * Reads `Entry.data` of a change; bytes that are not one are a bug, as entries are checked before.
 */
export function decodeConfChange(data: Uint8Array): ConfChange {
  if (data.length === 0) return LEAVE_JOINT
  assert(data[0] === VERSION, 'a configuration change of a version we know')
  const transition = TRANSITIONS[data[1] ?? -1]
  assert(transition !== undefined, 'a transition we know')
  const cursor = { at: 2 }
  const count = readNumber(data, cursor)
  assert(count <= data.length, 'no more changes than bytes')
  const changes: ConfChangeSingle[] = []
  for (let i = 0; i < count; i++) {
    const type = TYPES[data[cursor.at++] ?? -1]
    assert(type !== undefined, 'a kind of change we know')
    changes.push({ type, raftId: readNumber(data, cursor) })
  }
  return { transition, changes, context: data.slice(cursor.at) }
}

/** True if the change leaves a joint configuration. */
export function isLeaveJoint(change: ConfChange): boolean {
  return change.transition === 'auto' && change.changes.length === 0
}

/**
 * How a change is carried out: `undefined` in one step, else through a joint configuration, which
 * is left automatically or on demand. More than one change always goes through a joint one.
 */
export function jointMode(change: ConfChange): { readonly autoLeave: boolean } | undefined {
  if (change.transition === 'auto' && change.changes.length <= 1) return undefined
  return { autoLeave: change.transition !== 'joint-explicit' }
}

function writeNumber(bytes: number[], value: number): void {
  let rest = safeInteger(value, 'number in a configuration change')
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
}

function readNumber(data: Uint8Array, cursor: { at: number }): number {
  let value = 0
  let factor = 1
  for (;;) {
    const byte = data[cursor.at++]
    assert(byte !== undefined, 'a configuration change is not cut off')
    value += (byte & 0x7f) * factor
    if (byte < 0x80) return safeInteger(value, 'number in a configuration change')
    factor *= 0x80
    assert(factor < 2 ** 56, 'a number of at most eight bytes')
  }
}
