/**
 * What Raft replicates: a deterministic state machine that the application supplies.
 *
 * Called in log order on one thread; it must never read a clock or draw a random number, so that
 * every node computes the same state. `apply` is told only of entries that carry data.
 */

import type { ConfChange, ConfState, SnapshotData } from './message.ts'

export type StateMachine = {
  /** Applies one committed normal entry. Throwing is a bug and stops the node. */
  apply(index: number, term: number, data: Uint8Array): void
  /** Applies a committed configuration change together with the configuration it led to. */
  applyConfChange(index: number, term: number, change: ConfChange, state: ConfState): void
  /**
   * The state as of the last applied entry, at once and for good: its chunks are pulled later,
   * while entries go on being applied, and more than once if a transfer breaks off.
   */
  snapshot(): SnapshotData
  /** Takes a snapshot that was taken at `index`. */
  restore(index: number, term: number, state: ConfState): SnapshotReader
}

/** A snapshot on its way in; entries may be applied to the old state until `finish`. */
export type SnapshotReader = {
  /** Takes the next chunk. */
  add(chunk: Uint8Array): void
  /** Replaces the whole state, at once. */
  finish(): void
}
