/**
 * The operating errors of Raft and its storage.
 *
 * What the protocol expects (a lost election, a rejected append, a dropped proposal) is no error.
 * What is here concerns the disk, the data directory, and callers that ask for too much.
 */

import { PolisError } from '@polis/base'

/** Every code this package throws, with its meaning. */
export const RAFT_ERRORS = {
  'raft/apply-failed': 'The state machine threw while it applied a committed entry: a bug.',
  'raft/bad-message': 'A peer sent bytes that are no Raft message.',
  'raft/data-damaged':
    'The data directory lost or garbled records, and no peer can make up for it.',
  'raft/data-dir-in-use': 'Another process has the data directory open.',
  'raft/data-of-another-member': 'The data directory belongs to a member with another raft id.',
  'raft/data-unreadable': 'The operating system refused to read or create the data directory.',
  'raft/data-too-new': 'The data directory was written by a newer version of Polis.',
  'raft/proposal-too-large': 'A proposal is larger than one log entry may be.',
  'raft/snapshot-transfer-failed': 'A snapshot could not be fetched whole from the leader.',
  'raft/stopped': 'The Raft role of this node was stopped.',
  'raft/storage-failed': 'A write to the data directory failed; it is never tried again.',
  'raft/too-many-reads': 'Too many linearizable reads are waiting for their index.',
} as const

/** A code of this package. */
export type RaftErrorCode = keyof typeof RAFT_ERRORS

/** An operating error of this package. */
export type RaftError = PolisError<RaftErrorCode>

/** Bytes from a peer, or from the disk, that do not decode; `why` completes the sentence. */
export function badMessage(why: string, cause?: unknown): RaftError {
  return new PolisError('raft/bad-message', { message: `not a Raft message: ${why}`, cause })
}

/** The directory cannot be trusted and nobody can refill it. */
export function dataDamaged(directory: string, reason: string, isSoleVoter: boolean): RaftError {
  const hint = isSoleVoter
    ? `this node alone held the log: 'polis recover' shows what is left of it and goes on with that`
    : `remove this member from the cluster, remove ${directory}, and join anew`
  return new PolisError('raft/data-damaged', {
    message: `the data directory ${directory} is damaged: ${reason}`,
    hint: `${hint}; this is never done automatically`,
    fields: { directory, reason, isSoleVoter },
  })
}

/** Another process holds the lock of the directory. */
export function dataDirInUse(directory: string, cause: unknown): RaftError {
  return new PolisError('raft/data-dir-in-use', {
    message: `the data directory ${directory} is in use by another process`,
    hint: 'stop that process, or give this node a data directory of its own',
    fields: { directory },
    cause,
  })
}

/** The directory names another member. */
export function dataOfAnotherMember(directory: string, ours: number, theirs: number): RaftError {
  return new PolisError('raft/data-of-another-member', {
    message: `the data directory ${directory} belongs to raft id ${theirs}, this node is ${ours}`,
    hint: 'start it with the identity that it was written with',
    fields: { directory, ours, theirs },
  })
}

/** The operating system refused. */
export function dataUnreadable(directory: string, cause: unknown): RaftError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new PolisError('raft/data-unreadable', {
    message: `cannot open the data directory ${directory}: ${why}`,
    hint: 'check that the directory can be written and that its disk has room',
    fields: { directory },
    cause,
  })
}

/** A record of a format that this version does not know. */
export function dataTooNew(what: string, version: number): RaftError {
  return new PolisError('raft/data-too-new', {
    message: `${what} has version ${version}, which this version of Polis does not know`,
    hint: 'start the newer version of Polis that wrote it',
    fields: { what, version },
  })
}

/** A write or its sync failed, so what is on the disk is unknown. */
export function storageFailed(directory: string, cause: unknown): RaftError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new PolisError('raft/storage-failed', {
    message: `writing to ${directory} failed: ${why}`,
    hint: 'mend the disk and restart the node; it reads back what is really there',
    fields: { directory },
    cause,
  })
}

/** The state machine threw at `index`. */
export function applyFailed(index: number, cause: unknown): RaftError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new PolisError('raft/apply-failed', {
    message: `applying log entry ${index} failed: ${why}`,
    fields: { index },
    cause,
  })
}

/** A proposal of `bytes`, where `bytesMax` are allowed. */
export function proposalTooLarge(bytes: number, bytesMax: number): RaftError {
  return new PolisError('raft/proposal-too-large', {
    message: `a proposal of ${bytes} bytes exceeds the ${bytesMax} that one log entry may hold`,
    fields: { bytes, bytesMax },
  })
}

/** The snapshot at `index` did not arrive whole; `why` completes the sentence. */
export function snapshotTransferFailed(index: number, why: string, cause?: unknown): RaftError {
  return new PolisError('raft/snapshot-transfer-failed', {
    message: `the snapshot at ${index} did not arrive: ${why}`,
    fields: { index },
    retryable: true,
    cause,
  })
}

/** The role does not run (any more). */
export function raftStopped(): RaftError {
  return new PolisError('raft/stopped', { message: 'the Raft role of this node is stopped' })
}

/** `waitingMax` reads wait already. */
export function tooManyReads(waitingMax: number): RaftError {
  return new PolisError('raft/too-many-reads', {
    message: `${waitingMax} linearizable reads are waiting already`,
    fields: { waitingMax },
    retryable: true,
  })
}
