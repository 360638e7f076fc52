/**
 * Who votes: an odd number, chosen among the members, spread over zones, replaced when they die.
 *
 *     wanted number ─► keep the voters that live ─► fill up from learners ─► even out the zones
 *
 * One decision is one joint step, so the cluster never passes through an even number of votes. A
 * change is only proposed when it can commit: a majority of the old voters and one of the new are
 * alive. A voter is replaced after it has been dead for the stability window, by a learner that has
 * been alive for as long, so one that comes and goes moves nothing; missing votes are filled at
 * once. (Consul's autopilot does the same for its servers.)
 */

import { PROMOTION_LAG_MAX, voterCount } from './config.ts'

/** A member as the choice sees it. */
export type VoterCandidate = {
  readonly raftId: number
  /** The node label `zone`; members without one share the zone ''. */
  readonly zone: string
  /** `unsure` is everything between: suspected, restarting, not heard of yet. */
  readonly liveness: 'alive' | 'unsure' | 'dead'
  /** How long that has been so. */
  readonly forMs: number
  /** Highest log index it is known to have; 0 if unknown. */
  readonly matchIndex: number
  /** True while it is being emptied: it keeps a vote that it has, and is given none. */
  readonly isDraining: boolean
}

export type VoterInput = {
  readonly members: readonly VoterCandidate[]
  /** Members that are to be removed: they are no voters afterwards. */
  readonly leaving: ReadonlySet<number>
  readonly voters: readonly number[]
  /** Never chosen to lose its vote, unless it is leaving. */
  readonly leader: number
  /** Where the leader's log ends. */
  readonly lastIndex: number
  readonly stabilityMs: number
}

/** A change, ids ascending, or why there is none. */
export type VoterDecision =
  | { readonly kind: 'steady' }
  | { readonly kind: 'wait'; readonly reason: string }
  | {
      readonly kind: 'change'
      readonly promoted: readonly number[]
      readonly demoted: readonly number[]
      readonly reason: string
    }

/** What to do about the voters now. Raft must be in no joint configuration. */
export function decideVoters(input: VoterInput): VoterDecision {
  const staying = input.members.filter(({ raftId }) => !input.leaving.has(raftId))
  const voters = staying.filter(({ raftId }) => input.voters.includes(raftId))
  const ready = staying.filter(member => isReady(member, input))
  const most = Math.min(voterCount(staying.length), voters.length + ready.length)
  if (most === 0) return { kind: 'wait', reason: 'no other member has the whole log yet' }
  const wanted = choose(input, voters, ready, most % 2 === 1 ? most : most - 1)
  const promoted = idsOf(wanted).filter(id => !input.voters.includes(id))
  const demoted = ascending(input.voters).filter(id => !wanted.some(m => m.raftId === id))
  if (promoted.length + demoted.length === 0) return unchanged(input, staying, voters)
  const obstacle = obstacleTo(input, wanted)
  if (obstacle !== undefined) return { kind: 'wait', reason: obstacle }
  return { kind: 'change', promoted, demoted, reason: reasonOf(input, voters, wanted) }
}

/** True for a learner that could vote at once: a new voter without the log would stall commits. */
function isReady(member: VoterCandidate, { voters, lastIndex }: VoterInput): boolean {
  const hasLog = member.matchIndex > 0 && member.matchIndex + PROMOTION_LAG_MAX >= lastIndex
  const mayVote = !voters.includes(member.raftId) && !member.isDraining
  return mayVote && member.liveness === 'alive' && hasLog
}

function isLost(member: VoterCandidate, stabilityMs: number): boolean {
  return member.liveness === 'dead' && member.forMs >= stabilityMs
}

/** The `size` members that shall vote. There are that many: `size` counts voters and `ready`. */
function choose(
  input: VoterInput,
  voters: readonly VoterCandidate[],
  ready: readonly VoterCandidate[],
  size: number,
): VoterCandidate[] {
  const { leader, stabilityMs } = input
  const lost = voters.filter(voter => isLost(voter, stabilityMs))
  const stable = ready.filter(({ forMs }) => forMs >= stabilityMs)
  const fresh = ready.filter(({ forMs }) => forMs < stabilityMs)
  const kept = trim(
    voters.filter(voter => !lost.includes(voter)),
    size,
    leader,
  )
  let chosen = fill(kept, stable, size)
  // A vote that is missing is filled with whoever is there; one that is merely dead is not.
  const missing = size - voters.length - (chosen.length - kept.length)
  chosen = fill(chosen, fresh, Math.min(size, chosen.length + Math.max(0, missing)))
  chosen = fill(chosen, lost, size)
  const isSame = chosen.length === voters.length && voters.every(voter => chosen.includes(voter))
  return isSame ? evenOut(chosen, stable, leader) : chosen
}

/** Adds candidates until there are `size`, always to the zone with the fewest voters. */
function fill(
  chosen: readonly VoterCandidate[],
  candidates: readonly VoterCandidate[],
  size: number,
): VoterCandidate[] {
  const result = [...chosen]
  const left = [...candidates]
  while (result.length < size && left.length > 0) {
    left.sort((a, b) => inZone(result, a) - inZone(result, b) || a.raftId - b.raftId)
    result.push(left.shift()!)
  }
  return result
}

/** Drops voters until there are `size`: first those that do not answer, then of crowded zones. */
function trim(voters: readonly VoterCandidate[], size: number, leader: number): VoterCandidate[] {
  const result = [...voters]
  while (result.length > size) {
    result.sort((a, b) => rank(result, a, leader) - rank(result, b, leader) || a.raftId - b.raftId)
    result.pop()
  }
  return result
}

/** The higher, the sooner a voter is dropped. */
function rank(voters: readonly VoterCandidate[], voter: VoterCandidate, leader: number): number {
  if (voter.raftId === leader) return 0
  return inZone(voters, voter) + (voter.liveness === 'alive' ? 0 : voters.length)
}

/** Replaces one voter if that evens out the zones; a greater imbalance takes several steps. */
function evenOut(
  voters: VoterCandidate[],
  candidates: readonly VoterCandidate[],
  leader: number,
): VoterCandidate[] {
  const [incoming] = candidates.toSorted(
    (a, b) => inZone(voters, a) - inZone(voters, b) || a.raftId - b.raftId,
  )
  const outgoing = voters
    .filter(({ raftId }) => raftId !== leader)
    .sort((a, b) => inZone(voters, b) - inZone(voters, a) || b.raftId - a.raftId)[0]
  if (incoming === undefined || outgoing === undefined) return voters
  if (inZone(voters, outgoing) - inZone(voters, incoming) < 2) return voters
  return [...voters.filter(voter => voter !== outgoing), incoming]
}

function inZone(voters: readonly VoterCandidate[], { zone }: VoterCandidate): number {
  return voters.filter(voter => voter.zone === zone).length
}

/** Why the change to `wanted` could not commit now. */
function obstacleTo(input: VoterInput, wanted: readonly VoterCandidate[]): string | undefined {
  const before = input.members.filter(({ raftId }) => input.voters.includes(raftId))
  if (livingOf(before) <= input.voters.length / 2) {
    return `only ${livingOf(before)} of ${input.voters.length} voters are alive`
  }
  if (livingOf(wanted) > wanted.length / 2) return undefined
  return `only ${livingOf(wanted)} of the ${wanted.length} voters after it would be alive`
}

function livingOf(members: readonly VoterCandidate[]): number {
  return members.filter(({ liveness }) => liveness === 'alive').length
}

function unchanged(
  { stabilityMs }: VoterInput,
  staying: readonly VoterCandidate[],
  voters: readonly VoterCandidate[],
): VoterDecision {
  const dead = voters.filter(({ liveness }) => liveness === 'dead')
  if (dead.length > 0) {
    const ids = idsOf(dead).join(', ')
    const isOver = dead.some(voter => isLost(voter, stabilityMs))
    const what = isOver
      ? 'no learner has been alive and up to date for long enough'
      : 'not yet long'
    return { kind: 'wait', reason: `dead voters (${ids}) are kept: ${what}` }
  }
  if (voterCount(staying.length) <= voters.length) return { kind: 'steady' }
  return { kind: 'wait', reason: 'learners that are to vote are not alive and up to date' }
}

function reasonOf(
  { leaving, voters, stabilityMs }: VoterInput,
  before: readonly VoterCandidate[],
  wanted: readonly VoterCandidate[],
): string {
  if (voters.some(id => leaving.has(id))) return 'a voter leaves the cluster'
  const replaced = before.filter(m => !wanted.includes(m) && isLost(m, stabilityMs))
  if (replaced.length > 0) {
    const seconds = Math.floor(Math.max(...replaced.map(({ forMs }) => forMs)) / 1_000)
    return `a voter has been dead for ${seconds} s`
  }
  if (wanted.length > voters.length) return 'the cluster has more members'
  if (wanted.length < voters.length) return 'the cluster has fewer members'
  return 'votes are spread over zones'
}

function idsOf(members: readonly VoterCandidate[]): number[] {
  return ascending(members.map(({ raftId }) => raftId))
}

function ascending(ids: readonly number[]): number[] {
  return ids.toSorted((a, b) => a - b)
}
