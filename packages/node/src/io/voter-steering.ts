/**
 * The choice of voters, between what a leader knows and what it proposes.
 *
 * Gossip says who is alive and for how long, Raft who has the log; a voter that Raft has just heard
 * of is not called dead, whatever gossip says.
 */

import { systemClock } from '@polis/base'
import { type ClusterState, encodeMemberChange, type Member } from '@polis/cluster'
import type { Gossip, MemberView } from '@polis/gossip'
import type { RaftNode, RaftStatus } from '@polis/raft'
import { decideVoters, type VoterCandidate, type VoterDecision } from '../voters.ts'

export type SteeringDependencies = {
  readonly state: ClusterState
  readonly raft: RaftNode
  readonly gossip: Gossip
  /** How long a voter must be dead, and a learner alive, before one replaces the other. */
  readonly stabilityMs: number
}

/** What to do about the voters now, if the members of `leaving` are to go; for the leader only. */
export function voterDecision(
  deps: SteeringDependencies,
  leaving: ReadonlySet<number> = new Set(),
): VoterDecision {
  const { state, raft, gossip, stabilityMs } = deps
  const status = raft.status()
  if (status.confState.votersOutgoing.length > 0) {
    return { kind: 'wait', reason: 'another change of membership is under way' }
  }
  const views = new Map(gossip.members().map(view => [view.peer, view]))
  return decideVoters({
    members: state.sorted('member').map(each => candidateOf(each, views.get(each.id), status)),
    leaving,
    voters: status.confState.voters,
    leader: status.raftId,
    lastIndex: status.lastIndex,
    stabilityMs,
  })
}

function candidateOf(
  { raftId, labels, availability }: Member,
  view: MemberView | undefined,
  { raftId: self, progress }: RaftStatus,
): VoterCandidate {
  const isHeard = progress.get(raftId)?.isRecentlyActive === true
  const isDead = (view?.liveness === 'dead' || view?.liveness === 'left') && !isHeard
  const isAlive = raftId === self || view?.liveness === 'alive'
  return {
    raftId,
    zone: labels['zone'] ?? '',
    liveness: isAlive ? 'alive' : isDead ? 'dead' : 'unsure',
    forMs: view === undefined ? 0 : systemClock.nowMs() - view.sinceMs,
    matchIndex: progress.get(raftId)?.match ?? 0,
    isDraining: availability === 'draining',
  }
}

/** Proposes a decided change as one joint step; false if Raft does not take it now. */
export function proposeVoters(
  { state, raft }: SteeringDependencies,
  { promoted, demoted, reason }: VoterDecision & { readonly kind: 'change' },
): boolean {
  const peerOf = (raftId: number) => state.memberByRaftId(raftId)?.id ?? ''
  return raft.proposeConfChange({
    transition: 'auto',
    changes: [
      ...promoted.map(raftId => ({ type: 'add-voter' as const, raftId })),
      ...demoted.map(raftId => ({ type: 'add-learner' as const, raftId })),
    ],
    context: encodeMemberChange({
      ...{ kind: 'voters', reason },
      promoted: promoted.map(peerOf),
      demoted: demoted.map(peerOf),
    }),
  })
}
