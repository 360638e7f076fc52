/**
 * Runs tasks as plain processes that outlive the node.
 *
 * Each run is a `sh` supervisor in a session and group of its own (see supervisor.ts) whose state
 * is in files: `<stateDir>/<task>/` holds the task's record, the run's pid, its exit status and its
 * output. The node may be killed at any moment; the next driver on the same folder adopts what runs
 * and reads how the rest has ended. Limits of CPU and memory are enforced by control groups, where
 * the node may make them (cgroup.ts).
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, type Logger, messageOf, PolisError } from '@polis/base'
import { DEFAULT_RUNTIME_CONFIG, type RuntimeConfig } from '../config.ts'
import type {
  AdoptedTask,
  DriverEvent,
  DriverListener,
  ExecEvent,
  ExecRequest,
  LogLine,
  LogQuery,
  RuntimeDriver,
  TaskInspector,
  TaskUsage,
} from '../driver.ts'
import { notRunning, type RuntimeErrorCode, unknownTask } from '../errors.ts'
import {
  exitFromCode,
  exitUnknown,
  type TaskExit,
  type TaskId,
  type TaskStart,
  taskEnvironment,
} from '../task.ts'
import { SIGNAL_NUMBERS, type SignalName } from '../workload.ts'
import {
  type Cgroups,
  findCgroups,
  foundTaskCgroup,
  makeTaskCgroup,
  removeTaskCgroup,
  type TaskCgroup,
  wasOutOfMemory,
} from './cgroup.ts'
import { whyNotRunnable } from './command.ts'
import { withoutInherited } from './inherited-descriptors.ts'
import { LogFile } from './log-file.ts'
import * as proc from './proc.ts'
import { execBesideProcess, workingDirOf } from './process-exec.ts'
import { type ProcessUser, processUser, userVariables } from './process-user.ts'
import { TaskFolder, type TaskRecord } from './task-folder.ts'
import { Turns } from './turns.ts'

export type ProcessDriverOptions = {
  /** Folder of the driver's own; created if it does not exist. */
  readonly stateDir: string
  readonly clock: Clock
  readonly logger: Logger
  readonly config?: RuntimeConfig
}

/** A task this driver knows; `identity` is its supervisor while it runs. */
type Entry = {
  record: TaskRecord
  readonly folder: TaskFolder
  readonly log: LogFile
  identity: proc.ProcessIdentity | null
  /** True if no `exit` event of a child will tell of its end. */
  isAdopted: boolean
  isKilled: boolean
  exit: TaskExit | null
  cpu: { ticks: number; atMs: number }
  /** The control group of its run; null without limits, or where there are none. */
  cgroup: TaskCgroup | null
}

/** How often, and how many times, a removed task is looked at until it is gone: 5 s in all. */
const REMOVE_POLL_MS = 50
const REMOVE_POLLS_MAX = 100

/** How often, and how many times, a new supervisor is looked for: 10 s in all. */
const START_POLL_MS = 2
const START_POLLS_MAX = 5_000

export class ProcessDriver implements RuntimeDriver, TaskInspector {
  readonly name = 'process'
  readonly #options: Required<ProcessDriverOptions>
  readonly #bootId: string
  readonly #listeners = new Set<DriverListener>()
  readonly #entries = new Map<TaskId, Entry>()
  readonly #turns: Turns
  readonly #timers: NodeJS.Timeout[]
  readonly #cgroups: Cgroups

  /** Throws `runtime/unsupported-platform` where there is no Linux /proc. */
  constructor(options: ProcessDriverOptions) {
    this.#options = { config: DEFAULT_RUNTIME_CONFIG, ...options }
    this.#turns = new Turns(options.logger)
    const bootId = proc.currentBootId()
    if (bootId === undefined) {
      throw new PolisError<RuntimeErrorCode>('runtime/unsupported-platform', {
        message: 'plain processes need Linux: there is no /proc here',
        hint: 'start the node with --driver docker',
      })
    }
    this.#bootId = bootId
    this.#cgroups = findCgroups()
    const { logPollMs, adoptedPollMs } = this.#options.config
    this.#timers = [
      setInterval(() => this.#pollLogs(), logPollMs).unref(),
      setInterval(() => this.#pollAdopted(), adoptedPollMs).unref(),
    ]
  }

  onEvent(listener: DriverListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Ends this driver, not its tasks; resolves when the orders given so far are carried out. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#turns.all()
    this.#listeners.clear()
  }

  adopt(): void {
    this.#turns.take('', async () => {
      await mkdir(this.#options.stateDir, { recursive: true, mode: 0o700 })
      const tasks: AdoptedTask[] = []
      for (const folder of await TaskFolder.list(this.#options.stateDir)) {
        const record = await folder.readRecord()
        if (record === undefined) {
          this.#options.logger.warn(
            { folder: folder.path },
            'removing a task folder without record',
          )
          await killStragglers(folder)
          await rm(folder.path, { recursive: true, force: true })
          continue
        }
        tasks.push(await this.#adoptOne(folder, record))
      }
      this.#emit({ kind: 'adopted', tasks })
    })
  }

  start(task: TaskStart): void {
    this.#turns.take(task.taskId, async () => {
      const { taskId, run } = task
      try {
        await this.#start(task)
      } catch (error) {
        this.#emit({ kind: 'start-failed', taskId, run, reason: messageOf(error) })
      }
    })
  }

  signal(taskId: TaskId, signal: SignalName): void {
    if (signal === 'SIGKILL') {
      this.kill(taskId)
      return
    }
    this.#turns.take(taskId, async () => {
      const identity = this.#entries.get(taskId)?.identity
      if (!identity) this.#emit({ kind: 'absent', taskId })
      else if (proc.isAlive(identity, this.#bootId)) send(identity.pid, signal)
    })
  }

  kill(taskId: TaskId): void {
    this.#turns.take(taskId, async () => {
      const entry = this.#entries.get(taskId)
      if (!entry?.identity) this.#emit({ kind: 'absent', taskId })
      else this.#kill(entry)
    })
  }

  remove(taskId: TaskId): void {
    this.#turns.take(taskId, async () => {
      const entry = this.#entries.get(taskId)
      if (entry?.identity) {
        this.#kill(entry)
        for (let i = 0; i < REMOVE_POLLS_MAX && this.#isUp(entry); i++) await delay(REMOVE_POLL_MS)
        if (this.#isUp(entry)) throw new Error('it still runs after SIGKILL')
      }
      this.#entries.delete(taskId)
      if (entry?.cgroup) removeTaskCgroup(entry.cgroup)
      const folder = new TaskFolder(this.#options.stateDir, taskId)
      await rm(folder.path, { recursive: true, force: true })
      this.#emit({ kind: 'removed', taskId })
    })
  }

  async usage(): Promise<ReadonlyMap<TaskId, TaskUsage>> {
    const nowMs = proc.uptimeMs()
    const ofGroup = new Map<number, { ticks: number; bytes: number }>()
    for (const { group, cpuTicks, rssBytes } of proc.listProcesses()) {
      const sum = ofGroup.get(group) ?? { ticks: 0, bytes: 0 }
      ofGroup.set(group, { ticks: sum.ticks + cpuTicks, bytes: sum.bytes + rssBytes })
    }
    const usage = new Map<TaskId, TaskUsage>()
    for (const [taskId, entry] of this.#entries) {
      const sum = entry.identity === null ? undefined : ofGroup.get(entry.identity.pid)
      if (sum === undefined) continue
      const cpuMs = ((sum.ticks - entry.cpu.ticks) / proc.TICKS_PER_SECOND) * 1000
      const share = cpuMs / Math.max(1, nowMs - entry.cpu.atMs)
      entry.cpu = { ticks: sum.ticks, atMs: nowMs }
      const cpuMillicores = Math.max(0, Math.round(share * 1000))
      usage.set(taskId, { cpuMillicores, memoryBytes: sum.bytes })
    }
    return usage
  }

  async *logs(taskId: TaskId, query: LogQuery, signal: AbortSignal): AsyncGenerator<LogLine> {
    await this.#turns.of(taskId) // A start that was ordered just before is carried out first.
    const entry = this.#entries.get(taskId)
    if (entry === undefined) throw unknownTask(taskId)
    yield* entry.log.read(query, signal)
  }

  async *exec(
    taskId: TaskId,
    request: ExecRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ExecEvent> {
    const entry = this.#entries.get(taskId)
    if (!entry?.identity || !this.#isUp(entry)) throw notRunning(taskId, '')
    const { identity, folder, cgroup, record } = entry
    const user = await processUser(record.user ?? null)
    const workingDir = record.workingDir ?? (await workingDirOf(identity.pid, folder.workPath))
    const place = { folder: workingDir, groups: cgroup?.folders ?? [], user }
    yield* execBesideProcess(identity, place, request, signal)
  }

  async #start(task: TaskStart): Promise<void> {
    const { taskId, run, workload } = task
    const before = this.#entries.get(taskId)
    if (before?.identity) {
      if (before.record.run !== run) throw new Error(`run ${before.record.run} is still there`)
      const { startedAtMs } = before.record
      this.#emit({ kind: 'started', taskId, run, startedAtMs })
      return
    }
    const { config, stateDir, clock } = this.#options
    const folder = before?.folder ?? new TaskFolder(stateDir, taskId)
    const user = await processUser(workload.user)
    const environment = {
      ...taskEnvironment(task, process.env),
      ...userVariables(user, workload.environment),
      ...folder.mark,
    }
    const workingDir = workload.workingDir ?? folder.workPath
    await folder.create(user)
    const obstacle = await whyNotRunnable(workload, workingDir, environment['PATH'] ?? '')
    if (obstacle !== undefined) throw new Error(obstacle)
    const { service, namespace, ports } = task
    const startedAtMs = clock.wallMs()
    const own = workload.user === null ? {} : { user: workload.user }
    const record = { taskId, service, namespace, run, ports, startedAtMs, workingDir, ...own }
    await folder.prepareRun(record)
    const cgroup = this.#makeCgroup(task)
    const child = await spawnSupervisor(folder, task, workingDir, environment, cgroup, user)
    const identity = await supervisorOf(child, folder, run)
    const entry: Entry = {
      record,
      folder,
      log: before?.log ?? new LogFile(folder.outputPath, config),
      identity,
      isAdopted: false,
      isKilled: false,
      exit: null,
      cpu: { ticks: 0, atMs: proc.uptimeMs() },
      cgroup,
    }
    this.#entries.set(taskId, entry)
    this.#emit({ kind: 'started', taskId, run, startedAtMs })
    const isGone = child.exitCode !== null || child.signalCode !== null
    if (isGone) await this.#onGone(entry)
    else child.once('exit', () => void this.#onGone(entry))
  }

  async #adoptOne(folder: TaskFolder, record: TaskRecord): Promise<AdoptedTask> {
    const identity = await folder.readIdentity(record.run)
    const isUp = identity !== undefined && proc.isAlive(identity, this.#bootId)
    const startedTicks = identity?.startTicks ?? 0
    const entry: Entry = {
      record,
      folder,
      log: new LogFile(folder.outputPath, this.#options.config),
      identity: isUp ? identity : null,
      isAdopted: true,
      isKilled: false,
      exit: null,
      cpu: { ticks: 0, atMs: (startedTicks / proc.TICKS_PER_SECOND) * 1000 },
      cgroup:
        this.#cgroups.kind === 'none' ? null : foundTaskCgroup(this.#cgroups.kind, record.taskId),
    }
    if (!isUp) {
      await killStragglers(folder)
      entry.exit = await this.#readExit(entry)
    }
    this.#entries.set(record.taskId, entry)
    const { user: _user, workingDir: _workingDir, ...adopted } = record
    return { ...adopted, exit: entry.exit }
  }

  /** The group of a run with limits; without one, and a word in the log, where none can be made. */
  #makeCgroup({ taskId, workload: { limits } }: TaskStart): TaskCgroup | null {
    if (limits.cpuMillicores === 0 && limits.memoryBytes === 0) return null
    if (this.#cgroups.kind !== 'none') return makeTaskCgroup(this.#cgroups.kind, taskId, limits)
    const { reason } = this.#cgroups
    this.#options.logger.warn({ taskId, reason }, 'its limits are not enforced: no control groups')
    return null
  }

  #kill(entry: Entry): void {
    entry.isKilled = true
    if (entry.identity !== null && proc.isAlive(entry.identity, this.#bootId)) {
      send(-entry.identity.pid, 'SIGKILL')
    }
  }

  #isUp(entry: Entry): boolean {
    return entry.identity !== null && proc.isAlive(entry.identity, this.#bootId)
  }

  #pollLogs(): void {
    const wallMs = this.#options.clock.wallMs()
    for (const entry of this.#entries.values()) {
      if (entry.identity === null) continue
      try {
        entry.log.poll(wallMs)
      } catch (error) {
        const { taskId } = entry.record
        this.#options.logger.warn({ taskId, error: messageOf(error) }, 'cannot rotate its output')
      }
    }
  }

  #pollAdopted(): void {
    for (const entry of this.#entries.values()) {
      if (entry.isAdopted && entry.identity !== null && !this.#isUp(entry)) void this.#onGone(entry)
    }
  }

  /** The supervisor has ended: tells how the run has, once nothing of it is left. */
  async #onGone(entry: Entry): Promise<void> {
    if (entry.identity === null) return
    entry.identity = null
    const { taskId, run } = entry.record
    try {
      await killStragglers(entry.folder)
      entry.exit = await this.#readExit(entry)
    } catch (error) {
      entry.exit = exitUnknown(messageOf(error), this.#options.clock.wallMs())
    }
    this.#emit({ kind: 'exited', taskId, run, exit: entry.exit })
  }

  async #readExit(entry: Entry): Promise<TaskExit> {
    const { folder, record, isKilled, cgroup } = entry
    const status = await folder.readExit(record.run)
    const isStarved = cgroup !== null && wasOutOfMemory(cgroup)
    if (cgroup !== null) removeTaskCgroup(cgroup)
    if (isStarved && status !== undefined) {
      const exit = exitFromCode(status.code, status.atMs)
      return { ...exit, reason: `out of memory: killed at its limit (exit code ${status.code})` }
    }
    if (status !== undefined) return exitFromCode(status.code, status.atMs)
    const nowMs = this.#options.clock.wallMs()
    if (isKilled) return exitFromCode(128 + SIGNAL_NUMBERS.SIGKILL, nowMs)
    return exitUnknown('ended without a status: its supervisor was killed, or the machine', nowMs)
  }

  #emit(event: DriverEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }
}

/** Starts the supervisor in a session of its own; rejects if that cannot be done. */
async function spawnSupervisor(
  folder: TaskFolder,
  task: TaskStart,
  workingDir: string,
  environment: Record<string, string>,
  cgroup: TaskCgroup | null,
  user: ProcessUser | null,
): Promise<ChildProcess> {
  const output = openSync(folder.outputPath, 'a', 0o600)
  try {
    const groups = cgroup?.folders.join(':') ?? ''
    const become = user?.become.join(' ') ?? ''
    const script = [folder.supervisorPath, folder.path, String(task.run), workingDir]
    const words = [...script, groups, become, ...task.workload.command]
    const options = { cwd: folder.path, env: environment, detached: true }
    const child = withoutInherited(['ignore', output, output], stdio =>
      spawn('/bin/sh', words, { ...options, stdio }),
    )
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    child.unref()
    return child
  } finally {
    closeSync(output)
  }
}

/** Waits until the supervisor has written down who it is: from then on it can be adopted. */
async function supervisorOf(child: ChildProcess, folder: TaskFolder, run: number) {
  for (let i = 0; i < START_POLLS_MAX; i++) {
    const identity = await folder.readIdentity(run)
    if (identity !== undefined) return identity
    if (child.exitCode !== null || child.signalCode !== null) break
    await delay(START_POLL_MS)
  }
  child.kill('SIGKILL')
  throw new Error(`its supervisor did not start: see ${folder.outputPath}`)
}

/** Ends what has left the group (a session of its own) but still carries the task's mark. */
async function killStragglers(folder: TaskFolder): Promise<void> {
  const marks = Object.entries(folder.mark).map(([name, value]) => `${name}=${value}`)
  for (const pid of await proc.pidsWithEnvironment(marks)) send(pid, 'SIGKILL')
}

/** Signals a process or, with a negative pid, a group; one that has just ended is no failure. */
function send(pid: number, signal: SignalName): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
