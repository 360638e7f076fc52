/**
 * The field section of a head or trailer (RFC 9112 §5), read in one pass.
 *
 * Lines end in CRLF and nothing else; names are tokens directly followed by a colon; a line that
 * starts with white space (obs-fold) is refused. What concerns this hop alone (RFC 9110 §7.6.1) and
 * what the proxy writes itself is taken out; the rest is kept as text, in order, for the next hop.
 * A lower-case hash of each name is made on the way, so most names cost no comparison. The text
 * holds one byte a character (latin1): turned into a string once, parts of it are slices.
 */

import { FIELDS_MAX } from '../config.ts'
import {
  COLON,
  CR,
  FIELD_VALUE,
  isDigit,
  isToken,
  LF,
  SPACE,
  TAB,
  TOKEN_LOWER,
} from './characters.ts'

/** The section is whole. */
export const COMPLETE = 1
/** More bytes are needed. */
export const INCOMPLETE = 0
/** The section breaks a rule. */
export const INVALID = -1
/** The section has too many fields. */
export const TOO_MANY = -2

/** A length is exact as a number up to here. */
const LENGTH_DIGITS_MAX = 15

/** Fields with a meaning for the proxy; the first group is never forwarded as received. */
const HOST = 1
const CONTENT_LENGTH = 2
const TRANSFER_ENCODING = 3
const CONNECTION = 4
const KEEP_ALIVE = 5
const UPGRADE = 6
const HOP_BY_HOP = 7
const FIRST_KEPT = 8
const EXPECT = 8
const COOKIE = 9
const FORWARDED_FOR = 10
const FORWARDED = 11
const REQUEST_ID = 12
const FORWARDED_LIST = 13

const MEANINGS: ReadonlyMap<number, { name: string; meaning: number }> = new Map(
  Object.entries({
    host: HOST,
    'content-length': CONTENT_LENGTH,
    'transfer-encoding': TRANSFER_ENCODING,
    connection: CONNECTION,
    'keep-alive': KEEP_ALIVE,
    upgrade: UPGRADE,
    'proxy-connection': HOP_BY_HOP,
    te: HOP_BY_HOP,
    expect: EXPECT,
    cookie: COOKIE,
    'x-forwarded-for': FORWARDED_FOR,
    'x-forwarded-proto': FORWARDED,
    'x-forwarded-host': FORWARDED,
    'x-request-id': REQUEST_ID,
    forwarded: FORWARDED_LIST,
  }).map(([name, meaning]) => [nameHash(name), { name, meaning }]),
)

/** What is in a field section. One object is reused for many sections. */
export class Fields {
  /** End-to-end fields as text for the next hop, each line with its CRLF. */
  kept = ''
  /** The Host value and how many Host fields there were. */
  host = ''
  hostCount = 0
  /** Content-Length as written, and how many fields; only digits have been accepted. */
  contentLength = -1
  /** Transfer-Encoding values joined by a comma, lower case; empty if absent. */
  transferEncoding = ''
  isClose = false
  isKeepAlive = false
  /** The Upgrade value if the Connection field lists it. */
  upgrade = ''
  /** Seconds in `Keep-Alive: timeout=`; -1 if absent. */
  keepAliveTimeoutSeconds = -1
  /** Connection options joined by a comma, lower case: names that are of this hop (§7.6.1). */
  connection = ''
  isExpectContinue = false
  hasUnknownExpectation = false
  cookie = ''
  /** Values of X-Forwarded-For joined by a comma. */
  forwardedFor = ''
  /** True if the client sent an X-Forwarded-* field. */
  hasForwarded = false
  hasRequestId = false
  /** Values of Forwarded (RFC 7239) joined by a comma. */
  forwarded = ''
  /** Where `read` stopped: behind the empty line. */
  end = 0

  #count = 0
  #upgradeValue = ''
  #isBadLength = false

  /**
   * Reads the section that begins at `start` of `text`, as far as that has arrived. `isStrict`
   * refuses white space before a colon (requests); otherwise it is removed (responses, RFC 9112
   * §5.1). Answers `COMPLETE` or one of the codes above.
   */
  read(text: string, start: number, isStrict: boolean): number {
    this.#reset()
    const end = text.length
    let at = start
    let runStart = start
    for (;;) {
      if (at >= end) return INCOMPLETE
      if (text.charCodeAt(at) === CR) {
        if (at + 1 >= end) return INCOMPLETE
        if (text.charCodeAt(at + 1) !== LF) return INVALID
        if (at > runStart) this.kept += text.slice(runStart, at)
        this.end = at + 2
        return this.#finish()
      }
      if (++this.#count > FIELDS_MAX) return TOO_MANY
      const lineStart = at
      let hash = 0
      let lower = TOKEN_LOWER[text.charCodeAt(at)]!
      while (lower !== 0 && at < end) {
        hash = (Math.imul(hash, 31) + lower) | 0
        lower = TOKEN_LOWER[text.charCodeAt(++at)]!
      }
      const nameEnd = at
      if (!isStrict) at = skipBlanks(text, at)
      if (at >= end) return INCOMPLETE
      if (nameEnd === lineStart || text.charCodeAt(at) !== COLON) return INVALID
      const valueStart = ++at
      while (at < end && FIELD_VALUE[text.charCodeAt(at)] === 1) at++
      if (at >= end) return INCOMPLETE
      if (text.charCodeAt(at) !== CR) return INVALID
      if (at + 1 >= end) return INCOMPLETE
      if (text.charCodeAt(at + 1) !== LF) return INVALID
      const known = MEANINGS.get(hash)
      const isPadded = valueStart !== nameEnd + 1
      if (known !== undefined || isPadded) {
        const value = trimmed(text, valueStart, at)
        const isKept =
          known === undefined ||
          !isToken(text, lineStart, nameEnd, known.name) ||
          this.#take(known.meaning, value)
        if (!isKept || isPadded) {
          if (lineStart > runStart) this.kept += text.slice(runStart, lineStart)
          if (isKept) this.kept += `${text.slice(lineStart, nameEnd)}: ${value}\r\n`
          runStart = at + 2
        }
      }
      at += 2
    }
  }

  /** Takes note of a field with a meaning; true if it goes to the next hop as it stands. */
  #take(meaning: number, value: string): boolean {
    switch (meaning) {
      case HOST:
        this.host = value
        this.hostCount++
        break
      case CONTENT_LENGTH:
        this.#takeLength(value)
        break
      case TRANSFER_ENCODING:
        // Never empty once the field is there: an empty coding list has to be refused.
        this.transferEncoding = joined(this.transferEncoding, value.toLowerCase()) || ','
        break
      case CONNECTION:
        this.connection = joined(this.connection, value.toLowerCase())
        break
      case KEEP_ALIVE:
        this.keepAliveTimeoutSeconds = Number(/\btimeout=(\d{1,6})/i.exec(value)?.[1] ?? -1)
        break
      case UPGRADE:
        this.#upgradeValue = joined(this.#upgradeValue, value)
        break
      case EXPECT:
        if (value.toLowerCase() === '100-continue') this.isExpectContinue = true
        else this.hasUnknownExpectation = true
        break
      case COOKIE:
        this.cookie = this.cookie === '' ? value : `${this.cookie}; ${value}`
        break
      case FORWARDED_FOR:
        this.forwardedFor = joined(this.forwardedFor, value)
        this.hasForwarded = true
        break
      case FORWARDED:
        this.hasForwarded = true
        break
      case REQUEST_ID:
        this.hasRequestId = true
        break
      case FORWARDED_LIST:
        this.forwarded = joined(this.forwarded, value)
        break
    }
    return meaning >= FIRST_KEPT
  }

  #takeLength(value: string): void {
    let length = 0
    let isGood = value.length > 0 && value.length <= LENGTH_DIGITS_MAX && this.contentLength === -1
    for (let i = 0; i < value.length && isGood; i++) {
      const code = value.charCodeAt(i)
      isGood = isDigit(code)
      length = length * 10 + code - 0x30
    }
    if (isGood) this.contentLength = length
    else this.#isBadLength = true
  }

  #finish(): number {
    if (this.#isBadLength) return INVALID
    if (this.connection === 'keep-alive') this.isKeepAlive = true
    else if (this.connection !== '') this.#takeConnection()
    return COMPLETE
  }

  #takeConnection(): void {
    for (const part of this.connection.split(',')) {
      const option = part.trim()
      if (option === 'close') this.isClose = true
      else if (option === 'keep-alive') this.isKeepAlive = true
      else if (option === 'upgrade') this.upgrade = this.#upgradeValue
      else if (option !== '') this.dropKept([option])
    }
  }

  /** Takes fields with these lower-case names out of what is kept. */
  dropKept(names: readonly string[]): void {
    const lines = this.kept.split('\r\n')
    this.kept = lines
      .filter(line => !names.includes(line.slice(0, line.indexOf(':')).toLowerCase()))
      .join('\r\n')
  }

  #reset(): void {
    this.kept = ''
    this.host = ''
    this.hostCount = 0
    this.contentLength = -1
    this.transferEncoding = ''
    this.isClose = false
    this.isKeepAlive = false
    this.upgrade = ''
    this.keepAliveTimeoutSeconds = -1
    this.isExpectContinue = false
    this.hasUnknownExpectation = false
    this.cookie = ''
    this.forwardedFor = ''
    this.hasRequestId = false
    this.hasForwarded = false
    this.forwarded = ''
    this.#count = 0
    this.connection = ''
    this.#upgradeValue = ''
    this.#isBadLength = false
  }
}

function nameHash(name: string): number {
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0
  return hash
}

function joined(before: string, value: string): string {
  return before === '' ? value : `${before}, ${value}`
}

function skipBlanks(text: string, start: number): number {
  let at = start
  while (isBlank(text.charCodeAt(at))) at++
  return at
}

/** `text` from `start` to `end` without the blanks around; of bytes beyond ASCII none is a blank. */
export function trimmed(text: string, start: number, end: number): string {
  let from = start
  let to = end
  while (from < to && isBlank(text.charCodeAt(from))) from++
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

/** The value of the first field called `name` in field lines; compared without case. */
export function fieldValue(lines: string, name: string): string | undefined {
  const wanted = `${name.toLowerCase()}:`
  for (const line of lines.split('\r\n')) {
    if (line.slice(0, wanted.length).toLowerCase() === wanted) {
      return line.slice(wanted.length).trim()
    }
  }
  return undefined
}

/** True if field lines say that the content is server-sent events (WHATWG HTML §9.2). */
export function isEventStream(lines: string): boolean {
  // Nearly all responses are told apart by this one look.
  if (!lines.includes('text/event-stream')) return false
  return /^text\/event-stream(?:$|[ ;])/.test(fieldValue(lines, 'content-type') ?? '')
}
