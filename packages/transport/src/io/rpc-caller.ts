/**
 * The calling end of unary requests: many under way on one long-lived stream.
 *
 * The stream opens with the first request and again after it closed. What was under way when it
 * closed fails as `transport/unreachable`; whether it was carried out is not known.
 */

import type { PolisError } from '@polis/base'
import { frameTooLarge, overloaded, unreachablePeer } from '../errors.ts'
import type { PeerId, RequestOptions } from '../transport.ts'
import { decodeCall, encodeCall } from '../wire.ts'
import { startCallClock } from './call-clock.ts'
import type { FramedStream, FramedStreamOptions } from './framed-stream.ts'

/** What a caller needs to know. */
export type RpcCallerOptions = {
  readonly peer: PeerId
  readonly inFlightRequestsMax: number
  readonly frameBytesMax: number
  readonly bufferBytesMax: number
  readonly open: (options: FramedStreamOptions) => Promise<FramedStream>
}

/** Thrown at the requests of a stream that the other side serves members only. */
export class RefusedStream extends Error {
  override readonly name = 'RefusedStream'
}

type Pending = { settle(result: Uint8Array | PolisError | RefusedStream): void }

/** Sends requests to one peer over one protocol. */
export class RpcCaller {
  readonly #options: RpcCallerOptions
  readonly #pending = new Map<number, Pending>()
  #stream: FramedStream | undefined
  #opening: Promise<FramedStream> | undefined
  #nextId = 1

  constructor(options: RpcCallerOptions) {
    this.#options = options
  }

  /** One request. Rejects with a `PolisError`, or with `RefusedStream`. */
  request(method: string, body: Uint8Array, options: RequestOptions): Promise<Uint8Array> {
    const { peer, inFlightRequestsMax, frameBytesMax } = this.#options
    const id = this.#nextId
    const frame = encodeCall({ kind: 'request', id, method, body })
    if (frame.length > frameBytesMax) return Promise.reject(frameTooLarge(method, frame.length))
    if (this.#pending.size >= inFlightRequestsMax) return Promise.reject(overloaded(peer, method))
    this.#nextId = (id % 0xffff_ffff) + 1
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    const end = startCallClock(peer, method, options, error => {
      if (this.#pending.delete(id)) this.#stream?.send(encodeCall({ kind: 'cancel', id }))
      reject(error)
    })
    const settle = (result: Uint8Array | Error) => {
      this.#pending.delete(id)
      if (end()) result instanceof Error ? reject(result) : resolve(result)
    }
    this.#pending.set(id, { settle })
    if (this.#stream?.isOpen) this.#send(id, method, frame)
    else this.#sendOnceOpen(id, method, frame)
    return promise
  }

  /** Ends the stream; what is under way fails. */
  close(): void {
    this.#stream?.abort('the connection is being closed')
  }

  #sendOnceOpen(id: number, method: string, frame: Uint8Array): void {
    this.#opening ??= this.#open()
    this.#opening.then(
      () => this.#send(id, method, frame),
      error => this.#pending.get(id)?.settle(this.#unreachable('no stream could be opened', error)),
    )
  }

  #send(id: number, method: string, frame: Uint8Array): void {
    const pending = this.#pending.get(id)
    if (pending === undefined || this.#stream?.send(frame)) return
    const isOpen = this.#stream?.isOpen ?? false
    pending.settle(
      isOpen ? overloaded(this.#options.peer, method) : this.#unreachable('its stream closed'),
    )
  }

  async #open(): Promise<FramedStream> {
    const { frameBytesMax, bufferBytesMax, open } = this.#options
    let opened: FramedStream | undefined
    try {
      opened = await open({
        frameBytesMax,
        bufferBytesMax,
        onFrame: frame => this.#onFrame(frame),
        onClose: () => this.#onClose(opened),
      })
      this.#stream = opened
      return opened
    } finally {
      this.#opening = undefined
    }
  }

  #onFrame(frame: Uint8Array): void {
    const call = decodeCall(frame)
    if (call?.kind === 'refused') this.#failAll(new RefusedStream())
    else if (call?.kind === 'answer') this.#pending.get(call.id)?.settle(call.body)
    else if (call?.kind === 'failure') this.#pending.get(call.id)?.settle(call.failure!)
    else throw new TypeError('the peer sent what is no answer')
  }

  #onClose(closed: FramedStream | undefined): void {
    if (closed !== undefined && this.#stream !== closed) return
    this.#stream = undefined
    this.#failAll(this.#unreachable('the connection closed before the answer'))
  }

  #failAll(error: PolisError | RefusedStream): void {
    for (const pending of [...this.#pending.values()]) pending.settle(error)
  }

  #unreachable(why: string, cause?: unknown): PolisError {
    return unreachablePeer(this.#options.peer, why, cause)
  }
}
