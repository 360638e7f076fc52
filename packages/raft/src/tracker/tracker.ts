/**
 * The membership in force, the progress of each member, and the votes of the current election.
 *
 * Members are always visited in ascending id order: the order in which messages are made is part of
 * the machine's determinism.
 */

import type { ConfState, RaftId } from '../message.ts'
import { jointCommitted, jointVote } from '../quorum/joint.ts'
import type { VoteResult } from '../quorum/majority.ts'
import type { Progress } from './progress.ts'

/** Limits of a follower's window: messages, and bytes (0 means no limit by bytes). */
export type InflightLimits = {
  readonly maxInflightMessages: number
  readonly maxInflightBytes: number
}

export type VoteCount = {
  readonly granted: number
  readonly rejected: number
  readonly result: VoteResult
}

/** Membership and progress; replaced as a whole when the membership changes. */
export class Tracker {
  config: ConfState
  progress: ReadonlyMap<RaftId, Progress>
  /** The ids of `progress`, ascending. */
  ids: readonly RaftId[]
  private readonly votes = new Map<RaftId, boolean>()

  constructor(config: ConfState, progress: ReadonlyMap<RaftId, Progress>) {
    this.config = config
    this.progress = progress
    this.ids = sortedKeys(progress)
  }

  /** Puts another membership in force. */
  switchTo(config: ConfState, progress: ReadonlyMap<RaftId, Progress>): void {
    this.config = config
    this.progress = progress
    this.ids = sortedKeys(progress)
  }

  /** Replaces every member's progress, membership unchanged. */
  resetProgress(make: (id: RaftId, old: Progress) => Progress): void {
    const progress = new Map<RaftId, Progress>()
    for (const id of this.ids) progress.set(id, make(id, this.progress.get(id)!))
    this.progress = progress
  }

  /** Largest index stored by a quorum, as far as acknowledged. */
  committed(): number {
    return jointCommitted(this.config, id => this.progress.get(id)?.match)
  }

  /** True if a quorum answered since activity was last cleared. */
  isQuorumActive(): boolean {
    const active = new Map<RaftId, boolean>()
    for (const [id, progress] of this.progress) {
      if (!progress.isLearner) active.set(id, progress.isRecentlyActive)
    }
    return jointVote(this.config, active) === 'won'
  }

  isVoter(id: RaftId): boolean {
    return this.config.voters.includes(id) || this.config.votersOutgoing.includes(id)
  }

  clearVotes(): void {
    this.votes.clear()
  }

  /** Only the first vote of a member counts. */
  recordVote(id: RaftId, granted: boolean): void {
    if (!this.votes.has(id)) this.votes.set(id, granted)
  }

  countVotes(): VoteCount {
    let granted = 0
    let rejected = 0
    for (const [id, progress] of this.progress) {
      const vote = progress.isLearner ? undefined : this.votes.get(id)
      if (vote === true) granted++
      if (vote === false) rejected++
    }
    return { granted, rejected, result: jointVote(this.config, this.votes) }
  }
}

function sortedKeys(progress: ReadonlyMap<RaftId, Progress>): RaftId[] {
  return [...progress.keys()].sort((a, b) => a - b)
}
