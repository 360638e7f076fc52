/**
 * Membership changes that take effect: once applied, or with a snapshot (thesis §4).
 *
 * A change counts from the moment its entry is applied, on every node for itself; that a leader
 * proposes the next only after applying the last keeps neighbouring configurations overlapping.
 */

import { assert } from '@polis/base'
import { isLeaveJoint, jointMode } from '../confchange/change.ts'
import {
  type ChangeBase,
  type ChangeResult,
  enterJoint,
  leaveJoint,
  restoreProgress,
  simpleChange,
} from '../confchange/changer.ts'
import { type ConfChange, type ConfState, NONE, type RaftId, type Snapshot } from '../message.ts'
import type { Raft } from './raft.ts'
import { broadcastAppend, maybeCommit, maybeSendAppend } from './replication.ts'

/** Applies a committed change; returns the membership it led to. */
export function applyConfChange(raft: Raft, change: ConfChange): ConfState {
  const result = nextMembership(raft, change)
  assert(result.kind === 'changed', 'a committed change fits the membership it was checked against')
  raft.switchTo(result.config, result.progress)
  followUp(raft)
  return result.config
}

/**
 * Replaces log and membership by a snapshot; false if it holds nothing new. If the log already
 * contains the snapshot's last entry, the log is kept and only the commit index moves.
 */
export function restoreSnapshot(raft: Raft, snapshot: Snapshot): boolean {
  const { index, term, confState } = snapshot.metadata
  if (index <= raft.log.committed) return false
  assert(raft.role === 'follower', 'only a follower takes a snapshot')
  if (!isMember(confState, raft.id)) {
    raft.trace?.({ kind: 'snapshot-not-for-us', config: confState })
    return false
  }
  if (raft.log.matches(index, term)) {
    traceRestore(raft, 'snapshot-fast-forward', index, term)
    raft.log.commitTo(index)
    return false
  }
  raft.log.restore(snapshot)
  raft.switchTo(confState, restoreProgress(confState, raft.log.lastIndex(), raft.options))
  traceRestore(raft, 'snapshot-restored', index, term)
  return true
}

function nextMembership(raft: Raft, change: ConfChange): ChangeResult {
  const base: ChangeBase = {
    config: raft.tracker.config,
    progress: raft.tracker.progress,
    lastIndex: raft.log.lastIndex(),
    limits: raft.options,
  }
  if (isLeaveJoint(change)) return leaveJoint(base)
  const joint = jointMode(change)
  if (joint !== undefined) return enterJoint(base, joint.autoLeave, change.changes)
  return simpleChange(base, change.changes)
}

/** What a leader does about a new membership. */
function followUp(raft: Raft): void {
  if (raft.role !== 'leader') return
  const own = raft.tracker.progress.get(raft.id)
  if (own === undefined || own.isLearner) {
    if (raft.options.stepDownOnRemoval) raft.becomeFollower(raft.term, NONE)
    return
  }
  if (raft.tracker.config.voters.length === 0) return
  if (maybeCommit(raft)) {
    // A smaller quorum may commit more.
    broadcastAppend(raft)
  } else {
    for (const id of raft.tracker.ids) {
      if (id !== raft.id) maybeSendAppend(raft, id, false)
    }
  }
  if (!raft.tracker.isVoter(raft.transferee)) raft.transferee = NONE
}

function isMember(config: ConfState, id: RaftId): boolean {
  const { voters, learners, votersOutgoing } = config
  return voters.includes(id) || learners.includes(id) || votersOutgoing.includes(id)
}

function traceRestore(
  raft: Raft,
  kind: 'snapshot-restored' | 'snapshot-fast-forward',
  index: number,
  term: number,
): void {
  if (raft.trace === undefined) return
  const last = raft.log.lastId()
  const commit = raft.log.committed
  raft.trace({ kind, commit, lastIndex: last.index, lastTerm: last.term, index, term })
}
