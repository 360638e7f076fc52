/**
 * The head of a response (RFC 9112 §4), and how long its body is (§6.3).
 *
 * An upstream is trusted a little more than a client, but its framing must be beyond doubt as well:
 * a response that two readers could cut differently is answered with 502 by the caller.
 */

import { HEAD_BYTES_MAX } from '../config.ts'
import { CR, FIELD_VALUE, isDigit, LF, SPACE } from './characters.ts'
import { COMPLETE, Fields, INCOMPLETE, INVALID } from './fields.ts'
import type { BodyKind } from './request-head.ts'

/** Below this the search for the end costs more than the string. */
const SHORT_BYTES_MAX = 2_048
const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * What `ResponseHead.read` needs of `bytes`, `HEAD_BYTES_MAX` at most: a large body behind the head
 * is not made a string as well.
 */
export function headText(bytes: Buffer): string {
  const end = bytes.length > SHORT_BYTES_MAX ? bytes.indexOf(HEAD_END) : -1
  const size = end === -1 ? HEAD_BYTES_MAX : end + HEAD_END.length
  return bytes.toString('latin1', 0, Math.min(size, HEAD_BYTES_MAX))
}

/** A response's head. One object is reused for many responses. */
export class ResponseHead {
  readonly fields = new Fields()
  status = 0
  /** The reason phrase; may be empty. */
  reason = ''
  bodyKind: BodyKind = 'none'
  bodyLength = 0
  /** True if the server will take another request on the connection. */
  isKeepAlive = true
  /** True for 1xx but 101: another head follows. */
  isInterim = false
  end = 0

  /**
   * Reads a head from the start of `text`; `isHead` says that the request's method was HEAD.
   * Answers `COMPLETE`, `INCOMPLETE` or `INVALID`.
   */
  read(text: string, isHead: boolean): number {
    if (!isStatusLine(text)) return isPartialLine(text) ? INCOMPLETE : INVALID
    let at = STATUS_LINE_BYTES
    const reasonStart = at
    while (at < text.length && FIELD_VALUE[text.charCodeAt(at)] === 1) at++
    if (at + 1 >= text.length) {
      return at >= text.length || text.charCodeAt(at) === CR ? INCOMPLETE : INVALID
    }
    if (text.charCodeAt(at) !== CR || text.charCodeAt(at + 1) !== LF) return INVALID
    this.reason = text.slice(reasonStart, at).trim()
    const outcome = this.fields.read(text, at + 2, false)
    if (outcome === INCOMPLETE) return INCOMPLETE
    if (outcome !== COMPLETE) return INVALID
    this.end = this.fields.end
    this.status =
      digitAt(text, STATUS_AT) * 100 +
      digitAt(text, STATUS_AT + 1) * 10 +
      digitAt(text, STATUS_AT + 2)
    return this.#readMeaning(digitAt(text, MINOR_AT) === 1, isHead)
  }

  #readMeaning(is11: boolean, isHead: boolean): number {
    const { fields, status } = this
    this.isInterim = status < 200 && status !== 101
    this.isKeepAlive = is11 ? !fields.isClose : fields.isKeepAlive && !fields.isClose
    this.bodyLength = 0
    const { contentLength, transferEncoding } = fields
    if (transferEncoding !== '' && (contentLength !== -1 || !is11)) return INVALID
    if (isHead || status < 200 || status === 204 || status === 304) {
      this.bodyKind = 'none'
    } else if (transferEncoding !== '') {
      if (transferEncoding !== 'chunked') return INVALID
      this.bodyKind = 'chunked'
    } else if (contentLength >= 0) {
      this.bodyKind = contentLength === 0 ? 'none' : 'length'
      this.bodyLength = contentLength
    } else {
      this.bodyKind = 'close'
      this.isKeepAlive = false
    }
    return COMPLETE
  }
}

const MINOR_AT = 7
const STATUS_AT = 9
/** `HTTP/1.1 200`, behind which there is a reason, even if it is empty. */
const STATUS_LINE_BYTES = 12

/** True if `text` begins with `HTTP/1.0` or `HTTP/1.1`, a status from 100 to 999, and a space or CR. */
function isStatusLine(text: string): boolean {
  if (!text.startsWith('HTTP/1.')) return false
  const next = text.charCodeAt(STATUS_LINE_BYTES)
  return (
    digitAt(text, MINOR_AT) <= 1 &&
    text.charCodeAt(MINOR_AT + 1) === SPACE &&
    digitAt(text, STATUS_AT) >= 1 &&
    digitAt(text, STATUS_AT + 1) >= 0 &&
    digitAt(text, STATUS_AT + 2) >= 0 &&
    (next === SPACE || next === CR)
  )
}

/** The decimal digit at `at`; NaN if there is none. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return isDigit(code) ? code - 0x30 : Number.NaN
}

function isPartialLine(text: string): boolean {
  return text.length < 13 && /^HTTP\/1\.[01] [1-9]\d\d$/.test(text + TEMPLATE.slice(text.length))
}

const TEMPLATE = 'HTTP/1.1 200'
