/**
 * Buffers for what is read in large pieces, used again and again.
 *
 * A buffer of its own for every large piece is outside of V8's heap, and V8 collects the whole heap
 * after some tens of megabytes of such: eight times a second at 200 MB/s. So those of a thread go
 * round. Whoever takes one gives it back when nobody reads from it any more; one that is not given
 * back is garbage as any other.
 */

import { FREE_BUFFERS_MAX, POOLED_BUFFER_BYTES } from '../config.ts'

const free: Buffer<ArrayBuffer>[] = []

/** A buffer of `POOLED_BUFFER_BYTES` with any content. */
export function takeBuffer(): Buffer<ArrayBuffer> {
  return free.pop() ?? Buffer.allocUnsafeSlow(POOLED_BUFFER_BYTES)
}

/** Gives back what `takeBuffer` gave, once, and with no write from it under way. */
export function giveBuffer(buffer: Buffer<ArrayBuffer>): void {
  if (free.length < FREE_BUFFERS_MAX) free.push(buffer)
}
