/**
 * Runs tasks as containers of a Docker engine, which outlive the node by themselves.
 *
 * Each run is a container of its own, named and labelled so that a restarted node finds it and
 * nobody touches another's. The labels are the record: nothing is kept on the node's disk. What
 * happens to containers comes from the engine's events and from looks at all of them
 * (docker-watch.ts). An engine that is down is waited for; a task is never said to have ended
 * because its engine is silent. The check inside a container gates its start, and a container whose
 * check has failed is reported unhealthy (as Swarm treats it); its results are told as they come.
 */

import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Logger } from '@polis/base'
import type Docker from 'dockerode'
import { DEFAULT_RUNTIME_CONFIG, type RuntimeConfig } from '../config.ts'
import type { EngineOwner, OwnContainer } from '../docker/labels.ts'
import type {
  AdoptedTask,
  DriverEvent,
  DriverListener,
  ExecEvent,
  ExecRequest,
  InnerCheck,
  LogLine,
  LogQuery,
  RuntimeDriver,
  TaskInspector,
  TaskUsage,
} from '../driver.ts'
import { notRunning, unknownTask } from '../errors.ts'
import { exitFromCode, exitUnknown, type TaskExit, type TaskId, type TaskStart } from '../task.ts'
import { type SignalName, workloadProblems } from '../workload.ts'
import { DockerEngine, ENGINE_STATUS, engineMessage, isRefusal } from './docker-engine.ts'
import { ContainerCommands } from './docker-exec.ts'
import { DockerHealth } from './docker-health.ts'
import { taskLines } from './docker-logs.ts'
import { ensureImage } from './docker-pull.ts'
import { discardContainer, discardRun, runContainer } from './docker-runs.ts'
import { UsageLook } from './docker-usage.ts'
import { DockerWatch } from './docker-watch.ts'
import { withHostPaths } from './host-paths.ts'
import { Turns } from './turns.ts'

export type DockerDriverOptions = {
  readonly owner: EngineOwner
  /** Null: where `DOCKER_HOST` says, or the usual place. */
  readonly socketPath: string | null
  /** Paths of the machine below which manifests may bind; none forbids every bind. */
  readonly allowedBinds: readonly string[]
  /** Devices that manifests may name, and those below; absent or none forbids them. */
  readonly allowedDevices?: readonly string[]
  /** True for a node that leaves nothing behind: its containers are removed with it. */
  readonly isTemporary?: boolean
  readonly clock: Clock
  readonly logger: Logger
  readonly config?: RuntimeConfig
}

/** A task that this driver knows, and the container of its last run. */
type Entry = AdoptedTask & {
  readonly containerId: string
  /** The container of the run before, kept for its output. */
  readonly previousId: string | null
  /** True until the check inside it has passed for the first time. */
  isStarting: boolean
  /** What the check inside it has said last, in a line. */
  checkOutput: string
  exit: TaskExit | null
}

/** A signal is worth waiting for an engine so long; after its grace the task is killed anyway. */
const SIGNAL_WAIT_MS = 5_000

/** Of what the check inside a container says, in the reason of a phase. */
const CHECK_OUTPUT_CHARS = 200

export class DockerDriver implements RuntimeDriver, TaskInspector {
  readonly name = 'docker'
  readonly #options: Required<DockerDriverOptions>
  readonly #engine: DockerEngine
  readonly #watch: DockerWatch
  readonly #commands: ContainerCommands
  readonly #health: DockerHealth
  readonly #usage: UsageLook
  readonly #listeners = new Set<DriverListener>()
  readonly #silenceListeners = new Set<(reason: string | null) => void>()
  readonly #entries = new Map<TaskId, Entry>()
  readonly #starting = new Map<TaskId, AbortController>()
  readonly #turns: Turns
  readonly #closed = new AbortController()

  private constructor(options: Required<DockerDriverOptions>, engine: DockerEngine) {
    this.#options = options
    this.#engine = engine
    this.#commands = new ContainerCommands(engine)
    this.#turns = new Turns(options.logger)
    this.#usage = new UsageLook(engine, options.clock, options.config)
    const { owner, config, logger } = options
    const onCheck = (id: string, check: InnerCheck) => this.#found(id, check)
    this.#health = new DockerHealth({ engine, config, logger, onCheck })
    this.#watch = new DockerWatch({
      ...{ engine, owner, config, logger, clock: options.clock },
      onEnd: containerId => this.#ended(containerId),
      onHealth: (containerId, isHealthy) => this.#checked(containerId, isHealthy),
      onLook: containers => this.#looked(containers),
      onSilence: reason => {
        for (const listener of [...this.#silenceListeners]) listener(reason)
      },
    })
    this.#watch.start()
  }

  /** A driver for an engine that may be down for now. */
  static async open(options: DockerDriverOptions): Promise<DockerDriver> {
    const defaults = { config: DEFAULT_RUNTIME_CONFIG, isTemporary: false, allowedDevices: [] }
    const whole = { ...defaults, ...options }
    return new DockerDriver(whole, await DockerEngine.at(options.socketPath, whole.config))
  }

  /** Throws `runtime/no-engine` unless an engine answers within `timeoutMs`. */
  static async check(socketPath: string | null, timeoutMs: number): Promise<void> {
    const config = { ...DEFAULT_RUNTIME_CONFIG, engineTimeoutMs: timeoutMs }
    if (socketPath === null) DockerEngine.requireAddress()
    await (await DockerEngine.at(socketPath, config)).check()
  }

  onEvent(listener: DriverListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onSilence(listener: (reason: string | null) => void): () => void {
    this.#silenceListeners.add(listener)
    return () => this.#silenceListeners.delete(listener)
  }

  /** Ends this driver, not its tasks; what waits for the engine is given up. */
  async close(): Promise<void> {
    this.#closed.abort()
    this.#watch.stop()
    this.#health.stop()
    await this.#turns.all()
    this.#listeners.clear()
    if (!this.#options.isTemporary) return
    for (const { containerId } of await this.#watch.list())
      await discardContainer(this.#engine, containerId)
  }

  adopt(): void {
    this.#order('', async () => {
      for (;;) {
        try {
          this.#emit({ kind: 'adopted', tasks: await this.#adoptAll() })
          const running = [...this.#entries.values()].filter(({ exit }) => exit === null)
          for (const { containerId } of running) await this.#health.look(containerId)
          return
        } catch (error) {
          // A container has gone meanwhile, or the engine is only just starting: nothing of this
          // node runs before it knows its own, so it looks again.
          if (this.#closed.signal.aborted) throw error
          const { config, logger } = this.#options
          logger.warn({ reason: engineMessage(error) }, 'containers are looked for again')
          await delay(config.engineRetryMaxMs, undefined, { signal: this.#closed.signal })
        }
      }
    })
  }

  start(task: TaskStart): void {
    const { taskId, run } = task
    const aborter = new AbortController()
    this.#starting.set(taskId, aborter)
    this.#order(taskId, async () => {
      const begun = { isMade: false }
      try {
        await this.#start(task, begun, AbortSignal.any([aborter.signal, this.#closed.signal]))
      } catch (error) {
        if (begun.isMade) await this.#discardFailed(task, engineMessage(error))
        const reason = aborter.signal.aborted ? 'stopped while starting' : engineMessage(error)
        this.#emit({ kind: 'start-failed', taskId, run, reason })
      } finally {
        if (this.#starting.get(taskId) === aborter) this.#starting.delete(taskId)
      }
    })
  }

  signal(taskId: TaskId, signal: SignalName): void {
    this.#starting.get(taskId)?.abort()
    this.#order(taskId, async () => {
      const entry = this.#entries.get(taskId)
      if (entry === undefined || entry.exit !== null) {
        this.#emit({ kind: 'absent', taskId })
        return
      }
      const container = this.#engine.calls.getContainer(entry.containerId)
      try {
        const wait = { waitMs: SIGNAL_WAIT_MS, signal: this.#closed.signal }
        await this.#engine.answered(() => container.kill({ signal }), wait)
      } catch (error) {
        const { conflict, notFound } = ENGINE_STATUS
        if (!isRefusal(error, conflict) && !isRefusal(error, notFound)) throw error
        await this.#settle(entry) // It has ended by itself.
      }
    })
  }

  kill(taskId: TaskId): void {
    this.signal(taskId, 'SIGKILL')
  }

  remove(taskId: TaskId): void {
    this.#starting.get(taskId)?.abort()
    this.#order(taskId, async () => {
      const entry = this.#entries.get(taskId)
      if (entry !== undefined) this.#forget(entry)
      this.#entries.delete(taskId)
      this.#usage.forget(taskId)
      await this.#patiently(async () => {
        const containers = await this.#watch.list()
        for (const container of containers) {
          if (container.taskId === taskId)
            await discardContainer(this.#engine, container.containerId)
        }
      })
      this.#emit({ kind: 'removed', taskId })
    })
  }

  async usage(): Promise<ReadonlyMap<TaskId, TaskUsage>> {
    const running = [...this.#entries.values()].filter(entry => entry.exit === null)
    return this.#usage.look(running)
  }

  async *logs(taskId: TaskId, query: LogQuery, signal: AbortSignal): AsyncGenerator<LogLine> {
    await this.#turns.of(taskId) // A start that was ordered just before is carried out first.
    if (!this.#entries.has(taskId)) throw unknownTask(taskId)
    const { config } = this.#options
    yield* taskLines(this.#engine, () => this.#entries.get(taskId), query, signal, config)
  }

  async *exec(taskId: TaskId, request: ExecRequest, signal: AbortSignal) {
    const entry = this.#entries.get(taskId)
    if (entry === undefined) throw unknownTask(taskId)
    if (entry.exit !== null) throw notRunning(taskId, entry.exit.reason)
    yield* this.#commands.run(entry.containerId, request, signal) satisfies AsyncIterable<ExecEvent>
  }

  /** `begun` says whether a container may have been made, should this fail. */
  async #start(task: TaskStart, begun: { isMade: boolean }, signal: AbortSignal): Promise<void> {
    const { taskId, run, workload, service, namespace, ports } = task
    const before = this.#entries.get(taskId)
    if (before?.exit === null) {
      if (before.run !== run) throw new Error(`run ${before.run} is still there`)
      if (!before.isStarting) this.#emitStarted(before)
      return
    }
    const problem = workloadProblems(workload)[0]
    if (problem !== undefined) throw new Error(problem.reason)
    const { allowedBinds: binds, allowedDevices: devices } = this.#options
    const bound = await withHostPaths(task, { binds, devices })
    const onProgress = (reason: string) => this.#emit({ kind: 'progress', taskId, run, reason })
    const wait = { waitMs: this.#options.config.engineWaitMs, signal, onWait: onProgress }
    const state = await this.#engine.answered(async () => {
      const { image, container: settings = {} } = workload
      const { pullPolicy: policy = 'missing', platform } = settings
      const request = { image: image ?? '', policy, platform, signal, onProgress }
      await ensureImage(this.#engine, request, this.#options.config)
      begun.isMade = true
      return runContainer(this.#engine, this.#options.owner, bound)
    }, wait)
    const entry: Entry = {
      ...{ taskId, service, namespace, run, ports },
      containerId: state.Id,
      previousId: before?.containerId ?? null,
      startedAtMs: Date.parse(state.State.StartedAt),
      isStarting: state.State.Health?.Status === 'starting',
      checkOutput: '',
      exit: null,
    }
    this.#entries.set(taskId, entry)
    this.#health.take(entry.containerId, state)
    if (!entry.isStarting) this.#emitStarted(entry)
    if (!state.State.Running) await this.#settle(entry)
    if (typeof before?.previousId === 'string')
      await discardContainer(this.#engine, before.previousId)
  }

  /**
   * Removes what a start that failed has made: an answer that was lost may have left it running.
   * The start has failed once that is certain, and goes on saying why it waits.
   */
  async #discardFailed(task: TaskStart, why: string): Promise<void> {
    const { taskId, run } = task
    await this.#patiently(
      () => discardRun(this.#engine, this.#options.owner, task),
      reason => this.#emit({ kind: 'progress', taskId, run, reason: `${why}; ${reason}` }),
    )
  }

  async #adoptAll(): Promise<AdoptedTask[]> {
    const containers = await this.#patiently(() => this.#watch.list())
    const byTask = Map.groupBy(containers, ({ taskId }) => taskId)
    const tasks: AdoptedTask[] = []
    for (const [, runs] of [...byTask].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const adopted = await this.#adoptOne(runs.toSorted((a, b) => b.run - a.run))
      if (adopted !== null) tasks.push(adopted)
    }
    return tasks
  }

  async #adoptOne(runs: readonly OwnContainer[]): Promise<AdoptedTask | null> {
    const started = runs.filter(({ state }) => state !== 'created')
    const [current, before] = started
    // Two that run are what a start has left whose answer was lost.
    const previous = before !== undefined && isRunning(before) ? undefined : before
    for (const run of runs)
      if (run !== current && run !== previous) await discardContainer(this.#engine, run.containerId)
    if (current === undefined) return null
    const { containerId, taskId, service, namespace, run, ports } = current
    const container = this.#engine.calls.getContainer(containerId)
    const { State: state } = await this.#patiently(() => container.inspect())
    const startedAtMs = Date.parse(state.StartedAt)
    const exit = state.Running ? null : this.#exitOf(state)
    const adopted = { taskId, service, namespace, run, ports, startedAtMs, exit }
    const previousId = previous?.containerId ?? null
    this.#entries.set(taskId, {
      ...{ ...adopted, containerId, previousId },
      ...{ isStarting: false, checkOutput: '' },
    })
    return adopted
  }

  #entryOf(containerId: string): Entry | undefined {
    return [...this.#entries.values()].find(entry => entry.containerId === containerId)
  }

  #ended(containerId: string): void {
    // A container that is not known yet belongs to a start on its way, which will look itself.
    const taskId = this.#entryOf(containerId)?.taskId
    if (taskId === undefined) return
    this.#order(taskId, async () => {
      const entry = this.#entryOf(containerId)
      if (entry !== undefined) await this.#settle(entry)
    })
  }

  #checked(containerId: string, isHealthy: boolean): void {
    const entry = this.#entryOf(containerId)
    if (entry === undefined || entry.exit !== null) return
    this.#order(entry.taskId, async () => {
      const { taskId, run } = entry
      // What has turned it is told before what follows from that.
      await this.#health.look(containerId)
      if (entry.exit !== null) return
      if (!isHealthy) {
        const said = entry.checkOutput === '' ? '' : `: ${entry.checkOutput}`
        const reason = `the health check inside it fails${said}`
        this.#emit({ kind: 'unhealthy', taskId, run, reason })
      } else if (entry.isStarting) {
        entry.isStarting = false
        this.#emitStarted(entry)
      }
    })
  }

  /** The check inside a container has been looked at. */
  #found(containerId: string, check: InnerCheck): void {
    const entry = this.#entryOf(containerId)
    if (entry === undefined || entry.exit !== null) return
    const { taskId, run } = entry
    const output = check.results.at(-1)?.output
    if (output !== undefined) {
      entry.checkOutput = output.trim().replaceAll(/\s+/g, ' ').slice(0, CHECK_OUTPUT_CHARS)
    }
    this.#emit({ kind: 'checked', taskId, run, check })
    if (entry.isStarting) this.#emitWaiting(entry)
  }

  #looked(containers: readonly OwnContainer[]): void {
    const byId = new Map(containers.map(container => [container.containerId, container]))
    for (const container of containers) if (isRunning(container)) this.#discardStray(container)
    for (const entry of this.#entries.values()) {
      const { containerId, exit, isStarting } = entry
      if (exit !== null) continue
      const container = byId.get(containerId)
      if (container === undefined || container.state === 'exited' || container.state === 'dead') {
        this.#ended(containerId)
      } else if (
        container.health === 'unhealthy' ||
        (isStarting && container.health === 'healthy')
      ) {
        this.#checked(containerId, container.health === 'healthy')
      } else if (isStarting) this.#emitWaiting(entry)
    }
  }

  /** Removes a container that runs beside the one of its task's current run. */
  #discardStray({ taskId, containerId }: OwnContainer): void {
    const isStray = () => {
      const entry = this.#entries.get(taskId)
      if (entry === undefined || this.#starting.has(taskId)) return false
      return containerId !== entry.containerId && containerId !== entry.previousId
    }
    if (!isStray()) return
    this.#order(taskId, async () => {
      if (isStray()) await discardContainer(this.#engine, containerId)
    })
  }

  /** Tells how a container has ended, once it has. */
  async #settle(entry: Entry): Promise<void> {
    if (entry.exit !== null) return
    const { taskId, run } = entry
    let exit: TaskExit
    try {
      const { State: state } = await this.#engine.calls.getContainer(entry.containerId).inspect()
      if (state.Running) return
      exit = this.#exitOf(state)
    } catch (error) {
      if (!isRefusal(error, ENGINE_STATUS.notFound)) throw error
      exit = exitUnknown('somebody has removed its container', this.#options.clock.wallMs())
    }
    entry.exit = exit
    this.#forget(entry)
    this.#emit({ kind: 'exited', taskId, run, exit })
  }

  /** Ends what concerns a container that runs. */
  #forget({ containerId }: Entry): void {
    this.#health.forget(containerId)
    this.#commands.forget(containerId)
  }

  #exitOf(state: Docker.ContainerInspectInfo['State']): TaskExit {
    const exit = exitFromCode(state.ExitCode, Date.parse(state.FinishedAt) || 0)
    if (state.OOMKilled) {
      return { ...exit, reason: `out of memory: killed at its limit (exit code ${state.ExitCode})` }
    }
    return state.Error === '' ? exit : { ...exit, reason: `${state.Error} (${exit.reason})` }
  }

  /** Waits for the engine as long as this driver lives. */
  #patiently<T>(body: () => Promise<T>, onWait: (reason: string) => void = () => {}): Promise<T> {
    const wait = { waitMs: Number.POSITIVE_INFINITY, signal: this.#closed.signal, onWait }
    return this.#engine.answered(body, wait)
  }

  #order(taskId: TaskId, body: () => Promise<void>): void {
    this.#turns.take(taskId, async () => {
      if (this.#closed.signal.aborted) return
      try {
        await body()
      } catch (error) {
        if (this.#closed.signal.aborted) return
        throw new Error(engineMessage(error), { cause: error })
      }
    })
  }

  #emitWaiting({ taskId, run, checkOutput }: Entry): void {
    const said = checkOutput === '' ? '' : `: ${checkOutput}`
    const reason = `waiting for the health check inside it${said}`
    this.#emit({ kind: 'progress', taskId, run, reason })
  }

  #emitStarted({ taskId, run, startedAtMs }: Entry): void {
    this.#emit({ kind: 'started', taskId, run, startedAtMs })
  }

  #emit(event: DriverEvent): void {
    if (this.#closed.signal.aborted) return
    for (const listener of [...this.#listeners]) listener(event)
  }
}

function isRunning({ state }: OwnContainer): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting'
}
