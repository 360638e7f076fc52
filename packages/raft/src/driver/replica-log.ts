/**
 * The stored log, once more in memory, as the machine reads it.
 *
 * It holds exactly what the disk holds: entries are added when their write has ended, and go when
 * the disk has dropped their block. Snapshots are not kept: the state machine is in memory and
 * gives one of the moment when a follower needs it.
 */

import { assert } from '@polis/base'
import { entryBytes } from '../log/entry-size.ts'
import type { LogStorage } from '../log/log-storage.ts'
import {
  type ConfState,
  EMPTY_CONF_STATE,
  type Entry,
  type HardState,
  type Snapshot,
  type SnapshotData,
  type SnapshotMetadata,
} from '../message.ts'

/** What a node starts from; all empty for a new one. */
export type ReplicaStart = {
  readonly hardState: HardState
  readonly entries: readonly Entry[]
  /** The entry before the first of `entries`. */
  readonly previous: { readonly index: number; readonly term: number }
  /** What the state machine has been restored to; undefined for the empty state. */
  readonly snapshot: SnapshotMetadata | undefined
}

/** The log of one node. */
export class ReplicaLog implements LogStorage {
  readonly #hardState: HardState
  readonly #takeSnapshot: () => SnapshotData
  #previous: { readonly index: number; readonly term: number }
  #entries: Entry[]
  #applied: SnapshotMetadata

  /** `takeSnapshot` gives the state machine's state as of the last applied entry. */
  constructor(start: ReplicaStart, takeSnapshot: () => SnapshotData) {
    this.#hardState = start.hardState
    this.#takeSnapshot = takeSnapshot
    this.#previous = start.previous
    this.#entries = [...start.entries]
    this.#applied = start.snapshot ?? { confState: EMPTY_CONF_STATE, index: 0, term: 0 }
  }

  /** Index, term and membership of the last applied entry. */
  get applied(): SnapshotMetadata {
    return this.#applied
  }

  initialState(): { readonly hardState: HardState; readonly confState: ConfState } {
    return { hardState: this.#hardState, confState: this.#applied.confState }
  }

  firstIndex(): number {
    return this.#previous.index + 1
  }

  lastIndex(): number {
    return this.#previous.index + this.#entries.length
  }

  term(index: number): number | undefined {
    if (index === this.#previous.index) return this.#previous.term
    return this.#entries[index - this.firstIndex()]?.term
  }

  entries(lo: number, hi: number, maxBytes: number): readonly Entry[] | undefined {
    if (lo < this.firstIndex()) return undefined
    assert(hi <= this.lastIndex() + 1, 'entries are asked for within the log')
    const from = lo - this.firstIndex()
    let bytes = 0
    let count = 0
    while (count < hi - lo) {
      bytes += entryBytes(this.#entries[from + count]!)
      if (bytes > maxBytes && count > 0) break
      count++
    }
    return this.#entries.slice(from, from + count)
  }

  /** The entries in [low, high], both within the log. */
  between(low: number, high: number): readonly Entry[] {
    assert(low >= this.firstIndex() && high <= this.lastIndex(), 'entries within the log')
    return this.#entries.slice(low - this.firstIndex(), high + 1 - this.firstIndex())
  }

  /** A snapshot of the state as applied now; undefined while nothing is applied. */
  snapshot(): Snapshot | undefined {
    if (this.#applied.index === 0) return undefined
    return { data: this.#takeSnapshot(), metadata: this.#applied }
  }

  /** Adds stored entries; what was there from the first one's index on is replaced. */
  append(entries: readonly Entry[]): void {
    const first = entries[0]
    if (first === undefined) return
    assert(first.index >= this.firstIndex(), 'nothing compacted is written again')
    assert(first.index <= this.lastIndex() + 1, 'entries are appended without a gap')
    this.#entries.length = first.index - this.firstIndex()
    for (const entry of entries) this.#entries.push(entry)
  }

  /** Replaces everything by a stored snapshot that the state machine is restored to. */
  install(metadata: SnapshotMetadata): void {
    this.#previous = { index: metadata.index, term: metadata.term }
    this.#entries = []
    this.#applied = metadata
  }

  /** Forgets entries below `firstIndex`, which the disk has dropped. */
  compactTo(firstIndex: number): void {
    const index = firstIndex - 1
    if (index <= this.#previous.index) return
    const term = this.term(index)
    assert(term !== undefined, 'no compaction beyond the end of the log')
    this.#entries = this.#entries.slice(firstIndex - this.firstIndex())
    this.#previous = { index, term }
  }

  /** Notes what is applied and which membership is in force. */
  setApplied(metadata: SnapshotMetadata): void {
    assert(metadata.index > this.#applied.index, 'entries are applied in order')
    this.#applied = metadata
  }
}
