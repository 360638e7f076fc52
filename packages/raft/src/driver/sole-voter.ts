/**
 * Whether this node is the only voter, as is noted on disk for the next start.
 *
 * A single voter whose log is damaged must not start: nobody can refill it. Any other member must
 * start and be refilled. So the note has to be true of the newest membership: applying an old log
 * again passes through memberships that are long past (a founder was alone once), and what is left
 * of a damaged log may end in one.
 */

import type { ConfState, RaftId } from '../message.ts'

/** Follows the membership and says when the note on disk has to change. */
export class SoleVoter {
  readonly #raftId: RaftId
  readonly #replayedIndex: number
  #isNoted: boolean

  /** `isNoted` is what the disk says; the log ended at `replayedIndex` when the node started. */
  constructor(raftId: RaftId, isNoted: boolean, replayedIndex: number) {
    this.#raftId = raftId
    this.#isNoted = isNoted
    this.#replayedIndex = replayedIndex
  }

  /** The new note once `index` is applied and `state` in force; undefined if it stays. */
  change(index: number, state: ConfState, isRecovering: boolean): boolean | undefined {
    if (index < this.#replayedIndex || isRecovering) return undefined
    const { voters, votersOutgoing } = state
    const isSole = voters.length === 1 && voters[0] === this.#raftId && votersOutgoing.length === 0
    if (isSole === this.#isNoted) return undefined
    this.#isNoted = isSole
    return isSole
  }
}
