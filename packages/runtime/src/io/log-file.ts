/**
 * A task's output on disk: written by the task itself, rotated and read by the node.
 *
 * The workload holds the file open for appending, so rotation copies it away and truncates it; what
 * is written between the two is lost, which the copy of the last bytes keeps to microseconds. Every
 * rotation begins a new *generation*; a reader's place is a generation and an offset, so it reads
 * on correctly across rotations. Beside the file an index says how long the file was at which
 * second: that is where a line's time comes from.
 */

import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { RuntimeConfig } from '../config.ts'
import type { LogLine, LogQuery } from '../driver.ts'
import { LineSplitter } from '../line-splitter.ts'

type Place = { generation: number; offset: number }
type IndexEntry = { readonly atMs: number; readonly offset: number }

/** Bytes read in one step: about 20 µs from the page cache. */
const CHUNK_BYTES = 64 * 1024

export class LogFile {
  readonly path: string
  readonly #config: RuntimeConfig
  #generation: number
  #sizeSeen = 0
  #indexBytes = 0

  constructor(path: string, config: RuntimeConfig) {
    this.path = path
    this.#config = config
    // The generation is a count within this life of the node; it starts high enough to go back.
    this.#generation = config.logFilesKept
    this.#sizeSeen = sizeOf(path) ?? 0
    this.#indexBytes = sizeOf(`${path}.idx`) ?? 0
  }

  /** Notes the file's size at `wallMs`, and rotates it if it is too large. */
  poll(wallMs: number): void {
    const size = sizeOf(this.path)
    if (size === undefined || size === this.#sizeSeen) return
    const entry = `${Math.round(wallMs)} ${size}\n`
    writeFileSync(`${this.path}.idx`, entry, { flag: 'a', mode: 0o600 })
    this.#indexBytes += entry.length
    this.#sizeSeen = size
    const { logBytesMax, logIndexBytesMax } = this.#config
    if (size >= logBytesMax || this.#indexBytes >= logIndexBytesMax) this.#rotate()
  }

  /** Lines as `query` wants them; ends at the end, or with `follow` when `signal` aborts. */
  async *read(query: LogQuery, signal: AbortSignal): AsyncGenerator<LogLine> {
    const place = query.tail === null ? this.#oldest() : this.#tailPlace(query.tail)
    const lines = new LineSplitter(this.#config.logLineBytesMax)
    let index = this.#index(place.generation)
    while (!signal.aborted) {
      const chunk = this.#chunk(place)
      if (chunk === undefined) {
        if (!existsSync(this.path)) break
        Object.assign(place, this.#oldest())
        index = this.#index(place.generation)
      } else if (chunk.length > 0) {
        for (const { text, endOffset } of lines.push(chunk)) {
          const atMs = this.#timeOf(index, place, place.offset + endOffset)
          if (query.sinceMs === null || atMs >= query.sinceMs) yield { atMs, text }
        }
        place.offset += chunk.length
      } else if (place.generation < this.#generation) {
        place.generation++
        place.offset = 0
        index = this.#index(place.generation)
      } else if (query.follow) {
        await delay(this.#config.followPollMs, undefined, { signal }).catch(ignoreAbort)
      } else {
        break
      }
    }
    const rest = lines.rest()
    if (rest !== '' && !signal.aborted) {
      yield { atMs: this.#timeOf(index, place, place.offset), text: rest }
    }
  }

  #rotate(): void {
    const { logFilesKept } = this.#config
    for (const suffix of ['', '.idx']) {
      const name = (n: number) => `${this.path}${n === 0 ? '' : `.${n}`}${suffix}`
      for (let n = logFilesKept - 1; n >= 1; n--) {
        if (existsSync(name(n))) renameSync(name(n), name(n + 1))
      }
      if (existsSync(name(0))) {
        copyFileSync(name(0), name(1))
        truncateSync(name(0))
      }
    }
    this.#generation++
    this.#sizeSeen = 0
    this.#indexBytes = 0
  }

  #name(generation: number): string {
    const back = this.#generation - generation
    return back === 0 ? this.path : `${this.path}.${back}`
  }

  #oldest(): Place {
    let generation = this.#generation
    while (
      generation > this.#generation - this.#config.logFilesKept &&
      existsSync(this.#name(generation - 1))
    ) {
      generation--
    }
    return { generation, offset: 0 }
  }

  /** The bytes at `place`, empty at the end; undefined if that generation is no longer kept. */
  #chunk(place: Place): Buffer | undefined {
    return readAt(this.#name(place.generation), place.offset, CHUNK_BYTES)
  }

  /** Where the last `count` lines begin. */
  #tailPlace(count: number): Place {
    const oldest = this.#oldest()
    let missing = count + 1
    for (let generation = this.#generation; generation >= oldest.generation; generation--) {
      let end = sizeOf(this.#name(generation)) ?? 0
      // A last line without its end counts, too.
      const isLast = generation === this.#generation && end > 0
      if (isLast && readAt(this.path, end - 1, 1)?.[0] !== NEWLINE) missing--
      while (end > 0) {
        const start = Math.max(0, end - CHUNK_BYTES)
        const chunk = readAt(this.#name(generation), start, end - start) ?? Buffer.alloc(0)
        for (let at = chunk.lastIndexOf(NEWLINE); at >= 0; ) {
          missing--
          if (missing <= 0) return { generation, offset: start + at + 1 }
          at = at === 0 ? -1 : chunk.lastIndexOf(NEWLINE, at - 1)
        }
        end = start
      }
    }
    return oldest
  }

  #index(generation: number): IndexEntry[] {
    const path = `${this.#name(generation)}.idx`
    if (!existsSync(path)) return []
    const entries = readFileSync(path, 'utf8').split('\n')
    return entries
      .map(line => line.split(' ').map(Number))
      .filter(([atMs, offset]) => Number.isFinite(atMs) && Number.isFinite(offset))
      .map(([atMs, offset]) => ({ atMs: atMs!, offset: offset! }))
  }

  /** When the byte before `offset` had been written: the index, or the file's own last change. */
  #timeOf(index: readonly IndexEntry[], place: Place, offset: number): number {
    let low = 0
    let high = index.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (index[middle]!.offset < offset) low = middle + 1
      else high = middle
    }
    const entry = index[low]
    if (entry !== undefined) return entry.atMs
    const path = this.#name(place.generation)
    return Math.round(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  }
}

const NEWLINE = 0x0a

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}

function readAt(path: string, offset: number, length: number): Buffer | undefined {
  if (!existsSync(path)) return undefined
  const file = openSync(path, 'r')
  try {
    const available = Math.max(0, fstatSync(file).size - offset)
    const buffer = Buffer.allocUnsafe(Math.min(length, available))
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset))
  } finally {
    closeSync(file)
  }
}

function ignoreAbort(error: unknown): void {
  // The loop looks at the signal itself; anything but its abort is a bug in the timer.
  if (!(error instanceof Error && error.name === 'AbortError')) throw error
}
