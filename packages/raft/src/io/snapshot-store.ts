/**
 * Snapshots in LevelDB (`DIR/state`), each under a generation of its own, chunk by chunk.
 *
 *     <u64 BE generation> <u32 BE chunk>   a chunk behind its CRC-32C
 *     <u64 BE generation>                  the description, written last: no snapshot without it
 *
 * A snapshot is written while the log goes on, by this node of its own state and, at the same time,
 * by its leader; neither counts before the head of the log names it. Chunks are synced as they are
 * written, about a mebibyte at a time, because a sync of LevelDB's newest log file says nothing of
 * the file before it. Whatever the head does not name is removed when it is overtaken or, after a
 * crash, at the start.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { assert, crc32c, hasCode } from '@polis/base'
import type { Level } from 'level'
import type { RaftConfig } from '../config.ts'
import { dataUnreadable } from '../errors.ts'
import type { Snapshot, SnapshotMetadata } from '../message.ts'
import { viewOf } from '../storage/integers.ts'
import type { StoredSnapshot } from '../storage/recovery.ts'
import { Summing } from '../storage/snapshot-summary.ts'
import {
  concat,
  decodeSnapshotRecord,
  encodeSnapshotRecord,
  type SnapshotRecord,
  type SnapshotSummary,
} from '../wire.ts'
import { openLevel } from './level-log.ts'

type Database = Level<Uint8Array, Uint8Array>
type StoreConfig = Pick<RaftConfig, 'snapshotChunkBytes' | 'storedBatchBytes'>

/** One generation; `isWhole` once its description is stored, `isOurs` if this life writes it. */
type Generation = { readonly index: number; readonly isOurs: boolean; isWhole: boolean }

/** The open snapshot database. */
export class SnapshotStore {
  readonly #directory: string
  readonly #database: Database
  readonly #config: StoreConfig
  readonly #generations = new Map<number, Generation>()
  #lastGeneration = 0

  private constructor(directory: string, database: Database, config: StoreConfig) {
    this.#directory = directory
    this.#database = database
    this.#config = config
  }

  /** Opens or creates it; undefined if LevelDB finds itself damaged. */
  static async open(directory: string, config: StoreConfig): Promise<SnapshotStore | undefined> {
    const database = await openLevel(directory)
    return database === undefined ? undefined : new SnapshotStore(directory, database, config)
  }

  /** Every snapshot that is there and whole, newest first; reads all of it. Called once, first. */
  async list(): Promise<StoredSnapshot[]> {
    const found: StoredSnapshot[] = []
    for await (const key of this.#database.keys()) {
      const generation = generationOf(key)
      this.#lastGeneration = Math.max(this.#lastGeneration, generation)
      if (key.length !== 8) continue
      const record = await this.#record(generation)
      if (record === undefined || !(await this.#isWhole(generation, record.summary))) continue
      const { index, term } = record.metadata
      this.#generations.set(generation, { index, isOurs: false, isWhole: true })
      found.push({ index, term })
    }
    return found.sort((a, b) => b.index - a.index)
  }

  /** Begins a snapshot; it is there once the writer has finished. */
  begin(metadata: SnapshotMetadata): SnapshotWriter {
    const generation = ++this.#lastGeneration
    const state: Generation = { index: metadata.index, isOurs: true, isWhole: false }
    this.#generations.set(generation, state)
    return new SnapshotWriter(this.#database, this.#config, generation, metadata, {
      finished: record => {
        state.isWhole = true
        return this.#snapshot(generation, record)
      },
      abandoned: () => this.#generations.delete(generation),
    })
  }

  /** Stores a snapshot durably, chunk by chunk, so that whatever else waits gets its turn. */
  async save({ data, metadata }: Snapshot): Promise<void> {
    const writer = this.begin(metadata)
    for (const chunk of data) {
      await writer.add(chunk)
      await nextTurn()
    }
    await writer.finish()
  }

  /** True if a snapshot at `index` is stored as a whole. */
  has(index: number): boolean {
    return this.#generationAt(index) !== undefined
  }

  /** The snapshot at `index`, whose chunks are read as they are pulled; undefined if missing. */
  async load(index: number): Promise<Snapshot | undefined> {
    const generation = this.#generationAt(index)
    const record = generation === undefined ? undefined : await this.#record(generation)
    return record && this.#snapshot(generation!, record)
  }

  /**
   * Removes every snapshot but those at `indexes`, and but those that this life has begun beyond
   * the last of them: another one is about to take its place.
   */
  async keepOnly(...indexes: readonly number[]): Promise<void> {
    const last = Math.max(...indexes)
    const kept = new Set(indexes.map(index => this.#generationAt(index)))
    for (const [generation, { index, isOurs }] of this.#generations) {
      if (isOurs && index > last) kept.add(generation)
      else if (!kept.has(generation)) this.#generations.delete(generation)
    }
    const keys: Uint8Array[] = []
    for await (const key of this.#database.keys()) {
      if (!kept.has(generationOf(key))) keys.push(key)
    }
    // Descriptions first, so that a crash leaves no snapshot without its chunks.
    const batch = this.#database.batch()
    for (const key of keys.sort((a, b) => a.length - b.length)) batch.del(key)
    await batch.write()
  }

  close(): Promise<void> {
    return this.#database.close()
  }

  #generationAt(index: number): number | undefined {
    const whole = [...this.#generations].filter(([, each]) => each.index === index && each.isWhole)
    return whole.at(-1)?.[0]
  }

  #snapshot(generation: number, { metadata, summary }: SnapshotRecord): Snapshot {
    const chunks = () => this.#chunks(generation, summary.chunkCount)
    return { data: { [Symbol.iterator]: chunks }, metadata }
  }

  *#chunks(generation: number, count: number): Generator<Uint8Array> {
    for (let i = 0; i < count; i++) {
      const sealed = this.#database.getSync(chunkKey(generation, i))
      const chunk = sealed && unseal(sealed)
      if (chunk === undefined) {
        throw dataUnreadable(this.#directory, `chunk ${i} of a snapshot is garbled`)
      }
      yield chunk
    }
  }

  async #isWhole(generation: number, expected: SnapshotSummary): Promise<boolean> {
    const found = new Summing()
    for (let i = 0; i < expected.chunkCount; i++) {
      const sealed = await this.#database.get(chunkKey(generation, i))
      const chunk = sealed && unseal(sealed)
      if (chunk === undefined) return false
      found.add(chunk)
    }
    return found.matches(expected)
  }

  async #record(generation: number): Promise<SnapshotRecord | undefined> {
    const sealed = await this.#database.get(recordKey(generation))
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

type SnapshotWriterEvents = {
  finished(record: SnapshotRecord): Snapshot
  abandoned(): void
}

/** One snapshot on its way to the disk; chunks come in order. */
export class SnapshotWriter {
  readonly #database: Database
  readonly #config: StoreConfig
  readonly #generation: number
  readonly #metadata: SnapshotMetadata
  readonly #events: SnapshotWriterEvents
  readonly #summing = new Summing()
  #waiting: [Uint8Array, Uint8Array][] = []
  #waitingBytes = 0

  constructor(
    database: Database,
    config: StoreConfig,
    generation: number,
    metadata: SnapshotMetadata,
    events: SnapshotWriterEvents,
  ) {
    this.#database = database
    this.#config = config
    this.#generation = generation
    this.#metadata = metadata
    this.#events = events
  }

  /** What was added so far. */
  get summary(): SnapshotSummary {
    return this.#summing.summary
  }

  /** Takes the next chunk; now and then it waits for the disk, which bounds what is in memory. */
  async add(chunk: Uint8Array): Promise<void> {
    assert(chunk.length <= this.#config.snapshotChunkBytes, 'a chunk of a snapshot is bounded')
    const key = chunkKey(this.#generation, this.#summing.summary.chunkCount)
    this.#summing.add(chunk)
    this.#waiting.push([key, seal(chunk)])
    this.#waitingBytes += chunk.length
    if (this.#waitingBytes >= this.#config.storedBatchBytes) await this.#write()
  }

  /** Stores the description behind the last chunks; then the snapshot is there. */
  async finish(): Promise<Snapshot> {
    const record = { metadata: this.#metadata, summary: this.summary }
    this.#waiting.push([recordKey(this.#generation), seal(encodeSnapshotRecord(record))])
    await this.#write()
    return this.#events.finished(record)
  }

  /** Nothing more comes; what is there goes with the next snapshot that takes its place. */
  abandon(): void {
    this.#events.abandoned()
  }

  async #write(): Promise<void> {
    const batch = this.#database.batch()
    for (const [key, value] of this.#waiting) batch.put(key, value)
    this.#waiting = []
    this.#waitingBytes = 0
    await batch.write({ sync: true })
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

function recordKey(generation: number): Uint8Array {
  const key = new Uint8Array(8)
  viewOf(key).setBigUint64(0, BigInt(generation))
  return key
}

function chunkKey(generation: number, chunk: number): Uint8Array {
  const key = new Uint8Array(12)
  viewOf(key).setBigUint64(0, BigInt(generation))
  viewOf(key).setUint32(8, chunk)
  return key
}

function generationOf(key: Uint8Array): number {
  return Number(viewOf(key).getBigUint64(0))
}
