/**
 * A node as it sees itself, for people, metrics and the control loops above.
 */

import type { Raft } from './core/raft.ts'
import type { ConfState, RaftId, Role } from './message.ts'
import type { Progress } from './tracker/progress.ts'

/** A moment's view; `progress` is a copy, and empty on anybody but the leader. */
export type Status = {
  readonly id: RaftId
  readonly role: Role
  readonly term: number
  readonly vote: RaftId
  readonly leader: RaftId
  /** Whom leadership is being handed to, 0 if nobody. */
  readonly transferee: RaftId
  readonly firstIndex: number
  readonly lastIndex: number
  readonly commit: number
  readonly applied: number
  readonly config: ConfState
  /** Ascending by id. */
  readonly progress: ReadonlyMap<RaftId, Progress>
}

/** The status of a node now. */
export function statusOf(raft: Raft): Status {
  const progress = new Map<RaftId, Progress>()
  if (raft.role === 'leader') {
    for (const id of raft.tracker.ids) progress.set(id, raft.tracker.progress.get(id)!.copy())
  }
  return {
    id: raft.id,
    role: raft.role,
    term: raft.term,
    vote: raft.vote,
    leader: raft.leader,
    transferee: raft.transferee,
    firstIndex: raft.log.firstIndex(),
    lastIndex: raft.log.lastIndex(),
    commit: raft.log.committed,
    applied: raft.log.applied,
    config: raft.tracker.config,
    progress,
  }
}
