/**
 * The snapshot file of `polis snapshot save`: the whole replicated state at one index.
 *
 *     'polissnp'                      8 bytes
 *     u32 length, header as JSON      which cluster, which index, who belonged to it
 *     u32 length, bytes               the state, in as many chunks as it came in
 *     …
 *     u32 zero
 *     u64 bytes of the state, SHA-256 of everything before
 *
 * Integers are little-endian. The end proves the whole: a file that was cut, or garbled anywhere,
 * is never taken for a backup. Both sides work chunk by chunk and hold no more than one.
 */

import { createHash, type Hash } from 'node:crypto'
import type { PolisError } from '@polis/base'
import { SNAPSHOT_CHUNK_BYTES_MAX, SNAPSHOT_HEADER_BYTES_MAX } from './config.ts'
import { nodeError } from './errors.ts'

const MAGIC = Buffer.from('polissnp')
const FORMAT = 1
const HASH_BYTES = 32
const TRAILER_BYTES = 8 + HASH_BYTES

/** What is known without reading the state. */
export type SnapshotHeader = {
  readonly format: typeof FORMAT
  readonly clusterId: string
  readonly epoch: number
  /** The last entry in the state. */
  readonly index: number
  readonly term: number
  /** Wall clock of the node that saved it. */
  readonly savedMs: number
  readonly savedBy: string
  readonly members: readonly {
    readonly id: string
    readonly name: string
    readonly raftId: number
    readonly isVoter: boolean
  }[]
}

/** Encodes a snapshot file piece by piece; the pieces in order are the file. */
export class SnapshotFileWriter {
  readonly #hash: Hash = createHash('sha256')
  #stateBytes = 0

  /** The beginning. */
  header(header: Omit<SnapshotHeader, 'format'>): Buffer {
    const json = Buffer.from(JSON.stringify({ format: FORMAT, ...header }))
    return this.#hashed(Buffer.concat([MAGIC, u32(json.length), json]))
  }

  /** A part of the state; large ones become several chunks. */
  *state(bytes: Uint8Array): Generator<Buffer> {
    for (let from = 0; from < bytes.length; from += SNAPSHOT_CHUNK_BYTES_MAX) {
      const chunk = bytes.subarray(from, from + SNAPSHOT_CHUNK_BYTES_MAX)
      this.#stateBytes += chunk.length
      yield this.#hashed(Buffer.concat([u32(chunk.length), chunk]))
    }
  }

  /** The end. */
  end(): Buffer {
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(this.#stateBytes))
    const last = this.#hashed(Buffer.concat([u32(0), length]))
    return Buffer.concat([last, this.#hash.digest()])
  }

  #hashed(bytes: Buffer): Buffer {
    this.#hash.update(bytes)
    return bytes
  }
}

/** What a whole file turned out to be. */
export type SnapshotSummary = {
  readonly header: SnapshotHeader
  readonly stateBytes: number
  readonly sha256: string
}

/** Decodes and verifies a snapshot file as its bytes arrive. */
export class SnapshotFileReader {
  readonly #name: string
  readonly #hash: Hash = createHash('sha256')
  #buffered = Buffer.alloc(0)
  #header: SnapshotHeader | null = null
  #stateBytes = 0
  #hasEnded = false
  #trailer: Buffer | null = null

  /** `name` is how messages call the file. */
  constructor(name: string) {
    this.#name = name
  }

  /**
   * Takes bytes and yields what they complete of the state; it is proven only by `end`. Throws
   * `node/snapshot-damaged` and `node/snapshot-too-new`.
   */
  *push(bytes: Uint8Array): Generator<Buffer> {
    this.#buffered = Buffer.concat([this.#buffered, bytes])
    if (this.#header === null) this.#header = this.#takeHeader()
    if (this.#header === null) return
    while (!this.#hasEnded && this.#buffered.length >= 4) {
      const length = this.#buffered.readUInt32LE(0)
      if (length > SNAPSHOT_CHUNK_BYTES_MAX) throw this.#damaged('a chunk of it is garbled')
      if (this.#buffered.length < 4 + length) return
      const chunk = this.#take(4 + length).subarray(4)
      this.#stateBytes += length
      this.#hasEnded = length === 0
      if (length > 0) yield chunk
    }
    if (!this.#hasEnded) return
    if (this.#trailer === null && this.#buffered.length >= TRAILER_BYTES) {
      const length = this.#take(8)
      this.#trailer = Buffer.concat([length, this.#buffered.subarray(0, HASH_BYTES)])
      this.#buffered = this.#buffered.subarray(HASH_BYTES)
    }
    if (this.#trailer !== null && this.#buffered.length > 0) {
      throw this.#damaged('something follows its end')
    }
  }

  /** What it was, once everything was pushed. Throws `node/snapshot-damaged` if it is not whole. */
  end(): SnapshotSummary {
    const [header, trailer] = [this.#header, this.#trailer]
    if (header === null || trailer === null) throw this.#damaged('it is cut short')
    const sha256 = this.#hash.digest()
    if (
      !sha256.equals(trailer.subarray(8)) ||
      trailer.readBigUInt64LE() !== BigInt(this.#stateBytes)
    ) {
      throw this.#damaged('its checksum does not match')
    }
    return { header, stateBytes: this.#stateBytes, sha256: sha256.toString('hex') }
  }

  #takeHeader(): SnapshotHeader | null {
    const start = this.#buffered.subarray(0, MAGIC.length)
    if (!start.equals(MAGIC.subarray(0, start.length))) {
      throw this.#damaged('it is no snapshot of Polis')
    }
    if (this.#buffered.length < MAGIC.length + 4) return null
    const length = this.#buffered.readUInt32LE(MAGIC.length)
    if (length > SNAPSHOT_HEADER_BYTES_MAX) throw this.#damaged('its header is garbled')
    if (this.#buffered.length < MAGIC.length + 4 + length) return null
    const json = this.#take(MAGIC.length + 4 + length).subarray(MAGIC.length + 4)
    return this.#parseHeader(json)
  }

  #parseHeader(json: Buffer): SnapshotHeader {
    let header: SnapshotHeader | null = null
    try {
      header = JSON.parse(json.toString('utf8')) as SnapshotHeader
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
    if (typeof header?.format !== 'number') throw this.#damaged('its header is garbled')
    if (header.format <= FORMAT) return header
    throw nodeError('node/snapshot-too-new', {
      message: `${this.#name} has format ${header.format}; this Polis knows up to ${FORMAT}`,
      hint: 'use the newer version of Polis that wrote it',
    })
  }

  #take(length: number): Buffer {
    const taken = this.#buffered.subarray(0, length)
    this.#buffered = this.#buffered.subarray(length)
    this.#hash.update(taken)
    return taken
  }

  #damaged(reason: string): PolisError {
    return nodeError('node/snapshot-damaged', {
      message: `${this.#name} is damaged: ${reason}`,
      hint: 'use another snapshot',
      fields: { name: this.#name, reason },
    })
  }
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
