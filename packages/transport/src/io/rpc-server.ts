/**
 * The serving end of unary requests: one instance for each stream a peer has opened.
 *
 * Requests are served side by side, up to a bound; a cancelled one, and every one when the stream
 * closes, has its signal aborted. A failure travels as data.
 */

import { PolisError } from '@polis/base'
import { frameTooLarge, handlerFailure, overloaded } from '../errors.ts'
import type { PeerId, RequestHandler } from '../transport.ts'
import { type Call, decodeCall, encodeCall } from '../wire.ts'
import type { FramedStream } from './framed-stream.ts'

/** What a server of one stream needs to know. */
export type RpcServerOptions = {
  readonly self: PeerId
  readonly peer: PeerId
  readonly frameBytesMax: number
  readonly servedRequestsMax: number
  /** The handler of a method, or why there is none for this peer. */
  readonly find: (method: string) => RequestHandler | PolisError
  readonly stream: () => FramedStream
  /** A handler threw what is no `PolisError`, which is a bug of this node. */
  readonly onBug: (method: string, error: unknown) => void
}

/** Serves the requests of one stream. */
export class RpcServer {
  readonly #options: RpcServerOptions
  readonly #running = new Map<number, AbortController>()

  constructor(options: RpcServerOptions) {
    this.#options = options
  }

  /** Takes one frame; throws if it is no request. */
  onFrame(frame: Uint8Array): void {
    const call = decodeCall(frame)
    if (call?.kind === 'request') this.#serve(call)
    else if (call?.kind === 'cancel') this.#running.get(call.id)?.abort()
    else throw new TypeError('the peer sent what is no request')
  }

  /** The stream has closed. */
  onClose(): void {
    for (const controller of this.#running.values()) controller.abort()
    this.#running.clear()
  }

  #serve(call: Call): void {
    const { find, peer, self, servedRequestsMax } = this.#options
    const handler = find(call.method)
    if (typeof handler !== 'function') {
      this.#fail(call, handler)
      return
    }
    if (this.#running.size >= servedRequestsMax || this.#running.has(call.id)) {
      this.#fail(call, overloaded(self, call.method))
      return
    }
    const controller = new AbortController()
    this.#running.set(call.id, controller)
    let result: Promise<Uint8Array> | Uint8Array
    try {
      result = handler(call.body, peer, controller.signal)
    } catch (error) {
      this.#failed(call, error)
      return
    }
    if (result instanceof Uint8Array) {
      this.#answer(call, result)
      return
    }
    result.then(
      body => this.#answer(call, body),
      error => this.#failed(call, error),
    )
  }

  #answer(call: Call, body: Uint8Array): void {
    this.#running.delete(call.id)
    const frame = encodeCall({ kind: 'answer', id: call.id, body })
    if (frame.length > this.#options.frameBytesMax) {
      this.#fail(call, frameTooLarge(call.method, frame.length))
    } else if (!this.#options.stream().send(frame)) {
      this.#fail(call, overloaded(this.#options.self, call.method))
    }
  }

  #failed(call: Call, error: unknown): void {
    if (!(error instanceof PolisError)) this.#options.onBug(call.method, error)
    this.#fail(call, handlerFailure(call.method, error))
  }

  #fail(call: Call, failure: PolisError): void {
    this.#running.delete(call.id)
    const stream = this.#options.stream()
    const isSent = stream.send(encodeCall({ kind: 'failure', id: call.id, failure }))
    // A peer that does not even read failures gets a new stream, and its callers an error.
    if (!isSent && stream.isOpen) stream.abort('the peer does not read its answers')
  }
}
