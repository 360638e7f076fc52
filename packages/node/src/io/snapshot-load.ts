/**
 * Reading a snapshot file whole: verified first, and then its state.
 */

import { createReadStream } from 'node:fs'
import { messageOf, type PolisError } from '@polis/base'
import { ClusterState } from '@polis/cluster'
import { nodeError } from '../errors.ts'
import { SnapshotFileReader, type SnapshotSummary } from '../snapshot-file.ts'

export { SnapshotFileReader, type SnapshotHeader, type SnapshotSummary } from '../snapshot-file.ts'

/** A verified snapshot file and the state in it. */
export type LoadedSnapshot = SnapshotSummary & { readonly state: ClusterState }

/** Reads and verifies the file at `path`. Throws `node/snapshot-damaged`, `-too-new`. */
export async function loadSnapshot(path: string): Promise<LoadedSnapshot> {
  // Proven first: what a garbled file holds is not worth an error of its own.
  const summary = await readFile(path, () => {})
  const state = new ClusterState()
  const restoring = state.restore()
  await readFile(path, chunk => restoring.add(chunk))
  restoring.finish()
  return { ...summary, state }
}

async function readFile(path: string, take: (chunk: Buffer) => void): Promise<SnapshotSummary> {
  const reader = new SnapshotFileReader(path)
  try {
    for await (const bytes of createReadStream(path)) {
      for (const chunk of reader.push(bytes as Buffer)) take(chunk)
    }
  } catch (error) {
    throw isSystemError(error) ? unreadable(path, error) : error
  }
  return reader.end()
}

/** True for what the operating system refused. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

function unreadable(path: string, cause: unknown): PolisError {
  return nodeError('node/no-snapshot', {
    message: `cannot read ${path}: ${messageOf(cause)}`,
    hint: 'check the name, and that you may read it',
    fields: { name: path },
    cause,
  })
}
