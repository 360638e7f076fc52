/**
 * Majority quorums over a set of voters (Raft §5.3, §5.4.2).
 *
 * An index is committed once a majority has stored it: sort what each voter has acknowledged and
 * read the middle; a majority of voters is at or beyond that index. A vote is won by a majority of
 * grants and lost as soon as a majority can no longer be reached.
 */

import type { RaftId } from '../message.ts'

/** What a voter has acknowledged so far; `undefined` if nothing is known of it. */
export type Acknowledged = (id: RaftId) => number | undefined

/** The state of a vote: decided either way, or still open. */
export type VoteResult = 'won' | 'lost' | 'pending'

/**
 * Largest index acknowledged by a majority of `voters`; a voter of whom nothing is known counts as
 * 0. No voters at all commit everything (`Infinity`), so that half of a joint configuration can be
 * empty.
 */
export function majorityCommitted(voters: readonly RaftId[], acknowledged: Acknowledged): number {
  if (voters.length === 0) return Number.POSITIVE_INFINITY
  const sorted: number[] = []
  for (const id of voters) {
    const index = acknowledged(id) ?? 0
    // Insertion from the right: groups of voters are small, and mostly equal.
    let at = sorted.length
    while (at > 0 && sorted[at - 1]! > index) {
      sorted[at] = sorted[at - 1]!
      at--
    }
    sorted[at] = index
  }
  return sorted[sorted.length - (Math.floor(voters.length / 2) + 1)]!
}

/** Result of a vote among `voters`; no voters at all have won it. */
export function majorityVote(
  voters: readonly RaftId[],
  votes: ReadonlyMap<RaftId, boolean>,
): VoteResult {
  if (voters.length === 0) return 'won'
  const needed = Math.floor(voters.length / 2) + 1
  let granted = 0
  let missing = 0
  for (const id of voters) {
    const vote = votes.get(id)
    if (vote === undefined) missing++
    else if (vote) granted++
  }
  if (granted >= needed) return 'won'
  return granted + missing >= needed ? 'pending' : 'lost'
}
