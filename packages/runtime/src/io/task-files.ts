/**
 * Files of tasks on a tmpfs of this machine: configs and secrets never touch a disk.
 *
 *     ROOT/TASK/secrets/NAME, ROOT/TASK/configs/NAME     for a plain process, which is told where
 *     ROOT/TASK/secrets/0 …                              bound into a container one by one
 *
 * The root is this node's own and open to nobody else (0700). It outlives the node as its tasks do,
 * and is gone with the machine's memory, as they are.
 */

import { chmod, chown, lstat, mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PlacedFile, WorkloadFile } from '../files.ts'
import type { TaskId } from '../task.ts'

/** What statfs(2) says of file systems that live in memory: tmpfs and ramfs. */
const MEMORY_FILE_SYSTEMS: readonly number[] = [0x01021994, 0x858458f6]

export type FileContent = { readonly file: WorkloadFile; readonly content: Uint8Array }

export class TaskFiles {
  readonly #root: string

  /** `root` is a folder to be made on a tmpfs, such as `/dev/shm/polis-NODE`. */
  constructor(root: string) {
    this.#root = root
  }

  /**
   * Writes the files of a run in place of those of the run before. Rejects with the reason if there
   * is no tmpfs, the folder is somebody else's, or a file cannot be given to its owner.
   */
  async place(taskId: TaskId, contents: readonly FileContent[]): Promise<readonly PlacedFile[]> {
    await this.#open()
    await this.remove(taskId)
    const placed: PlacedFile[] = []
    for (const [i, { file, content }] of contents.entries()) {
      const { kind, target } = file
      const name = target.startsWith('/') ? String(i) : target
      const source = join(this.#root, taskId, `${kind}s`, name)
      await mkdir(dirname(source), { recursive: true, mode: 0o700 })
      await writeFile(source, content, { mode: 0o600 })
      await giveAway(source, file)
      await chmod(source, file.mode)
      placed.push({ kind, source, target })
    }
    return placed
  }

  async remove(taskId: TaskId): Promise<void> {
    await rm(join(this.#root, taskId), { recursive: true, force: true })
  }

  /** Removes everything. */
  async clear(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true })
  }

  /** Removes what belongs to no task of `known`: its node was killed before it could. */
  async keepOnly(known: ReadonlySet<TaskId>): Promise<void> {
    const names = await readdir(this.#root).catch(() => [])
    for (const name of names) if (!known.has(name)) await this.remove(name)
  }

  /** Makes the root. A folder that another user has put there would see everything. */
  async #open(): Promise<void> {
    const parent = dirname(this.#root)
    const { type } = await statfs(parent)
    if (!MEMORY_FILE_SYSTEMS.includes(type)) {
      throw new Error(`configs and secrets need a tmpfs at ${parent}`)
    }
    await mkdir(this.#root, { mode: 0o700 }).catch(error => {
      if (error.code !== 'EEXIST') throw error
    })
    const found = await lstat(this.#root)
    const isOurs = found.isDirectory() && found.uid === process.getuid?.()
    if (!isOurs || (found.mode & 0o077) !== 0) {
      throw new Error(`${this.#root} is not a folder of this node's user alone`)
    }
  }
}

async function giveAway(path: string, { name, uid, gid }: WorkloadFile): Promise<void> {
  if (uid === undefined && gid === undefined) return
  const [ownUid, ownGid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  if (ownUid !== 0 && ((uid ?? ownUid) !== ownUid || (gid ?? ownGid) !== ownGid)) {
    throw new Error(`'${name}' can be given another owner only by a node that runs as root`)
  }
  await chown(path, uid ?? ownUid, gid ?? ownGid)
}
