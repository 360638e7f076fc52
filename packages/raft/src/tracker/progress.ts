/**
 * What the leader knows about one member's log, and how fast it may send to it.
 *
 *     probe ──append acknowledged──► replicate
 *       ▲ ◄──rejected, unreachable──────┘  │
 *       │                                  │ log compacted beyond `next`
 *       └──snapshot stored or failed── snapshot
 *
 * In `probe` one append at a time looks for the last matching entry; in `replicate` appends are
 * pipelined ahead of acknowledgements; in `snapshot` nothing is sent until the snapshot arrived.
 * Always `match < next`. The states are those of etcd's raft (`tracker/progress.go`), the idea of
 * pipelining is thesis §10.2.1.
 */

import { assert } from '@polis/base'
import { Inflights } from './inflights.ts'

export type ProgressState = 'probe' | 'replicate' | 'snapshot'

/** The leader's view of one member. Only the leader keeps it current. */
export class Progress {
  state: ProgressState = 'probe'
  /** Last index known to be stored by the member. */
  match: number
  /** Next index to send. */
  next: number
  /** Index of the snapshot under way, 0 if none. */
  pendingSnapshot = 0
  /** True if the member answered since the last check of the quorum. */
  isRecentlyActive = false
  /** Set while no append may be sent: a probe is under way or the window is full. */
  isAppendPaused = false
  isLearner: boolean
  readonly inflights: Inflights
  /** Highest commit index in flight to the member; falls back when appends may have been lost. */
  private sentCommit = 0

  constructor(match: number, next: number, inflights: Inflights, isLearner: boolean) {
    assert(match < next, 'match is below next')
    this.match = match
    this.next = next
    this.inflights = inflights
    this.isLearner = isLearner
  }

  /** A copy whose flags can be changed on their own; the window is shared. */
  copy(): Progress {
    return Object.assign(new Progress(this.match, this.next, this.inflights, this.isLearner), this)
  }

  get isPaused(): boolean {
    return this.state === 'snapshot' || this.isAppendPaused
  }

  /** Looks for the last matching entry, after a snapshot from its index on. */
  becomeProbe(): void {
    const afterSnapshot = this.state === 'snapshot' ? this.pendingSnapshot + 1 : 0
    this.enter('probe')
    this.next = Math.max(this.match + 1, afterSnapshot)
    this.sentCommit = Math.min(this.sentCommit, this.next - 1)
  }

  /** Pipelines from the entry after `match`. */
  becomeReplicate(): void {
    this.enter('replicate')
    this.next = this.match + 1
  }

  /** Waits for a snapshot at `index`. */
  becomeSnapshot(index: number): void {
    this.enter('snapshot')
    this.pendingSnapshot = index
    this.next = index + 1
    this.sentCommit = index
  }

  /** Notes an append message with `count` entries of `bytes` together. */
  sentEntries(count: number, bytes: number): void {
    if (this.state === 'replicate') {
      if (count > 0) {
        this.next += count
        this.inflights.add(this.next - 1, bytes)
      }
      // A message into a full window is a probe: the next one waits for a sign of life.
      this.isAppendPaused = this.inflights.isFull
      return
    }
    assert(this.state === 'probe', 'nothing is appended while a snapshot is under way')
    if (count > 0) this.isAppendPaused = true
  }

  /** Notes that `commit` was sent in an append or a heartbeat. */
  noteSentCommit(commit: number): void {
    this.sentCommit = commit
  }

  /** True if sending `commit` now could move the member's commit index. */
  canBumpCommit(commit: number): boolean {
    return commit > this.sentCommit && this.sentCommit < this.next - 1
  }

  /** Takes an acknowledgement of everything up to `index`; false if that is old news. */
  maybeUpdate(index: number): boolean {
    if (index <= this.match) return false
    this.match = index
    this.next = Math.max(this.next, index + 1)
    this.isAppendPaused = false
    return true
  }

  /**
   * Takes a rejection of the append after `rejected`; `matchHint` is where the logs may agree.
   * False if the rejection is out of date (messages may be reordered) and nothing changed.
   */
  maybeDecrease(rejected: number, matchHint: number): boolean {
    // What it had once it no longer has: a damaged member, which is refilled another way. Probing
    // on would be refused on, at the speed of the network.
    if (rejected <= this.match) return false
    if (this.state === 'replicate') {
      this.next = this.match + 1
    } else {
      // Probes go one at a time, so only a rejection of the last one means anything.
      if (this.next - 1 !== rejected) return false
      this.next = Math.max(Math.min(rejected, matchHint + 1), this.match + 1)
      this.isAppendPaused = false
    }
    this.sentCommit = Math.min(this.sentCommit, this.next - 1)
    return true
  }

  private enter(state: ProgressState): void {
    this.isAppendPaused = false
    this.pendingSnapshot = 0
    this.state = state
    this.inflights.reset()
  }
}

/** A progress of a member that was just added, probed from the end of the leader's log. */
export function freshProgress(
  next: number,
  isLearner: boolean,
  maxInflightMessages: number,
  maxInflightBytes: number,
): Progress {
  return new Progress(0, next, new Inflights(maxInflightMessages, maxInflightBytes), isLearner)
}
