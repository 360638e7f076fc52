/**
 * What the machine reads from stable storage.
 *
 * The machine never writes here: a Ready says what to store, and whoever carries it out makes it
 * visible through these methods before it delivers the responses that say so. All methods answer at
 * once. Ranges are [lo, hi). Indexes run without a gap from `firstIndex()` to `lastIndex()`; what
 * came before is in the snapshot, of which the index and term remain known.
 */

import type { ConfState, Entry, HardState, Snapshot } from '../message.ts'

/** The stored log, the stored vote, and the last snapshot. */
export type LogStorage = {
  /** What was stored before the start; all zero if nothing was. Read once. */
  initialState(): { readonly hardState: HardState; readonly confState: ConfState }
  /** Index of the first entry still there; 1 in an empty log. `lastIndex() + 1` if all are gone. */
  firstIndex(): number
  /** Index of the last entry, of the snapshot if there are none after it, or 0. */
  lastIndex(): number
  /** Term of the entry, known for [firstIndex − 1, lastIndex]; `undefined` outside. */
  term(index: number): number | undefined
  /**
   * Entries of [lo, hi), as many as fit into `maxBytes` (`entriesBytes`), but at least one.
   * `undefined` if `lo` was compacted away. Must not be asked beyond `lastIndex`.
   */
  entries(lo: number, hi: number, maxBytes: number): readonly Entry[] | undefined
  /** The latest snapshot, at or after `firstIndex() − 1`; `undefined` if it is not at hand now. */
  snapshot(): Snapshot | undefined
}
