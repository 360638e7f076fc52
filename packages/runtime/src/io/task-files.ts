/**
 * Files of tasks on a tmpfs of this machine: configs and secrets never touch a disk.
 *
 *     ROOT/TASK/secrets/NAME, ROOT/TASK/configs/NAME     for a plain process, which is told where
 *     ROOT/TASK/secrets/0 …                              bound into a container one by one
 *
 * The root is this node's own and open to nobody else (0700; 0711 once a task has a user of its own,
 * to whom its folder belongs). It outlives the node as its tasks do,
 * and is gone with the machine's memory, as they are.
 */

import { chmod, chown, lstat, mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PlacedFile, WorkloadFile } from '../files.ts'
import type { TaskId } from '../task.ts'
import { noteOwner, OWNER_FILE } from './abandoned-files.ts'

/** What statfs(2) says of file systems that live in memory: tmpfs and ramfs. */
const MEMORY_FILE_SYSTEMS: readonly number[] = [0x01021994, 0x858458f6]

/** Whose files they are, unless they say otherwise themselves. */
export type FileOwner = { readonly uid: number; readonly gid: number }

export type FileContent = { readonly file: WorkloadFile; readonly content: Uint8Array }

export class TaskFiles {
  readonly #root: string
  readonly #dataDir: string

  /**
   * `root` is a folder to be made on a tmpfs, such as `/dev/shm/polis-NODE`; it says that it belongs
   * to the node whose data are in `dataDir`.
   */
  constructor(root: string, dataDir: string) {
    this.#root = root
    this.#dataDir = dataDir
  }

  /**
   * Writes the files of a run in place of those of the run before. Rejects with the reason if there
   * is no tmpfs, the folder is somebody else's, or a file cannot be given to its owner.
   */
  async place(
    taskId: TaskId,
    contents: readonly FileContent[],
    user: FileOwner | null = null,
  ): Promise<readonly PlacedFile[]> {
    await this.#open()
    await this.remove(taskId)
    if (user !== null) await this.#openTo(taskId, user, contents)
    const placed: PlacedFile[] = []
    for (const [i, { file, content }] of contents.entries()) {
      const { kind, target } = file
      const name = target.startsWith('/') ? String(i) : target
      const source = join(this.#root, taskId, `${kind}s`, name)
      await mkdir(dirname(source), { recursive: true, mode: 0o700 })
      await writeFile(source, content, { mode: 0o600 })
      await giveAway(source, { ...user, ...file })
      await chmod(source, file.mode)
      placed.push({ kind, source, target })
    }
    return placed
  }

  /** Makes the folders of a task whose user is another than the node's, and the way to them. */
  async #openTo(
    taskId: TaskId,
    { uid, gid }: FileOwner,
    contents: readonly FileContent[],
  ): Promise<void> {
    // Names below are not to be guessed, and cannot be listed.
    await chmod(this.#root, 0o711)
    const own = join(this.#root, taskId)
    const kinds = new Set(contents.map(({ file }) => `${file.kind}s`))
    for (const folder of [own, ...[...kinds].map(kind => join(own, kind))]) {
      await mkdir(folder, { mode: 0o700 })
      await chown(folder, uid, gid)
    }
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
    const tasks = names.filter(name => name !== OWNER_FILE)
    for (const name of tasks) if (!known.has(name)) await this.remove(name)
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
    if (!isOurs || (found.mode & 0o066) !== 0) {
      throw new Error(`${this.#root} is not a folder of this node's user alone`)
    }
    await noteOwner(this.#root, this.#dataDir)
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
