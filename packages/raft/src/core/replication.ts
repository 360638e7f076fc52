/**
 * What a leader sends: appends, snapshots to those too far behind, heartbeats, and the commit rule.
 *
 * An entry is committed once a quorum has stored it *and* it is of the leader's own term; earlier
 * ones are committed by the ones after them (Raft §5.4.2, figure 8).
 */

import { payloadBytes } from '../log/entry-size.ts'
import type { RaftId } from '../message.ts'
import type { Progress } from '../tracker/progress.ts'
import type { Raft } from './raft.ts'

/** Sends an append to `to`, an empty one if there is nothing to send, unless it is paused. */
export function sendAppend(raft: Raft, to: RaftId): void {
  maybeSendAppend(raft, to, true)
}

/** Sends an append to `to` if it may get one; true if something was sent. */
export function maybeSendAppend(raft: Raft, to: RaftId, sendIfEmpty: boolean): boolean {
  const progress = raft.tracker.progress.get(to)
  if (progress === undefined || progress.isPaused) return false
  const previous = progress.next - 1
  const previousTerm = raft.log.term(previous)
  if (previousTerm === undefined) return maybeSendSnapshot(raft, to, progress)
  // With a full window only empty appends go out: if all in flight were lost, the answer to an
  // empty one is what gets the follower going again.
  const isThrottled = progress.state === 'replicate' && progress.inflights.isFull
  const entries = isThrottled
    ? []
    : raft.log.entriesFrom(progress.next, raft.options.maxMessageBytes)
  if (entries === undefined) return maybeSendSnapshot(raft, to, progress)
  if (entries.length === 0 && !sendIfEmpty) return false
  const commit = raft.log.committed
  raft.send({ type: 'append', to, index: previous, logTerm: previousTerm, entries, commit })
  progress.sentEntries(entries.length, payloadBytes(entries))
  progress.noteSentCommit(commit)
  return true
}

/** Sends appends to everybody. */
export function broadcastAppend(raft: Raft): void {
  for (const id of raft.tracker.ids) {
    if (id !== raft.id) sendAppend(raft, id)
  }
}

/** Sends heartbeats to everybody; they repeat the last round of reads, if any waits. */
export function broadcastHeartbeat(raft: Raft, context = raft.readOnly.lastContext()): void {
  for (const [id, progress] of sortedProgress(raft)) {
    if (id === raft.id) continue
    // A follower may lack entries that are committed: never beyond what it is known to have.
    const commit = Math.min(progress.match, raft.log.committed)
    raft.send({ type: 'heartbeat', to: id, commit, ...(context === undefined ? {} : { context }) })
    progress.noteSentCommit(commit)
  }
}

/** Commits what a quorum has stored, if it ends in our own term; true if that is more. */
export function maybeCommit(raft: Raft): boolean {
  const index = raft.tracker.committed()
  if (index <= raft.log.committed || !raft.log.matches(index, raft.term)) return false
  raft.log.commitTo(index)
  const term = raft.log.term(index) ?? 0
  raft.trace?.({ kind: 'committed', index, term, config: raft.tracker.config })
  return true
}

/** True once an entry of this leader's term is committed; before, its commit index may be stale. */
export function hasCommittedInTerm(raft: Raft): boolean {
  return raft.log.term(raft.log.committed) === raft.term
}

function maybeSendSnapshot(raft: Raft, to: RaftId, progress: Progress): boolean {
  if (!progress.isRecentlyActive) {
    raft.trace?.({ kind: 'snapshot-to-inactive', peer: to })
    return false
  }
  const snapshot = raft.log.snapshot()
  if (snapshot === undefined || snapshot.metadata.index === 0) {
    raft.trace?.({ kind: 'snapshot-unavailable', peer: to })
    return false
  }
  const { index, term } = snapshot.metadata
  raft.trace?.({
    kind: 'snapshot-sent',
    peer: to,
    progress,
    firstIndex: raft.log.firstIndex(),
    commit: raft.log.committed,
    index,
    term,
  })
  progress.becomeSnapshot(index)
  raft.trace?.({ kind: 'replication-paused', peer: to, progress })
  raft.send({ type: 'snapshot', to, snapshot })
  return true
}

function sortedProgress(raft: Raft): [RaftId, Progress][] {
  return raft.tracker.ids.map(id => [id, raft.tracker.progress.get(id)!])
}
