/**
 * Votes: what several nodes say of the same endpoint, and what follows from it.
 *
 * Records may only be written by their owner, so every voter has one of its own, all under the same
 * key. An endpoint has votes if the node that runs it wrote some: one for each check that others
 * observe too, and one for all that it decides alone (that a task has ended, checks of its own).
 *
 *     ENDPOINT            its state by its node's own checks: what counts where nobody votes
 *     ENDPOINT~           by those checks that its node decides alone
 *     ENDPOINT~CHECK      a vote on an observed check: its node's, and each observer's
 *     ENDPOINT~balancers  a node's balancers have ejected it; all of them are one voter
 *
 * The verdict is worked out by everybody with the same function. An owner that is cut off from its
 * own endpoint, or an observer that is cut off from it, is outvoted; Consul and Nomad believe the
 * one agent that runs the check, and Envoy each proxy itself.
 */

import { hash } from 'node:crypto'
import type { PeerId } from '@polis/transport'
import type { HealthRecord, HealthState } from './record.ts'

/** Not in the id of any endpoint. */
const SEPARATOR = '~'
const BALLOT_CHARACTERS = 12
const BALANCERS = 'balancers'

/** Who voted. The owner is the node that runs the endpoint. */
export type Voter = 'owner' | 'observer' | 'balancers'

/** One vote on one check; `ballot` is the part of its key that names the check. */
export type Vote = {
  readonly ballot: string
  readonly voter: Voter
  readonly peer: PeerId
  readonly name: string
  readonly state: HealthState
  readonly output: string
  readonly changedMs: number
}

/** Names the check in keys, whatever its id is. */
export function ballotOf(checkId: string): string {
  return hash('sha256', checkId, 'hex').slice(0, BALLOT_CHARACTERS)
}

/** The key of a vote on an observed check. */
export function voteKey(endpointId: string, checkId: string): string {
  return `${endpointId}${SEPARATOR}${ballotOf(checkId)}`
}

/** The key of what the owner decides alone. */
export function soleKey(endpointId: string): string {
  return `${endpointId}${SEPARATOR}`
}

/** The key of what balancers have seen. */
export function balancersKey(endpointId: string): string {
  return `${endpointId}${SEPARATOR}${BALANCERS}`
}

/** The endpoint and the ballot of a vote's key; undefined for another key. */
export function parseVoteKey(
  key: string,
): { readonly endpointId: string; readonly ballot: string } | undefined {
  const at = key.indexOf(SEPARATOR)
  return at < 0 ? undefined : { endpointId: key.slice(0, at), ballot: key.slice(at + 1) }
}

/**
 * What the votes on one check come to. Who has not concluded (`unknown`) does not vote.
 *
 * Ejecting takes more than half of those who voted, so alone the owner's word counts as ever, and
 * one observer must agree with it. A minority that says critical is a `warning`. Until the owner
 * has concluded, the endpoint is `unknown` unless the others eject it.
 */
export function weigh(owner: HealthState, others: readonly HealthState[]): HealthState {
  const voted = [owner, ...others].filter(state => state !== 'unknown')
  const against = voted.filter(state => state === 'critical').length
  if (2 * against > voted.length) return 'critical'
  if (owner === 'unknown') return 'unknown'
  return against > 0 ? 'warning' : owner
}

/** The worst of several; `unknown` counts after `critical`. */
function worstOf(states: readonly HealthState[]): HealthState {
  return (
    (['critical', 'unknown', 'warning'] as const).find(one => states.includes(one)) ?? 'passing'
  )
}

/**
 * The record that counts for an endpoint: `own` is its owner's, `votes` are all votes of living
 * nodes. Without a vote of its owner it is `own`.
 */
export function verdictOf(own: HealthRecord, votes: readonly Vote[]): HealthRecord {
  const owners = votes.filter(({ voter }) => voter === 'owner')
  if (owners.length === 0) return own
  const balancers = balancersOf(votes)
  const verdicts = owners.map(({ ballot, state }) => {
    if (ballot === '') return { state, voted: [] }
    const voted = votes.filter(vote => vote.ballot === ballot && vote.voter === 'observer')
    const others = [...voted, ...balancers].map(vote => vote.state)
    return { state: weigh(state, others), voted: [...voted, ...balancers] }
  })
  const state = worstOf(verdicts.map(verdict => verdict.state))
  const isContested = verdicts.some(({ voted }) => voted.some(vote => vote.state === 'critical'))
  if (state === own.state && !isContested) return own
  const deciding = verdicts.findIndex(verdict => verdict.state === state)
  const told = [owners[deciding]!, ...verdicts[deciding]!.voted]
  const changedMs = Math.max(own.changedMs, ...told.map(vote => vote.changedMs))
  return { ...own, state, changedMs, output: told.map(saidOf).join('; ') }
}

/** All balancers that have ejected the endpoint, as one vote or none. */
function balancersOf(votes: readonly Vote[]): readonly Vote[] {
  const against = votes.filter(({ voter, state }) => voter === 'balancers' && state === 'critical')
  if (against.length === 0) return []
  const name = `balancers of ${against.map(vote => vote.name).join(', ')}`
  return [{ ...against[0]!, name }]
}

function saidOf({ name, state, output }: Vote): string {
  return output === '' ? `${name}: ${state}` : `${name}: ${state} (${output})`
}

/** Whose vote a record is. */
export function voterOf(ballot: string, isOwner: boolean): Voter {
  if (ballot === BALANCERS) return 'balancers'
  return isOwner ? 'owner' : 'observer'
}
