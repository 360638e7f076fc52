/**
 * The vocabulary of the Raft machine: entries, messages and what a Ready asks for.
 *
 * The contract is etcd's (etcd-io/raft, `raftpb` and `node.go`), because its scripts judge the
 * machine: the same message kinds, the same fields in camelCase, asynchronous storage writes first.
 * All of it is plain data; nobody mutates what was handed over.
 */

/** A small integer given to a member once and never reused; 0 means nobody. */
export type RaftId = number

export const NONE: RaftId = 0
/** Addressee of `storage-append` messages: this node's own storage. */
export const LOCAL_APPEND_THREAD: RaftId = Number.MAX_SAFE_INTEGER
/** Addressee of `storage-apply` messages: this node's own state machine. */
export const LOCAL_APPLY_THREAD: RaftId = Number.MAX_SAFE_INTEGER - 1

export type EntryType = 'normal' | 'conf-change' | 'conf-change-v2'

/** One log entry. `data` is opaque to Raft except for configuration changes. */
export type Entry = {
  readonly term: number
  readonly index: number
  readonly type: EntryType
  readonly data: Uint8Array
}

/** Membership by raft id, ids ascending; `votersOutgoing` is not empty only while joint. */
export type ConfState = {
  readonly voters: readonly RaftId[]
  readonly learners: readonly RaftId[]
  readonly votersOutgoing: readonly RaftId[]
  readonly learnersNext: readonly RaftId[]
  readonly autoLeave: boolean
}

export const EMPTY_CONF_STATE: ConfState = {
  voters: [],
  learners: [],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
}

export type SnapshotMetadata = {
  readonly confState: ConfState
  readonly index: number
  readonly term: number
}

/**
 * What the state machine holds, in chunks that only it understands, of at most `snapshotChunkBytes`
 * each. They are pulled one by one, where the snapshot was taken from a view of the state machine,
 * where it is stored from the disk; each iteration gives the same chunks.
 */
export type SnapshotData = Iterable<Uint8Array>

/**
 * The state machine at `metadata.index`; index 0 means no snapshot. The machine hands `data` on and
 * never looks into it; a message carries none.
 */
export type Snapshot = { readonly data: SnapshotData; readonly metadata: SnapshotMetadata }

/** What must survive a restart beside the log. */
export type HardState = { readonly term: number; readonly vote: RaftId; readonly commit: number }

export type MessageType =
  | 'hup'
  | 'beat'
  | 'propose'
  | 'append'
  | 'append-response'
  | 'vote'
  | 'vote-response'
  | 'snapshot'
  | 'heartbeat'
  | 'heartbeat-response'
  | 'unreachable'
  | 'snapshot-status'
  | 'check-quorum'
  | 'transfer-leader'
  | 'timeout-now'
  | 'read-index'
  | 'read-index-response'
  | 'pre-vote'
  | 'pre-vote-response'
  | 'storage-append'
  | 'storage-append-response'
  | 'storage-apply'
  | 'storage-apply-response'
  | 'forget-leader'

/**
 * One message; which fields mean something depends on `type`, as in etcd's `raftpb.Message`.
 * `index` and `logTerm` name the entry before `entries` (append), or the last entry (vote).
 * `responses` rides on storage messages: what to deliver once the write is durable.
 */
export type Message = {
  readonly type: MessageType
  readonly to: RaftId
  readonly from: RaftId
  readonly term: number
  readonly logTerm: number
  readonly index: number
  readonly entries: readonly Entry[]
  readonly commit: number
  readonly vote: RaftId
  readonly snapshot?: Snapshot
  readonly reject: boolean
  readonly rejectHint: number
  readonly context?: Uint8Array
  readonly responses: readonly Message[]
}

/** A message with every unnamed field at its zero. */
export function message(fields: Partial<Message> & Pick<Message, 'type'>): Message {
  return {
    to: NONE,
    from: NONE,
    term: 0,
    logTerm: 0,
    index: 0,
    entries: [],
    commit: 0,
    vote: NONE,
    reject: false,
    rejectHint: 0,
    responses: [],
    ...fields,
  }
}

export type Role = 'follower' | 'candidate' | 'leader' | 'pre-candidate'

/** What a node believes that need not survive a restart. */
export type SoftState = { readonly leader: RaftId; readonly role: Role }

/** The answer to a read: safe at `index` for the request named by `context`. */
export type ReadState = { readonly index: number; readonly context: Uint8Array }

/**
 * What the machine wants done, taken by `ready()`.
 *
 * With asynchronous storage writes (production): everything is in `messages`. Those addressed to
 * `LOCAL_APPEND_THREAD` and `LOCAL_APPLY_THREAD` must be worked off in order, each thread for
 * itself, and their `responses` delivered (to peers, or stepped into this machine) once durable or
 * applied. There is no `advance`.
 *
 * Without: persist `entries`, `hardState` and `snapshot` first (synced if `mustSync`), then send
 * `messages`, then apply `committedEntries`, then call `advance`.
 */
export type Ready = {
  readonly softState?: SoftState
  readonly hardState?: HardState
  readonly readStates: readonly ReadState[]
  readonly entries: readonly Entry[]
  readonly snapshot?: Snapshot
  readonly committedEntries: readonly Entry[]
  readonly messages: readonly Message[]
  readonly mustSync: boolean
}

export type ConfChangeType = 'add-voter' | 'remove' | 'update' | 'add-learner'

export type ConfChangeSingle = { readonly type: ConfChangeType; readonly raftId: RaftId }

/** How a change of several members is carried out (thesis §4.3). */
export type ConfChangeTransition = 'auto' | 'joint-implicit' | 'joint-explicit'

/** A configuration change; `context` is the application's (the member record travels in it). */
export type ConfChange = {
  readonly transition: ConfChangeTransition
  readonly changes: readonly ConfChangeSingle[]
  readonly context: Uint8Array
}
