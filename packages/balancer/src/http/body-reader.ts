/**
 * Reads a body by its framing (RFC 9112 §6, §7.1), a buffer at a time.
 *
 *     size ──CRLF──► data ──CRLF──► size … 0 ──CRLF──► trailers ──empty line──► done
 *
 * `read` leaves the payload of the buffer in one piece: behind the first chunk, payload is moved
 * forward over the framing between. Chunk extensions are checked, bounded and dropped; trailers are
 * checked, bounded and kept as text. Which of them go on is `trailers.ts`'s to say.
 */

import { CHUNK_EXTENSION_BYTES_MAX, FIELDS_MAX, TRAILER_BYTES_MAX } from '../config.ts'
import {
  BACKSLASH,
  COLON,
  CR,
  EQUALS,
  FIELD_VALUE,
  HEX_VALUE,
  LF,
  QUOTE,
  SEMICOLON,
  TOKEN_LOWER,
} from './characters.ts'
import type { BodyKind } from './request-head.ts'

const SIZE = 0
const EXTENSION = 1
const SIZE_LF = 2
const DATA = 3
const DATA_CR = 4
const DATA_LF = 5
const TRAILER_START = 6
const TRAILER = 7
const TRAILER_LF = 8
const END_LF = 9
/** Within an extension: `;name`, `;name=token` or `;name="text"` (§7.1.1), and nothing else. */
const EXTENSION_NAME = 10
const EXTENSION_VALUE_START = 11
const EXTENSION_VALUE = 12
const EXTENSION_QUOTED = 13
const EXTENSION_ESCAPE = 14
const EXTENSION_END = 15

/** Hexadecimal digits of a chunk size: up to 2^48. */
const SIZE_DIGITS_MAX = 12

export class BodyReader {
  isComplete = true
  /** The payload that `read` found, `[payloadStart, payloadEnd)` of its buffer. */
  payloadStart = 0
  payloadEnd = 0
  /** The first byte that does not belong to the body. */
  next = 0
  /** The trailer section so far, each line with its CRLF; empty for a body without one. */
  trailers = ''

  #kind: BodyKind = 'none'
  #remaining = 0
  #state = SIZE
  #digits = 0
  #extra = 0
  #hasColon = false
  #fieldCount = 0

  /** True for a body that ends with its connection. */
  get isOpenEnded(): boolean {
    return this.#kind === 'close'
  }

  /** Starts a body. A `close` body goes on until the caller sees the end of the connection. */
  reset(kind: BodyKind, length: number): void {
    this.#kind = kind
    this.#remaining = length
    this.#state = SIZE
    this.#digits = 0
    this.#extra = 0
    this.trailers = ''
    this.isComplete = kind === 'none' || (kind === 'length' && length === 0)
  }

  /** Reads what is in `bytes` from `start` on; false if it breaks the framing. */
  read(bytes: Uint8Array, start: number): boolean {
    this.payloadStart = start
    this.payloadEnd = start
    this.next = start
    if (this.isComplete) return true
    if (this.#kind === 'chunked') return this.#readChunks(bytes, start)
    const available = bytes.length - start
    const taken = this.#kind === 'close' ? available : Math.min(available, this.#remaining)
    this.payloadEnd = start + taken
    this.next = start + taken
    if (this.#kind === 'length') {
      this.#remaining -= taken
      this.isComplete = this.#remaining === 0
    }
    return true
  }

  #readChunks(bytes: Uint8Array, start: number): boolean {
    let at = start
    let write = -1
    while (at < bytes.length) {
      if (this.#state === DATA) {
        const taken = Math.min(bytes.length - at, this.#remaining)
        if (write === -1) {
          this.payloadStart = at
          write = at
        } else {
          bytes.copyWithin(write, at, at + taken)
        }
        write += taken
        at += taken
        this.#remaining -= taken
        if (this.#remaining === 0) this.#state = DATA_CR
        continue
      }
      if (!this.#step(bytes[at]!)) return false
      at++
      if (this.isComplete) break
    }
    this.payloadEnd = write === -1 ? this.payloadStart : write
    this.next = at
    return true
  }

  /** Takes one byte of framing; false if it must not be there. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case SIZE:
        return this.#stepSize(byte)
      case SIZE_LF:
        this.#state = this.#remaining === 0 ? TRAILER_START : DATA
        this.#digits = 0
        this.#extra = 0
        return byte === LF
      case DATA_CR:
        this.#state = DATA_LF
        return byte === CR
      case DATA_LF:
        this.#state = SIZE
        return byte === LF
      case TRAILER_START:
        if (byte === CR) this.#state = END_LF
        return byte === CR || this.#startTrailer(byte)
      case TRAILER:
        return this.#stepTrailer(byte)
      case TRAILER_LF:
        this.#state = TRAILER_START
        this.trailers += '\n'
        return byte === LF
      case END_LF:
        this.isComplete = byte === LF
        return byte === LF
      default:
        return ++this.#extra <= CHUNK_EXTENSION_BYTES_MAX && this.#stepExtension(byte)
    }
  }

  #stepExtension(byte: number): boolean {
    const isToken = TOKEN_LOWER[byte] !== 0
    switch (this.#state) {
      case EXTENSION:
        this.#state = EXTENSION_NAME
        return isToken
      case EXTENSION_NAME:
        if (byte === EQUALS) this.#state = EXTENSION_VALUE_START
        else if (!isToken) return this.#endExtension(byte)
        return true
      case EXTENSION_VALUE_START:
        this.#state = byte === QUOTE ? EXTENSION_QUOTED : EXTENSION_VALUE
        return byte === QUOTE || isToken
      case EXTENSION_VALUE:
        return isToken || this.#endExtension(byte)
      case EXTENSION_QUOTED:
        if (byte === QUOTE) this.#state = EXTENSION_END
        else if (byte === BACKSLASH) this.#state = EXTENSION_ESCAPE
        return FIELD_VALUE[byte] === 1
      case EXTENSION_ESCAPE:
        this.#state = EXTENSION_QUOTED
        return FIELD_VALUE[byte] === 1
      default:
        return this.#endExtension(byte)
    }
  }

  #endExtension(byte: number): boolean {
    if (byte === CR) this.#state = SIZE_LF
    else if (byte === SEMICOLON) this.#state = EXTENSION
    else return false
    return true
  }

  #stepSize(byte: number): boolean {
    const digit = HEX_VALUE[byte]!
    if (digit !== 255) {
      if (++this.#digits > SIZE_DIGITS_MAX) return false
      this.#remaining = (this.#digits === 1 ? 0 : this.#remaining * 16) + digit
      return true
    }
    if (this.#digits === 0) return false
    if (byte === CR) this.#state = SIZE_LF
    else if (byte === SEMICOLON) this.#state = EXTENSION
    else return false
    return true
  }

  #startTrailer(byte: number): boolean {
    this.#state = TRAILER
    this.#hasColon = false
    this.#fieldCount = this.trailers === '' ? 1 : this.#fieldCount + 1
    // A name is a token, and not an empty one: the first byte never is a colon.
    return this.#fieldCount <= FIELDS_MAX && TOKEN_LOWER[byte] !== 0 && this.#stepTrailer(byte)
  }

  #stepTrailer(byte: number): boolean {
    if (++this.#extra > TRAILER_BYTES_MAX) return false
    this.trailers += String.fromCharCode(byte)
    if (byte === CR) {
      this.#state = TRAILER_LF
      return this.#hasColon
    }
    if (this.#hasColon) return FIELD_VALUE[byte] === 1
    this.#hasColon = byte === COLON
    return this.#hasColon || TOKEN_LOWER[byte] !== 0
  }
}
