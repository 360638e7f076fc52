/**
 * How one Raft machine is set up. Sizes and ticks come from `RaftConfig`; the rest chooses between
 * the protocol's variants. Defaults are what a cluster should run with.
 */

import { assert, type Random } from '@polis/base'
import { DEFAULT_RAFT_CONFIG } from '../config.ts'
import type { LogStorage } from '../log/log-storage.ts'
import type { RaftId } from '../message.ts'
import type { Tracer } from '../trace.ts'

/** How a leader makes sure that a read is not stale (thesis §6.4). */
export type ReadMode = 'safe' | 'lease-based'

/** What `RawNode` takes; only the first three have no default. */
export type MachineOptions = {
  readonly id: RaftId
  readonly storage: LogStorage
  /** Draws the election timeouts. */
  readonly random: Random
  /** Last applied index, on a restart; entries after it are handed out again. Default 0. */
  readonly applied?: number
  /** A follower campaigns after a random [electionTicks, 2 × electionTicks) without its leader. */
  readonly electionTicks?: number
  /** A leader sends a heartbeat every so many ticks; well below `electionTicks`. */
  readonly heartbeatTicks?: number
  /** Bytes of entries in one append message (at least one entry is sent). */
  readonly maxMessageBytes?: number
  /** Bytes of entries handed out to be applied and not yet reported (at least one entry). */
  readonly maxApplyingBytes?: number
  /** Bytes of proposals a leader holds that no majority has stored; 0 means no limit. */
  readonly maxUncommittedBytes?: number
  /** Append messages under way to one follower. */
  readonly maxInflightMessages?: number
  /** Bytes under way to one follower; 0 means no limit. */
  readonly maxInflightBytes?: number
  /** Reads a leader holds until a quorum confirmed it; more are refused. */
  readonly maxPendingReads?: number
  /** Storage writes as messages (production); else Ready and Advance. Default true. */
  readonly isStorageAsync?: boolean
  /** Ask before raising the term, so that a returning node disturbs nobody (thesis §9.6). */
  readonly preVote?: boolean
  /** A leader that a quorum does not answer steps down, and votes wait out its lease (§6.2). */
  readonly checkQuorum?: boolean
  readonly readMode?: ReadMode
  /** A leader that is no voter any more steps down once it applied that. */
  readonly stepDownOnRemoval?: boolean
  /** A follower passes proposals on to its leader. */
  readonly forwardProposals?: boolean
  /** A leader refuses a membership change that does not fit the current one. */
  readonly validateConfChanges?: boolean
  readonly tracer?: Tracer | undefined
}

/** The options with every default in place. */
export type ResolvedOptions = Required<Omit<MachineOptions, 'tracer'>> &
  Pick<MachineOptions, 'tracer'>

/** Reads a leader may hold; each is one small record. Drivers batch many callers into one read. */
const PENDING_READS_MAX = 4096

/** Fills in defaults and checks that values fit together; a misfit is a bug of the caller. */
export function resolveOptions(options: MachineOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    applied: 0,
    electionTicks: DEFAULT_RAFT_CONFIG.electionTicks,
    heartbeatTicks: DEFAULT_RAFT_CONFIG.heartbeatTicks,
    maxMessageBytes: DEFAULT_RAFT_CONFIG.messageBytesMax,
    maxApplyingBytes: DEFAULT_RAFT_CONFIG.applyBytesMax,
    maxUncommittedBytes: DEFAULT_RAFT_CONFIG.uncommittedBytesMax,
    maxInflightMessages: DEFAULT_RAFT_CONFIG.inflightMessagesMax,
    maxInflightBytes: DEFAULT_RAFT_CONFIG.inflightBytesMax,
    maxPendingReads: PENDING_READS_MAX,
    isStorageAsync: true,
    preVote: true,
    checkQuorum: true,
    readMode: 'safe',
    stepDownOnRemoval: true,
    forwardProposals: true,
    validateConfChanges: true,
    tracer: undefined,
    ...options,
  }
  assert(resolved.id > 0 && Number.isSafeInteger(resolved.id), 'a member has an id above 0')
  assert(resolved.heartbeatTicks > 0, 'heartbeats are at least a tick apart')
  assert(resolved.electionTicks > resolved.heartbeatTicks, 'heartbeats come within the timeout')
  assert(resolved.maxInflightMessages > 0, 'at least one append may be under way')
  assert(resolved.maxApplyingBytes > 0, 'something may be applied')
  const isLeased = resolved.readMode === 'lease-based'
  assert(!isLeased || resolved.checkQuorum, 'a lease is worth something only with checkQuorum')
  return resolved
}
