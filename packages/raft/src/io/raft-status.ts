/** What a Raft role says about itself. */

import type { ConfState, RaftId, Role } from '../message.ts'
import type { ProgressState } from '../tracker/progress.ts'

/** How far a member is, as the leader sees it. */
export type MemberProgress = {
  readonly match: number
  readonly next: number
  readonly state: ProgressState
  readonly isLearner: boolean
  readonly isRecentlyActive: boolean
}

export type RaftStatus = {
  readonly raftId: RaftId
  /** 0 if none is known. */
  readonly leader: RaftId
  readonly term: number
  readonly role: Role
  readonly commitIndex: number
  readonly appliedIndex: number
  readonly firstIndex: number
  readonly lastIndex: number
  readonly lastTerm: number
  readonly confState: ConfState
  /** By raft id; empty on anybody but the leader. */
  readonly progress: ReadonlyMap<RaftId, MemberProgress>
  /** True while a damaged log is being refilled. */
  readonly isRecovering: boolean
  /** True once the disk or the state machine has ended the role; nothing changes any more. */
  readonly hasFailed: boolean
  /** Time of a synced write, averaged over about ten seconds; undefined before the first. */
  readonly appendMs: number | undefined
}
