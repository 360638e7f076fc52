/**
 * Reads one HTTP/1.1 answer, as much of it as a check needs (RFC 9112 §4 to §7).
 *
 *     head ──► body (by length, in chunks, or to the end of the connection) ──► done
 *       └────────────┴──► bad
 *
 * It is done once the body has ended or its bound is reached. Strict about framing, for what is
 * ambiguous says nothing about health; it never holds more than its bounds.
 */

import {
  BODY_BYTES_MAX,
  CHUNK_LINE_BYTES_MAX,
  HEADER_BYTES_MAX,
  INTERIM_ANSWERS_MAX,
} from './config.ts'

type Phase =
  | 'head'
  | 'length'
  | 'until-close'
  | 'chunk-line'
  | 'chunk'
  | 'chunk-end'
  | 'done'
  | 'bad'

const NONE: Buffer = Buffer.alloc(0)

export class HttpAnswer {
  /** 0 before there is a head. */
  status = 0
  /** Where it redirects to; null if it does not say. */
  location: string | null = null
  /** What is wrong with it; empty unless it is bad. */
  problem = ''
  readonly #isHead: boolean
  #phase: Phase = 'head'
  #pending: Buffer = NONE
  /** Bytes of the body or chunk still to come. */
  #left = 0
  #interim = 0
  readonly #body: Buffer[] = []
  #bodyLength = 0

  /** `method` decides whether a body follows (RFC 9112 §6.3). */
  constructor(method: string) {
    this.#isHead = method === 'HEAD'
  }

  /** True once there is nothing more to read: `problem` says whether it was well formed. */
  get isOver(): boolean {
    return this.#phase === 'done' || this.#phase === 'bad'
  }

  /** The beginning of the body; bytes that are no UTF-8 are replaced. */
  get body(): string {
    return Buffer.concat(this.#body).toString('utf8')
  }

  push(bytes: Buffer): void {
    let rest: Buffer = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    this.#pending = NONE
    while (rest.length > 0 && !this.isOver) {
      const before = rest
      rest = this.#take(rest)
      if (rest === before) {
        this.#pending = rest
        return
      }
    }
  }

  /** The connection has ended. */
  end(): void {
    if (this.isOver) return
    if (this.#phase === 'until-close') this.#phase = 'done'
    else if (this.#phase === 'head' && this.#pending.length === 0 && this.#interim === 0) {
      this.#fail('the connection was closed without an answer')
    } else this.#fail('the connection was closed within its answer')
  }

  /** Takes what it can from `bytes`, and answers with the rest: `bytes` itself if more must come. */
  #take(bytes: Buffer): Buffer {
    switch (this.#phase) {
      case 'head':
        return this.#takeHead(bytes)
      case 'chunk-line':
        return this.#takeChunkLine(bytes)
      case 'chunk-end':
        return this.#takeChunkEnd(bytes)
      default:
        return this.#takeBody(bytes)
    }
  }

  #takeHead(bytes: Buffer): Buffer {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0 || end > HEADER_BYTES_MAX) {
      if (bytes.length > HEADER_BYTES_MAX) this.#fail('the headers of its answer are too large')
      else if (!isBeginning(bytes)) this.#fail('this is no HTTP')
      return bytes
    }
    const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
    const match = /^HTTP\/1\.[01] ([1-5]\d\d)(?: [^\r\n]*)?$/.exec(first)
    if (match === null) this.#fail('this is no HTTP')
    else if (Number(match[1]) < 200) this.#announced(Number(match[1]))
    else this.#headed(Number(match[1]), lines)
    return bytes.subarray(end + 4)
  }

  /** An answer before the final one (1xx). */
  #announced(status: number): void {
    this.#interim++
    if (status === 101) this.#fail('it switches to another protocol')
    else if (this.#interim > INTERIM_ANSWERS_MAX) this.#fail('it announces and does not answer')
  }

  #headed(status: number, lines: readonly string[]): void {
    const lengths = new Set<string>()
    let coding = ''
    let isWellFormed = true
    for (const line of lines) {
      const at = line.indexOf(':')
      isWellFormed &&= at > 0 && !/[\s\0]/.test(line.slice(0, at))
      const name = line.slice(0, at).toLowerCase()
      const value = line.slice(at + 1).trim()
      if (name === 'content-length') lengths.add(value)
      else if (name === 'transfer-encoding') coding += `${value.toLowerCase()},`
      else if (name === 'location') this.location ??= value
    }
    this.status = status
    if (isWellFormed) this.#frame(status, lengths, coding)
    else this.#fail('a header is not well formed')
  }

  /** How the body ends (RFC 9112 §6.3). */
  #frame(status: number, lengths: ReadonlySet<string>, coding: string): void {
    const [length] = lengths
    if (lengths.size > 1 || (length !== undefined && !/^\d{1,15}$/.test(length))) {
      this.#fail('it does not say one length')
    } else if (coding !== '' && (coding !== 'chunked,' || length !== undefined)) {
      this.#fail('its transfer coding is not clear')
    } else if (this.#isHead || status === 204 || status === 304 || Number(length) === 0) {
      this.#phase = 'done'
    } else if (coding !== '') this.#phase = 'chunk-line'
    else if (length === undefined) this.#phase = 'until-close'
    else {
      this.#phase = 'length'
      this.#left = Number(length)
    }
  }

  #takeBody(bytes: Buffer): Buffer {
    const isBounded = this.#phase !== 'until-close'
    const taken = isBounded ? bytes.subarray(0, this.#left) : bytes
    const kept = taken.subarray(0, BODY_BYTES_MAX - this.#bodyLength)
    this.#body.push(kept)
    this.#bodyLength += kept.length
    if (isBounded) this.#left -= taken.length
    if (this.#bodyLength >= BODY_BYTES_MAX) this.#phase = 'done'
    else if (isBounded && this.#left === 0) {
      this.#phase = this.#phase === 'length' ? 'done' : 'chunk-end'
    }
    return bytes.subarray(taken.length)
  }

  #takeChunkLine(bytes: Buffer): Buffer {
    const end = bytes.indexOf('\r\n')
    if (end < 0 || end > CHUNK_LINE_BYTES_MAX) {
      if (bytes.length > CHUNK_LINE_BYTES_MAX) this.#fail('a chunk is not well formed')
      return bytes
    }
    const match = /^([0-9a-fA-F]{1,12})[ \t]*(?:;.*)?$/.exec(bytes.toString('latin1', 0, end))
    if (match === null) this.#fail('a chunk is not well formed')
    else {
      this.#left = Number.parseInt(match[1]!, 16)
      // Trailers follow the last chunk; nobody asks for them.
      this.#phase = this.#left === 0 ? 'done' : 'chunk'
    }
    return bytes.subarray(end + 2)
  }

  #takeChunkEnd(bytes: Buffer): Buffer {
    if (bytes.length < 2) return bytes
    if (bytes[0] !== 0x0d || bytes[1] !== 0x0a) this.#fail('a chunk is not well formed')
    else this.#phase = 'chunk-line'
    return bytes.subarray(2)
  }

  #fail(problem: string): void {
    this.#phase = 'bad'
    this.problem = problem
  }
}

/** True if an answer may begin like this: who speaks another protocol is told at once. */
function isBeginning(bytes: Buffer): boolean {
  const start = 'HTTP/1.'
  return start.startsWith(bytes.toString('latin1', 0, Math.min(bytes.length, start.length)))
}
