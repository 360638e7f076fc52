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
import { type ConfChange, type ConfState, NONE, type Snapshot } from '../message.ts'
import type { Raft } from './raft.ts'
import { broadcastAppend, maybeCommit, maybeSendAppend } from './replication.ts'

/**
 * Applies the committed change at `index`; returns the membership it led to. A change that a
 * snapshot has overtaken on its way to the state machine is in the snapshot's membership already.
 */
export function applyConfChange(raft: Raft, change: ConfChange, index: number): ConfState {
  if (index <= raft.configIndex) return raft.tracker.config
  const result = nextMembership(raft, change)
  assert(result.kind === 'changed', 'a committed change fits the membership it was checked against')
  raft.switchTo(result.config, result.progress)
  followUp(raft)
  return result.config
}

/**
 * Replaces log and membership by a snapshot; false if it holds nothing new. If the log already
 * contains the snapshot's last entry, the log is kept and only the commit index moves. The snapshot
 * may be from before this node was a member; the entry that made it one then follows in the log.
 */
export function restoreSnapshot(raft: Raft, snapshot: Snapshot): boolean {
  const { index, term, confState } = snapshot.metadata
  if (index <= raft.log.committed) return false
  assert(raft.role === 'follower', 'only a follower takes a snapshot')
  if (raft.log.matches(index, term)) {
    traceRestore(raft, 'snapshot-fast-forward', index, term)
    raft.log.commitTo(index)
    return false
  }
  raft.log.restore(snapshot)
  raft.switchTo(confState, restoreProgress(confState, raft.log.lastIndex(), raft.options))
  raft.configIndex = index
  traceRestore(raft, 'snapshot-restored', index, term)
  return true
}

/** The membership that a change leads to from the one in force, or why it does not fit. */
export function nextMembership(raft: Raft, change: ConfChange): ChangeResult {
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
