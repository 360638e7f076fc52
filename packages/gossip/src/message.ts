/**
 * What the machine takes and wants: messages between members, inputs and effects, as data.
 *
 * Three carriers: one-way messages (probes), publications (gossipsub; may be lost) and one request,
 * the comparison of everything. A one-way message begins with the sender's claim about itself.
 */

import type { DialOutcome, PeerAddress, PeerId } from '@polis/transport'
import type { Claim, Liveness, Reason } from './claim.ts'
import type { Delta, DigestEntry, HealthRecord, Metadata } from './record.ts'

/** What every one-way message brings along. */
export type ProbeLoad = {
  readonly claims: readonly Claim[]
  /** How far the sender's own record set is; whoever has less asks for it. */
  readonly records: Omit<DigestEntry, 'owner'>
}

/** `sequence` is echoed by the answer; it means something to its sender alone. */
export type ProbeKind =
  | { readonly kind: 'ping' | 'ack' | 'nack'; readonly sequence: number }
  | { readonly kind: 'ping-request'; readonly sequence: number; readonly target: PeerId }
  | { readonly kind: 'claims' }

/** A one-way message between two members. */
export type ProbeMessage = ProbeKind & ProbeLoad

/** Claims on the pubsub topic, signed by who published them. */
export type ClaimBatch = {
  readonly sender: PeerId
  readonly claims: readonly Claim[]
  readonly signature: Uint8Array
}

/** A message of the pubsub topic. */
export type Publication =
  | { readonly kind: 'claims'; readonly batch: ClaimBatch }
  | { readonly kind: 'delta'; readonly delta: Delta }

/** What becomes of a publication: handed on, dropped in silence, or held against who sent it. */
export type Verdict = 'accept' | 'ignore' | 'reject'

/** Asks for what `pulls` names and, with a digest, for all that is newer; brings `deltas`. */
export type SyncRequest = {
  readonly claims: readonly Claim[]
  readonly digest: readonly DigestEntry[] | undefined
  readonly pulls: readonly DigestEntry[]
  readonly deltas: readonly Delta[]
}

/** What was asked for, and what the answerer lacks itself. */
export type SyncAnswer = {
  readonly claims: readonly Claim[]
  readonly deltas: readonly Delta[]
  readonly wants: readonly DigestEntry[]
}

/** A member as Raft's applied state has it. */
export type MemberAddress = {
  readonly peer: PeerId
  readonly name: string
  readonly address: PeerAddress
}

/** A health record of this node as its monitor has it. */
export type OwnHealth = Pick<HealthRecord, 'endpointId' | 'state' | 'weight' | 'output'>

export type Input =
  /** The whole membership; who is absent is forgotten. */
  | { readonly kind: 'members'; readonly members: readonly MemberAddress[] }
  | { readonly kind: 'message'; readonly from: PeerId; readonly message: ProbeMessage }
  /** A publication that `judge` accepted. */
  | { readonly kind: 'publication'; readonly publication: Publication }
  | { readonly kind: 'link'; readonly peer: PeerId; readonly isUp: boolean }
  | { readonly kind: 'dial-result'; readonly peer: PeerId; readonly outcome: DialOutcome }
  | { readonly kind: 'sync-answer'; readonly from: PeerId; readonly answer: SyncAnswer }
  | { readonly kind: 'sync-failed'; readonly to: PeerId }
  /** Event loop delay of this node, p99 of the last second. */
  | { readonly kind: 'lag'; readonly lagMs: number }
  /** The wall clock ran ahead of the monotonic one: the machine slept. */
  | { readonly kind: 'clock-jump'; readonly jumpMs: number }
  /** This node's whole set of health records. */
  | { readonly kind: 'set-health'; readonly records: readonly OwnHealth[]; readonly wallMs: number }
  | { readonly kind: 'set-metadata'; readonly value: Metadata }
  | { readonly kind: 'announce'; readonly state: 'restarting' | 'left' }

/** A member's liveness changed in this node's view; `previous` is undefined for a new member. */
export type MemberEvent = {
  readonly peer: PeerId
  readonly name: string
  readonly previous: Liveness | undefined
  readonly liveness: Liveness | 'removed'
  readonly incarnation: number
  readonly reason: Reason
  readonly by: PeerId
}

/** Records of one owner changed. `isFresh`: published, so `changedMs` tells how late it is. */
export type RecordsEvent = {
  readonly owner: PeerId
  readonly changed: readonly HealthRecord[]
  readonly removed: readonly string[]
  readonly hasNewMetadata: boolean
  readonly isFresh: boolean
}

export type Effect =
  | { readonly kind: 'send'; readonly to: PeerId; readonly message: ProbeMessage }
  | { readonly kind: 'publish'; readonly publication: Publication }
  | { readonly kind: 'sync'; readonly to: PeerId; readonly request: SyncRequest }
  | {
      readonly kind: 'probe-dial'
      readonly peer: PeerId
      readonly address: PeerAddress
      readonly timeoutMs: number
    }
  | { readonly kind: 'member-changed'; readonly event: MemberEvent }
  | { readonly kind: 'records-changed'; readonly event: RecordsEvent }
