/**
 * The storage messages of a Ready, and their responses (etcd's raft, asynchronous storage writes).
 *
 * `storage-append` carries what must be durable, and as responses all that promises it: votes and
 * acknowledgements to peers, the leader's own acknowledgement, and last the note to ourselves that
 * entries are stable. `storage-apply` carries committed entries, and the note that they are
 * applied.
 */

import type { Raft } from './core/raft.ts'
import {
  type Entry,
  type HardState,
  LOCAL_APPEND_THREAD,
  LOCAL_APPLY_THREAD,
  type Message,
  message,
  type Ready,
} from './message.ts'

/** True if a promise depends on the write: entries, or a change of term or vote. */
export function mustSync(state: HardState, previous: HardState, entryCount: number): boolean {
  return entryCount > 0 || state.vote !== previous.vote || state.term !== previous.term
}

/** The write that a Ready asks for; `undefined` if nothing is to be written or promised. */
export function storageAppend(raft: Raft, ready: Ready): Message | undefined {
  const { entries, hardState, snapshot } = ready
  const responses = raft.messagesAfterAppend
  const isNeeded =
    entries.length > 0 || hardState !== undefined || snapshot !== undefined || responses.length > 0
  if (!isNeeded) return undefined
  const isAcknowledged = needsAppendResponse(raft, ready)
  return message({
    type: 'storage-append',
    to: LOCAL_APPEND_THREAD,
    from: raft.id,
    entries,
    // All zero without a new hard state: then the stored one stays.
    ...(hardState ?? {}),
    ...(snapshot === undefined ? {} : { snapshot }),
    // Our own acknowledgements come first, while the entries are still at hand in memory.
    responses: isAcknowledged ? [...responses, storageAppendResponse(raft, ready)] : responses,
  })
}

/** True if the machine wants to hear when entries or a snapshot are stored. */
export function needsAppendResponse(raft: Raft, ready: Ready): boolean {
  return raft.log.unstable.length > 0 || ready.snapshot !== undefined
}

/**
 * The note that everything in the log so far is stored. It names the last entry and carries the
 * term: if entries were replaced while older ones were being written, only the last of such notes
 * may count, and writes of an earlier term do not.
 */
export function storageAppendResponse(raft: Raft, ready: Ready): Message {
  const last = raft.log.unstable.length > 0 ? raft.log.lastId() : { index: 0, term: 0 }
  return message({
    type: 'storage-append-response',
    to: raft.id,
    from: LOCAL_APPEND_THREAD,
    term: raft.term,
    index: last.index,
    logTerm: last.term,
    ...(ready.snapshot === undefined ? {} : { snapshot: ready.snapshot }),
  })
}

/** Committed entries on their way to the state machine. */
export function storageApply(raft: Raft, entries: readonly Entry[]): Message {
  return message({
    type: 'storage-apply',
    to: LOCAL_APPLY_THREAD,
    from: raft.id,
    entries,
    responses: [storageApplyResponse(raft, entries)],
  })
}

/** The note that entries are applied; of no term, because what is committed stays so. */
export function storageApplyResponse(raft: Raft, entries: readonly Entry[]): Message {
  return message({
    type: 'storage-apply-response',
    to: raft.id,
    from: LOCAL_APPLY_THREAD,
    entries,
  })
}
