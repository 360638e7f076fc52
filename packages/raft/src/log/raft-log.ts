/**
 * The log as the machine sees it: what storage has, and the unstable tail on top (Raft §5.3).
 *
 *     first … applied ≤ applying ≤ committed … last
 *
 * `applying` runs ahead of `applied` by what was handed out to be applied. With asynchronous writes
 * only stored entries are handed out; otherwise the writer stores before it applies anyway.
 */

import { assert } from '@polis/base'
import type { Entry, Snapshot } from '../message.ts'
import type { LogPosition, Tracer } from '../trace.ts'
import { entriesBytes, limitSize } from './entry-size.ts'
import type { LogStorage } from './log-storage.ts'
import { Unstable } from './unstable.ts'

/** Names one entry: no two different entries have the same index and term (Raft §5.3). */
export type EntryId = { readonly term: number; readonly index: number }

/** The log of one node. */
export class RaftLog {
  readonly unstable: Unstable
  committed: number
  applying: number
  applied: number
  private readonly storage: LogStorage
  private readonly maxApplyingBytes: number
  private readonly trace: Tracer | undefined
  private applyingBytes = 0
  private isApplyingPaused = false

  /** `maxApplyingBytes` bounds the entries handed out and not yet reported as applied. */
  constructor(storage: LogStorage, maxApplyingBytes: number, trace: Tracer | undefined) {
    this.storage = storage
    this.maxApplyingBytes = maxApplyingBytes
    this.trace = trace
    this.unstable = new Unstable(storage.lastIndex() + 1, trace)
    const compacted = storage.firstIndex() - 1
    this.committed = compacted
    this.applying = compacted
    this.applied = compacted
  }

  firstIndex(): number {
    return this.unstable.firstIndex() ?? this.storage.firstIndex()
  }

  lastIndex(): number {
    return this.unstable.lastIndex() ?? this.storage.lastIndex()
  }

  lastId(): EntryId {
    const index = this.lastIndex()
    const term = this.term(index)
    assert(term !== undefined, 'the term of the last entry is known')
    return { index, term }
  }

  /** Term of an entry; `undefined` if it was compacted away or does not exist. */
  term(index: number): number | undefined {
    const unstable = this.unstable.term(index)
    if (unstable !== undefined) return unstable
    if (index + 1 < this.firstIndex() || index > this.lastIndex()) return undefined
    return this.storage.term(index)
  }

  matches(index: number, term: number): boolean {
    return this.term(index) === term
  }

  /** True if a candidate whose log ends there has everything that may be committed (§5.4.1). */
  isUpToDate(candidate: EntryId): boolean {
    const last = this.lastId()
    if (candidate.term !== last.term) return candidate.term > last.term
    return candidate.index >= last.index
  }

  /** Appends what a leader made itself; returns the last index. */
  append(entries: readonly Entry[]): number {
    const first = entries[0]
    if (first === undefined) return this.lastIndex()
    assert(first.index > this.committed, 'a committed entry is never replaced')
    this.unstable.truncateAndAppend(entries)
    return this.lastIndex()
  }

  /**
   * Appends what a leader sent after the entry `previous` and commits as far as it says; entries
   * already there are kept (a message may be old, Raft §5.3). Returns the last index that now
   * matches the leader's log, or `undefined` if `previous` does not match.
   */
  maybeAppend(previous: EntryId, entries: readonly Entry[], committed: number): number | undefined {
    if (!this.matches(previous.index, previous.term)) return undefined
    const last = previous.index + entries.length
    const conflict = this.findConflict(entries)
    if (conflict !== 0) {
      assert(conflict > this.committed, 'a leader never contradicts a committed entry')
      this.append(entries.slice(conflict - previous.index - 1))
    }
    this.commitTo(Math.min(committed, last))
    return last
  }

  /** Commits up to `index`; never goes back. */
  commitTo(index: number): void {
    if (index <= this.committed) return
    assert(index <= this.lastIndex(), 'only entries that are here can be committed')
    this.committed = index
  }

  /**
   * A guess where a log may match one whose entry at `index` has `term`: the last entry at or
   * before `index` whose term is no higher. Term 0 means unknown (compacted away).
   */
  findConflictByTerm(index: number, term: number): EntryId {
    for (let at = index; at > 0; at--) {
      const ours = this.term(at)
      if (ours === undefined) return { index: at, term: 0 }
      if (ours <= term) return { index: at, term: ours }
    }
    return { index: 0, term: 0 }
  }

  /** Entries from `lo` on, within `maxBytes`; `undefined` if compacted away. */
  entriesFrom(lo: number, maxBytes: number): readonly Entry[] | undefined {
    const last = this.lastIndex()
    return lo > last ? [] : this.slice(lo, last + 1, maxBytes)
  }

  /** Entries of [lo, hi) within `maxBytes`, at least one; `undefined` if compacted away. */
  slice(lo: number, hi: number, maxBytes: number): readonly Entry[] | undefined {
    if (lo >= hi) return []
    if (lo < this.firstIndex()) return undefined
    assert(hi <= this.lastIndex() + 1, 'entries are asked for within the log')
    const offset = this.unstable.offset
    if (lo >= offset) return limitSize(this.unstable.slice(lo, hi), maxBytes)
    const cut = Math.min(hi, offset)
    const stored = this.storage.entries(lo, cut, maxBytes)
    if (stored === undefined || hi <= offset || stored.length < cut - lo) return stored
    const rest = maxBytes - entriesBytes(stored)
    if (rest <= 0) return stored
    const unstable = limitSize(this.unstable.slice(offset, hi), rest)
    // `limitSize` gives at least one entry; here there is one already, so it must fit.
    if (unstable.length === 1 && entriesBytes(unstable) > rest) return stored
    return stored.concat(unstable)
  }

  /** Committed entries to apply next, within the bound of what may be under way. */
  nextCommitted(canApplyUnstable: boolean): readonly Entry[] {
    if (!this.hasNextCommitted(canApplyUnstable)) return []
    const room = this.maxApplyingBytes - this.applyingBytes
    assert(room > 0, 'a pause ends before there is no room')
    const hi = this.appliableIndex(canApplyUnstable) + 1
    const entries = this.slice(this.applying + 1, hi, room)
    assert(entries !== undefined, 'an unapplied entry is never compacted away')
    return entries
  }

  hasNextCommitted(canApplyUnstable: boolean): boolean {
    if (this.isApplyingPaused || this.unstable.snapshot !== undefined) return false
    return this.applying < this.appliableIndex(canApplyUnstable)
  }

  /** Notes that entries up to `index` of `bytes` were handed out to be applied. */
  acceptApplying(index: number, bytes: number, canApplyUnstable: boolean): void {
    assert(index <= this.committed, 'only committed entries are applied')
    this.applying = index
    this.applyingBytes += bytes
    // Less than there was means that the limit cut it short: wait for a report first.
    this.isApplyingPaused =
      this.applyingBytes >= this.maxApplyingBytes || index < this.appliableIndex(canApplyUnstable)
  }

  /** Notes that everything up to `index` has been applied, `bytes` of it handed out before. */
  appliedTo(index: number, bytes: number): void {
    assert(index <= this.committed && index >= this.applied, 'applied runs forward to committed')
    this.applied = index
    this.applying = Math.max(this.applying, index)
    this.applyingBytes = Math.max(0, this.applyingBytes - bytes)
    this.isApplyingPaused = this.applyingBytes >= this.maxApplyingBytes
  }

  /** True if an entry of (applied, committed] satisfies `test`; read in pages. */
  hasUnapplied(test: (entry: Entry) => boolean): boolean {
    let lo = this.applied + 1
    while (lo <= this.committed) {
      const page = this.slice(lo, this.committed + 1, this.maxApplyingBytes)
      assert(page !== undefined && page.length > 0, 'unapplied entries are there')
      if (page.some(test)) return true
      lo += page.length
    }
    return false
  }

  /** The snapshot to send to a member; `undefined` if storage has none at hand. */
  snapshot(): Snapshot | undefined {
    return this.unstable.snapshot ?? this.storage.snapshot()
  }

  /** Replaces the whole log by a snapshot. */
  restore(snapshot: Snapshot): void {
    const { index, term } = snapshot.metadata
    this.trace?.({ kind: 'snapshot-restoring', log: this.position(), index, term })
    this.committed = index
    this.unstable.restore(snapshot)
  }

  private appliableIndex(canApplyUnstable: boolean): number {
    return canApplyUnstable ? this.committed : Math.min(this.committed, this.unstable.offset - 1)
  }

  /** Index of the first entry that is not in the log as it is, 0 if all are. */
  private findConflict(entries: readonly Entry[]): number {
    for (const { index, term } of entries) {
      const existingTerm = this.term(index)
      if (existingTerm === term) continue
      if (index <= this.lastIndex()) {
        const existing = existingTerm ?? 0
        const kind = 'conflict-found'
        this.trace?.({ kind, index, existingTerm: existing, conflictingTerm: term })
      }
      return index
    }
    return 0
  }

  private position(): LogPosition {
    return {
      committed: this.committed,
      applied: this.applied,
      applying: this.applying,
      unstableOffset: this.unstable.offset,
      unstableInProgress: this.unstable.offsetInProgress,
      unstableLength: this.unstable.length,
    }
  }
}
