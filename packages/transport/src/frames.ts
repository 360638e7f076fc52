/**
 * Frames: four bytes of length, big-endian, then that many bytes.
 *
 * A stream carries bytes in whatever pieces the network made of them; `FrameParser` makes messages
 * of them again. It copies each frame out once, so a small message that somebody keeps does not
 * keep the whole network buffer it came in.
 */

import { assert } from '@polis/base'

/** Bytes in front of each frame. */
export const FRAME_HEADER_BYTES = 4

/** The bytes on the wire for `frames`, in order, as one buffer. */
export function joinFrames(frames: readonly Uint8Array[]): Uint8Array {
  let bytes = 0
  for (const frame of frames) bytes += FRAME_HEADER_BYTES + frame.length
  const joined = Buffer.allocUnsafe(bytes)
  let offset = 0
  for (const frame of frames) {
    offset = joined.writeUInt32BE(frame.length, offset)
    joined.set(frame, offset)
    offset += frame.length
  }
  return joined
}

/**
 * The same bytes as a plain `Uint8Array`, not copied. What leaves the transport is one, because a
 * `Buffer` is another thing to a comparison and its `slice` shares memory.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Cuts a byte stream into frames of at most `frameBytesMax` bytes. */
export class FrameParser {
  readonly #frameBytesMax: number
  readonly #onFrame: (frame: Uint8Array) => void
  /** The frame that is being filled, and how much of it is there. */
  #frame: Uint8Array | undefined
  #filledBytes = 0
  #header = 0
  #headerBytes = 0
  #isBroken = false

  constructor(frameBytesMax: number, onFrame: (frame: Uint8Array) => void) {
    assert(frameBytesMax > 0, 'a frame may have at least a byte')
    this.#frameBytesMax = frameBytesMax
    this.#onFrame = onFrame
  }

  /**
   * Takes the next bytes and hands on the frames they complete. False once a frame is announced
   * that is larger than allowed: the stream cannot be read any further.
   */
  push(chunk: Uint8Array): boolean {
    let offset = 0
    while (offset < chunk.length && !this.#isBroken) {
      offset = this.#frame === undefined ? this.#readHeader(chunk, offset) : offset
      if (this.#frame !== undefined) offset = this.#fill(this.#frame, chunk, offset)
    }
    return !this.#isBroken
  }

  #readHeader(chunk: Uint8Array, start: number): number {
    let offset = start
    while (this.#headerBytes < FRAME_HEADER_BYTES && offset < chunk.length) {
      this.#header = this.#header * 256 + chunk[offset++]!
      this.#headerBytes++
    }
    if (this.#headerBytes < FRAME_HEADER_BYTES) return offset
    const length = this.#header
    this.#header = 0
    this.#headerBytes = 0
    if (length > this.#frameBytesMax) this.#isBroken = true
    else this.#frame = Buffer.allocUnsafe(length)
    return offset
  }

  #fill(frame: Uint8Array, chunk: Uint8Array, offset: number): number {
    const bytes = Math.min(frame.length - this.#filledBytes, chunk.length - offset)
    frame.set(chunk.subarray(offset, offset + bytes), this.#filledBytes)
    this.#filledBytes += bytes
    if (this.#filledBytes === frame.length) {
      this.#frame = undefined
      this.#filledBytes = 0
      this.#onFrame(frame)
    }
    return offset + bytes
  }
}
