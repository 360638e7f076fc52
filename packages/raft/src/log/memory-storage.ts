/**
 * A log storage in memory: for tests, for the simulator, and as the model of the contract.
 *
 * The entry before the first one is kept as a place holder with the snapshot's index and term, so
 * that logs can be matched right after a compaction.
 */

import { assert } from '@polis/base'
import {
  type ConfState,
  EMPTY_CONF_STATE,
  type Entry,
  type HardState,
  type Snapshot,
  type SnapshotData,
} from '../message.ts'
import { limitSize } from './entry-size.ts'
import type { LogStorage } from './log-storage.ts'

const NO_DATA = new Uint8Array(0)

/** A log storage that forgets everything with its process. */
export class MemoryStorage implements LogStorage {
  private hardState: HardState = { term: 0, vote: 0, commit: 0 }
  private latest: Snapshot = {
    data: [],
    metadata: { confState: EMPTY_CONF_STATE, index: 0, term: 0 },
  }
  /** `log[0]` is the place holder; `log[i]` has index `log[0].index + i`. */
  private log: Entry[] = [placeHolder(0, 0)]
  private confState: ConfState

  /** An empty log of a member of `confState`; the founder's names itself alone. */
  constructor(confState: ConfState = EMPTY_CONF_STATE) {
    this.confState = confState
  }

  initialState(): { readonly hardState: HardState; readonly confState: ConfState } {
    return { hardState: this.hardState, confState: this.confState }
  }

  firstIndex(): number {
    return this.offset + 1
  }

  lastIndex(): number {
    return this.offset + this.log.length - 1
  }

  term(index: number): number | undefined {
    return this.log[index - this.offset]?.term
  }

  entries(lo: number, hi: number, maxBytes: number): readonly Entry[] | undefined {
    if (lo <= this.offset) return undefined
    assert(hi <= this.lastIndex() + 1, 'entries are asked for within the log')
    return limitSize(this.log.slice(lo - this.offset, hi - this.offset), maxBytes)
  }

  snapshot(): Snapshot {
    return this.latest
  }

  setHardState(hardState: HardState): void {
    this.hardState = hardState
  }

  /** Keeps the membership that was last applied, for the next start. */
  setConfState(confState: ConfState): void {
    this.confState = confState
  }

  /** Appends entries; what was there from the first one's index on is replaced. */
  append(entries: readonly Entry[]): void {
    const fresh = entries.filter(entry => entry.index >= this.firstIndex())
    const first = fresh[0]
    if (first === undefined) return
    assert(first.index <= this.lastIndex() + 1, 'entries are appended without a gap')
    this.log.length = first.index - this.offset
    this.log.push(...fresh)
  }

  /** Replaces everything by a snapshot; false if a newer one is there already. */
  applySnapshot(snapshot: Snapshot): boolean {
    if (this.latest.metadata.index >= snapshot.metadata.index) return false
    this.latest = snapshot
    this.confState = snapshot.metadata.confState
    this.log = [placeHolder(snapshot.metadata.index, snapshot.metadata.term)]
    return true
  }

  /** Takes a snapshot of the state at `index` without touching the log. */
  createSnapshot(index: number, confState: ConfState, data: SnapshotData): Snapshot {
    assert(index > this.latest.metadata.index, 'a snapshot is newer than the last')
    const term = this.term(index)
    assert(term !== undefined, 'a snapshot is of an entry in the log')
    this.latest = { data, metadata: { confState, index, term } }
    return this.latest
  }

  /** Forgets entries up to and including `index`; false if they are gone already. */
  compact(index: number): boolean {
    if (index <= this.offset) return false
    const term = this.term(index)
    assert(term !== undefined, 'no compaction beyond the end of the log')
    this.log = [placeHolder(index, term), ...this.log.slice(index - this.offset + 1)]
    return true
  }

  private get offset(): number {
    return this.log[0]!.index
  }
}

function placeHolder(index: number, term: number): Entry {
  return { index, term, type: 'normal', data: NO_DATA }
}
