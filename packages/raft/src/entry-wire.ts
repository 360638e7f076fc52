/**
 * Entries as protobuf, written straight to where they go: a stored block, a frame to a follower.
 *
 * An entry is the field `entries` of a message or a block, which have the same number for it
 * (`proto/polis/v1/raft.proto`). Copying an entry twice is far cheaper than a buffer of its own
 * for it, which would only be copied, too.
 */

import type { Entry, EntryType } from './message.ts'

/** The kinds of entries; their places are the numbers of `EntryType` on the wire. */
export const ENTRY_TYPES: readonly EntryType[] = ['normal', 'conf-change', 'conf-change-v2']

const LENGTH_DELIMITED = 2
const ENTRIES_TAG = (7 << 3) | LENGTH_DELIMITED
const TERM_TAG = 1 << 3
const INDEX_TAG = 2 << 3
const TYPE_TAG = 3 << 3
const DATA_TAG = (4 << 3) | LENGTH_DELIMITED

/** Bytes that `writeEntry` writes. */
export function entryWireBytes(entry: Entry): number {
  const bytes = contentBytes(entry)
  return 1 + varintBytes(bytes) + bytes
}

/** Writes `entry` at `offset`; answers where it ends. */
export function writeEntry(entry: Entry, target: Uint8Array, offset: number): number {
  const { term, index, type, data } = entry
  let end = writeField(target, offset, ENTRIES_TAG, contentBytes(entry))
  end = writeField(target, end, TERM_TAG, term)
  end = writeField(target, end, INDEX_TAG, index)
  end = writeField(target, end, TYPE_TAG, ENTRY_TYPES.indexOf(type))
  end = writeField(target, end, DATA_TAG, data.length)
  target.set(data, end)
  return end + data.length
}

/** Writes a field's tag and its number or length; answers where it ends. */
export function writeField(target: Uint8Array, offset: number, tag: number, value: number): number {
  target[offset] = tag
  let end = offset + 1
  let rest = value
  // Division, because shifts cut at 32 bits and terms and indexes go up to 2^53.
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) target[end++] = (rest % 0x80) | 0x80
  target[end++] = rest
  return end
}

/** Bytes of a number or length on the wire. */
export function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes++
  return bytes
}

function contentBytes({ term, index, data }: Entry): number {
  const tagsAndType = 5
  const numbers = varintBytes(term) + varintBytes(index) + varintBytes(data.length)
  return tagsAndType + numbers + data.length
}
