/**
 * LevelDB's own files, as far as they must be checked before LevelDB sees them.
 *
 * It checks what it reads from its log and its manifest, but not its tables: a garbled one gives
 * wrong values, or aborts the whole process where an assertion in it fails. So every table that the
 * manifest names is checked here against the CRC-32C that LevelDB itself has stored with each block
 * (LevelDB, doc/table_format.md and doc/log_format.md).
 *
 *     table     block… │ filter │ index of the filter │ index │ footer: where the two are, magic
 *     block     content │ u8 type │ u32 masked CRC-32C of content and type
 *     manifest  records in the format of the log, each an edit: tables that came, tables that went
 */

import { crc32c } from '@polis/base'
import { viewOf } from './integers.ts'

const FOOTER_BYTES = 48
const TRAILER_BYTES = 5
/** The last eight bytes of a table, as two little-endian words. */
const MAGIC_LOW = 0x8b80_fb57
const MAGIC_HIGH = 0xdb47_7524
const CRC_MASK_DELTA = 0xa282_ead8
const LOG_BLOCK_BYTES = 32 << 10
const LOG_HEADER_BYTES = 7

/** Where a block lies; `size` is without its trailer. */
type Handle = { readonly offset: number; readonly size: number }

/** What is wrong with a table; undefined if every block of it is as it was written. */
export function tableDamage(table: Uint8Array): string | undefined {
  if (table.length < FOOTER_BYTES) return 'it was cut'
  const footer = table.subarray(table.length - FOOTER_BYTES)
  const view = viewOf(footer)
  if (view.getUint32(40, true) !== MAGIC_LOW || view.getUint32(44, true) !== MAGIC_HIGH) {
    return 'its end is garbled'
  }
  const reader = new Reader(footer.subarray(0, 40))
  // Two blocks of handles: of the filter, which tells what is not there, and of the values.
  const indexes = footerHandles(reader)
  if (!indexes?.every(index => isBlockWhole(table, index))) return 'its index is garbled'
  const handles = indexes.flatMap(({ offset, size }) =>
    blockValues(table.subarray(offset, offset + size)).map(value => new Reader(value).handle()),
  )
  const garbled = handles.find(handle => !isBlockWhole(table, handle))
  return garbled && `its block at ${garbled.offset} is garbled`
}

function footerHandles(reader: Reader): Handle[] | undefined {
  try {
    return [reader.handle(), reader.handle()]
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * The numbers of the tables that belong to the database, of all that lie in its folder; undefined
 * if the manifest cannot be read, which LevelDB finds out itself.
 */
export function liveTables(manifest: Uint8Array): ReadonlySet<number> | undefined {
  const live = new Set<number>()
  try {
    for (const record of logRecords(manifest)) applyEdit(new Reader(record), live)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
  return live
}

function isBlockWhole(table: Uint8Array, { offset, size }: Handle): boolean {
  const end = offset + size
  if (!Number.isSafeInteger(end) || end + TRAILER_BYTES > table.length) return false
  const stored = viewOf(table).getUint32(end + 1, true)
  const crc = crc32c(table.subarray(offset, end + 1))
  return stored === (((crc >>> 15) | (crc << 17)) + CRC_MASK_DELTA) >>> 0
}

/** The values of a block that is whole; keys share prefixes, values do not. */
function blockValues(block: Uint8Array): Uint8Array[] {
  const restarts = viewOf(block).getUint32(block.length - 4, true)
  const reader = new Reader(block.subarray(0, block.length - 4 - 4 * restarts))
  const values: Uint8Array[] = []
  while (!reader.isAtEnd) {
    reader.integer()
    const [keyRest, valueBytes] = [reader.integer(), reader.integer()]
    reader.bytes(keyRest)
    values.push(reader.bytes(valueBytes))
  }
  return values
}

/** The records of a log file, put together from their fragments. */
function* logRecords(file: Uint8Array): Generator<Uint8Array> {
  let parts: Uint8Array[] = []
  let at = 0
  while (at + LOG_HEADER_BYTES <= file.length) {
    const left = LOG_BLOCK_BYTES - (at % LOG_BLOCK_BYTES)
    if (left < LOG_HEADER_BYTES) {
      at += left
      continue
    }
    const length = file[at + 4]! | (file[at + 5]! << 8)
    const type = file[at + 6]!
    const end = at + LOG_HEADER_BYTES + length
    if (type < 1 || type > 4 || end > file.length) throw new RangeError('a record is garbled')
    // 1 is whole; 2, 3 and 4 are the first, a middle and the last fragment.
    if (type <= 2) parts = []
    parts.push(file.subarray(at + LOG_HEADER_BYTES, end))
    if (type === 1 || type === 4) yield Buffer.concat(parts)
    at = end
  }
}

/** Fields of an edit by their tags, of which only the tables matter here. */
function applyEdit(reader: Reader, live: Set<number>): void {
  while (!reader.isAtEnd) {
    const tag = reader.integer()
    if (tag === 1) reader.text()
    else if (tag === 2 || tag === 3 || tag === 4 || tag === 9) reader.integer()
    else if (tag === 5) {
      reader.integer()
      reader.text()
    } else if (tag === 6) {
      reader.integer()
      live.delete(reader.integer())
    } else if (tag === 7) {
      reader.integer()
      live.add(reader.integer())
      reader.integer()
      reader.text()
      reader.text()
    } else throw new RangeError(`an edit has the tag ${tag}`)
  }
}

/** Reads variable-length integers and what they announce. Throws `RangeError` beyond the end. */
class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  integer(): number {
    let value = 0
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('an integer is cut')
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }

  bytes(count: number): Uint8Array {
    const end = this.#at + count
    if (end > this.#bytes.length) throw new RangeError('a field is cut')
    const bytes = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return bytes
  }

  text(): void {
    this.bytes(this.integer())
  }

  handle(): Handle {
    return { offset: this.integer(), size: this.integer() }
  }
}
