/**
 * The head of a request (RFC 9112 §3), read strictly: what two servers could understand in two ways
 * is refused, for that is how requests are smuggled past a proxy.
 *
 * Refused: anything but CRLF at the end of a line, more or less than one valid Host, white space
 * before a colon, folded lines, Transfer-Encoding with Content-Length or in HTTP/1.0, codings other
 * than one final `chunked`, lengths that are not plain digits or come twice.
 */

import { METHOD_BYTES_MAX, TARGET_BYTES_MAX } from '../config.ts'
import { CR, isValidHost, LF, SPACE, TARGET, TOKEN_LOWER } from './characters.ts'
import { COMPLETE, Fields, INCOMPLETE, TOO_MANY } from './fields.ts'

/** How the length of a body is known. */
export type BodyKind = 'none' | 'length' | 'chunked' | 'close'

/** Methods that may be repeated without harm (RFC 9110 §9.2.2). */
export const IDEMPOTENT: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
])

/** A request's head. One object is reused for many requests. */
export class RequestHead {
  readonly fields = new Fields()
  method = ''
  /** Path and query, or `*`. */
  target = ''
  /** The authority that was asked for. */
  host = ''
  /** 0 or 1 of HTTP/1.x. */
  minorVersion = 1
  bodyKind: BodyKind = 'none'
  bodyLength = 0
  /** True if the client wants to send more requests on the connection. */
  isKeepAlive = true
  isIdempotent = false
  /** The protocol of a wanted upgrade (RFC 9110 §7.8); empty if there is none to forward. */
  upgrade = ''
  /** Where the body begins. */
  end = 0

  /**
   * Reads a head from the start of `text`. Answers `COMPLETE`, `INCOMPLETE` (ask again with more),
   * or the status code with which the request is to be refused.
   */
  read(text: string): number {
    // One empty line before a request is skipped (§2.2): old clients send one after a body.
    const start = text.startsWith('\r\n') ? 2 : 0
    const fieldsStart = this.#readLine(text, start)
    if (fieldsStart <= 0) return -fieldsStart
    const outcome = this.fields.read(text, fieldsStart, true)
    if (outcome === INCOMPLETE) return INCOMPLETE
    if (outcome === TOO_MANY) return 431
    if (outcome !== COMPLETE) return 400
    this.end = this.fields.end
    return this.#readMeaning()
  }

  /** Where the fields begin; 0 if the line is incomplete; −status if it is refused. */
  #readLine(text: string, start: number): number {
    const end = text.length
    let at = start
    while (at < end && TOKEN_LOWER[text.charCodeAt(at)] !== 0) at++
    if (at - start > METHOD_BYTES_MAX) return -501
    if (at >= end) return 0
    if (text === '\r') return 0
    if (at === start || text.charCodeAt(at) !== SPACE) return -400
    const targetStart = at + 1
    at = targetStart
    while (at < end && TARGET[text.charCodeAt(at)] === 1) at++
    if (at - targetStart > TARGET_BYTES_MAX) return -414
    if (at >= end) return 0
    if (at === targetStart || text.charCodeAt(at) !== SPACE) return -400
    const version = this.#readVersion(text, at + 1)
    if (version <= 0) return version
    this.method = text.slice(start, targetStart - 1)
    this.target = text.slice(targetStart, at)
    return version
  }

  #readVersion(text: string, at: number): number {
    if (!isPartOf(text, at, 'HTTP/')) return -400
    const end = text.length
    if (at + 8 > end) return 0
    const major = text.charCodeAt(at + 5) - 48
    const minor = text.charCodeAt(at + 7) - 48
    if (text[at + 6] !== '.' || major < 0 || major > 9 || minor < 0 || minor > 9) return -400
    if (major !== 1 || minor > 1) return -505
    this.minorVersion = minor
    if (at + 8 < end && text.charCodeAt(at + 8) !== CR) return -400
    if (at + 10 > end) return 0
    return text.charCodeAt(at + 9) === LF ? at + 10 : -400
  }

  #readMeaning(): number {
    const { fields } = this
    if (fields.hostCount > 1 || (fields.hostCount === 0 && this.minorVersion === 1)) return 400
    if (fields.hostCount === 1 && !isValidHost(fields.host)) return 400
    this.host = fields.host
    const refusal = this.#readTarget() || this.#readBody()
    if (refusal !== 0) return refusal
    if (fields.hasUnknownExpectation) return 417
    this.isIdempotent = IDEMPOTENT.has(this.method)
    this.isKeepAlive = this.minorVersion === 1 ? !fields.isClose : isKeptAlive10(fields)
    // HTTP/2 by upgrade would carry requests past this parser; RFC 9113 has withdrawn it.
    const isTunnel = fields.upgrade !== '' && !/\bh2c?\b/i.test(fields.upgrade)
    this.upgrade =
      isTunnel && this.minorVersion === 1 && this.bodyKind === 'none' ? fields.upgrade : ''
    return COMPLETE
  }

  /** Brings the target into origin form (§3.2); 0 or a refusal. */
  #readTarget(): number {
    if (this.method === 'CONNECT') return 405
    const { target } = this
    if (target.charCodeAt(0) === 0x2f) return 0
    if (target === '*') return this.method === 'OPTIONS' ? 0 : 400
    const match = /^https?:\/\/([^/?]*)(.*)$/i.exec(target)
    if (match === null || !isValidHost(match[1]!)) return 400
    // The authority of the target overrides the Host field (§3.2.2).
    this.host = match[1]!
    const rest = match[2]!
    this.target = rest.startsWith('/') ? rest : `/${rest}`
    return 0
  }

  /** The framing of the body (§6.3); 0 or a refusal. */
  #readBody(): number {
    const { contentLength, transferEncoding } = this.fields
    this.bodyLength = 0
    this.bodyKind = 'none'
    if (transferEncoding !== '') {
      if (contentLength !== -1 || this.minorVersion === 0) return 400
      if (transferEncoding !== 'chunked') return /^[^,]+$/.test(transferEncoding) ? 501 : 400
      this.bodyKind = 'chunked'
    } else if (contentLength > 0) {
      this.bodyKind = 'length'
      this.bodyLength = contentLength
    }
    return 0
  }
}

function isKeptAlive10(fields: Fields): boolean {
  return fields.isKeepAlive && !fields.isClose
}

/** True if `text` from `at` on is `wanted` or, as far as it has arrived, may become it. */
function isPartOf(text: string, at: number, wanted: string): boolean {
  const got = text.slice(at, at + wanted.length)
  return wanted.startsWith(got)
}
