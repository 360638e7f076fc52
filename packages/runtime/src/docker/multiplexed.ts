/**
 * Output of a container without a terminal, as the engine sends it (Docker Engine API, "Stream
 * format"): frames of a stream's number, three zeros, a length of four bytes, and the bytes.
 */

export type OutputFrame = { readonly stream: 'stdout' | 'stderr'; readonly data: Buffer }

const HEADER_BYTES = 8
const STDERR = 2

/** A longer frame is a sign that the stream is not in this format. The engine sends up to 32 KiB. */
export const FRAME_BYTES_MAX = 16 * 1024 * 1024

/** Cuts a stream of bytes into frames; throws on what cannot be a frame. */
export class FrameReader {
  #carry = Buffer.alloc(0)

  push(chunk: Uint8Array): OutputFrame[] {
    const frames: OutputFrame[] = []
    let bytes = this.#carry.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#carry, chunk])
    while (bytes.length >= HEADER_BYTES) {
      const length = bytes.readUInt32BE(4)
      if (length > FRAME_BYTES_MAX) throw new Error('this is no output of a container')
      if (bytes.length < HEADER_BYTES + length) break
      const stream = bytes[0] === STDERR ? 'stderr' : 'stdout'
      frames.push({ stream, data: bytes.subarray(HEADER_BYTES, HEADER_BYTES + length) })
      bytes = bytes.subarray(HEADER_BYTES + length)
    }
    this.#carry = bytes
    return frames
  }
}
