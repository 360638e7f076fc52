/** How many chunks of a snapshot there were, of how many bytes, and their CRC-32C as a whole. */

import { crc32c } from '@polis/base'
import type { SnapshotSummary } from '../wire.ts'

/** Sums chunks up, in their order. */
export class Summing {
  #summary: SnapshotSummary = { chunkCount: 0, length: 0, crc32c: 0 }

  get summary(): SnapshotSummary {
    return this.#summary
  }

  add(chunk: Uint8Array): void {
    const { chunkCount, length, crc32c: crc } = this.#summary
    this.#summary = {
      chunkCount: chunkCount + 1,
      length: length + chunk.length,
      crc32c: crc32c(chunk, crc),
    }
  }

  /** True if the chunks are those that `expected` sums up. */
  matches(expected: SnapshotSummary): boolean {
    const { chunkCount, length, crc32c: crc } = this.#summary
    return (
      chunkCount === expected.chunkCount && length === expected.length && crc === expected.crc32c
    )
  }
}
