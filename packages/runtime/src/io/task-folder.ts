/**
 * A task's folder: everything that one life of the node leaves to the next.
 *
 * Files are replaced by rename, so a reader sees the old or the new one whole. Nothing is synced:
 * a crash of the machine ends the tasks as well. The task's environment is not kept, it may hold
 * secrets.
 */

import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { assert } from '@polis/base'
import type { AssignedPort, TaskId } from '../task.ts'
import type { ProcessIdentity } from './proc.ts'
import { SUPERVISOR_SCRIPT, TASK_FILES } from './supervisor.ts'

/** What is remembered of a task's current or last run. */
export type TaskRecord = {
  readonly taskId: TaskId
  readonly service: string
  readonly namespace: string
  readonly run: number
  readonly ports: readonly AssignedPort[]
  readonly startedAtMs: number
  /** The workload's `user`; absent: the node's own. */
  readonly user?: string
  /** Where it was started; absent in what an earlier version has written. */
  readonly workingDir?: string
}

const RECORD_VERSION = 1

/** A task's id is a folder's name, so it can be nothing else. */
const TASK_ID = /^[0-9A-Za-z_-]{1,64}$/

export class TaskFolder {
  readonly taskId: TaskId
  readonly path: string

  constructor(stateDir: string, taskId: TaskId) {
    assert(TASK_ID.test(taskId), 'a task id is letters, digits, _ and -')
    this.taskId = taskId
    this.path = resolve(stateDir, taskId)
  }

  /** The folders of all tasks, sorted by id. */
  static async list(stateDir: string): Promise<TaskFolder[]> {
    const entries = await readdir(stateDir, { withFileTypes: true })
    const names = entries
      .filter(entry => entry.isDirectory() && TASK_ID.test(entry.name))
      .map(entry => entry.name)
    return names.sort().map(name => new TaskFolder(stateDir, name))
  }

  /** The variable by which a process is known as this task's, whatever it has become since. */
  get mark(): Readonly<Record<string, string>> {
    return { POLIS_TASK_DIR: this.path }
  }

  get outputPath(): string {
    return join(this.path, TASK_FILES.output)
  }

  get supervisorPath(): string {
    return join(this.path, TASK_FILES.supervisor)
  }

  /** Working directory of a workload that names none. */
  get workPath(): string {
    return join(this.path, 'work')
  }

  /** Makes the folder; what it gives the workload to work in is the user's own. */
  async create(user: { readonly uid: number; readonly gid: number } | null = null): Promise<void> {
    await mkdir(this.workPath, { recursive: true, mode: 0o700 })
    if (user !== null) await chown(this.workPath, user.uid, user.gid)
  }

  /** Writes the record and the supervisor, and forgets the run before. */
  async prepareRun(record: TaskRecord): Promise<void> {
    await this.#replace(TASK_FILES.record, JSON.stringify({ version: RECORD_VERSION, ...record }))
    await this.#replace(TASK_FILES.supervisor, SUPERVISOR_SCRIPT)
    for (const run of [record.run - 1, record.run]) {
      await rm(join(this.path, TASK_FILES.pid(run)), { force: true })
      await rm(join(this.path, TASK_FILES.exit(run)), { force: true })
    }
  }

  /** The record; undefined if there is none or it is of another version. */
  async readRecord(): Promise<TaskRecord | undefined> {
    const text = await this.#read(TASK_FILES.record)
    if (text === undefined) return undefined
    let record: TaskRecord & { readonly version: number }
    try {
      record = JSON.parse(text)
    } catch {
      return undefined // Damaged on disk: as good as none, the caller says so.
    }
    const { version, ...rest } = record
    return version === RECORD_VERSION && rest.taskId === this.taskId ? rest : undefined
  }

  /** The supervisor of a run; undefined if it never came to write it down. */
  async readIdentity(run: number): Promise<ProcessIdentity | undefined> {
    const [pid, startTicks, bootId] = ((await this.#read(TASK_FILES.pid(run))) ?? '').split(/\s+/)
    const isWhole = /^\d+$/.test(pid ?? '') && /^\d+$/.test(startTicks ?? '') && bootId
    return isWhole ? { pid: Number(pid), startTicks: Number(startTicks), bootId } : undefined
  }

  /** The exit status of a run and when it was written (Unix time); undefined if there is none. */
  async readExit(run: number): Promise<{ code: number; atMs: number } | undefined> {
    const text = await this.#read(TASK_FILES.exit(run))
    if (text === undefined || !/^\d+\n$/.test(text)) return undefined
    const { mtimeMs } = await stat(join(this.path, TASK_FILES.exit(run)))
    return { code: Number(text), atMs: Math.round(mtimeMs) }
  }

  async #read(name: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.path, name), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  async #replace(name: string, content: string): Promise<void> {
    const path = join(this.path, name)
    await writeFile(`${path}.new`, content, { mode: 0o600 })
    await rename(`${path}.new`, path)
  }
}
