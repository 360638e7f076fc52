/**
 * One stream over a link in memory: a request, many answers, and a window.
 *
 *     client                          server
 *       │ ── request ───────────────►   │  asks its handler for messages
 *       │ ◄── message 0, 1, 2 … ─────   │  until `windowBytes` are not acknowledged
 *       │ ── taken n bytes ──────────►  │  goes on
 *       │ ◄── end, or an error ──────   │
 *
 * A message that a cut swallowed breaks the stream when the next one arrives: never a gap.
 */

import type { PolisError } from '@polis/base'
import { abortedCall, handlerFailure, unreachablePeer } from './errors.ts'
import type { MemoryLink } from './memory-network.ts'
import type { MemoryTransport } from './memory-transport.ts'
import { MessageQueue } from './message-queue.ts'
import type { PeerId } from './transport.ts'

/** What a stream needs of the transport that opens it. */
export type MemoryStreamParts = {
  readonly peer: PeerId
  readonly method: string
  readonly signal: AbortSignal
  readonly windowBytes: number
  connect(done: (failure: PolisError | undefined, link: MemoryLink | undefined) => void): void
  whenClosed(link: MemoryLink, task: () => void): () => void
  toServer(link: MemoryLink, task: () => void): void
  toClient(link: MemoryLink, task: () => void): void
  /** Finds the handler on the other side; calls one of the two. */
  serve(
    link: MemoryLink,
    signal: AbortSignal,
    refuse: (error: PolisError) => void,
    begin: (messages: AsyncIterable<Uint8Array>, at: MemoryTransport, link: MemoryLink) => void,
  ): void
}

/** Opens a stream; what it answers is read once. */
export function openMemoryStream(parts: MemoryStreamParts): AsyncIterable<Uint8Array> {
  const { peer, method, signal } = parts
  const stopServer = new AbortController()
  let acknowledge = (_bytes: number) => {}
  let nextSequence = 0
  let forgetClose = () => {}
  const cancel = () => tellServer(() => stopServer.abort())
  let tellServer = (_task: () => void) => {}
  const close = (end: () => void) => {
    forgetClose()
    signal.removeEventListener('abort', onAbort)
    end()
  }
  const queue = new MessageQueue<Uint8Array>({
    onTake: message => acknowledge(message.length),
    onLeave: () => close(cancel),
  })
  const fail = (error: unknown) => close(() => queue.fail(error))
  const onAbort = () => {
    cancel()
    fail(abortedCall(method, signal.reason))
  }
  if (signal.aborted) {
    onAbort()
    return queue
  }
  signal.addEventListener('abort', onAbort)

  const receive = (sequence: number, deliver: () => void) => {
    if (sequence === nextSequence++) deliver()
    else fail(unreachablePeer(peer, 'a message of the stream was lost'))
  }
  parts.connect((failure, link) => {
    if (queue.isClosed) return
    if (failure !== undefined || link === undefined) return fail(failure)
    forgetClose = parts.whenClosed(link, () => fail(unreachablePeer(peer, 'the connection closed')))
    tellServer = task => parts.toServer(link, task)
    parts.toServer(link, () => {
      const refuse = (error: PolisError) => parts.toClient(link, () => fail(error))
      parts.serve(link, stopServer.signal, refuse, (messages, server) => {
        server.whenClosed(link, () => stopServer.abort())
        const grant = pump(messages, {
          method,
          windowBytes: parts.windowBytes,
          stopped: stopServer.signal,
          send: (sequence, message) =>
            parts.toClient(link, () => receive(sequence, () => queue.push(message))),
          end: (sequence, error) =>
            parts.toClient(link, () =>
              receive(sequence, () =>
                error === undefined ? close(() => queue.end()) : fail(error),
              ),
            ),
        })
        acknowledge = bytes => parts.toServer(link, () => grant(bytes))
      })
    })
  })
  return queue
}

type Outlet = {
  readonly method: string
  readonly windowBytes: number
  readonly stopped: AbortSignal
  send(sequence: number, message: Uint8Array): void
  end(sequence: number, error: PolisError | undefined): void
}

/** Moves messages from a handler to its reader within the window; answers how to widen it. */
function pump(messages: AsyncIterable<Uint8Array>, outlet: Outlet): (bytes: number) => void {
  const iterator = messages[Symbol.asyncIterator]()
  let unacknowledgedBytes = 0
  let sequence = 0
  let isPulling = false
  let isOver = false
  const leave = () => {
    if (isOver) return
    isOver = true
    // The handler has been told through its signal; how its cleanup ends concerns nobody.
    iterator.return?.().then(undefined, () => {})
  }
  const pull = () => {
    if (isOver || isPulling || unacknowledgedBytes >= outlet.windowBytes) return
    isPulling = true
    iterator.next().then(
      result => {
        isPulling = false
        if (isOver) return
        if (result.done) {
          isOver = true
          return outlet.end(sequence, undefined)
        }
        unacknowledgedBytes += result.value.length
        outlet.send(sequence++, new Uint8Array(result.value))
        pull()
      },
      error => {
        if (isOver) return
        isOver = true
        outlet.end(sequence, handlerFailure(outlet.method, error))
      },
    )
  }
  outlet.stopped.addEventListener('abort', leave)
  if (outlet.stopped.aborted) leave()
  pull()
  return bytes => {
    unacknowledgedBytes -= bytes
    pull()
  }
}
