/**
 * The access logs of this node's load balancers: `access.log` in the data directory.
 *
 * At a bounded size it becomes `access.log.1`, and what was that is gone. Data threads send lines
 * in batches and send no more while a batch waits for the disk, so a slow one costs lines, never
 * requests; how many were lost is written down in their place.
 */

import { appendFile, rename, stat } from 'node:fs/promises'
import type { AccessBatch } from '@polis/balancer'
import { ACCESS_LOG_BYTES_MAX } from '../config.ts'

export class AccessLog {
  readonly #path: string
  readonly #bytesMax: number
  #size: number | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, bytesMax = ACCESS_LOG_BYTES_MAX) {
    this.#path = path
    this.#bytesMax = bytesMax
  }

  /** Appends a batch behind all that came before; rejects with the system's error. */
  write(batch: AccessBatch): Promise<void> {
    const written = this.#writing.then(() => this.#append(batch))
    // The next batch is tried whether or not this one could be written.
    this.#writing = written.catch(() => undefined)
    return written
  }

  async #append({ lines, dropped }: AccessBatch): Promise<void> {
    const lost = dropped === 0 ? '' : `${JSON.stringify({ dropped })}\n`
    const text = lost + lines
    this.#size ??= await sizeOf(this.#path)
    if (this.#size > 0 && this.#size + text.length > this.#bytesMax) {
      await rename(this.#path, `${this.#path}.1`)
      this.#size = 0
    }
    await appendFile(this.#path, text, { encoding: 'latin1', mode: 0o600 })
    this.#size += text.length
  }
}

async function sizeOf(path: string): Promise<number> {
  // A file that is not there yet is empty; any other trouble comes again with the append.
  const found = await stat(path).catch(() => undefined)
  return found?.size ?? 0
}
