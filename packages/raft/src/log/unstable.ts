/**
 * The tail of the log that stable storage may not have yet, and a snapshot on its way there.
 *
 *     storage │ offset … being written … offsetInProgress … not handed out yet … │ end
 *
 * Entries stay here until storage reports their index *and term*: a report about entries that were
 * replaced in the meantime must not count (etcd's raft, `log_unstable.go`, calls it the ABA
 * problem).
 */

import { assert } from '@polis/base'
import type { Entry, Snapshot } from '../message.ts'
import type { Tracer } from '../trace.ts'

/** Entries and snapshot not yet known to be stored. */
export class Unstable {
  snapshot: Snapshot | undefined
  /** Index of `entries[0]`; storage answers for everything below. */
  offset: number
  /** Entries below this index have been handed to storage. */
  offsetInProgress: number
  private entries: readonly Entry[] = []
  private isSnapshotInProgress = false
  private readonly trace: Tracer | undefined

  constructor(offset: number, trace: Tracer | undefined) {
    this.offset = offset
    this.offsetInProgress = offset
    this.trace = trace
  }

  get length(): number {
    return this.entries.length
  }

  /** First index of the log, if a snapshot decides it. */
  firstIndex(): number | undefined {
    return this.snapshot === undefined ? undefined : this.snapshot.metadata.index + 1
  }

  /** Last index of the log, unless storage has to say it. */
  lastIndex(): number | undefined {
    if (this.entries.length > 0) return this.offset + this.entries.length - 1
    return this.snapshot?.metadata.index
  }

  /** Term at an index, unless storage has to say it. */
  term(index: number): number | undefined {
    if (index >= this.offset) return this.entries[index - this.offset]?.term
    const metadata = this.snapshot?.metadata
    return metadata?.index === index ? metadata.term : undefined
  }

  /** Entries that no Ready has handed out. */
  nextEntries(): readonly Entry[] {
    const from = this.offsetInProgress - this.offset
    return from === 0 ? this.entries : this.entries.slice(from)
  }

  get hasNextEntries(): boolean {
    return this.offsetInProgress < this.offset + this.entries.length
  }

  /** The snapshot, if no Ready has handed it out. */
  nextSnapshot(): Snapshot | undefined {
    return this.isSnapshotInProgress ? undefined : this.snapshot
  }

  /** Notes that a Ready has handed out everything. */
  acceptInProgress(): void {
    this.offsetInProgress = this.offset + this.entries.length
    if (this.snapshot !== undefined) this.isSnapshotInProgress = true
  }

  /** Storage has everything up to the entry at `index` of `term`. */
  stableTo(index: number, term: number): void {
    const known = this.term(index)
    if (known === undefined) {
      this.trace?.({ kind: 'stable-missing', index })
      return
    }
    if (index < this.offset) {
      this.trace?.({ kind: 'stable-in-snapshot', index })
      return
    }
    if (known !== term) {
      this.trace?.({ kind: 'stable-mismatch', index, term, unstableTerm: known })
      return
    }
    this.entries = this.entries.slice(index + 1 - this.offset)
    this.offset = index + 1
    this.offsetInProgress = Math.max(this.offsetInProgress, this.offset)
  }

  /** Storage has the snapshot at `index`. */
  stableSnapshotTo(index: number): void {
    if (this.snapshot?.metadata.index !== index) return
    this.snapshot = undefined
    this.isSnapshotInProgress = false
  }

  /** Replaces everything by a snapshot. */
  restore(snapshot: Snapshot): void {
    this.offset = snapshot.metadata.index + 1
    this.offsetInProgress = this.offset
    this.entries = []
    this.snapshot = snapshot
    this.isSnapshotInProgress = false
  }

  /** Appends entries; what was there from the first one's index on is replaced. */
  truncateAndAppend(entries: readonly Entry[]): void {
    const from = entries[0]!.index
    const end = this.offset + this.entries.length
    if (from === end) {
      this.entries = this.entries.length === 0 ? entries : this.entries.concat(entries)
    } else if (from <= this.offset) {
      this.trace?.({ kind: 'unstable-replaced', index: from })
      this.entries = entries
      this.offset = from
      this.offsetInProgress = from
    } else {
      this.trace?.({ kind: 'unstable-truncated', index: from })
      this.entries = this.slice(this.offset, from).concat(entries)
      this.offsetInProgress = Math.min(this.offsetInProgress, from)
    }
  }

  /** Entries of [lo, hi), which must be here. */
  slice(lo: number, hi: number): readonly Entry[] {
    assert(lo <= hi, 'a range runs forward')
    assert(lo >= this.offset && hi <= this.offset + this.entries.length, 'entries that are here')
    return this.entries.slice(lo - this.offset, hi - this.offset)
  }
}
