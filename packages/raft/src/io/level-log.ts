/**
 * The log in LevelDB (`DIR/raft/log`): one value a block, one for the head, every write synced.
 *
 *     H            the head
 *     C            the commit index, written without a sync between two heads: a hint
 *     L <u64 BE>   the block that begins at that index
 *
 * LevelDB reports a lock, and sometimes its own damage, at `open`; both become errors with a code.
 */

import { crc32c } from '@polis/base'
import { Level } from 'level'
import { dataDirInUse, dataUnreadable } from '../errors.ts'
import { type Block, decodeBlock } from '../storage/block.ts'
import { decodeHead, encodeHead, type Head } from '../storage/head.ts'
import { readU64, viewOf, writeU64 } from '../storage/integers.ts'
import type { LogWrite } from '../storage/log-writer.ts'
import { damagedTable } from './level-check.ts'

type Database = Level<Uint8Array, Uint8Array>

/** Everything that LevelDB still has. */
export type LevelContents = {
  readonly head: Head | undefined
  readonly commit: number
  readonly blocks: readonly Block[]
  /** Keys of blocks that are garbled. */
  readonly garbledKeys: readonly Uint8Array[]
  readonly isHeadGarbled: boolean
}

const HEAD_KEY = new Uint8Array([0x48])
const COMMIT_KEY = new Uint8Array([0x43])
const BLOCK_PREFIX = 0x4c

/** Blocks are read once, at the start; a large cache would only hold them twice. */
const CACHE_BYTES = 1 << 20
/** One table per 8 MiB of log; most of it is compacted away before it would be written there. */
const WRITE_BUFFER_BYTES = 8 << 20

/** The open log database. */
export class LevelLog {
  readonly #database: Database

  private constructor(database: Database) {
    this.#database = database
  }

  /**
   * Opens or creates the database; undefined if LevelDB itself says that it is damaged. Throws
   * `raft/data-dir-in-use` and `raft/data-unreadable`.
   */
  static async open(directory: string): Promise<LevelLog | undefined> {
    const database = await openLevel(directory)
    return database === undefined ? undefined : new LevelLog(database)
  }

  /** Reads everything. */
  async read(): Promise<LevelContents> {
    const headBytes = await this.#database.get(HEAD_KEY)
    const head = headBytes === undefined ? undefined : decodeHead(headBytes)
    const blocks: Block[] = []
    const garbledKeys: Uint8Array[] = []
    const range = { gte: blockKey(0), lt: new Uint8Array([BLOCK_PREFIX + 1]) }
    for await (const [key, value] of this.#database.iterator(range)) {
      const block = decodeBlock(value)
      if (block === undefined || block.firstIndex !== indexOf(key)) garbledKeys.push(key)
      else blocks.push(block)
    }
    const isHeadGarbled = headBytes !== undefined && head === undefined
    return { head, commit: await this.#readCommit(), blocks, garbledKeys, isHeadGarbled }
  }

  /** Carries out one write, synced. */
  write({ deletes, put, head }: Pick<LogWrite, 'deletes' | 'put' | 'head'>): Promise<void> {
    const batch = this.#database.batch()
    for (const index of deletes) batch.del(blockKey(index))
    if (put !== undefined) batch.put(blockKey(put.firstIndex), put.bytes)
    return batch.put(HEAD_KEY, encodeHead(head)).write({ sync: true })
  }

  /** Makes the database hold exactly `blocks` and `head`, in one synced batch. */
  replace(contents: LevelContents, blocks: readonly Block[], head: Head): Promise<void> {
    const batch = this.#database.batch()
    const present = new Map(contents.blocks.map(block => [block.firstIndex, block.crc]))
    for (const key of contents.garbledKeys) batch.del(key)
    for (const index of present.keys()) {
      if (!blocks.some(block => block.firstIndex === index)) batch.del(blockKey(index))
    }
    for (const block of blocks) {
      if (present.get(block.firstIndex) !== block.crc) {
        batch.put(blockKey(block.firstIndex), block.bytes)
      }
    }
    return batch.put(HEAD_KEY, encodeHead(head)).write({ sync: true })
  }

  /** Notes the commit index; lost with the machine's power, which costs nothing but a replay. */
  writeCommit(commit: number): Promise<void> {
    const bytes = new Uint8Array(12)
    const view = viewOf(bytes)
    writeU64(view, 4, commit)
    view.setUint32(0, crc32c(bytes.subarray(4)), true)
    return this.#database.put(COMMIT_KEY, bytes)
  }

  close(): Promise<void> {
    return this.#database.close()
  }

  async #readCommit(): Promise<number> {
    const bytes = await this.#database.get(COMMIT_KEY)
    if (bytes === undefined || bytes.length !== 12) return 0
    const view = viewOf(bytes)
    return view.getUint32(0, true) === crc32c(bytes.subarray(4)) ? readU64(view, 4) : 0
  }
}

/**
 * Opens a database of bytes; undefined if it, or LevelDB itself, is found damaged. Throws
 * `raft/data-dir-in-use` and `raft/data-unreadable`.
 */
export async function openLevel(directory: string): Promise<Database | undefined> {
  if ((await damagedTable(directory)) !== undefined) return undefined
  const database: Database = new Level(directory, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    compression: false,
    cacheSize: CACHE_BYTES,
    writeBufferSize: WRITE_BUFFER_BYTES,
  })
  try {
    await database.open()
    return database
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'LEVEL_LOCKED') throw dataDirInUse(directory, error)
    // A file of its own that LevelDB misses is damage, too; any other refusal is the system's.
    const isFileMissing = cause instanceof Error && cause.message.includes('No such file')
    if (code === 'LEVEL_CORRUPTION' || (code === 'LEVEL_IO_ERROR' && isFileMissing))
      return undefined
    throw dataUnreadable(directory, cause ?? error)
  }
}

function blockKey(firstIndex: number): Uint8Array {
  const key = new Uint8Array(9)
  key[0] = BLOCK_PREFIX
  viewOf(key).setBigUint64(1, BigInt(firstIndex))
  return key
}

function indexOf(key: Uint8Array): number {
  return Number(viewOf(key).getBigUint64(1))
}
