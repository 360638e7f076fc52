/**
 * What Raft replicates: a deterministic state machine that the application supplies.
 *
 * Called in log order on one thread; it must never read a clock or draw a random number, so that
 * every node computes the same state. `apply` is told only of entries that carry data.
 */

import type { ConfChange, ConfState } from './message.ts'

export type StateMachine = {
  /** Applies one committed normal entry. Throwing is a bug and stops the node. */
  apply(index: number, term: number, data: Uint8Array): void
  /** Applies a committed configuration change together with the configuration it led to. */
  applyConfChange(index: number, term: number, change: ConfChange, state: ConfState): void
  /** The whole state as bytes, as of the last applied entry. */
  snapshot(): Uint8Array
  /** Replaces the whole state by a snapshot taken at `index`. */
  restore(data: Uint8Array, index: number, term: number, state: ConfState): void
}
