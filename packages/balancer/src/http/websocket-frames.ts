/**
 * Where the frames of a WebSocket end (RFC 6455 §5.2), found without a look at what is in them.
 *
 *     FIN, opcode │ MASK, length │ longer length: 0, 2 or 8 │ mask: 0 or 4 │ payload
 *
 * A proxy that has to end a WebSocket may say so between two frames, even of one message (§5.4).
 */

const OPCODE_MASK = 0x0f
const CLOSE = 0x8
const IS_MASKED = 0x80
const MASK_BYTES = 4
const LENGTH_16 = 126
const LENGTH_64 = 127
const HEAD_BYTES_MAX = 10

/** Status 1001 (§7.4.1): an endpoint is going away. */
const GOING_AWAY = 1001

/** What one side of a WebSocket sends. */
export class FrameReader {
  /** True once a Close frame has begun: nothing may follow it (§5.5.1). */
  hasClose = false
  readonly #head = Buffer.alloc(HEAD_BYTES_MAX)
  #headBytes = 0
  #left = 0

  /** True if the next byte begins a frame. */
  get isBetween(): boolean {
    return this.#headBytes === 0 && this.#left === 0
  }

  /** Reads all of `bytes`. */
  read(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) at = this.#step(bytes, at)
  }

  /** Reads until a frame has ended, or all of `bytes`; answers how much that was. */
  readFrame(bytes: Uint8Array): number {
    let at = 0
    while (at < bytes.length && !(at > 0 && this.isBetween)) at = this.#step(bytes, at)
    return at
  }

  /** Reads a byte of a head, or what there is of a payload; answers where to go on. */
  #step(bytes: Uint8Array, at: number): number {
    if (this.#left > 0) {
      const taken = Math.min(this.#left, bytes.length - at)
      this.#left -= taken
      return at + taken
    }
    this.#head[this.#headBytes++] = bytes[at]!
    if (this.#headBytes >= 2) this.#endHead()
    return at + 1
  }

  #endHead(): void {
    const head = this.#head
    const short = head[1]! & ~IS_MASKED
    const size = short < LENGTH_16 ? 2 : short === LENGTH_16 ? 4 : HEAD_BYTES_MAX
    if (this.#headBytes < size) return
    const long = short === LENGTH_64 ? Number(head.readBigUInt64BE(2)) : head.readUInt16BE(2)
    const length = short < LENGTH_16 ? short : long
    this.#left = length + ((head[1]! & IS_MASKED) === 0 ? 0 : MASK_BYTES)
    this.#headBytes = 0
    if ((head[0]! & OPCODE_MASK) === CLOSE) this.hasClose = true
  }
}

/** The Close frame of who is going away; with `mask`, 32 bits, as clients send it (§5.3). */
export function goingAwayFrame(mask?: number): Buffer {
  const code = Buffer.of(GOING_AWAY >> 8, GOING_AWAY & 0xff)
  if (mask === undefined) return Buffer.concat([Buffer.of(0x80 | CLOSE, code.length), code])
  const key = Buffer.alloc(MASK_BYTES)
  key.writeUInt32BE(mask)
  const masked = code.map((byte, i) => byte ^ key[i]!)
  return Buffer.concat([Buffer.of(0x80 | CLOSE, IS_MASKED | code.length), key, masked])
}
