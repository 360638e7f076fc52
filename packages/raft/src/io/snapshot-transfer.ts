/**
 * The follower's side of a snapshot's way: it pulls, checks every chunk and the whole, and writes
 * as it reads, so that backpressure reaches from its disk to the leader.
 *
 * A stream that breaks off is opened again at the chunk that is missing. The transfer is given up
 * once no chunk has come for `snapshotIdleMs`, or when the leader no longer has the offer.
 */

import { setTimeout as wait } from 'node:timers/promises'
import { hasCode } from '@polis/base'
import type { PeerId, Transport } from '@polis/transport'
import type { RaftConfig } from '../config.ts'
import { snapshotTransferFailed } from '../errors.ts'
import type { Snapshot } from '../message.ts'
import {
  decodeSnapshotPart,
  encodeSnapshotRequest,
  type SnapshotOffer,
  type SnapshotSummary,
} from '../wire.ts'
import { SNAPSHOT_METHOD } from './snapshot-offers.ts'

/** Where the chunks go, in order. */
export type SnapshotSink = {
  /** What has been added. */
  readonly summary: SnapshotSummary
  add(chunk: Uint8Array): Promise<void>
  finish(): Promise<Snapshot>
}

/** What one transfer needs. */
export type SnapshotFetch = {
  readonly transport: Transport
  readonly peer: PeerId
  readonly offer: SnapshotOffer
  /** Of the snapshot, for what is reported. */
  readonly index: number
  readonly sink: SnapshotSink
  readonly config: RaftConfig
  /** Gives the transfer up. */
  readonly signal: AbortSignal
}

/**
 * Fetches what is offered into the sink. Throws `raft/snapshot-transfer-failed`, and what the sink
 * throws.
 */
export async function fetchSnapshot(fetch: SnapshotFetch): Promise<Snapshot> {
  const { index, sink, config, signal } = fetch
  const stalled = new AbortController()
  const watchdog = setTimeout(() => stalled.abort(), config.snapshotIdleMs)
  const either = AbortSignal.any([signal, stalled.signal])
  try {
    for (;;) {
      const outcome = await pull(fetch, either, () => watchdog.refresh())
      if (outcome.kind === 'summary') return await finish(fetch, outcome.summary)
      const { error } = outcome
      if (hasCode(error, 'raft/snapshot-transfer-failed')) throw error
      if (either.aborted) {
        const why = signal.aborted ? 'it was given up' : 'the leader went silent'
        throw snapshotTransferFailed(index, `${why} at chunk ${sink.summary.chunkCount}`, error)
      }
      // Woken by an abort, the next stream fails at once.
      await wait(config.snapshotRetryMs, undefined, { signal: either }).catch(() => {})
    }
  } finally {
    clearTimeout(watchdog)
  }
}

async function finish({ index, sink }: SnapshotFetch, whole: SnapshotSummary): Promise<Snapshot> {
  const { chunkCount, length, crc32c } = sink.summary
  if (chunkCount !== whole.chunkCount || length !== whole.length || crc32c !== whole.crc32c) {
    throw snapshotTransferFailed(index, 'its chunks do not add up')
  }
  return sink.finish()
}

type Pulled =
  | { readonly kind: 'summary'; readonly summary: SnapshotSummary }
  | { readonly kind: 'broken'; readonly error: unknown }

/** Reads one stream until its summary or its break. What the sink throws is thrown. */
async function pull(
  { transport, peer, offer, index, sink, config }: SnapshotFetch,
  signal: AbortSignal,
  onChunk: () => void,
): Promise<Pulled> {
  const fromChunk = sink.summary.chunkCount
  const body = encodeSnapshotRequest({ id: offer.id, fromChunk })
  const stream = transport.openStream(peer, SNAPSHOT_METHOD, body, signal)[Symbol.asyncIterator]()
  try {
    for (;;) {
      const data = await nextChunk(stream, sink.summary.chunkCount)
      if (!(data instanceof Uint8Array)) return data
      if (sink.summary.length + data.length > config.snapshotBytesMax) {
        throw snapshotTransferFailed(index, 'it is larger than this node takes')
      }
      await sink.add(data)
      onChunk()
    }
  } finally {
    await stream.return?.()
  }
}

async function nextChunk(
  stream: AsyncIterator<Uint8Array>,
  expected: number,
): Promise<Uint8Array | Pulled> {
  try {
    const { done, value } = await stream.next()
    if (done) return { kind: 'broken', error: new Error('the stream ended early') }
    const part = decodeSnapshotPart(value)
    if (part.kind === 'summary') return part
    if (part.chunk === expected) return part.data
    return { kind: 'broken', error: new RangeError(`chunk ${part.chunk} out of turn`) }
  } catch (error) {
    // A garbled chunk is asked for again like one that got lost.
    return { kind: 'broken', error }
  }
}
