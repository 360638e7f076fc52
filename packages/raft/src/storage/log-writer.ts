/**
 * Turns what Raft wants stored into writes: which values LevelDB puts and deletes, and the record
 * of the tail ring beside them.
 *
 * Blocks never overlap. Where a conflict begins within a block (Raft §5.3), the entries before it
 * are written again as a block of their own, under the same key; so recovery needs no rule for
 * overlaps. The writer is pure: the caller carries each write out, in order, before the next one.
 */

import { assert } from '@polis/base'
import { entryWireBytes } from '../entry-wire.ts'
import type { Entry, HardState, RaftId, SnapshotMetadata } from '../message.ts'
import { BLOCK_HEADER_BYTES, type Block, encodeBlock } from './block.ts'
import type { Head } from './head.ts'
import type { RecoveredLog } from './recovery.ts'
import type { TailRing } from './tail-ring.ts'

/** One write: everything in it becomes durable together, or its sequence is not in the head. */
export type LogWrite = {
  /** First indexes of the blocks that go. */
  readonly deletes: readonly number[]
  /** The block that comes; it replaces one that begins at the same index. */
  readonly put?: Block
  readonly head: Head
  readonly tail: { readonly offset: number; readonly bytes: Uint8Array }
}

/** A stored block without its content. */
type Span = Pick<Block, 'firstIndex' | 'lastIndex' | 'previousTerm' | 'previousCrc' | 'crc'> & {
  readonly byteLength: number
}

/** Gives the entries in [low, high] of the stored log. */
export type EntriesBetween = (low: number, high: number) => readonly Entry[]

/** Plans the writes of one data directory. */
export class LogWriter {
  readonly #ring: TailRing
  readonly #blockBytesMax: number
  readonly #spans: Span[]
  #head: Head
  #byteLength: number

  /** Continues `log`; blocks hold about `blockBytesMax`, a larger entry stands alone. */
  constructor(ring: TailRing, blockBytesMax: number, log: RecoveredLog) {
    this.#ring = ring
    this.#blockBytesMax = blockBytesMax
    this.#head = log.head
    this.#spans = log.blocks.map(spanOf)
    this.#byteLength = bytesOf(this.#spans)
  }

  get head(): Head {
    return this.#head
  }

  /** Index of the first stored entry; one beyond the last if there is none. */
  get firstIndex(): number {
    return this.#spans[0]?.firstIndex ?? this.#head.lastIndex + 1
  }

  /** Bytes of all stored blocks. */
  get byteLength(): number {
    return this.#byteLength
  }

  /**
   * Stores `entries`, which replace what is stored from the first of them on, and `hardState`.
   * Mostly one write; several where a conflict is cut off first or the entries exceed a block.
   */
  append(
    entries: readonly Entry[],
    hardState: HardState | undefined,
    stored: EntriesBetween,
  ): LogWrite[] {
    if (hardState !== undefined) this.#head = { ...this.#head, ...hardState }
    if (entries.length === 0) return [this.#write([], undefined)]
    const first = entries[0]!
    assert(first.index <= this.#head.lastIndex + 1, 'appended entries leave no gap')
    const writes: LogWrite[] = []
    let deletes: readonly number[] = []
    if (first.index <= this.#head.lastIndex) {
      const cut = this.#cutFrom(first.index, stored)
      deletes = cut.deletes
      if (cut.survivors.length > 0) {
        writes.push(this.#write(deletes, this.#block(cut.survivors)))
        deletes = []
      }
    }
    for (const batch of this.#batches(entries)) {
      writes.push(this.#write(deletes, this.#block(batch)))
      deletes = []
    }
    return writes
  }

  /** Replaces the whole log by a snapshot that is stored already. */
  install({ index, term }: SnapshotMetadata, hardState: HardState | undefined): LogWrite {
    const deletes = this.#drop(0, this.#spans.length).map(span => span.firstIndex)
    const snapshot = { snapshotIndex: index, snapshotTerm: term, lastIndex: index, lastTerm: term }
    const empty = { firstIndex: index + 1, lastCrc: 0 }
    this.#head = { ...this.#head, ...hardState, ...snapshot, ...empty }
    return this.#write(deletes, undefined)
  }

  /**
   * Notes that a snapshot is stored, and drops the blocks that lie below `keepFrom` as a whole.
   * `keepFrom` is at most one beyond the snapshot.
   */
  compact({ index, term }: SnapshotMetadata, keepFrom: number): LogWrite {
    assert(keepFrom <= index + 1, 'what follows a snapshot is kept')
    const gone = this.#spans.findIndex(span => span.lastIndex >= keepFrom)
    const dropped = this.#drop(0, gone < 0 ? this.#spans.length : gone)
    const { firstIndex } = this
    this.#head = { ...this.#head, snapshotIndex: index, snapshotTerm: term, firstIndex }
    return this.#write(
      dropped.map(span => span.firstIndex),
      undefined,
    )
  }

  /** Notes facts that recovery needs; the write repeats the head. */
  note(facts: Partial<Pick<Head, 'isSoleVoter' | 'isRecovering'>> & { raftId?: RaftId }): LogWrite {
    this.#head = { ...this.#head, ...facts }
    return this.#write([], undefined)
  }

  /** Largest index such that the blocks below it hold `entries` or `bytes` fewer than all. */
  keepFrom(snapshotIndex: number, entries: number, bytes: number): number {
    let keptBytes = 0
    let from = snapshotIndex + 1
    for (const span of [...this.#spans].reverse()) {
      if (span.firstIndex > snapshotIndex) continue
      keptBytes += span.byteLength
      if (keptBytes > bytes || snapshotIndex - span.firstIndex + 1 > entries) break
      from = span.firstIndex
    }
    return from
  }

  /**
   * Forgets everything from `index` on; the entries of a cut block that stay are to be rewritten.
   */
  #cutFrom(
    index: number,
    stored: EntriesBetween,
  ): { deletes: readonly number[]; survivors: readonly Entry[] } {
    const at = this.#spans.findIndex(span => span.lastIndex >= index)
    assert(at >= 0, 'a conflict lies within the stored log')
    const removed = this.#drop(at, this.#spans.length)
    const cut = removed[0]!
    this.#head = {
      ...this.#head,
      lastIndex: cut.firstIndex - 1,
      lastTerm: cut.previousTerm,
      lastCrc: cut.previousCrc,
    }
    const isWithin = cut.firstIndex < index
    return {
      deletes: removed.map(span => span.firstIndex),
      survivors: isWithin ? stored(cut.firstIndex, index - 1) : [],
    }
  }

  #block(entries: readonly Entry[]): Block {
    const { lastTerm, lastCrc } = this.#head
    const sequence = this.#head.sequence + 1
    const block = encodeBlock({ sequence, previousTerm: lastTerm, previousCrc: lastCrc, entries })
    const { lastIndex, crc } = block
    this.#head = { ...this.#head, lastIndex, lastTerm: entries.at(-1)!.term, lastCrc: crc }
    this.#spans.push(spanOf(block))
    this.#byteLength += block.bytes.length
    return block
  }

  /** Takes the spans in [from, to) out. */
  #drop(from: number, to: number): Span[] {
    const dropped = this.#spans.splice(from, to - from)
    this.#byteLength -= bytesOf(dropped)
    return dropped
  }

  #write(deletes: readonly number[], put: Block | undefined): LogWrite {
    this.#head = { ...this.#head, sequence: this.#head.sequence + 1 }
    const tail = this.#ring.place(this.#head, put)
    const kept = deletes.filter(index => index !== put?.firstIndex)
    return { deletes: kept, head: this.#head, tail, ...(put && { put }) }
  }

  #batches(entries: readonly Entry[]): Entry[][] {
    const batches: Entry[][] = []
    let bytes = Number.POSITIVE_INFINITY
    for (const entry of entries) {
      const size = entryWireBytes(entry)
      if (bytes + size > this.#blockBytesMax) {
        batches.push([])
        bytes = BLOCK_HEADER_BYTES
      }
      batches.at(-1)!.push(entry)
      bytes += size
    }
    return batches
  }
}

function spanOf(block: Block): Span {
  const { firstIndex, lastIndex, previousTerm, previousCrc, crc } = block
  const byteLength = block.bytes.length
  return { firstIndex, lastIndex, previousTerm, previousCrc, crc, byteLength }
}

function bytesOf(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.byteLength, 0)
}
