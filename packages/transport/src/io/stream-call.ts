/**
 * Both ends of a call with many answers: one libp2p stream each, closed at its end.
 *
 * A slow reader stops reading its stream, which fills yamux's window, which stops the writer, which
 * stops pulling its handler: so a stream holds a bounded number of bytes at each end.
 */

import { hasCode, PolisError } from '@polis/base'
import {
  abortedCall,
  frameTooLarge,
  handlerFailure,
  notAllowed,
  unreachablePeer,
} from '../errors.ts'
import { MessageQueue } from '../message-queue.ts'
import type { PeerId, StreamHandler } from '../transport.ts'
import { type Call, decodeCall, encodeCall } from '../wire.ts'
import type { FramedStream, FramedStreamOptions } from './framed-stream.ts'

/** What a call with many answers needs to know. */
export type StreamCallOptions = {
  readonly peer: PeerId
  readonly method: string
  readonly body: Uint8Array
  readonly signal: AbortSignal
  readonly frameBytesMax: number
  readonly windowBytes: number
  readonly open: (options: FramedStreamOptions) => Promise<FramedStream>
}

/** Opens a stream; what it answers is read once. Fails with a `PolisError` while being read. */
export function openStreamCall(options: StreamCallOptions): AsyncIterable<Uint8Array> {
  const { peer, method, body, signal, windowBytes } = options
  let stream: FramedStream | undefined
  let queuedBytes = 0
  const finish = (end: () => void) => {
    signal.removeEventListener('abort', onAbort)
    end()
  }
  const queue = new MessageQueue<Uint8Array>({
    onTake: message => {
      queuedBytes -= message.length
      if (queuedBytes < windowBytes) stream?.resume()
    },
    onLeave: () => finish(() => stream?.abort('its reader has left')),
  })
  const fail = (error: unknown) => finish(() => queue.fail(error))
  const onAbort = () => {
    fail(abortedCall(method, signal.reason))
    stream?.abort('its caller gave up')
  }
  const onCall = (call: Call | undefined) => {
    if (call?.kind === 'message') {
      queuedBytes += call.body.length
      if (queuedBytes >= windowBytes) stream?.pause()
      queue.push(call.body)
    } else if (call?.kind === 'end') finish(() => queue.end())
    else if (call?.kind === 'failure') fail(call.failure)
    else if (call?.kind === 'refused') fail(notAllowed(peer))
    else throw new TypeError('the peer sent what is no answer')
  }
  if (signal.aborted) {
    onAbort()
    return queue
  }
  signal.addEventListener('abort', onAbort)
  const request = encodeCall({ kind: 'request', id: 0, method, body })
  if (request.length > options.frameBytesMax) {
    fail(frameTooLarge(method, request.length))
    return queue
  }
  options
    .open({
      frameBytesMax: options.frameBytesMax,
      bufferBytesMax: options.frameBytesMax,
      onFrame: frame => onCall(decodeCall(frame)),
      onClose: () => fail(unreachablePeer(peer, 'the stream broke off')),
    })
    .then(
      opened => {
        stream = opened
        if (queue.isClosed) stream.abort('its caller gave up')
        else stream.send(request)
      },
      error => fail(hasTransportCode(error) ? error : unreachablePeer(peer, 'no stream', error)),
    )
  return queue
}

function hasTransportCode(error: unknown): error is PolisError {
  return hasCode(error, 'transport/unreachable') || hasCode(error, 'transport/closed')
}

/** What serving one stream needs to know. */
export type StreamServeOptions = {
  readonly peer: PeerId
  readonly frameBytesMax: number
  /** The handler of a method, or why there is none. */
  readonly find: (method: string) => StreamHandler | PolisError
  readonly stream: () => FramedStream
  /** A handler threw what is no `PolisError`, which is a bug of this node. */
  readonly onBug: (method: string, error: unknown) => void
}

/** Serves one stream that a peer has opened. */
export class StreamServer {
  readonly #options: StreamServeOptions
  readonly #stop = new AbortController()
  #room: PromiseWithResolvers<void> | undefined
  #hasBegun = false

  constructor(options: StreamServeOptions) {
    this.#options = options
  }

  /** Takes the request; throws if it is none. */
  onFrame(frame: Uint8Array): void {
    const call = decodeCall(frame)
    if (call?.kind !== 'request' || this.#hasBegun) throw new TypeError('the peer sent no request')
    this.#hasBegun = true
    const handler = this.#options.find(call.method)
    if (typeof handler === 'function') void this.#run(handler, call)
    else this.#end(handler)
  }

  onRoom(): void {
    this.#room?.resolve()
    this.#room = undefined
  }

  onClose(): void {
    this.#stop.abort()
    this.onRoom()
  }

  async #run(handler: StreamHandler, call: Call): Promise<void> {
    const stream = this.#options.stream()
    try {
      for await (const body of handler(call.body, this.#options.peer, this.#stop.signal)) {
        const frame = encodeCall({ kind: 'message', id: 0, body })
        if (frame.length > this.#options.frameBytesMax) {
          throw frameTooLarge(call.method, frame.length)
        }
        while (stream.isOpen && !stream.send(frame)) {
          this.#room ??= Promise.withResolvers()
          await this.#room.promise
        }
        if (!stream.isOpen) return
      }
      this.#end(undefined)
    } catch (error) {
      if (!(error instanceof PolisError)) this.#options.onBug(call.method, error)
      this.#end(handlerFailure(call.method, error))
    }
  }

  #end(failure: PolisError | undefined): void {
    const stream = this.#options.stream()
    const last =
      failure === undefined
        ? encodeCall({ kind: 'end', id: 0 })
        : encodeCall({ kind: 'failure', id: 0, failure })
    stream.sendLast(last)
  }
}
