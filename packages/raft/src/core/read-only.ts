/**
 * Linearizable reads without the log (ReadIndex, thesis §6.4).
 *
 * A leader notes its commit index and proves with one round of heartbeats that it still leads; the
 * read is then safe at that index. Rounds are numbered by the leader itself and the number rides on
 * the heartbeat: ids chosen by callers could repeat, and an old answer would then confirm a new
 * read (etcd issue 20418). An answer to a round confirms every earlier one too.
 */

import type { RaftId } from '../message.ts'
import { type JointVoters, jointCommitted } from '../quorum/joint.ts'

const ROUND_BYTES = 8

/** A read that waits for its round; `from` asked, `context` is the caller's name for it. */
export type PendingRead = {
  readonly round: number
  readonly index: number
  readonly from: RaftId
  readonly context: Uint8Array
}

/** The reads of one leader that are waiting to be confirmed. */
export class ReadOnly {
  private pending: PendingRead[] = []
  private readonly confirmed = new Map<RaftId, number>()
  private lastRound = 0

  get size(): number {
    return this.pending.length
  }

  /** Notes a read at `index` in a round of its own; returns what the heartbeats must carry. */
  add(self: RaftId, index: number, from: RaftId, context: Uint8Array): Uint8Array {
    this.lastRound++
    this.pending.push({ round: this.lastRound, index, from, context })
    this.confirmed.set(self, this.lastRound)
    return encodeRound(this.lastRound)
  }

  /** What a periodic heartbeat carries, so that a lost round is repeated. */
  lastContext(): Uint8Array | undefined {
    return this.pending.length === 0 ? undefined : encodeRound(this.lastRound)
  }

  /** Takes an answer of `from`; returns the reads that a quorum has now confirmed, oldest first. */
  confirm(from: RaftId, context: Uint8Array, voters: JointVoters): readonly PendingRead[] {
    const round = decodeRound(context)
    if (round === undefined || round > this.lastRound) return []
    this.confirmed.set(from, Math.max(round, this.confirmed.get(from) ?? 0))
    const safe = jointCommitted(voters, id => this.confirmed.get(id))
    let count = 0
    while (count < this.pending.length && this.pending[count]!.round <= safe) count++
    return count === 0 ? [] : this.pending.splice(0, count)
  }

  /** Forgets everything: the node leads no more, or leads another term. */
  clear(): void {
    this.pending = []
    this.confirmed.clear()
  }
}

function encodeRound(round: number): Uint8Array {
  const bytes = new Uint8Array(ROUND_BYTES)
  new DataView(bytes.buffer).setFloat64(0, round)
  return bytes
}

function decodeRound(bytes: Uint8Array): number | undefined {
  if (bytes.length !== ROUND_BYTES) return undefined
  return new DataView(bytes.buffer, bytes.byteOffset, ROUND_BYTES).getFloat64(0)
}
