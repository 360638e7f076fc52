/**
 * Finds the folders of configs and secrets that dead nodes have left on a tmpfs.
 *
 * A node that is killed leaves its folder for its next start, since its tasks run on and use it. If
 * its data directory is gone there will be none, so the next node on the machine removes it. Each
 * folder says whose it is in a file beside those of the tasks. What belongs to a container with
 * other mounts, or says nothing, is left alone: nobody here can tell.
 */

import { existsSync, readlinkSync } from 'node:fs'
import { lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as proc from './proc.ts'

/** The file that says whose a folder is; no task's id has a dot. */
export const OWNER_FILE = '.owner'

/** What folders of nodes are called. */
const FOLDER = /^polis-[\w-]+$/

type Owner = {
  readonly dataDir: string
  readonly process: proc.ProcessIdentity
  readonly mounts: string
}

/** Notes that a folder belongs to this process, whose data are in `dataDir`. */
export async function noteOwner(folder: string, dataDir: string): Promise<void> {
  const bootId = proc.currentBootId() ?? ''
  const identity = proc.identityOf(process.pid, bootId)
  if (identity === undefined) return // No Linux, and so no tmpfs either.
  const owner: Owner = { dataDir, process: identity, mounts: ownMounts() }
  await writeFile(join(folder, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 })
}

/** Removes what dead nodes have left below `parent`; answers the folders that are gone. */
export async function removeAbandoned(parent: string): Promise<string[]> {
  const removed: string[] = []
  for (const name of await readdir(parent)) {
    const folder = join(parent, name)
    if (!FOLDER.test(name) || !(await isAbandoned(folder))) continue
    await rm(folder, { recursive: true, force: true })
    removed.push(folder)
  }
  return removed
}

async function isAbandoned(folder: string): Promise<boolean> {
  const found = await lstat(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) return false
  const text = await readFile(join(folder, OWNER_FILE), 'utf8').catch(() => '')
  const owner = readOwner(text)
  if (owner === undefined || owner.mounts !== ownMounts() || existsSync(owner.dataDir)) return false
  return !proc.isAlive(owner.process, proc.currentBootId() ?? '')
}

function readOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text)
    const isWhole = typeof owner.dataDir === 'string' && Number.isInteger(owner.process?.pid)
    return isWhole ? owner : undefined
  } catch {
    return undefined // Absent, or cut off while it was written: nobody's that we know.
  }
}

/** Which mounts this process sees: a path means the same to all that see the same. */
function ownMounts(): string {
  return readlinkSync('/proc/self/ns/mnt')
}
