/**
 * The way back: reads an endpoint's response and writes it for the client.
 *
 * Interim responses pass as they come (RFC 9110 §15.2). The final head waits until it is whole; the
 * first bytes of the body travel with it, and trailers behind it where the client gets chunks.
 * Nothing reaches the client from a response that breaks the rules before its head is whole, so the
 * caller can still answer something else.
 */

import type { Socket } from 'node:net'
import { HEAD_BYTES_MAX } from '../config.ts'
import { BodyReader } from '../http/body-reader.ts'
import {
  composeInterim,
  composeResponse,
  type ResponseFraming,
  responseFraming,
} from '../http/compose.ts'
import { COMPLETE, INCOMPLETE, isEventStream } from '../http/fields.ts'
import { headText, type ResponseHead } from '../http/response-head.ts'
import type { HttpRules } from '../http/rules.ts'
import { passedTrailers } from '../http/trailers.ts'
import { lastChunk, writeLentChunk, writeLentParts } from './socket-writes.ts'

export class ResponseRelay {
  /** True once bytes of the final response have gone to the client. */
  hasStarted = false
  /** True once an interim response has come. */
  hasInterim = false
  /** Bytes written to the client. */
  bytesOut = 0
  /** True if the client's connection ends with the response. */
  framing: ResponseFraming = 'none'
  /** True for a stream of events, which may end anywhere: its reader comes back for more. */
  isEvents = false
  #client!: Socket
  readonly #body = new BodyReader()
  #partial: Buffer | undefined
  /** All that came with the final head, if it is short, until that is written; else empty. */
  #text = ''
  #isHead = false
  #minorVersion = 1
  #connection = ''
  #rules: HttpRules | undefined

  /** Starts over for a request of HTTP/1.`minorVersion` from `client`; `isHead` if it was HEAD. */
  reset(client: Socket, isHead: boolean, minorVersion: number): void {
    this.#client = client
    this.hasStarted = false
    this.hasInterim = false
    this.isEvents = false
    this.bytesOut = 0
    this.#partial = undefined
    this.#isHead = isHead
    this.#minorVersion = minorVersion
  }

  /** The request is sent again: what came of a response counts for nothing. */
  forget(): void {
    this.#partial = undefined
  }

  get isComplete(): boolean {
    return this.hasStarted && this.#body.isComplete
  }

  /** True if the end of the endpoint's connection is the end of the body. */
  get isOpenEnded(): boolean {
    return this.hasStarted && this.#body.isOpenEnded
  }

  /**
   * Reads `bytes` until the final head is whole, and passes interim responses on. Answers the bytes
   * that begin with the final head (now in `head`), or why there is none yet.
   */
  readHead(bytes: Buffer, head: ResponseHead): Buffer | 'more' | 'broken' {
    let rest = this.#partial === undefined ? bytes : Buffer.concat([this.#partial, bytes])
    this.#partial = undefined
    while (rest.length > 0) {
      const text = headText(rest)
      const outcome = head.read(text, this.#isHead)
      if (outcome === INCOMPLETE && rest.length < HEAD_BYTES_MAX) {
        this.#partial = Buffer.from(rest)
        return 'more'
      }
      if (outcome !== COMPLETE) return 'broken'
      if (!head.isInterim) {
        this.#text = text.length === rest.length ? text : ''
        return rest
      }
      this.hasInterim = true
      if (this.#minorVersion === 1) this.#client.write(composeInterim(head), 'latin1')
      rest = rest.subarray(head.end)
    }
    return 'more'
  }

  /** Prepares the body that follows `head` in `bytes`; false if its framing is broken. */
  prepare(head: ResponseHead, bytes: Buffer, rules: HttpRules | undefined): boolean {
    this.framing = responseFraming(head, this.#minorVersion)
    if (this.framing === 'chunked') {
      this.#connection = head.fields.connection
      this.#rules = rules
    }
    this.isEvents = head.bodyKind !== 'length' && isEventStream(head.fields.kept)
    this.#body.reset(head.bodyKind, head.bodyLength)
    return this.#body.read(bytes, head.end)
  }

  /** Writes the head, with further field `lines`, and what `prepare` found; false if the client takes no more for now. */
  start(head: ResponseHead, bytes: Buffer, isKeepAlive: boolean, lines: string): boolean {
    this.hasStarted = true
    const composed = composeResponse(head, this.framing, this.#minorVersion, isKeepAlive, lines)
    const text = this.#text
    this.#text = ''
    // Chunks are the exception: their payload has been moved together in `bytes` alone.
    if (text === '' || head.bodyKind === 'chunked' || this.framing === 'chunked') {
      return this.#write(composed, bytes)
    }
    const { payloadStart, payloadEnd } = this.#body
    this.bytesOut += composed.length + payloadEnd - payloadStart
    return this.#client.write(composed + text.slice(payloadStart, payloadEnd), 'latin1')
  }

  /** Writes more of the body; false if the client takes no more for now, `broken` as it says. */
  continue(bytes: Buffer): boolean | 'broken' {
    return this.#body.read(bytes, 0) ? this.#write('', bytes) : 'broken'
  }

  /** True if `bytes`, the last that were read, hold something behind the body. */
  hasLeftover(bytes: Buffer): boolean {
    return this.#body.next !== bytes.length
  }

  /** Ends a body that ends with the endpoint's connection, or events. */
  end(): void {
    if (this.framing === 'chunked') this.#client.write(lastChunk(''), 'latin1')
  }

  #last(): string {
    const { isComplete, trailers } = this.#body
    if (!isComplete) return ''
    if (trailers === '') return lastChunk('')
    return lastChunk(passedTrailers(trailers, this.#connection, this.#rules?.responseNames))
  }

  #write(head: string, bytes: Buffer): boolean {
    const { payloadStart, payloadEnd } = this.#body
    const size = payloadEnd - payloadStart
    this.bytesOut += head.length + size
    return this.framing === 'chunked'
      ? writeLentChunk(this.#client, head, bytes, payloadStart, payloadEnd, this.#last())
      : writeLentParts(this.#client, head, bytes, payloadStart, payloadEnd)
  }
}
