/**
 * Cuts a TCP stream into DNS messages: two bytes of length before each (RFC 1035 §4.2.2).
 */

/** One connection's incoming bytes. */
export class TcpFrames {
  readonly #bytesMax: number
  #pending: Buffer = Buffer.alloc(0)

  /** A message longer than `bytesMax` is refused. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
  }

  /** The next whole message; undefined until more bytes come; `too-large` ends the connection. */
  next(): Buffer | undefined | 'too-large' {
    if (this.#pending.length < 2) return undefined
    const length = this.#pending.readUInt16BE(0)
    if (length > this.#bytesMax) return 'too-large'
    if (this.#pending.length < 2 + length) return undefined
    const message = this.#pending.subarray(2, 2 + length)
    this.#pending = this.#pending.subarray(2 + length)
    return message
  }
}

/** The message with its length before it. */
export function tcpFrame(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(2 + message.length)
  frame.writeUInt16BE(message.length, 0)
  frame.set(message, 2)
  return frame
}
