/**
 * Quorums while the membership changes (thesis §4.3, joint consensus).
 *
 * Between two memberships, a decision needs a majority of the old voters and a majority of the new
 * ones. Outside a change the old half is empty, which agrees with everything.
 */

import type { ConfState, RaftId } from '../message.ts'
import { type Acknowledged, majorityCommitted, majorityVote, type VoteResult } from './majority.ts'

/** The two halves that must both agree. */
export type JointVoters = Pick<ConfState, 'voters' | 'votersOutgoing'>

/** Largest index that both majorities have acknowledged; `Infinity` if both halves are empty. */
export function jointCommitted(joint: JointVoters, acknowledged: Acknowledged): number {
  return Math.min(
    majorityCommitted(joint.voters, acknowledged),
    majorityCommitted(joint.votersOutgoing, acknowledged),
  )
}

/** Won if both halves won, lost if either lost, else pending. */
export function jointVote(joint: JointVoters, votes: ReadonlyMap<RaftId, boolean>): VoteResult {
  const incoming = majorityVote(joint.voters, votes)
  const outgoing = majorityVote(joint.votersOutgoing, votes)
  if (incoming === outgoing) return incoming
  return incoming === 'lost' || outgoing === 'lost' ? 'lost' : 'pending'
}

/** The voters of both halves, ascending, each once. */
export function jointIds(joint: JointVoters): RaftId[] {
  return [...new Set([...joint.voters, ...joint.votersOutgoing])].sort((a, b) => a - b)
}
