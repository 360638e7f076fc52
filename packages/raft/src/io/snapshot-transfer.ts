/**
 * Large snapshots travel over a stream of their own, so they never delay a heartbeat.
 *
 *     leader                                follower
 *     snapshot message with an offer  ───►  opens a stream and names the offer
 *     chunks, as fast as they are read ──►  checks length and CRC-32C, steps the whole message
 *
 * The follower pulls, so the stream's backpressure paces the leader. An offer that nobody fetches
 * in time, or that was fetched halfway, is reported to the machine as failed, and Raft tries again.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { crc32c } from '@polis/base'
import type { PeerId, Transport } from '@polis/transport'
import type { RaftConfig } from '../config.ts'
import { snapshotTransferFailed } from '../errors.ts'
import type { RaftId, Snapshot } from '../message.ts'
import { readU64, viewOf, writeU64 } from '../storage/integers.ts'
import type { SnapshotOffer } from '../wire.ts'

/** The stream on which snapshots are fetched. */
const SNAPSHOT_METHOD = 'raft/snapshot'

type Offered = {
  readonly to: RaftId
  readonly peer: PeerId
  readonly data: Uint8Array
  readonly expiry: NodeJS.Timeout
}

/** Hears how an offer ended. */
export type SnapshotReport = (to: RaftId, isSuccess: boolean) => void

/** The snapshots that this node offers. */
export class SnapshotOffers {
  readonly #config: RaftConfig
  readonly #report: SnapshotReport
  readonly #offers = new Map<number, Offered>()
  #lastId = 0

  constructor(transport: Transport, config: RaftConfig, report: SnapshotReport) {
    this.#config = config
    this.#report = report
    transport.handleStream(SNAPSHOT_METHOD, (body, from) => this.#serve(body, from))
  }

  /** Keeps `snapshot` for `peer`; undefined if too many wait already. A newer one replaces it. */
  offer(to: RaftId, peer: PeerId, snapshot: Snapshot): SnapshotOffer | undefined {
    const older = [...this.#offers].find(([, offered]) => offered.to === to)
    if (older !== undefined) this.#take(older[0])
    if (this.#offers.size >= this.#config.snapshotOffersMax) return undefined
    const id = ++this.#lastId
    const expire = () => {
      this.#offers.delete(id)
      this.#report(to, false)
    }
    const expiry = setTimeout(expire, this.#config.snapshotIdleMs)
    this.#offers.set(id, { to, peer, data: snapshot.data, expiry })
    return { id, length: snapshot.data.length, crc32c: crc32c(snapshot.data) }
  }

  /** Withdraws everything. */
  close(): void {
    for (const id of [...this.#offers.keys()]) this.#take(id)
  }

  #take(id: number): Offered | undefined {
    const offered = this.#offers.get(id)
    clearTimeout(offered?.expiry)
    this.#offers.delete(id)
    return offered
  }

  async *#serve(body: Uint8Array, from: PeerId): AsyncGenerator<Uint8Array> {
    const id = body.length === 8 ? readU64(viewOf(body), 0) : 0
    if (this.#offers.get(id)?.peer !== from) throw snapshotTransferFailed(0, 'no such offer')
    const { to, data } = this.#take(id)!
    let isWhole = false
    try {
      for (let at = 0; at < data.length; at += this.#config.snapshotChunkBytes) {
        yield data.subarray(at, at + this.#config.snapshotChunkBytes)
        await nextTurn()
      }
      isWhole = true
    } finally {
      this.#report(to, isWhole)
    }
  }
}

/**
 * Fetches the data of `offer` for the snapshot at `index`. Throws `raft/snapshot-transfer-failed`.
 */
export async function fetchSnapshot(
  transport: Transport,
  peer: PeerId,
  offer: SnapshotOffer,
  index: number,
  config: RaftConfig,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (offer.length > config.snapshotBytesMax) {
    throw snapshotTransferFailed(index, `${offer.length} bytes are more than this node takes`)
  }
  const stalled = new AbortController()
  const watchdog = setTimeout(() => stalled.abort(), config.snapshotIdleMs)
  const body = new Uint8Array(8)
  writeU64(viewOf(body), 0, offer.id)
  const data = new Uint8Array(offer.length)
  let length = 0
  try {
    const either = AbortSignal.any([signal, stalled.signal])
    for await (const chunk of transport.openStream(peer, SNAPSHOT_METHOD, body, either)) {
      watchdog.refresh()
      if (length + chunk.length > data.length) throw snapshotTransferFailed(index, 'it is too long')
      data.set(chunk, length)
      length += chunk.length
    }
  } catch (error) {
    const why = stalled.signal.aborted ? 'the leader went silent' : 'the stream broke'
    throw snapshotTransferFailed(index, why, error)
  } finally {
    clearTimeout(watchdog)
  }
  if (length !== data.length || crc32c(data) !== offer.crc32c) {
    throw snapshotTransferFailed(index, 'it was cut or garbled')
  }
  return data
}
