/**
 * The candidate and the pre-candidate (Raft §5.2, thesis §9.6): they count votes, and follow
 * whoever turns out to lead their term.
 */

import { type Message, NONE } from '../message.ts'
import { countVote, runCampaign } from './election.ts'
import { takeFromLeader } from './follower.ts'
import { ACCEPTED, type Outcome, refuse } from './outcome.ts'
import type { Raft } from './raft.ts'
import { broadcastAppend } from './replication.ts'

/** Takes a message of the current term as candidate or pre-candidate. */
export function stepCandidate(raft: Raft, received: Message): Outcome {
  switch (received.type) {
    case 'propose':
      raft.trace?.({ kind: 'no-leader', type: 'propose', term: raft.term })
      return refuse('no-leader')
    case 'read-index':
    case 'transfer-leader':
      return refuse('no-leader')
    case 'append':
    case 'heartbeat':
    case 'snapshot':
      raft.becomeFollower(received.term, received.from)
      takeFromLeader(raft, received)
      return ACCEPTED
    case 'vote-response':
      if (raft.role === 'candidate') takeVote(raft, received)
      return ACCEPTED
    case 'pre-vote-response':
      // A late answer to our own pre-election may still arrive when we are candidate.
      if (raft.role === 'pre-candidate') takeVote(raft, received)
      return ACCEPTED
    case 'timeout-now':
      raft.trace?.({
        kind: 'timeout-now-ignored',
        from: received.from,
        term: raft.term,
        role: raft.role,
      })
      return ACCEPTED
    default:
      return ACCEPTED
  }
}

function takeVote(raft: Raft, received: Message): void {
  const { result } = countVote(raft, received.from, received)
  if (result === 'lost') raft.becomeFollower(raft.term, NONE)
  if (result !== 'won') return
  if (raft.role === 'pre-candidate') {
    runCampaign(raft, 'election')
  } else {
    raft.becomeLeader()
    broadcastAppend(raft)
  }
}
