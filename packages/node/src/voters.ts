/**
 * Who votes: odd numbers, chosen among the members that are alive and caught up.
 *
 * One voter for one or two members, three for three or four, five from five on. Learners are
 * promoted together in one joint step, so the cluster never passes through an even number, and
 * only once all that are needed are alive and have the log (design.md "Founding").
 */

import { voterCount } from './config.ts'

/** A member as the choice sees it. */
export type VoterCandidate = {
  readonly raftId: number
  readonly isAlive: boolean
  /** Highest log index it is known to have; 0 if unknown. */
  readonly matchIndex: number
}

/** Entries that a learner may lag behind and still be promoted: it catches up in one append. */
export const PROMOTION_LAG_MAX = 64

/** The raft ids to promote now, ascending; empty if nothing is to be done yet. */
export function votersToPromote(
  members: readonly VoterCandidate[],
  voters: readonly number[],
  lastIndex: number,
): number[] {
  const missing = voterCount(members.length) - voters.length
  if (missing <= 0) return []
  const ready = members.filter(
    member =>
      !voters.includes(member.raftId) &&
      member.isAlive &&
      member.matchIndex > 0 &&
      member.matchIndex + PROMOTION_LAG_MAX >= lastIndex,
  )
  if (ready.length < missing) return []
  return ready
    .map(member => member.raftId)
    .sort((a, b) => a - b)
    .slice(0, missing)
}
