/**
 * One message or one tick: first the terms are compared (Raft §5.1), then the role decides.
 *
 * A higher term makes anybody a follower, with two exceptions that keep a leader undisturbed: a
 * pre-vote promises nothing, and a vote request within the lease of a leader is not even looked at
 * (§6). A lower term is history, with exceptions too: they are where nodes would otherwise lock
 * each other out after terms drifted apart.
 */

import { LEAVE_JOINT } from '../confchange/change.ts'
import { entriesBytes } from '../log/entry-size.ts'
import { type Message, message, NONE, type Snapshot } from '../message.ts'
import { stepCandidate } from './candidate.ts'
import {
  answerVoteRequest,
  isTransfer,
  learnCommitted,
  startElection,
  voteDecision,
} from './election.ts'
import { stepFollower } from './follower.ts'
import { stepLeader } from './leader.ts'
import { ACCEPTED, type Outcome } from './outcome.ts'
import type { Raft } from './raft.ts'

/** Takes one message. */
export function step(raft: Raft, received: Message): Outcome {
  if (received.term > raft.term) {
    if (!takeHigherTerm(raft, received)) return ACCEPTED
  } else if (received.term > 0 && received.term < raft.term) {
    takeLowerTerm(raft, received)
    return ACCEPTED
  }
  switch (received.type) {
    case 'hup':
      startElection(raft, raft.options.preVote ? 'pre-election' : 'election')
      return ACCEPTED
    case 'storage-append-response':
      if (received.index !== 0) raft.log.unstable.stableTo(received.index, received.logTerm)
      if (received.snapshot !== undefined) appliedSnapshot(raft, received.snapshot)
      return ACCEPTED
    case 'storage-apply-response':
      takeApplied(raft, received)
      return ACCEPTED
    case 'vote':
    case 'pre-vote':
      answerVoteRequest(raft, received)
      return ACCEPTED
    case 'vote-response':
    case 'pre-vote-response':
      learnCommitted(raft, received)
      return stepRole(raft, received)
    default:
      return stepRole(raft, received)
  }
}

/** One tick of the clock. */
export function tick(raft: Raft): void {
  raft.electionElapsed++
  if (raft.role === 'leader') tickLeader(raft)
  else if (raft.isPromotable && raft.electionElapsed >= raft.randomizedElectionTicks) {
    raft.electionElapsed = 0
    step(raft, message({ type: 'hup', from: raft.id }))
  }
}

function tickLeader(raft: Raft): void {
  raft.heartbeatElapsed++
  if (raft.electionElapsed >= raft.options.electionTicks) {
    raft.electionElapsed = 0
    if (raft.options.checkQuorum) step(raft, message({ type: 'check-quorum', from: raft.id }))
    // A hand-over that took this long has failed: take proposals again.
    raft.transferee = NONE
  }
  if (raft.role !== 'leader' || raft.heartbeatElapsed < raft.options.heartbeatTicks) return
  raft.heartbeatElapsed = 0
  step(raft, message({ type: 'beat', from: raft.id }))
}

function stepRole(raft: Raft, received: Message): Outcome {
  if (raft.role === 'leader') return stepLeader(raft, received)
  if (raft.role === 'follower') return stepFollower(raft, received)
  return stepCandidate(raft, received)
}

/** Follows a higher term; false if the message is not to be looked at. */
function takeHigherTerm(raft: Raft, received: Message): boolean {
  const { type, from, term: messageTerm } = received
  if (type === 'vote' || type === 'pre-vote') {
    if (raft.isInLease && !isTransfer(received)) {
      const remainingTicks = raft.options.electionTicks - raft.electionElapsed
      const kind = 'vote-ignored-in-lease'
      raft.trace?.({ kind, remainingTicks, ...voteDecision(raft, received) })
      return false
    }
  }
  // A pre-vote and its grant are about a term that nobody has reached yet.
  if (type === 'pre-vote' || (type === 'pre-vote-response' && !received.reject)) return true
  raft.trace?.({ kind: 'term-raised', type, from, term: raft.term, messageTerm })
  const isFromLeader = type === 'append' || type === 'heartbeat' || type === 'snapshot'
  raft.becomeFollower(messageTerm, isFromLeader ? from : NONE)
  return true
}

function takeLowerTerm(raft: Raft, received: Message): void {
  const { type, from, term: messageTerm } = received
  const { checkQuorum, preVote } = raft.options
  if ((checkQuorum || preVote) && (type === 'append' || type === 'heartbeat')) {
    // An old leader keeps the others in its lease while we wait for votes they may not give. Our
    // answer carries our term, and makes it step down.
    raft.send({ type: 'append-response', to: from })
  } else if (type === 'pre-vote') {
    // Our higher term has to get out, or a pre-candidate with the better log could never win.
    raft.trace?.({ kind: 'vote-rejected', ...voteDecision(raft, received) })
    raft.send({ type: 'pre-vote-response', to: from, term: raft.term, reject: true })
  } else if (type === 'storage-append-response') {
    // Entries written under an earlier term may have been replaced since; a snapshot has not.
    if (received.index !== 0) {
      raft.trace?.({ kind: 'stale-write-ignored', term: raft.term, messageTerm })
    }
    if (received.snapshot !== undefined) appliedSnapshot(raft, received.snapshot)
  } else {
    raft.trace?.({ kind: 'stale-message-ignored', type, from, term: raft.term, messageTerm })
  }
}

function appliedSnapshot(raft: Raft, snapshot: Snapshot): void {
  const { index } = snapshot.metadata
  raft.log.unstable.stableSnapshotTo(index)
  appliedTo(raft, index, 0)
}

function takeApplied(raft: Raft, received: Message): void {
  const last = received.entries.at(-1)
  if (last === undefined) return
  appliedTo(raft, last.index, entriesBytes(received.entries))
  raft.releaseUncommitted(received.entries)
}

function appliedTo(raft: Raft, index: number, bytes: number): void {
  const applied = Math.max(index, raft.log.applied)
  raft.log.appliedTo(applied, bytes)
  const { config } = raft.tracker
  if (!config.autoLeave || raft.role !== 'leader' || applied < raft.pendingConfIndex) return
  // Empty data is the change that leaves, and no limit on size can refuse it. If a hand-over is
  // under way it is refused; then the next leader, or the next applied entry, tries again.
  const data = LEAVE_JOINT.context
  const entry = { type: 'conf-change-v2', data, term: 0, index: 0 } as const
  const outcome = stepLeader(raft, message({ type: 'propose', from: raft.id, entries: [entry] }))
  if (outcome.kind === 'accepted') raft.trace?.({ kind: 'auto-leave-started', config })
  else raft.trace?.({ kind: 'auto-leave-refused', config, reason: outcome.reason })
}
