/**
 * The block: one append batch as one stored value.
 *
 * LevelDB neither verifies what it reads nor notices that the middle of its log is missing, so
 * every block says where it belongs (indexes), proves its bytes (CRC-32C, RFC 3720 appendix B.4)
 * and names the block before it by that block's CRC: a chain in which no link can be lost or
 * garbled unseen (protocol-aware recovery, Alagappan et al., FAST 2018).
 *
 *     0   u32  CRC-32C of all that follows; the name of this block for its successor
 *     4   u8   version, then three zero bytes
 *     8   u64  sequence of the write that stored it
 *     16  u64  first index
 *     24  u64  term of the entry before the first
 *     32  u32  number of entries
 *     36  u32  CRC of the block before it; 0 where the log begins
 *     40       entries, as protobuf (`EntryBlock`)
 */

import { assert, crc32c } from '@polis/base'
import { entryWireBytes, writeEntry } from '../entry-wire.ts'
import { dataTooNew } from '../errors.ts'
import type { Entry } from '../message.ts'
import { decodeEntries } from '../wire.ts'
import { readU64, viewOf, writeU64 } from './integers.ts'

const BLOCK_VERSION = 1
export const BLOCK_HEADER_BYTES = 40

/** Consecutive entries as they are stored. `firstIndex` and `lastIndex` are both within. */
export type Block = {
  readonly sequence: number
  readonly firstIndex: number
  readonly lastIndex: number
  /** Term of the entry at `firstIndex - 1`. */
  readonly previousTerm: number
  readonly previousCrc: number
  readonly crc: number
  readonly entries: readonly Entry[]
  readonly bytes: Uint8Array
}

/** What a block is made from; `entries` are consecutive and not empty. */
export type BlockContent = Pick<Block, 'sequence' | 'previousTerm' | 'previousCrc' | 'entries'>

/** Encodes a block. */
export function encodeBlock(content: BlockContent): Block {
  const { sequence, previousTerm, previousCrc, entries } = content
  assert(entries.length > 0, 'a block holds an entry')
  const firstIndex = entries[0]!.index
  const length = entries.reduce((sum, entry) => sum + entryWireBytes(entry), BLOCK_HEADER_BYTES)
  const bytes = new Uint8Array(length)
  let end = BLOCK_HEADER_BYTES
  for (const entry of entries) end = writeEntry(entry, bytes, end)
  const view = viewOf(bytes)
  view.setUint8(4, BLOCK_VERSION)
  writeU64(view, 8, sequence)
  writeU64(view, 16, firstIndex)
  writeU64(view, 24, previousTerm)
  view.setUint32(32, entries.length, true)
  view.setUint32(36, previousCrc, true)
  const crc = crc32c(bytes.subarray(4))
  view.setUint32(0, crc, true)
  const lastIndex = firstIndex + entries.length - 1
  return { ...content, firstIndex, lastIndex, crc, bytes }
}

/**
 * The block in `bytes`; undefined if they are garbled in any way. Throws `raft/data-too-new` for a
 * whole block of a later version.
 */
export function decodeBlock(bytes: Uint8Array): Block | undefined {
  if (bytes.length < BLOCK_HEADER_BYTES) return undefined
  const view = viewOf(bytes)
  const crc = view.getUint32(0, true)
  if (crc !== crc32c(bytes.subarray(4))) return undefined
  const version = view.getUint8(4)
  if (version > BLOCK_VERSION) throw dataTooNew('a block of the log', version)
  const entries = decodeEntries(bytes.subarray(BLOCK_HEADER_BYTES))
  const firstIndex = readU64(view, 16)
  const previousTerm = readU64(view, 24)
  if (entries.length === 0 || entries.length !== view.getUint32(32, true)) return undefined
  if (!isConsecutive(entries, firstIndex, previousTerm)) return undefined
  return {
    sequence: readU64(view, 8),
    firstIndex,
    lastIndex: firstIndex + entries.length - 1,
    previousTerm,
    previousCrc: view.getUint32(36, true),
    crc,
    entries,
    bytes,
  }
}

/** True if `block` follows directly on `previous`. */
export function isChained(previous: Block, block: Block): boolean {
  return (
    block.firstIndex === previous.lastIndex + 1 &&
    block.previousCrc === previous.crc &&
    block.previousTerm === previous.entries.at(-1)!.term
  )
}

function isConsecutive(entries: readonly Entry[], firstIndex: number, term: number): boolean {
  let previousTerm = term
  for (const [i, entry] of entries.entries()) {
    if (entry.index !== firstIndex + i || entry.term < previousTerm) return false
    previousTerm = entry.term
  }
  return true
}
