/**
 * The sending end of a one-way channel: one long-lived stream, opened when it is first needed.
 *
 * A message waits only while the stream opens or is full, and only up to the bound; then it is
 * dropped and the sender told. After a close the stream is reopened with growing delay, by the next
 * message: a channel that nobody uses costs nothing.
 */

import type { FramedStream, FramedStreamOptions } from './framed-stream.ts'

/** What a sender needs to know. */
export type ChannelSenderOptions = {
  readonly frameBytesMax: number
  readonly bufferBytesMax: number
  readonly reopenMinMs: number
  readonly reopenMaxMs: number
  readonly nowMs: () => number
  readonly open: (options: FramedStreamOptions) => Promise<FramedStream>
}

/** Sends the messages of one channel to one peer, in order. */
export class ChannelSender {
  readonly #options: ChannelSenderOptions
  #stream: FramedStream | undefined
  /** Messages that wait for the stream to open; undefined while none is being opened. */
  #waiting: Uint8Array[] | undefined
  #waitingBytes = 0
  #openedMs = 0
  #reopenMs = 0
  #notBeforeMs = 0

  constructor(options: ChannelSenderOptions) {
    this.#options = options
  }

  /** Sends `message`, or answers false if it was dropped. */
  send(message: Uint8Array): boolean {
    const { frameBytesMax, bufferBytesMax, nowMs } = this.#options
    if (message.length > frameBytesMax) return false
    if (this.#stream?.isOpen) return this.#stream.send(message)
    if (this.#waiting === undefined) {
      if (nowMs() < this.#notBeforeMs) return false
      this.#waiting = []
      this.#waitingBytes = 0
      void this.#open()
    }
    if (this.#waitingBytes > 0 && this.#waitingBytes + message.length > bufferBytesMax) return false
    this.#waiting.push(message)
    this.#waitingBytes += message.length
    return true
  }

  /** Ends the stream. */
  close(): void {
    this.#stream?.abort('the connection is being closed')
  }

  async #open(): Promise<void> {
    const { frameBytesMax, bufferBytesMax, open, nowMs } = this.#options
    try {
      const stream = await open({
        frameBytesMax,
        bufferBytesMax,
        onFrame: () => {
          throw new TypeError('nothing comes back on a channel')
        },
        onClose: () => this.#backOff(),
      })
      this.#stream = stream
      this.#openedMs = nowMs()
      for (const message of this.#waiting ?? []) stream.send(message)
    } catch {
      // The peer is gone or does not know the channel: what waited is dropped, as promised.
      this.#backOff()
    } finally {
      this.#waiting = undefined
    }
  }

  #backOff(): void {
    const { nowMs, reopenMinMs, reopenMaxMs } = this.#options
    this.#stream = undefined
    const hadBeenUseful = this.#openedMs > 0 && nowMs() - this.#openedMs > reopenMaxMs
    this.#openedMs = 0
    this.#reopenMs = hadBeenUseful ? reopenMinMs : Math.max(reopenMinMs, this.#reopenMs * 2)
    this.#reopenMs = Math.min(reopenMaxMs, this.#reopenMs)
    this.#notBeforeMs = nowMs() + this.#reopenMs
  }
}
