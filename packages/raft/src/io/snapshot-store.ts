/**
 * Snapshots in LevelDB (`DIR/state`), in chunks, checked by CRC-32C when they are read.
 *
 *     <u64 BE index> <u32 BE chunk>   a chunk of the data
 *     <u64 BE index>                  the description, written last: no snapshot without it
 *
 * Chunks are synced as they are written, because a sync of LevelDB's newest log file says nothing
 * of the file before it. An older snapshot is removed only after the head names the newer one.
 */

import { crc32c, hasCode } from '@polis/base'
import type { Level } from 'level'
import type { Snapshot } from '../message.ts'
import { viewOf } from '../storage/integers.ts'
import type { StoredSnapshot } from '../storage/recovery.ts'
import { concat, decodeSnapshotRecord, encodeSnapshotRecord, type SnapshotRecord } from '../wire.ts'
import { openLevel } from './level-log.ts'

/** The open snapshot database. */
export class SnapshotStore {
  readonly #database: Level<Uint8Array, Uint8Array>
  readonly #chunkBytes: number

  private constructor(database: Level<Uint8Array, Uint8Array>, chunkBytes: number) {
    this.#database = database
    this.#chunkBytes = chunkBytes
  }

  /** Opens or creates it; undefined if LevelDB finds itself damaged. */
  static async open(directory: string, chunkBytes: number): Promise<SnapshotStore | undefined> {
    const database = await openLevel(directory)
    return database === undefined ? undefined : new SnapshotStore(database, chunkBytes)
  }

  /** Stores a snapshot durably. */
  async save(snapshot: Snapshot): Promise<void> {
    const { data, metadata } = snapshot
    let chunkCount = 0
    for (let from = 0; from < data.length; from += this.#chunkBytes) {
      const chunk = data.subarray(from, from + this.#chunkBytes)
      await this.#database.put(chunkKey(metadata.index, chunkCount++), chunk, { sync: true })
    }
    const record = { metadata, length: data.length, crc32c: crc32c(data), chunkCount }
    const bytes = seal(encodeSnapshotRecord(record))
    await this.#database.put(recordKey(metadata.index), bytes, { sync: true })
  }

  /** The snapshot at `index`; undefined if it is missing or garbled. */
  async load(index: number): Promise<Snapshot | undefined> {
    const record = await this.#record(index)
    if (record === undefined) return undefined
    const chunks: Uint8Array[] = []
    for (let i = 0; i < record.chunkCount; i++) {
      const chunk = await this.#database.get(chunkKey(index, i))
      if (chunk === undefined) return undefined
      chunks.push(chunk)
    }
    const data = concat(chunks)
    const isWhole = data.length === record.length && crc32c(data) === record.crc32c
    return isWhole ? { data, metadata: record.metadata } : undefined
  }

  /** Every snapshot that is there and whole, newest first. */
  async list(): Promise<StoredSnapshot[]> {
    const found: StoredSnapshot[] = []
    for await (const key of this.#database.keys({ reverse: true })) {
      if (key.length !== 8) continue
      const snapshot = await this.load(indexOf(key))
      if (snapshot !== undefined) {
        found.push({ index: snapshot.metadata.index, term: snapshot.metadata.term })
      }
    }
    return found
  }

  /** Removes everything but the snapshot at `index`, descriptions first. */
  async keepOnly(index: number): Promise<void> {
    const keys: Uint8Array[] = []
    for await (const key of this.#database.keys()) {
      if (indexOf(key) !== index) keys.push(key)
    }
    const batch = this.#database.batch()
    for (const key of keys.sort((a, b) => a.length - b.length)) batch.del(key)
    await batch.write()
  }

  close(): Promise<void> {
    return this.#database.close()
  }

  async #record(index: number): Promise<SnapshotRecord | undefined> {
    const sealed = await this.#database.get(recordKey(index))
    const bytes = sealed === undefined ? undefined : unseal(sealed)
    if (bytes === undefined) return undefined
    try {
      return decodeSnapshotRecord(bytes)
    } catch (error) {
      // Bytes that pass their CRC and do not decode were never written by us: no snapshot.
      if (hasCode(error, 'raft/bad-message')) return undefined
      throw error
    }
  }
}

/** `bytes` behind their CRC-32C. */
function seal(bytes: Uint8Array): Uint8Array {
  const sealed = concat([new Uint8Array(4), bytes])
  viewOf(sealed).setUint32(0, crc32c(bytes), true)
  return sealed
}

function unseal(sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < 4) return undefined
  const bytes = sealed.subarray(4)
  return viewOf(sealed).getUint32(0, true) === crc32c(bytes) ? bytes : undefined
}

function recordKey(index: number): Uint8Array {
  const key = new Uint8Array(8)
  viewOf(key).setBigUint64(0, BigInt(index))
  return key
}

function chunkKey(index: number, chunk: number): Uint8Array {
  const key = new Uint8Array(12)
  viewOf(key).setBigUint64(0, BigInt(index))
  viewOf(key).setUint32(8, chunk)
  return key
}

function indexOf(key: Uint8Array): number {
  return Number(viewOf(key).getBigUint64(0))
}
