/**
 * The follower (Raft §5.2, §5.3): it stores what its leader sends, and passes requests on to it.
 */

import { type Message, NONE } from '../message.ts'
import { startElection } from './election.ts'
import { restoreSnapshot } from './membership.ts'
import { ACCEPTED, type Outcome, refuse } from './outcome.ts'
import type { Raft } from './raft.ts'

/** Takes a message of the current term as follower. */
export function stepFollower(raft: Raft, received: Message): Outcome {
  switch (received.type) {
    case 'append':
    case 'heartbeat':
    case 'snapshot':
      raft.electionElapsed = 0
      raft.leader = received.from
      takeFromLeader(raft, received)
      return ACCEPTED
    case 'propose':
      return forwardProposal(raft, received)
    case 'read-index':
    case 'transfer-leader':
      if (raft.leader === NONE) {
        raft.trace?.({ kind: 'no-leader', type: received.type, term: raft.term })
        return refuse('no-leader')
      }
      raft.send({ ...received, to: raft.leader })
      return ACCEPTED
    case 'read-index-response':
      if (received.context !== undefined) {
        raft.readStates.push({ index: received.index, context: received.context })
      }
      return ACCEPTED
    case 'forget-leader':
      forgetLeader(raft)
      return ACCEPTED
    case 'timeout-now':
      raft.trace?.({
        kind: 'timeout-now-received',
        from: received.from,
        term: raft.term,
        role: raft.role,
      })
      // Never with a pre-vote: the leader is alive and wants this election.
      startElection(raft, 'transfer')
      return ACCEPTED
    default:
      return ACCEPTED
  }
}

/** Stores what the leader of this term sent. */
export function takeFromLeader(raft: Raft, received: Message): void {
  if (received.type === 'append') takeAppend(raft, received)
  else if (received.type === 'heartbeat') takeHeartbeat(raft, received)
  else takeSnapshot(raft, received)
}

function takeAppend(raft: Raft, received: Message): void {
  const { from, index, logTerm, entries, commit } = received
  if (index < raft.log.committed) {
    // Old news: everything up to the commit index matches already.
    raft.send({ type: 'append-response', to: from, index: raft.log.committed })
    return
  }
  const last = raft.log.maybeAppend({ index, term: logTerm }, entries, commit)
  if (last !== undefined) {
    raft.send({ type: 'append-response', to: from, index: last })
    return
  }
  if (raft.trace !== undefined) {
    const ownTerm = raft.log.term(index) ?? 0
    raft.trace({ kind: 'append-rejected', from, index, logTerm, ownTerm })
  }
  // A guess where the logs part, so that the leader skips whole terms (Raft §5.3, last paragraphs).
  const hint = raft.log.findConflictByTerm(Math.min(index, raft.log.lastIndex()), logTerm)
  raft.send({
    type: 'append-response',
    to: from,
    index,
    reject: true,
    rejectHint: hint.index,
    logTerm: hint.term,
  })
}

function takeHeartbeat(raft: Raft, received: Message): void {
  raft.log.commitTo(received.commit)
  const { context } = received
  const type = 'heartbeat-response'
  raft.send({ type, to: received.from, ...(context === undefined ? {} : { context }) })
}

function takeSnapshot(raft: Raft, received: Message): void {
  const { snapshot, from } = received
  if (snapshot === undefined) return
  const { index, term } = snapshot.metadata
  const isRestored = restoreSnapshot(raft, snapshot)
  const kind = isRestored ? 'snapshot-accepted' : 'snapshot-ignored'
  const commit = raft.log.committed
  raft.trace?.({ kind, commit, index, term })
  const type = 'append-response'
  raft.send({ type, to: from, index: isRestored ? raft.log.lastIndex() : commit })
}

function forwardProposal(raft: Raft, received: Message): Outcome {
  if (raft.leader === NONE) {
    raft.trace?.({ kind: 'no-leader', type: 'propose', term: raft.term })
    return refuse('no-leader')
  }
  if (!raft.options.forwardProposals) {
    raft.trace?.({ kind: 'proposal-not-forwarded', leader: raft.leader, term: raft.term })
    return refuse('forwarding-disabled')
  }
  raft.send({ ...received, to: raft.leader })
  return ACCEPTED
}

/** Drops the leader, and with it the lease, but neither the term nor the election timer. */
function forgetLeader(raft: Raft): void {
  if (raft.options.readMode === 'lease-based') {
    // The leader counts on followers to honour its lease.
    raft.trace?.({ kind: 'forget-leader-refused' })
  } else if (raft.leader !== NONE) {
    raft.trace?.({ kind: 'leader-forgotten', leader: raft.leader, term: raft.term })
    raft.leader = NONE
  }
}
