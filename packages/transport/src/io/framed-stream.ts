/**
 * Frames over one libp2p stream, both ways.
 *
 * What is sent while one event is handled leaves as one write: every write is a frame of yamux and
 * a record of TLS, so batching is what makes small messages cheap. (Waiting for the end of the
 * turn of the event loop batched no more and cost a third more CPU for a request.) Frames wait here
 * while the stream is full, up to a bound, and then they are refused. Events of libp2p are handled
 * without ever throwing: an exception in one would end the process.
 */

import type { Stream } from '@libp2p/interface'
import { FRAME_HEADER_BYTES, FrameParser, joinFrames } from '../frames.ts'

/** How a stream is framed. */
export type FramedStreamOptions = {
  readonly frameBytesMax: number
  /** Frames that wait to be sent may take this much, beyond one frame. */
  readonly bufferBytesMax: number
  /** A frame has arrived; it belongs to the receiver. What it throws aborts the stream. */
  readonly onFrame: (frame: Uint8Array) => void
  /** The stream has ended, for whatever reason; called once. */
  readonly onClose: () => void
  /** What was refused or waited can be sent again. */
  readonly onRoom?: () => void
}

/** Most bytes of one write: what yamux lets a reader be sent unread at first. */
const WRITE_BYTES_MAX = 256 << 10

/** A stream that carries frames. */
export class FramedStream {
  readonly #stream: Stream
  readonly #options: FramedStreamOptions
  #frames: Uint8Array[] = []
  #queuedBytes = 0
  #isFlushDue = false
  #isEnding = false
  #isClosed = false

  /** Must be called in the turn in which the stream was handed over, lest bytes are lost. */
  constructor(stream: Stream, options: FramedStreamOptions) {
    this.#stream = stream
    this.#options = options
    const parser = new FrameParser(options.frameBytesMax, frame => options.onFrame(frame))
    stream.addEventListener('message', event => {
      const data = event.data instanceof Uint8Array ? event.data : event.data.subarray()
      this.#guard(() => {
        if (!parser.push(data)) this.abort('a frame is larger than allowed')
      })
    })
    stream.addEventListener('close', () => this.#closed())
    stream.addEventListener('remoteCloseWrite', () => {
      // Half-open streams have no use here: once the other side has ended, so do we.
      if (!this.#isClosed) this.end()
    })
    stream.addEventListener('drain', () => this.#flushSoon())
    if (stream.status !== 'open') queueMicrotask(() => this.#closed())
    else if (stream.remoteWriteStatus === 'closed') queueMicrotask(() => this.end())
  }

  get isOpen(): boolean {
    return !this.#isClosed && !this.#isEnding && this.#stream.writeStatus === 'writable'
  }

  /** Bytes that have not left this process. */
  get bufferedBytes(): number {
    return this.#queuedBytes + this.#stream.writeBufferLength
  }

  /** Sends `frame` soon. False if it was not taken: the stream is closed, or its buffer full. */
  send(frame: Uint8Array): boolean {
    if (!this.isOpen) return false
    const bytes = FRAME_HEADER_BYTES + frame.length
    const buffered = this.bufferedBytes
    if (buffered > 0 && buffered + bytes > this.#options.bufferBytesMax) return false
    this.#frames.push(frame)
    this.#queuedBytes += bytes
    this.#flushSoon()
    return true
  }

  /** Sends `frame` even if the buffer is full, and closes once it is sent. */
  sendLast(frame: Uint8Array): void {
    if (!this.isOpen) return
    this.#frames.push(frame)
    this.#queuedBytes += FRAME_HEADER_BYTES + frame.length
    this.end()
  }

  /** Stops reading; the other side is slowed down once the window is full. */
  pause(): void {
    this.#guard(() => {
      if (this.#stream.readStatus === 'readable') this.#stream.pause()
    })
  }

  resume(): void {
    this.#guard(() => {
      if (this.#stream.readStatus === 'paused') this.#stream.resume()
    })
  }

  /** Closes once everything that was taken is sent. */
  end(): void {
    if (this.#isEnding || this.#isClosed) return
    this.#isEnding = true
    this.#flushSoon()
  }

  /** Closes now, at both ends; what waits is lost. */
  abort(reason: string): void {
    this.#stream.abort(new Error(reason))
    this.#closed()
  }

  #flushSoon(): void {
    if (this.#isFlushDue || this.#isClosed) return
    this.#isFlushDue = true
    queueMicrotask(() => {
      this.#isFlushDue = false
      this.#guard(() => this.#flush())
    })
  }

  #flush(): void {
    const hadFrames = this.#frames.length > 0
    let sent = 0
    while (sent < this.#frames.length && !this.#stream.writableNeedsDrain && !this.#isClosed) {
      const from = sent
      let bytes = 0
      do {
        bytes += FRAME_HEADER_BYTES + this.#frames[sent++]!.length
      } while (sent < this.#frames.length && bytes < WRITE_BYTES_MAX)
      this.#queuedBytes -= bytes
      this.#stream.send(joinFrames(this.#frames.slice(from, sent)))
    }
    this.#frames = sent === this.#frames.length ? [] : this.#frames.slice(sent)
    if (this.#frames.length > 0 || this.#isClosed) return
    if (this.#isEnding) {
      // A close that fails means that the stream is gone, which `close` events tell.
      this.#stream.close().catch(() => {})
    } else if (hadFrames || !this.#stream.writableNeedsDrain) {
      this.#options.onRoom?.()
    }
  }

  #guard(task: () => void): void {
    try {
      task()
    } catch (error) {
      this.abort(error instanceof Error ? error.message : String(error))
    }
  }

  #closed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#frames = []
    this.#queuedBytes = 0
    this.#options.onClose()
  }
}
