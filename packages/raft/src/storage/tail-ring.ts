/**
 * The tail ring: a file of fixed size that holds the newest writes once more, byte for byte.
 *
 * LevelDB forgets synced records in silence when its own log is damaged. Whatever it forgets of the
 * newest writes is still here, and because every record carries a sequence, a log that ends too
 * early is recognised. The file is written through once, so that later writes change no metadata.
 *
 *     page 0   'polistl1', u32 salt, u32 size of the file, u32 CRC-32C of those
 *     page 1…  records, each at the start of a page, in the order of their sequence, and from
 *              page 1 again where the next one would not fit
 *
 *     record   u32 magic, u32 CRC-32C of what follows up to the block, u32 length, u32 salt, u64
 *              own offset, the head, then the block that this write appended, if any, which
 *              proves itself
 *
 * Records begin on pages of their own, so a torn write never touches an acknowledged one. Salt and
 * offset keep what a block happens to contain from being taken for a record.
 */

import { assert, crc32c } from '@polis/base'
import { type Block, decodeBlock } from './block.ts'
import { decodeHead, encodeHead, HEAD_BYTES, type Head } from './head.ts'
import { readU64, viewOf, writeU64 } from './integers.ts'

/** The unit of the layout; no smaller than a disk sector, so pages tear apart from each other. */
export const TAIL_PAGE_BYTES = 4096

const MAGIC_TEXT = new TextEncoder().encode('polistl1')
const RECORD_MAGIC = 0x4c_49_41_54
const HEADER_BYTES = 24

/** One write as the ring holds it. */
export type TailRecord = {
  readonly head: Head
  readonly block?: Block
  /** Where it lies; its end is the start of the next page. */
  readonly offset: number
  readonly end: number
}

/** A ring that can be continued; records by sequence, ascending. */
export type RingContent = {
  readonly size: number
  readonly salt: number
  readonly records: readonly TailRecord[]
}

/** What was found in the file. */
export type TailScan =
  /** The file is there, of its size, with its first page whole. */
  | ({ readonly kind: 'readable' } & RingContent)
  /** No file: a new data directory, or somebody removed it. */
  | { readonly kind: 'missing' }
  /** A file that is no ring, or was cut. Records of it that are whole still count. */
  | {
      readonly kind: 'garbled'
      readonly reason: string
      readonly records: readonly TailRecord[]
    }

/** A new ring: the first page and nothing else, `size` bytes in all. */
export function formatTail(size: number, salt: number): Uint8Array {
  assert(size % TAIL_PAGE_BYTES === 0 && size >= 2 * TAIL_PAGE_BYTES, 'a ring of whole pages')
  const bytes = new Uint8Array(size)
  const view = viewOf(bytes)
  bytes.set(MAGIC_TEXT, 0)
  view.setUint32(8, salt, true)
  view.setUint32(12, size, true)
  view.setUint32(16, crc32c(bytes.subarray(0, 16)), true)
  return bytes
}

/** Reads everything there is in `file` (undefined if there is none). */
export function scanTail(file: Uint8Array | undefined): TailScan {
  if (file === undefined) return { kind: 'missing' }
  const first = readFirstPage(file)
  if (first === undefined) {
    return { kind: 'garbled', reason: 'the first page of the tail is garbled', records: [] }
  }
  const records = scanRecords(file, first.salt)
  if (first.size !== file.length) {
    const reason = `the tail has ${file.length} bytes instead of ${first.size}`
    return { kind: 'garbled', reason, records }
  }
  return { kind: 'readable', ...first, records }
}

/** Where the next record goes; the only state of a writer. */
export class TailRing {
  readonly size: number
  readonly salt: number
  #position: number

  /** Continues after the newest record. */
  constructor({ size, salt, records }: RingContent) {
    this.size = size
    this.salt = salt
    this.#position = records.at(-1)?.end ?? TAIL_PAGE_BYTES
  }

  /** The largest block that fits beside the record before it. */
  get blockBytesMax(): number {
    const half = Math.floor((this.size - TAIL_PAGE_BYTES) / 2 / TAIL_PAGE_BYTES) * TAIL_PAGE_BYTES
    return half - HEADER_BYTES - HEAD_BYTES
  }

  /** The bytes of the next record, whole pages, and where they go. */
  place(head: Head, block: Block | undefined): { offset: number; bytes: Uint8Array } {
    const length = HEADER_BYTES + HEAD_BYTES + (block?.bytes.length ?? 0)
    const padded = Math.ceil(length / TAIL_PAGE_BYTES) * TAIL_PAGE_BYTES
    assert(padded <= this.size - TAIL_PAGE_BYTES, 'a record fits into the ring')
    const offset = this.#position + padded > this.size ? TAIL_PAGE_BYTES : this.#position
    const bytes = new Uint8Array(padded)
    const view = viewOf(bytes)
    view.setUint32(0, RECORD_MAGIC, true)
    view.setUint32(8, length, true)
    view.setUint32(12, this.salt, true)
    writeU64(view, 16, offset)
    bytes.set(encodeHead(head), HEADER_BYTES)
    if (block !== undefined) bytes.set(block.bytes, HEADER_BYTES + HEAD_BYTES)
    view.setUint32(4, crc32c(bytes.subarray(8, HEADER_BYTES + HEAD_BYTES)), true)
    this.#position = offset + padded
    return { offset, bytes }
  }
}

function readFirstPage(file: Uint8Array): { salt: number; size: number } | undefined {
  if (file.length < TAIL_PAGE_BYTES) return undefined
  const view = viewOf(file)
  const isOurs = MAGIC_TEXT.every((byte, i) => file[i] === byte)
  if (!isOurs || view.getUint32(16, true) !== crc32c(file.subarray(0, 16))) return undefined
  return { salt: view.getUint32(8, true), size: view.getUint32(12, true) }
}

function scanRecords(file: Uint8Array, salt: number): TailRecord[] {
  const records: TailRecord[] = []
  let offset = TAIL_PAGE_BYTES
  while (offset + HEADER_BYTES + HEAD_BYTES <= file.length) {
    const record = readRecord(file, offset, salt)
    if (record !== undefined) records.push(record)
    offset = record?.end ?? offset + TAIL_PAGE_BYTES
  }
  return records.sort((a, b) => a.head.sequence - b.head.sequence)
}

function readRecord(file: Uint8Array, offset: number, salt: number): TailRecord | undefined {
  const view = new DataView(file.buffer, file.byteOffset + offset, file.length - offset)
  if (view.getUint32(0, true) !== RECORD_MAGIC || view.getUint32(12, true) !== salt) return
  const length = view.getUint32(8, true)
  if (readU64(view, 16) !== offset || length > file.length - offset) return
  if (length < HEADER_BYTES + HEAD_BYTES) return
  const record = file.subarray(offset, offset + length)
  if (view.getUint32(4, true) !== crc32c(record.subarray(8, HEADER_BYTES + HEAD_BYTES))) return
  const head = decodeHead(record.subarray(HEADER_BYTES))
  if (head === undefined) return
  const end = offset + Math.ceil(length / TAIL_PAGE_BYTES) * TAIL_PAGE_BYTES
  // A copy, because its entries stay in memory and the whole file should not.
  const blockBytes = record.slice(HEADER_BYTES + HEAD_BYTES)
  if (blockBytes.length === 0) return { head, offset, end }
  const block = decodeBlock(blockBytes)
  return block?.crc === head.lastCrc ? { head, block, offset, end } : undefined
}
