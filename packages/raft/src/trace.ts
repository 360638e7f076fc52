/**
 * What the machine tells an observer about its decisions, as data.
 *
 * Nothing here influences the machine, and without a tracer no event is even built. The conformance
 * runner turns events into the lines that etcd's scripts expect; a node turns the few that people
 * care about into log lines. Objects inside an event may be live: read them at once, keep nothing.
 */

import type { ChangeRefusal } from './confchange/changer.ts'
import type { ConfChange, ConfState, EntryType, MessageType, RaftId, Role } from './message.ts'
import type { Progress } from './tracker/progress.ts'

/** A candidate's last log entry against our own, when a vote is decided. */
export type VoteDecision = {
  readonly type: MessageType
  readonly from: RaftId
  readonly candidateTerm: number
  readonly candidateIndex: number
  readonly lastTerm: number
  readonly lastIndex: number
  readonly vote: RaftId
  readonly term: number
}

/** Where the in-memory part of the log stands. */
export type LogPosition = {
  readonly committed: number
  readonly applied: number
  readonly applying: number
  readonly unstableOffset: number
  readonly unstableInProgress: number
  readonly unstableLength: number
}

/** Why a configuration change was turned into an empty entry. */
export type ConfChangeObjection =
  | { readonly kind: 'unapplied'; readonly pendingIndex: number; readonly applied: number }
  | { readonly kind: 'still-joint' }
  | { readonly kind: 'not-joint' }
  | { readonly kind: 'inapplicable'; readonly reason: ChangeRefusal }

type RoleEvent =
  | {
      readonly kind: 'started'
      readonly voters: readonly RaftId[]
      readonly term: number
      readonly commit: number
      readonly applied: number
      readonly lastIndex: number
      readonly lastTerm: number
    }
  | {
      readonly kind:
        | 'became-follower'
        | 'became-pre-candidate'
        | 'became-candidate'
        | 'became-leader'
        | 'election-started'
        | 'campaign-with-unapplied-change'
      readonly term: number
    }
  | { readonly kind: 'campaign-as-leader' | 'campaign-not-promotable' | 'quorum-lost' }
  | {
      readonly kind: 'term-raised' | 'stale-message-ignored'
      readonly type: MessageType
      readonly from: RaftId
      readonly term: number
      readonly messageTerm: number
    }
  | { readonly kind: 'stale-write-ignored'; readonly term: number; readonly messageTerm: number }

type VoteEvent =
  | {
      readonly kind: 'vote-requested'
      readonly type: MessageType
      readonly to: RaftId
      readonly lastTerm: number
      readonly lastIndex: number
      readonly term: number
    }
  | {
      readonly kind: 'vote-received'
      readonly type: MessageType
      readonly from: RaftId
      readonly term: number
      readonly isGranted: boolean
    }
  | {
      readonly kind: 'votes-counted'
      readonly type: MessageType
      readonly granted: number
      readonly rejected: number
    }
  | ({ readonly kind: 'vote-cast' | 'vote-rejected' } & VoteDecision)
  | ({ readonly kind: 'vote-ignored-in-lease'; readonly remainingTicks: number } & VoteDecision)

type ReplicationEvent =
  | {
      readonly kind: 'append-rejected'
      readonly from: RaftId
      readonly index: number
      readonly logTerm: number
      readonly ownTerm: number
    }
  | {
      readonly kind: 'rejection-received'
      readonly from: RaftId
      readonly index: number
      readonly hintIndex: number
      readonly hintTerm: number
    }
  | {
      readonly kind:
        | 'progress-decreased'
        | 'snapshot-recovered'
        | 'snapshot-succeeded'
        | 'snapshot-failed'
        | 'replication-paused'
        | 'peer-unreachable'
      readonly peer: RaftId
      readonly progress: Progress
    }
  | {
      readonly kind: 'snapshot-to-inactive' | 'snapshot-unavailable' | 'unknown-peer'
      readonly peer: RaftId
    }
  | {
      readonly kind: 'snapshot-sent'
      readonly peer: RaftId
      readonly progress: Progress
      readonly firstIndex: number
      readonly commit: number
      readonly index: number
      readonly term: number
    }

type ProposalEvent =
  | {
      readonly kind: 'no-leader'
      readonly type: 'propose' | 'transfer-leader' | 'read-index'
      readonly term: number
    }
  | { readonly kind: 'proposal-not-forwarded'; readonly leader: RaftId; readonly term: number }
  | { readonly kind: 'proposal-in-transfer'; readonly to: RaftId; readonly term: number }
  | { readonly kind: 'uncommitted-limit-reached' }
  | {
      readonly kind: 'conf-change-ignored'
      readonly type: EntryType
      readonly change: ConfChange
      readonly config: ConfState
      readonly objection: ConfChangeObjection
      readonly isAutoLeave: boolean
    }
  | { readonly kind: 'config-switched' | 'auto-leave-started'; readonly config: ConfState }
  /** A quorum of `config` has stored the entry at `index`, which is of `term`. */
  | {
      readonly kind: 'committed'
      readonly index: number
      readonly term: number
      readonly config: ConfState
    }
  | { readonly kind: 'auto-leave-refused'; readonly config: ConfState; readonly reason: string }

type TransferEvent =
  | {
      readonly kind:
        | 'transfer-started'
        | 'transfer-repeated'
        | 'transfer-aborted'
        | 'timeout-now-sent-at-once'
        | 'timeout-now-sent-after-append'
      readonly to: RaftId
      readonly term: number
    }
  | { readonly kind: 'transfer-to-learner' | 'transfer-to-self' }
  | {
      readonly kind: 'timeout-now-received' | 'timeout-now-ignored'
      readonly from: RaftId
      readonly term: number
      readonly role: Role
    }
  | { readonly kind: 'leader-forgotten'; readonly leader: RaftId; readonly term: number }
  | { readonly kind: 'forget-leader-refused' }

type SnapshotEvent =
  | {
      readonly kind: 'snapshot-restoring'
      readonly log: LogPosition
      readonly index: number
      readonly term: number
    }
  | {
      readonly kind: 'snapshot-restored' | 'snapshot-fast-forward'
      readonly commit: number
      readonly lastIndex: number
      readonly lastTerm: number
      readonly index: number
      readonly term: number
    }
  | {
      readonly kind: 'snapshot-accepted' | 'snapshot-ignored'
      readonly commit: number
      readonly index: number
      readonly term: number
    }

type LogEvent =
  | {
      readonly kind: 'conflict-found'
      readonly index: number
      readonly existingTerm: number
      readonly conflictingTerm: number
    }
  | {
      readonly kind:
        | 'unstable-replaced'
        | 'unstable-truncated'
        | 'stable-missing'
        | 'stable-in-snapshot'
      readonly index: number
    }
  | {
      readonly kind: 'stable-mismatch'
      readonly index: number
      readonly term: number
      readonly unstableTerm: number
    }

/** One decision of the machine. */
export type TraceEvent =
  | RoleEvent
  | VoteEvent
  | ReplicationEvent
  | ProposalEvent
  | TransferEvent
  | SnapshotEvent
  | LogEvent

/** Called as each decision is made; must not call back into the machine. */
export type Tracer = (event: TraceEvent) => void
