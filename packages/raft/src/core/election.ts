/**
 * Elections: starting one, asking for votes, and giving them (Raft §5.2, §5.4.1, thesis §9.6).
 *
 * A vote goes to the first candidate of a term whose log has everything that may be committed. A
 * pre-vote is the same question without consequences. Learners vote too: who asks them believes
 * that they are voters, and may know better than they do.
 *
 * A leader that removed itself can end up with a longer log than the voters it left behind, who do
 * not know yet that the removal is committed and still need its vote (etcd issue 12359). It cannot
 * lead and must not vote for them, but it can tell them what is committed.
 */

import { type Message, NONE, type RaftId } from '../message.ts'
import { jointIds } from '../quorum/joint.ts'
import type { VoteDecision } from '../trace.ts'
import type { VoteCount } from '../tracker/tracker.ts'
import type { Raft } from './raft.ts'

/** A pre-election, an election, or one that the old leader asked for (thesis §3.10). */
export type Campaign = 'pre-election' | 'election' | 'transfer'

/** Marks a vote request that ignores leases, because the leader itself wants it. */
const TRANSFER_CONTEXT = new TextEncoder().encode('transfer')

/** Index and term of a committed entry. */
const COMMITTED_BYTES = 16

/** Starts a campaign if this node may. */
export function startElection(raft: Raft, campaign: Campaign): void {
  if (raft.role === 'leader') {
    raft.trace?.({ kind: 'campaign-as-leader' })
    return
  }
  if (!raft.isPromotable) {
    raft.trace?.({ kind: 'campaign-not-promotable' })
    return
  }
  // Its configuration would be out of date: two majorities might not overlap (etcd issue 12133).
  if (hasUnappliedChange(raft)) {
    raft.trace?.({ kind: 'campaign-with-unapplied-change', term: raft.term })
    return
  }
  raft.trace?.({ kind: 'election-started', term: raft.term })
  runCampaign(raft, campaign)
}

/** Becomes (pre-)candidate and asks every voter, itself included. */
export function runCampaign(raft: Raft, campaign: Campaign): void {
  const isPre = campaign === 'pre-election'
  if (isPre) raft.becomePreCandidate()
  else raft.becomeCandidate()
  const type = isPre ? 'pre-vote' : 'vote'
  const term = isPre ? raft.term + 1 : raft.term
  const { index, term: logTerm } = raft.log.lastId()
  for (const to of jointIds(raft.tracker.config)) {
    if (to === raft.id) {
      // The own vote counts once it is stored, so it takes the way of everybody's.
      raft.send({ type: isPre ? 'pre-vote-response' : 'vote-response', to, term })
      continue
    }
    const own = { lastTerm: logTerm, lastIndex: index, term: raft.term }
    raft.trace?.({ kind: 'vote-requested', type, to, ...own })
    const context = campaign === 'transfer' ? { context: TRANSFER_CONTEXT } : {}
    raft.send({ type, to, term, index, logTerm, ...context })
  }
}

/** Counts one answer to a campaign. */
export function countVote(raft: Raft, from: RaftId, response: Message): VoteCount {
  const { type } = response
  const isGranted = !response.reject
  raft.trace?.({ kind: 'vote-received', type, from, term: raft.term, isGranted })
  raft.tracker.recordVote(from, isGranted)
  const count = raft.tracker.countVotes()
  const { granted, rejected } = count
  raft.trace?.({ kind: 'votes-counted', type, granted, rejected })
  return count
}

/** True if a request comes from a candidate that the leader itself has chosen. */
export function isTransfer(request: Message): boolean {
  const { context } = request
  if (context === undefined || context.length !== TRANSFER_CONTEXT.length) return false
  return TRANSFER_CONTEXT.every((byte, at) => context[at] === byte)
}

/** Answers a request of this term, or a pre-vote of a later one. */
export function answerVoteRequest(raft: Raft, request: Message): void {
  const { type, from } = request
  const isPre = type === 'pre-vote'
  const responseType = isPre ? 'pre-vote-response' : 'vote-response'
  const canVote =
    raft.vote === from ||
    (raft.vote === NONE && raft.leader === NONE) ||
    (isPre && request.term > raft.term)
  const isGranted = canVote && raft.log.isUpToDate({ term: request.logTerm, index: request.index })
  const kind = isGranted ? 'vote-cast' : 'vote-rejected'
  raft.trace?.({ kind, ...voteDecision(raft, request) })
  if (!isGranted) {
    const news = raft.isPromotable ? {} : { context: encodeCommitted(raft) }
    raft.send({ type: responseType, to: from, term: raft.term, reject: true, ...news })
    return
  }
  // The asked term, not ours: a pre-vote is about a term that we have not reached.
  raft.send({ type: responseType, to: from, term: request.term })
  if (isPre) return
  raft.electionElapsed = 0
  raft.vote = from
}

/** Takes what a voter that cannot lead said of its commit index, if our log has that entry. */
export function learnCommitted(raft: Raft, response: Message): void {
  const { context, reject } = response
  if (!reject || context?.length !== COMMITTED_BYTES || raft.role === 'leader') return
  const view = new DataView(context.buffer, context.byteOffset, COMMITTED_BYTES)
  const index = view.getFloat64(0)
  if (!raft.log.matches(index, view.getFloat64(8))) return
  raft.log.commitTo(index)
  // The membership it campaigns in is about to change, perhaps without it: apply that first.
  if (raft.role !== 'follower' && hasUnappliedChange(raft)) raft.becomeFollower(raft.term, NONE)
}

function hasUnappliedChange(raft: Raft): boolean {
  return raft.log.hasUnapplied(entry => entry.type !== 'normal')
}

function encodeCommitted(raft: Raft): Uint8Array {
  const context = new Uint8Array(COMMITTED_BYTES)
  const view = new DataView(context.buffer)
  view.setFloat64(0, raft.log.committed)
  view.setFloat64(8, raft.log.term(raft.log.committed) ?? 0)
  return context
}

/** What a tracer is told of a vote request. */
export function voteDecision(raft: Raft, request: Message): VoteDecision {
  const last = raft.log.lastId()
  return {
    type: request.type,
    from: request.from,
    candidateTerm: request.logTerm,
    candidateIndex: request.index,
    lastTerm: last.term,
    lastIndex: last.index,
    vote: raft.vote,
    term: raft.term,
  }
}
