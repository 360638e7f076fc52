/**
 * The way there: a request's head as its endpoint gets it, and its body as it comes.
 *
 * What has come of the body when the request begins is kept until it is sent, and longer if it is
 * all of it: only then can the request be sent once more, with its trailers. The rest passes
 * through. Bytes are only lent by whoever has read them, so what is kept is a copy.
 */

import type { Socket } from 'node:net'
import { BodyReader } from '../http/body-reader.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { HttpRules } from '../http/rules.ts'
import { passedTrailers } from '../http/trailers.ts'
import { lastChunk, writeLentChunk, writeLentParts } from './socket-writes.ts'

const NO_BYTES = Buffer.alloc(0)

export class RequestRelay {
  /** Bytes of the client so far, as they go to the endpoint. */
  bytesIn = 0
  /** The head for the endpoint, and what is kept of the body. */
  text = ''
  payload: Buffer = NO_BYTES
  isChunked = false
  /** True if the whole body is in `payload`, so that it can be sent once more. */
  isWhole = false
  readonly #body = new BodyReader()
  #connection = ''
  #rules: HttpRules | undefined

  /** True once all of the body has been read. */
  get isComplete(): boolean {
    return this.#body.isComplete
  }

  /** Bytes of the body in what was read last, and the first byte there that is not of the body. */
  get size(): number {
    return this.#body.payloadEnd - this.#body.payloadStart
  }
  get next(): number {
    return this.#body.next
  }

  /** Reads what is behind `head` in `bytes`; false if it breaks its framing. */
  begin(head: RequestHead, bytes: Buffer): boolean {
    this.bytesIn = 0
    this.#body.reset(head.bodyKind, head.bodyLength)
    return this.#body.read(bytes, head.end)
  }

  /**
   * What ends the body towards the endpoint, once it has been read and if it goes in chunks; else
   * empty.
   */
  get last(): string {
    const { isComplete, trailers } = this.#body
    if (!this.isChunked || !isComplete) return ''
    if (trailers === '') return lastChunk('')
    return lastChunk(passedTrailers(trailers, this.#connection, this.#rules?.requestNames))
  }

  /** Keeps the head for the endpoint, and what `begin` has found of the body. */
  keep(text: string, head: RequestHead, bytes: Buffer, rules: HttpRules | undefined): void {
    const { payloadStart, payloadEnd, isComplete } = this.#body
    this.text = text
    this.isChunked = head.bodyKind === 'chunked'
    this.isWhole = isComplete
    if (this.isChunked) {
      this.#connection = head.fields.connection
      this.#rules = rules
    }
    if (payloadEnd > payloadStart) {
      this.payload = Buffer.from(bytes.subarray(payloadStart, payloadEnd))
    }
  }

  /** Sends what is kept; false if the rest should wait for 'drain'. */
  send(socket: Socket): boolean {
    const { payload } = this
    if (!this.isWhole) this.payload = NO_BYTES
    this.bytesIn += this.text.length
    return this.#write(socket, this.text, payload, 0, payload.length)
  }

  /** Reads more of the body; false if it breaks its framing. */
  read(bytes: Buffer): boolean {
    return this.#body.read(bytes, 0)
  }

  /** Sends what `read` has found in `bytes`; false if the rest should wait for 'drain'. */
  pass(socket: Socket, bytes: Buffer): boolean {
    const { payloadStart, payloadEnd } = this.#body
    return this.#write(socket, '', bytes, payloadStart, payloadEnd)
  }

  /** Keeps nothing any more. */
  clear(): void {
    this.payload = NO_BYTES
    this.text = ''
  }

  #write(socket: Socket, head: string, bytes: Buffer, start: number, end: number): boolean {
    this.bytesIn += end - start
    return this.isChunked
      ? writeLentChunk(socket, head, bytes, start, end, this.last)
      : writeLentParts(socket, head, bytes, start, end)
  }
}
