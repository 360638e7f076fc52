/**
 * The tail ring on disk (`DIR/raft/tail`): written in place, synced with every write (O_DSYNC), so
 * that the way to the disk and back is one, not two.
 *
 * The file appears by a rename of a whole, synced one, so a crash never leaves half a ring.
 */

import { constants, type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { assert } from '@polis/base'

/** The open ring. */
export class TailFile {
  readonly #file: FileHandle

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** The file's content, or undefined if there is none. */
  static async read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(path)
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }

  /** Opens the ring at `path`. */
  static async open(path: string): Promise<TailFile> {
    return new TailFile(await open(path, constants.O_RDWR | constants.O_DSYNC))
  }

  /** Puts `content` in the place of whatever is at `path`, durably, and opens it. */
  static async create(path: string, content: Uint8Array): Promise<TailFile> {
    const temporary = `${path}.new`
    await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncDirectory(dirname(path))
    return TailFile.open(path)
  }

  /** Writes whole pages at `offset` and waits until they are on the disk. */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    const { bytesWritten } = await this.#file.write(bytes, 0, bytes.length, offset)
    assert(bytesWritten === bytes.length, 'a write to the preallocated tail is whole')
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

/** Makes what was created or renamed in `directory` durable. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
