/**
 * What readers see of the machine: plain data, made on demand from the members and the records.
 *
 * A dead member keeps its records; whoever routes requests derives what that means.
 */

import type { PeerId } from '@polis/transport'
import type { Liveness } from './claim.ts'
import { distanceMs, parseCoordinate } from './coordinate.ts'
import type { Member, Membership } from './membership.ts'
import type { RecordsEvent } from './message.ts'
import { COORDINATE_KEY, type HealthRecord, type Metadata } from './record.ts'
import type { DeltaCounts } from './record-desk.ts'
import type { RecordStore } from './record-store.ts'
import { parseVoteKey, type Vote, verdictOf, voterOf } from './votes.ts'

/** A member as this node sees it. */
export type MemberView = {
  readonly peer: PeerId
  readonly name: string
  readonly liveness: Liveness
  /** When that began here, on this node's monotonic clock. */
  readonly sinceMs: number
  readonly incarnation: number
  /** Smoothed round-trip time; undefined before the first answered ping, and for this node. */
  readonly rttMs: number | undefined
  readonly metadata: Metadata
}

/** What was counted since the start. */
export type GossipCounts = {
  readonly pauses: number
  readonly claimsForged: number
  /** Messages, publications and comparisons beyond what one member may send. */
  readonly refused: number
  readonly deltas: Readonly<DeltaCounts>
}

/** Members that claim the same; whoever answers there is one of them at most. */
export type Conflict = {
  readonly kind: 'name' | 'address'
  readonly value: string
  readonly members: readonly PeerId[]
}

/** Reads; never changes anything. */
export class GossipView {
  readonly #name: string
  readonly #startMs: number
  readonly #membership: Membership
  readonly #store: RecordStore

  constructor(name: string, startMs: number, membership: Membership, store: RecordStore) {
    this.#name = name
    this.#startMs = startMs
    this.#membership = membership
    this.#store = store
  }

  /** True if `peer` is a member, this node included. */
  isMember(peer: PeerId): boolean {
    return this.liveness(peer) !== undefined
  }

  /** Every member, this node first. */
  members(): MemberView[] {
    const { peer, state, incarnation } = this.#membership.own
    const self: MemberView = {
      ...{ peer, name: this.#name, liveness: state, incarnation, rttMs: undefined },
      ...{ sinceMs: this.#startMs, metadata: this.#store.metadata(peer) },
    }
    const others = this.#membership.others.map(({ peer: other, name, claim, sinceMs, rttMs }) => {
      const metadata = this.#store.metadata(other)
      const { state: liveness, incarnation: number } = claim
      return { peer: other, name, liveness, sinceMs, incarnation: number, rttMs, metadata }
    })
    return [self, ...others]
  }

  /**
   * Names and addresses that several members have, this node's own left out. Nobody is taken for
   * another by it, because identities are proven: a member whose address another answers at is
   * silent, and soon dead; removing it ends the conflict.
   */
  conflicts(): Conflict[] {
    const living = this.#membership.others.filter(({ claim }) => claim.state !== 'left')
    const shared = (kind: Conflict['kind'], textOf: (member: Member) => string) =>
      [...Map.groupBy(living, textOf)]
        .filter(([, members]) => members.length > 1)
        .map(([value, members]) => ({ kind, value, members: members.map(({ peer }) => peer) }))
    return [
      ...shared('name', ({ name }) => name),
      ...shared('address', ({ address }) => `${address.host}:${address.port}`),
    ]
  }

  /** The predicted round trip between two members; undefined until both have told where they are. */
  distanceMs(a: PeerId, b: PeerId): number | undefined {
    const [from, to] = [a, b].map(peer => {
      return parseCoordinate(this.#store.metadata(peer)[COORDINATE_KEY])
    })
    return from === undefined || to === undefined ? undefined : distanceMs(from, to)
  }

  /** The liveness of `peer`; undefined for a stranger. */
  liveness(peer: PeerId): Liveness | undefined {
    const { own } = this.#membership
    return peer === own.peer ? own.state : this.#membership.get(peer)?.claim.state
  }

  /**
   * What is known of an endpoint; a living owner's word counts before a dead one's, and where nodes
   * have voted, their verdict does (votes.ts).
   */
  health(endpointId: string): HealthRecord | undefined {
    const own = this.#ownHealth(endpointId)
    return own === undefined ? undefined : verdictOf(own, this.#votesOn(own))
  }

  /** Who says what of the observed checks of an endpoint; empty where nobody votes. */
  votes(endpointId: string): Vote[] {
    const own = this.#ownHealth(endpointId)
    return own === undefined ? [] : this.#votesOn(own)
  }

  /** `event` as readers see it: a change of a vote is one of the endpoint it is on. */
  counted(event: RecordsEvent): RecordsEvent {
    if (!this.#store.hasVotes && !event.removed.some(isVote)) return event
    const keys = [...event.changed.map(({ endpointId }) => endpointId), ...event.removed]
    const voted = keys.flatMap(key => parseVoteKey(key)?.endpointId ?? [])
    const told = new Set(
      event.changed.map(({ endpointId }) => endpointId).filter(id => !isVote(id)),
    )
    const changed = [...new Set([...told, ...voted])].flatMap(id => this.health(id) ?? [])
    return { ...event, changed, removed: event.removed.filter(key => !isVote(key)) }
  }

  /** What a change of a voter's liveness means for what it voted on; undefined for nothing. */
  recounted(owner: PeerId): RecordsEvent | undefined {
    const changed = this.#store.votedBy(owner).flatMap(id => this.health(id) ?? [])
    if (changed.length === 0) return undefined
    return { owner, changed, removed: [], hasNewMetadata: false, isFresh: false }
  }

  #ownHealth(endpointId: string): HealthRecord | undefined {
    return this.#store.health(endpointId, owner => {
      const liveness = this.liveness(owner)
      return liveness === 'dead' || liveness === 'left' ? 0 : 1
    })
  }

  /** The owner's votes count as long as its record does, those of others while they are alive. */
  #votesOn({ endpointId, owner }: HealthRecord): Vote[] {
    return this.#store.votes(endpointId).flatMap(record => {
      const { owner: peer, state, output, changedMs } = record
      if (peer !== owner && this.liveness(peer) !== 'alive') return []
      const { ballot } = parseVoteKey(record.endpointId)!
      const name = this.#nameOf(peer)
      return [
        { ballot, voter: voterOf(ballot, peer === owner), peer, name, state, output, changedMs },
      ]
    })
  }

  #nameOf(peer: PeerId): string {
    const { own } = this.#membership
    return peer === own.peer ? this.#name : (this.#membership.get(peer)?.name ?? peer)
  }

  /** Every health record of every owner, dead ones included. */
  healthRecords(): IterableIterator<HealthRecord> {
    return this.#store.healthRecords()
  }
}

function isVote(key: string): boolean {
  return parseVoteKey(key) !== undefined
}
