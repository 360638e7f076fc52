/**
 * The leader (Raft §5.3, §5.4): it takes proposals, follows what each member has stored, commits,
 * confirms reads, and hands leadership over when asked (thesis §3.10).
 */

import { assert } from '@polis/base'
import { decodeConfChange } from '../confchange/change.ts'
import { type ConfChange, type Entry, type Message, NONE, type RaftId } from '../message.ts'
import type { ConfChangeObjection } from '../trace.ts'
import type { Progress } from '../tracker/progress.ts'
import { nextMembership } from './membership.ts'
import { ACCEPTED, type Outcome, refuse } from './outcome.ts'
import type { Proposal, Raft } from './raft.ts'
import { confirmReads, releaseEarlyReads, takeRead } from './reads.ts'
import {
  broadcastAppend,
  broadcastHeartbeat,
  maybeCommit,
  maybeSendAppend,
  sendAppend,
} from './replication.ts'

const NO_DATA = new Uint8Array(0)

/** Takes a message of the current term as leader. */
export function stepLeader(raft: Raft, received: Message): Outcome {
  switch (received.type) {
    case 'beat':
      broadcastHeartbeat(raft)
      return ACCEPTED
    case 'check-quorum':
      checkQuorum(raft)
      return ACCEPTED
    case 'propose':
      return takeProposals(raft, received)
    case 'read-index':
      return takeRead(raft, received)
    case 'forget-leader':
      return ACCEPTED
    default: {
      const progress = raft.tracker.progress.get(received.from)
      if (progress === undefined) raft.trace?.({ kind: 'unknown-peer', peer: received.from })
      else stepWithProgress(raft, received, progress)
      return ACCEPTED
    }
  }
}

function stepWithProgress(raft: Raft, received: Message, progress: Progress): void {
  switch (received.type) {
    case 'append-response':
      progress.isRecentlyActive = true
      if (received.reject) takeRejection(raft, received, progress)
      else takeAcknowledgement(raft, received, progress)
      return
    case 'heartbeat-response':
      takeHeartbeatResponse(raft, received, progress)
      return
    case 'snapshot-status':
      takeSnapshotStatus(raft, received, progress)
      return
    case 'unreachable':
      // Pipelined appends are probably lost: look for where the logs agree.
      if (progress.state === 'replicate') progress.becomeProbe()
      raft.trace?.({ kind: 'peer-unreachable', peer: received.from, progress })
      return
    case 'transfer-leader':
      startTransfer(raft, received.from, progress)
      return
    default:
      return
  }
}

/** Steps down if no quorum answered since the last check; then everybody has to answer anew. */
function checkQuorum(raft: Raft): void {
  if (!raft.tracker.isQuorumActive()) {
    raft.trace?.({ kind: 'quorum-lost' })
    raft.becomeFollower(raft.term, NONE)
  }
  for (const [id, progress] of raft.tracker.progress) {
    if (id !== raft.id) progress.isRecentlyActive = false
  }
}

function takeProposals(raft: Raft, received: Message): Outcome {
  assert(received.entries.length > 0, 'a proposal has entries')
  // It was removed while it led: it cannot count itself, and should lead no more.
  if (!raft.tracker.progress.has(raft.id)) return refuse('not-a-member')
  if (raft.transferee !== NONE) {
    raft.trace?.({ kind: 'proposal-in-transfer', to: raft.transferee, term: raft.term })
    return refuse('transfer-in-progress')
  }
  const first = raft.log.lastIndex() + 1
  const entries = received.entries.map((entry, at) =>
    entry.type === 'normal' ? entry : checkedConfChange(raft, entry, first + at),
  )
  if (!raft.appendProposals(entries)) return refuse('uncommitted-limit')
  broadcastAppend(raft)
  return ACCEPTED
}

/** The change itself if it may enter the log at `index`, or an empty entry in its place. */
function checkedConfChange(raft: Raft, entry: Entry, index: number): Proposal {
  const change = decodeConfChange(entry.data)
  const objection = objectionTo(raft, change)
  if (objection !== undefined && raft.options.validateConfChanges) {
    raft.trace?.({
      kind: 'conf-change-ignored',
      type: entry.type,
      change,
      config: raft.tracker.config,
      objection,
      isAutoLeave: entry.data.length === 0,
    })
    return { type: 'normal', data: NO_DATA }
  }
  raft.pendingConfIndex = index
  return entry
}

/**
 * Why a change must not enter the log. Once every earlier one is applied, the membership in force
 * is the one it will meet, so whether it fits can be told here, once, instead of on every node.
 */
function objectionTo(raft: Raft, change: ConfChange): ConfChangeObjection | undefined {
  const { pendingConfIndex, log, tracker } = raft
  if (pendingConfIndex > log.applied) {
    return { kind: 'unapplied', pendingIndex: pendingConfIndex, applied: log.applied }
  }
  const isJoint = tracker.config.votersOutgoing.length > 0
  const wantsToLeave = change.changes.length === 0
  if (isJoint && !wantsToLeave) return { kind: 'still-joint' }
  if (!isJoint && wantsToLeave) return { kind: 'not-joint' }
  const next = nextMembership(raft, change)
  return next.kind === 'refused' ? { kind: 'inapplicable', reason: next.reason } : undefined
}

function takeRejection(raft: Raft, received: Message, progress: Progress): void {
  const { from, index, rejectHint: hintIndex, logTerm: hintTerm } = received
  raft.trace?.({ kind: 'rejection-received', from, index, hintIndex, hintTerm })
  // The follower's term at the hint tells which of our entries it cannot have: skip them.
  const probe = hintTerm > 0 ? raft.log.findConflictByTerm(hintIndex, hintTerm).index : hintIndex
  if (!progress.maybeDecrease(index, probe)) return
  raft.trace?.({ kind: 'progress-decreased', peer: from, progress })
  if (progress.state === 'replicate') progress.becomeProbe()
  sendAppend(raft, from)
}

function takeAcknowledgement(raft: Raft, received: Message, progress: Progress): void {
  const { from, index } = received
  // A probed follower that has it all answers with nothing new, and is back in step all the same.
  const isBack = progress.match === index && progress.state === 'probe'
  if (!progress.maybeUpdate(index) && !isBack) return
  if (progress.state === 'probe') {
    progress.becomeReplicate()
  } else if (progress.state === 'replicate') {
    progress.inflights.freeUpTo(index)
  } else if (progress.match + 1 >= raft.log.firstIndex()) {
    // Whatever snapshot it got, from here on the log suffices.
    raft.trace?.({ kind: 'snapshot-recovered', peer: from, progress })
    progress.becomeProbe()
    progress.becomeReplicate()
  }
  if (maybeCommit(raft)) {
    releaseEarlyReads(raft)
    broadcastAppend(raft)
  } else if (from !== raft.id && progress.canBumpCommit(raft.log.committed)) {
    sendAppend(raft, from)
  }
  if (from === raft.id) return
  // The window has room again: fill it.
  while (maybeSendAppend(raft, from, false));
  if (from === raft.transferee && progress.match === raft.log.lastIndex()) {
    raft.trace?.({ kind: 'timeout-now-sent-after-append', to: from, term: raft.term })
    raft.send({ type: 'timeout-now', to: from })
  }
}

function takeHeartbeatResponse(raft: Raft, received: Message, progress: Progress): void {
  const { from, context } = received
  progress.isRecentlyActive = true
  progress.isAppendPaused = false
  // Also to a follower whose window is full, and to a probed one that lacks nothing: its answer
  // to an empty append gets it going again.
  if (progress.match < raft.log.lastIndex() || progress.state === 'probe') sendAppend(raft, from)
  if (context !== undefined && context.length > 0) confirmReads(raft, from, context)
}

function takeSnapshotStatus(raft: Raft, received: Message, progress: Progress): void {
  if (progress.state !== 'snapshot') return
  // After a failure, probe from what it has, not from the snapshot that it never got.
  if (received.reject) progress.pendingSnapshot = 0
  progress.becomeProbe()
  const kind = received.reject ? 'snapshot-failed' : 'snapshot-succeeded'
  raft.trace?.({ kind, peer: received.from, progress })
  // Its acknowledgement is next; after a failure, the next heartbeat starts another try.
  progress.isAppendPaused = true
}

function startTransfer(raft: Raft, to: RaftId, progress: Progress): void {
  const { term } = raft
  if (progress.isLearner) {
    raft.trace?.({ kind: 'transfer-to-learner' })
    return
  }
  if (raft.transferee === to) {
    raft.trace?.({ kind: 'transfer-repeated', to, term })
    return
  }
  if (raft.transferee !== NONE) {
    raft.trace?.({ kind: 'transfer-aborted', to: raft.transferee, term })
    raft.transferee = NONE
  }
  if (to === raft.id) {
    raft.trace?.({ kind: 'transfer-to-self' })
    return
  }
  raft.trace?.({ kind: 'transfer-started', to, term })
  // It has one election timeout to succeed; the timer is also what ends it.
  raft.electionElapsed = 0
  raft.transferee = to
  if (progress.match === raft.log.lastIndex()) {
    raft.send({ type: 'timeout-now', to })
    raft.trace?.({ kind: 'timeout-now-sent-at-once', to, term })
  } else {
    sendAppend(raft, to)
  }
}
