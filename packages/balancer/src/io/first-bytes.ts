/**
 * The first bytes of a connection, until they say what to do with it.
 *
 *     reading ──decided──► paused, the bytes given back, `decided` called
 *      ▲   │ └──refused, too many, too late, or ended──► reset
 *      │   ▼
 *     paused, the bytes given back, while a decision takes its time
 *
 * Whoever takes over reads the same bytes as if nobody had looked, but for those that were consumed
 * (a PROXY header).
 */

import type { Socket } from 'node:net'
import { assert } from '@polis/base'
import { HEAD_TIMEOUT_MS } from '../config.ts'
import { resetSocket } from './socket-reset.ts'
import type { ListenerState, Swept, ThreadContext } from './thread-context.ts'

/** More bytes are needed, or the connection is refused, or so many bytes are consumed. */
export type Decision = 'more' | 'reject' | number

export type FirstBytesOptions = {
  /** Looks at all bytes so far. `later` is told what is not known at once. */
  readonly decide: (bytes: Buffer, later: (decision: Decision) => void) => Decision | 'later'
  /** A decision must be possible within so many bytes. */
  readonly bytesMax: number
  /** Called once there is one. The socket is paused. */
  readonly decided: () => void
  /** Called if there will be none; the connection is reset. */
  readonly refused: () => void
}

export class FirstBytes implements Swept {
  readonly #socket: Socket
  readonly #listener: ListenerState
  readonly #context: ThreadContext
  readonly #options: FirstBytesOptions
  readonly #deadlineMs: number
  #bytes: Buffer | undefined
  /** Bytes that have been looked at; only more of them can change a decision. */
  #seen = 0

  constructor(
    socket: Socket,
    listener: ListenerState,
    context: ThreadContext,
    options: FirstBytesOptions,
  ) {
    this.#socket = socket
    this.#listener = listener
    this.#context = context
    this.#options = options
    this.#deadlineMs = context.coarseMs + HEAD_TIMEOUT_MS
    context.connections.add(this)
    socket.on('data', this.#onData)
    socket.on('end', this.#refuse)
    socket.on('error', this.#refuse)
    socket.on('close', this.#refuse)
    socket.resume()
  }

  sweep(nowMs: number): void {
    if (nowMs >= this.#deadlineMs) this.#refuse()
  }

  isOf(listener: ListenerState): boolean {
    return this.#listener === listener
  }

  /** A client that has said nothing yet can try elsewhere. */
  closeWhenIdle(): void {
    if (this.#seen === 0) this.#refuse()
  }

  destroy(): void {
    this.#refuse()
  }

  readonly #onData = (bytes: Buffer): void => {
    const all = this.#bytes === undefined ? bytes : Buffer.concat([this.#bytes, bytes])
    this.#bytes = all
    if (all.length <= this.#seen) return
    this.#seen = all.length
    const decision = this.#options.decide(all, later => {
      if (this.#context.connections.has(this)) this.#carryOut(later)
    })
    if (decision === 'later') this.#giveBack(0)
    else this.#carryOut(decision)
  }

  #carryOut(decision: Decision): void {
    if (decision === 'reject') {
      this.#refuse()
    } else if (decision !== 'more') {
      this.#leave()
      if (this.#bytes === undefined) {
        // They were given back while the decision was made.
        assert(decision === 0, 'a late decision consumes nothing')
      } else {
        this.#giveBack(decision)
      }
      this.#options.decided()
    } else if (this.#seen >= this.#options.bytesMax) {
      this.#refuse()
    } else if (this.#bytes === undefined) {
      this.#socket.resume()
    }
  }

  /** Pauses the socket with its bytes from `start` on in front of it, so that its end waits. */
  #giveBack(start: number): void {
    const rest = this.#bytes!.subarray(start)
    this.#bytes = undefined
    this.#socket.pause()
    if (rest.length > 0) this.#socket.unshift(rest)
  }

  readonly #refuse = (): void => {
    if (!this.#context.connections.has(this)) return
    this.#leave()
    // 'close' follows; an error that comes with it is nobody's any more.
    this.#socket.on('error', () => undefined)
    resetSocket(this.#socket)
    this.#options.refused()
  }

  #leave(): void {
    this.#context.connections.delete(this)
    this.#socket.off('data', this.#onData)
    this.#socket.off('end', this.#refuse)
    this.#socket.off('error', this.#refuse)
    this.#socket.off('close', this.#refuse)
  }
}
