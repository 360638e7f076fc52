/**
 * How a leader answers reads (thesis §6.4): by a round of heartbeats, or by its lease.
 *
 * A leader does not know what is committed until an entry of its own term is, so earlier reads wait
 * for that, also in a cluster of one.
 */

import { assert } from '@polis/base'
import type { Message, RaftId } from '../message.ts'
import { ACCEPTED, type Outcome, refuse } from './outcome.ts'
import type { Raft } from './raft.ts'
import { broadcastHeartbeat, hasCommittedInTerm } from './replication.ts'

const NO_CONTEXT = new Uint8Array(0)

/** Takes a read as leader, our own or forwarded by `request.from`. */
export function takeRead(raft: Raft, request: Message): Outcome {
  const read = { from: request.from, context: request.context ?? NO_CONTEXT }
  if (raft.earlyReads.length + raft.readOnly.size >= raft.options.maxPendingReads) {
    return refuse('too-many-reads')
  }
  if (hasCommittedInTerm(raft)) startRead(raft, read.from, read.context)
  else raft.earlyReads.push(read)
  return ACCEPTED
}

/** Starts the reads that waited for the first commit of our term. */
export function releaseEarlyReads(raft: Raft): void {
  if (raft.earlyReads.length === 0 || !hasCommittedInTerm(raft)) return
  const reads = raft.earlyReads
  raft.earlyReads = []
  for (const { from, context } of reads) startRead(raft, from, context)
}

/** Takes the answer to a round of heartbeats. */
export function confirmReads(raft: Raft, from: RaftId, context: Uint8Array): void {
  const reads = raft.readOnly.confirm(from, context, raft.tracker.config)
  for (const read of reads) answer(raft, read.from, read.context, read.index)
}

function startRead(raft: Raft, from: RaftId, context: Uint8Array): void {
  assert(hasCommittedInTerm(raft), 'a leader reads after its first commit')
  const index = raft.log.committed
  if (isSoleVoter(raft) || raft.options.readMode === 'lease-based') {
    answer(raft, from, context, index)
  } else {
    broadcastHeartbeat(raft, raft.readOnly.add(raft.id, index, from, context))
  }
}

function answer(raft: Raft, to: RaftId, context: Uint8Array, index: number): void {
  if (to === raft.id) raft.readStates.push({ index, context })
  else raft.send({ type: 'read-index-response', to, index, context })
}

function isSoleVoter(raft: Raft): boolean {
  const { voters, votersOutgoing } = raft.tracker.config
  return voters.length === 1 && voters[0] === raft.id && votersOutgoing.length === 0
}
