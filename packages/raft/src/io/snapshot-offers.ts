/**
 * The leader's side of a snapshot's way to a follower: offers, and the streams that serve them.
 *
 *     leader                                   follower
 *     snapshot message that names an offer ──► opens a stream: the offer, and which chunk is next
 *     chunks from there on, paced ───────────► checks each, writes it down
 *     what they add up to ───────────────────► checks the whole, steps the message
 *
 * An offer holds a view of the state machine, whose chunks are made when they are sent, so a
 * snapshot of any size costs a chunk of memory. A stream that breaks off is opened again at the
 * offset: the same view gives the same chunks. An offer that nobody has pulled from for a while is
 * reported to the machine as failed, and Raft tries again.
 */

import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { PeerId, Transport } from '@polis/transport'
import type { RaftConfig } from '../config.ts'
import { snapshotTransferFailed } from '../errors.ts'
import type { RaftId, Snapshot, SnapshotMetadata } from '../message.ts'
import { Summing } from '../storage/snapshot-summary.ts'
import { decodeSnapshotRequest, encodeSnapshotPart, type SnapshotOffer } from '../wire.ts'

/** The stream on which snapshots are fetched. */
export const SNAPSHOT_METHOD = 'raft/snapshot'

type Offered = {
  readonly id: number
  readonly to: RaftId
  readonly peer: PeerId
  readonly snapshot: Snapshot
  /** Goes off once nobody has pulled for `snapshotIdleMs`. */
  readonly expiry: NodeJS.Timeout
  /** True once it went out to its end; it stays for a while, in case the end got lost. */
  isDone: boolean
}

/** Hears how an offer ended. */
export type SnapshotReport = (to: RaftId, isSuccess: boolean) => void

/** The snapshots that this node offers. */
export class SnapshotOffers {
  readonly #config: RaftConfig
  readonly #report: SnapshotReport
  readonly #offers = new Map<number, Offered>()
  /** Begins where no earlier life of this process has been, so that no id comes twice. */
  #lastId = Math.trunc(performance.timeOrigin * 1000)

  constructor(transport: Transport, config: RaftConfig, report: SnapshotReport) {
    this.#config = config
    this.#report = report
    transport.handleStream(SNAPSHOT_METHOD, (body, from) => this.#serve(body, from))
  }

  /**
   * Keeps `snapshot` for `peer`; undefined if too many are kept already. While an older one is under
   * way to it, that one is offered once more: `metadata` says which it is.
   */
  offer(
    to: RaftId,
    peer: PeerId,
    snapshot: Snapshot,
  ): { readonly offer: SnapshotOffer; readonly metadata: SnapshotMetadata } | undefined {
    const known = [...this.#offers.values()].find(each => each.to === to)
    if (known !== undefined && known.peer === peer && !known.isDone) {
      return { offer: { id: known.id }, metadata: known.snapshot.metadata }
    }
    if (known !== undefined) this.#remove(known)
    if (this.#offers.size >= this.#config.snapshotOffersMax) return undefined
    const id = ++this.#lastId
    const expiry = setTimeout(() => this.#expire(id), this.#config.snapshotIdleMs)
    this.#offers.set(id, { id, to, peer, snapshot, expiry, isDone: false })
    return { offer: { id }, metadata: snapshot.metadata }
  }

  /** Withdraws everything. */
  close(): void {
    for (const offered of [...this.#offers.values()]) this.#remove(offered)
  }

  #remove({ id, expiry }: Offered): void {
    clearTimeout(expiry)
    this.#offers.delete(id)
  }

  #expire(id: number): void {
    const offered = this.#offers.get(id)!
    this.#offers.delete(id)
    if (!offered.isDone) this.#report(offered.to, false)
  }

  async *#serve(body: Uint8Array, from: PeerId): AsyncGenerator<Uint8Array> {
    const { id, fromChunk } = decodeSnapshotRequest(body)
    const offered = this.#offers.get(id)
    if (offered?.peer !== from) throw snapshotTransferFailed(0, 'no such offer')
    const { index } = offered.snapshot.metadata
    const pace = new Pace(this.#config.snapshotBytesPerSecond)
    const summing = new Summing()
    for (const data of offered.snapshot.data) {
      const chunk = summing.summary.chunkCount
      summing.add(data)
      if (!this.#offers.has(id)) throw snapshotTransferFailed(index, 'it was withdrawn')
      offered.expiry.refresh()
      if (chunk >= fromChunk) {
        yield encodeSnapshotPart({ kind: 'chunk', chunk, data })
        await pace.spend(data.length)
      } else {
        // Chunks that are there already are made all the same, for the sum and to get past them.
        await nextTurn()
      }
    }
    yield encodeSnapshotPart({ kind: 'summary', summary: summing.summary })
    offered.expiry.refresh()
    if (offered.isDone || !this.#offers.has(id)) return
    offered.isDone = true
    this.#report(offered.to, true)
  }
}

/** Holds a stream to a rate, and leaves the event loop to others after each chunk. */
class Pace {
  readonly #bytesPerMs: number
  #dueMs = performance.now()

  constructor(bytesPerSecond: number) {
    this.#bytesPerMs = bytesPerSecond / 1000
  }

  async spend(bytes: number): Promise<void> {
    const nowMs = performance.now()
    // A slow reader earns no burst.
    this.#dueMs = Math.max(this.#dueMs, nowMs) + bytes / this.#bytesPerMs
    const aheadMs = this.#dueMs - nowMs
    if (aheadMs > 1) await wait(aheadMs)
    else await nextTurn()
  }
}
