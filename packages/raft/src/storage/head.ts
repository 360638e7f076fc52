/**
 * The head: what holds after a write, in one record.
 *
 * Term and vote live in one value, or a crash between two writes could vote twice (Raft §5.2). With
 * them go the end of the log and the snapshot it stands on, so that whoever reads the newest head
 * knows exactly what must be there. Every write stores it twice: in LevelDB and in the tail ring.
 *
 *     0   u32  CRC-32C of all that follows
 *     4   u8   version
 *     5   u8   flags: 1 this node is the only voter, 2 it is recovering
 *     6   u16  zero
 *     8   u64  sequence of the write
 *     16  u64  raft id of this node
 *     24  u64  term
 *     32  u64  vote
 *     40  u64  commit
 *     48  u64  snapshot index
 *     56  u64  snapshot term
 *     64  u64  last index
 *     72  u64  last term
 *     80  u64  first index
 *     88  u32  CRC of the last block; 0 where the log begins
 *     92  u32  zero
 */

import { crc32c } from '@polis/base'
import { dataTooNew } from '../errors.ts'
import type { RaftId } from '../message.ts'
import { readU64, viewOf, writeU64 } from './integers.ts'

const HEAD_VERSION = 1
export const HEAD_BYTES = 96

/** The state of the log after the write numbered `sequence`. */
export type Head = {
  /** Counts the writes of this data directory from 1. */
  readonly sequence: number
  readonly raftId: RaftId
  readonly term: number
  readonly vote: RaftId
  readonly commit: number
  /** The stored snapshot that the log stands on; 0 for none. The log begins at or before it + 1. */
  readonly snapshotIndex: number
  readonly snapshotTerm: number
  readonly lastIndex: number
  readonly lastTerm: number
  /** Where the log begins; blocks before it were dropped. */
  readonly firstIndex: number
  readonly lastCrc: number
  /** True if the configuration applied last had this node as its only voter. */
  readonly isSoleVoter: boolean
  /** True from the discovery of damage until the peers have refilled the log. */
  readonly isRecovering: boolean
}

/** The head of an empty log. */
export function emptyHead(raftId: RaftId): Head {
  return {
    sequence: 0,
    raftId,
    term: 0,
    vote: 0,
    commit: 0,
    snapshotIndex: 0,
    snapshotTerm: 0,
    lastIndex: 0,
    lastTerm: 0,
    firstIndex: 1,
    lastCrc: 0,
    isSoleVoter: false,
    isRecovering: false,
  }
}

const INTEGERS = [
  'sequence',
  'raftId',
  'term',
  'vote',
  'commit',
  'snapshotIndex',
  'snapshotTerm',
  'lastIndex',
  'lastTerm',
  'firstIndex',
] as const

/** Encodes a head. */
export function encodeHead(head: Head): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES)
  const view = viewOf(bytes)
  view.setUint8(4, HEAD_VERSION)
  view.setUint8(5, (head.isSoleVoter ? 1 : 0) | (head.isRecovering ? 2 : 0))
  for (const [i, name] of INTEGERS.entries()) writeU64(view, 8 + 8 * i, head[name])
  view.setUint32(88, head.lastCrc, true)
  view.setUint32(0, crc32c(bytes.subarray(4)), true)
  return bytes
}

/** The head in `bytes`; undefined if garbled. Throws `raft/data-too-new`. */
export function decodeHead(bytes: Uint8Array): Head | undefined {
  if (bytes.length < HEAD_BYTES) return undefined
  const record = bytes.subarray(0, HEAD_BYTES)
  const view = viewOf(record)
  if (view.getUint32(0, true) !== crc32c(record.subarray(4))) return undefined
  const version = view.getUint8(4)
  if (version > HEAD_VERSION) throw dataTooNew('the head of the log', version)
  const integers = INTEGERS.map((name, i) => [name, readU64(view, 8 + 8 * i)] as const)
  if (integers.some(([, value]) => Number.isNaN(value))) return undefined
  const flags = view.getUint8(5)
  return {
    ...(Object.fromEntries(integers) as Record<(typeof INTEGERS)[number], number>),
    lastCrc: view.getUint32(88, true),
    isSoleVoter: (flags & 1) !== 0,
    isRecovering: (flags & 2) !== 0,
  }
}
