/**
 * The agent: makes this machine run what the state says it shall.
 *
 * It reads the node's own tasks from the applied state, keeps one task machine for each, carries
 * the machines' orders to the drivers, and reports what it observes, batched, until the log has it.
 * A task that is to stop is drained first. Tasks that an earlier life of this node left running are
 * adopted; what belongs to nobody any more is stopped.
 */

import { type Logger, messageOf, type Random, systemClock } from '@polis/base'
import {
  balancerEndpointIds,
  type ClusterState,
  hasEnded,
  hasSingleWriter,
  mayStart,
  type Operation,
  type Task,
} from '@polis/cluster'
import {
  type AdoptedTask,
  type AssignedPort,
  DEFAULT_RUNTIME_CONFIG,
  type DriverEvent,
  type PortAllocator,
  type RuntimeDriver,
  type TaskEffect,
  type TaskInput,
  type TaskInspector,
  TaskMachine,
  type TaskStart,
} from '@polis/runtime'
import {
  claimOf,
  isSameObservation,
  type Observation,
  observationOf,
  withSilence,
} from '../task-observation.ts'
import type { Drain } from './drain.ts'
import { TaskReports } from './task-reports.ts'
import type { Values } from './values.ts'

export type Driver = RuntimeDriver & TaskInspector

export type AgentDependencies = {
  readonly self: string
  readonly nodeName: string
  readonly bootCount: number
  /** Address that tasks listen on. */
  readonly host: string
  /** Where tasks ask for names. */
  readonly dns: () => string | null
  readonly state: ClusterState
  readonly drivers: ReadonlyMap<string, Driver>
  readonly ports: PortAllocator
  readonly drain: Drain
  /** Configs and secrets of tasks that start here. */
  readonly values: Pick<Values, 'place' | 'remove' | 'keepOnly'>
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  /** Called with what the check inside a container has found. */
  readonly onChecked: (event: Extract<DriverEvent, { kind: 'checked' }>) => void
  /** Called when what runs here has changed. */
  readonly onChange: () => void
  /** Called with the drivers that do not work now, whenever these change. */
  readonly onSilent: (driverNames: readonly string[]) => void
  readonly random: Random
  readonly logger: Logger
}

/** A task that runs here now, with its node ports. */
export type RunningTask = {
  readonly task: Task
  readonly startedAtMs: number
  readonly ports: readonly AssignedPort[]
}

/** One task of this node. */
type Local = {
  readonly machine: TaskMachine
  readonly driver: Driver
  timer: ReturnType<typeof setTimeout> | null
  /** Aborts the drain that runs before the task is stopped. */
  draining: AbortController | null
  isStopOrdered: boolean
  wasHealthy: boolean
  hasHealthcheck: boolean
  reported: Observation | null
  /** False while the log has no word of this boot about a task that may not start without. */
  isClaimed: boolean
  /** While its files are being put in place: orders of its driver wait for that. */
  placing: Promise<void> | null
}

export class Agent {
  readonly #deps: AgentDependencies
  readonly #locals = new Map<string, Local>()
  readonly #unknown = new Map<string, { adopted: AdoptedTask; driver: Driver }>()
  readonly #reports: TaskReports
  readonly #stopped = new AbortController()
  #isFollowing = false
  #isCaughtUp = false
  #isEnding = false
  /** Why drivers do not work now. */
  readonly #silent = new Map<Driver, string>()
  /** Drivers that have not said yet what still runs. */
  readonly #adopting = new Set<Driver>()

  constructor(deps: AgentDependencies) {
    this.#deps = deps
    const { self: nodeId, bootCount, execute, logger } = deps
    this.#reports = new TaskReports({
      ...{ nodeId, bootCount, execute, logger, stopped: this.#stopped.signal },
      observe: taskId => this.#observe(taskId),
      onDelivered: (taskId, observed) => {
        const local = this.#locals.get(taskId)
        if (local !== undefined) local.reported = observed
      },
    })
  }

  /** Adopts what runs; the rest waits for `follow`. */
  start(): void {
    for (const driver of this.#deps.drivers.values()) {
      this.#adopting.add(driver)
      driver.onEvent(event => this.#onDriver(driver, event))
      driver.onSilence?.(reason => this.#onSilence(driver, reason))
      driver.adopt()
    }
  }

  /**
   * From now on what the state says is carried out. Before, it may be one of long ago: the log is
   * being replayed, and a task that it starts may have been stopped since.
   */
  follow(): void {
    this.#isFollowing = true
    this.sync()
  }

  /** From now on a running task that the state does not know is an orphan, and stopped. */
  caughtUp(): void {
    this.#isCaughtUp = true
    this.follow()
    const known = [...this.#locals.keys(), ...this.#unknown.keys()]
    if (this.#adopting.size === 0) this.#tidy(this.#deps.values.keepOnly(new Set(known)))
  }

  /** Compares the state's tasks of this node with what is here; called after every change. */
  sync(): void {
    if (!this.#isFollowing || this.#isEnding) return
    const wanted = new Map(this.#deps.state.tasksOfNode(this.#deps.self).map(t => [t.id, t]))
    for (const task of wanted.values()) this.#syncTask(task)
    if (!this.#isCaughtUp) return
    for (const taskId of this.#locals.keys()) {
      if (!wanted.has(taskId)) this.#order(taskId, { kind: 'desire', desired: 'removed' })
    }
    for (const [taskId, { driver }] of this.#unknown) {
      if (wanted.has(taskId)) continue
      this.#deps.logger.warn({ task: taskId }, 'stopping an orphan: the cluster does not know it')
      driver.remove(taskId)
      this.#unknown.delete(taskId)
    }
  }

  /** Notes that a task passes its checks, which the log must know once. */
  sawHealthy(taskId: string): void {
    const local = this.#locals.get(taskId)
    if (local === undefined || local.wasHealthy) return
    local.wasHealthy = true
    this.#report(taskId)
  }

  /** Kills a task that does not live any more; its restart policy says what follows. */
  killHung(taskId: string): void {
    const local = this.#locals.get(taskId)
    if (local?.machine.report.phase === 'running') local.driver.kill(taskId)
  }

  /** Tasks that run here now, with the ports that they have. */
  running(): RunningTask[] {
    const result: RunningTask[] = []
    for (const [taskId, local] of this.#locals) {
      const task = this.#deps.state.tasks.get(taskId)
      const { phase, startedAtMs, ports } = local.machine.report
      if (task !== undefined && phase === 'running') result.push({ task, startedAtMs, ports })
    }
    return result
  }

  /** True for a task that runs here, or was found running. */
  knows(taskId: string): boolean {
    return this.#locals.has(taskId) || this.#unknown.has(taskId)
  }

  driverOf(taskId: string): Driver | undefined {
    return this.#locals.get(taskId)?.driver
  }

  /** True while anything runs here. */
  get isBusy(): boolean {
    if (this.#isEnding && (this.#adopting.size > 0 || this.#unknown.size > 0)) return true
    return [...this.#locals.values()].some(({ machine }) => {
      const { phase } = machine.report
      return phase !== 'exited' && phase !== 'removed'
    })
  }

  /** Stops a task that must not run on while this node is cut off from the others. */
  stopCutOff(taskId: string): void {
    const task = this.#deps.state.tasks.get(taskId)
    const local = this.#locals.get(taskId)
    if (task === undefined || local === undefined || local.isStopOrdered) return
    this.#deps.logger.warn({ task: task.name }, 'cut off from the cluster: stopping a task')
    this.#stopOnce(task, local, false)
  }

  /** Stops every task without draining: for a node that goes away and cannot reach the others. */
  stopAll(): void {
    for (const [taskId, { driver }] of this.#unknown) driver.remove(taskId)
    this.#unknown.clear()
    for (const [taskId, local] of this.#locals) {
      local.isStopOrdered = true
      this.#order(taskId, { kind: 'desire', desired: 'stopped' })
    }
  }

  /** Ends everything that runs here, known or not: this node is a member no more. */
  endAll(): void {
    this.#isEnding = true
    this.stopAll()
    for (const [taskId, { driver }] of this.#unknown) driver.remove(taskId)
  }

  /** Stops following; tasks go on. */
  stop(): void {
    this.#stopped.abort()
    this.#reports.stop()
    for (const local of this.#locals.values()) if (local.timer !== null) clearTimeout(local.timer)
  }

  #syncTask(task: Task): void {
    const local = this.#locals.get(task.id) ?? this.#create(task)
    if (local === null) return
    if (task.observed.phase === 'lost') {
      this.#stopOnce(task, local, false)
    } else if (task.desired === 'stopped') {
      this.#stopOnce(task, local, true)
    } else if (!local.isClaimed && mayStart(task, this.#deps.bootCount)) {
      local.isClaimed = true
      if (!local.isStopOrdered) this.#order(task.id, { kind: 'desire', desired: 'running' })
    }
  }

  /** A machine for a task of the state; null without a driver for it that has looked around. */
  #create(task: Task): Local | null {
    const driver = this.#deps.drivers.get(task.workload.driver)
    if (driver === undefined || this.#adopting.has(driver)) return null
    const adopted = this.#unknown.get(task.id)
    this.#unknown.delete(task.id)
    const service = this.#deps.state.services.get(task.serviceId)
    const local: Local = {
      machine: new TaskMachine(
        {
          taskId: task.id,
          service: service?.name ?? '',
          namespace: task.namespace,
          node: this.#deps.nodeName,
          host: this.#deps.host,
          dns: this.#deps.dns(),
          workload: task.workload,
        },
        DEFAULT_RUNTIME_CONFIG,
        this.#deps.random,
      ),
      driver,
      timer: null,
      draining: null,
      isStopOrdered: false,
      wasHealthy: task.observed.wasHealthy === true && adopted !== undefined,
      hasHealthcheck: task.observed.hasHealthcheck === true && adopted !== undefined,
      reported: null,
      isClaimed: true,
      placing: null,
    }
    this.#locals.set(task.id, local)
    // What has ended as far as the log knows is not started again, and the only writer of a volume
    // not before the log has a word of this boot.
    const hasExited = adopted !== undefined && adopted.adopted.exit !== null
    const isOver = hasEnded(task) || (hasExited && hasSingleWriter(task.workload))
    if (isOver) this.#order(task.id, { kind: 'desire', desired: 'stopped' })
    if (adopted !== undefined) {
      this.#deps.ports.adopt(task.id, adopted.adopted.ports)
      this.#order(task.id, { kind: 'adopted', task: adopted.adopted })
    }
    const mustRun = task.desired === 'running' && task.observed.phase !== 'lost' && !isOver
    local.isClaimed = !mustRun || adopted !== undefined || mayStart(task, this.#deps.bootCount)
    if (mustRun && local.isClaimed) this.#order(task.id, { kind: 'desire', desired: 'running' })
    else if (!mustRun && (isOver || adopted === undefined)) {
      this.#order(task.id, { kind: 'desire', desired: 'stopped' })
    }
    this.#report(task.id)
    return local
  }

  /** Drains (unless nobody routes to it any more) and then orders the stop, once. */
  #stopOnce(task: Task, local: Local, mustDrain: boolean): void {
    if (local.isStopOrdered) return
    local.isStopOrdered = true
    const order = () => this.#order(task.id, { kind: 'desire', desired: 'stopped' })
    if (!mustDrain || task.withdrawnIndex === null || local.machine.report.phase !== 'running') {
      order()
      return
    }
    const controller = new AbortController()
    local.draining = controller
    const withdrawal = {
      endpointIds: balancerEndpointIds(task),
      index: task.withdrawnIndex,
      drainMs: task.drainMs,
    }
    const signal = AbortSignal.any([controller.signal, this.#stopped.signal])
    this.#deps.drain.everywhere(withdrawal, signal).then(
      () => {
        if (!this.#stopped.signal.aborted) order()
      },
      error => {
        this.#deps.logger.error({ task: task.id, reason: messageOf(error) }, 'drain failed')
        order()
      },
    )
  }

  #onDriver(driver: Driver, event: DriverEvent): void {
    if (event.kind === 'adopted') {
      for (const adopted of event.tasks) this.#unknown.set(adopted.taskId, { adopted, driver })
      this.#adopting.delete(driver)
      if (this.#isEnding) this.endAll()
      this.sync()
      return
    }
    if (event.kind === 'checked') {
      const local = this.#locals.get(event.taskId)
      if (local?.hasHealthcheck === false) {
        local.hasHealthcheck = true
        this.#report(event.taskId)
      }
      this.#deps.onChecked(event)
      return
    }
    if (event.kind === 'removed') {
      this.#unknown.delete(event.taskId)
      this.#tidy(this.#deps.values.remove(event.taskId))
    }
    const unknown = this.#unknown.get(event.taskId)
    if (unknown !== undefined && event.kind === 'exited') {
      const adopted = { ...unknown.adopted, exit: event.exit }
      this.#unknown.set(event.taskId, { adopted, driver })
      return
    }
    this.#order(event.taskId, { kind: 'driver', event })
  }

  /** What runs is still thought to run; its reports say that nobody can tell. */
  #onSilence(driver: Driver, reason: string | null): void {
    if (reason === null) this.#silent.delete(driver)
    else this.#silent.set(driver, reason)
    this.#deps.onSilent([...this.#silent.keys()].map(({ name }) => name))
    for (const [taskId, local] of this.#locals) if (local.driver === driver) this.#report(taskId)
  }

  #order(taskId: string, input: TaskInput): void {
    const local = this.#locals.get(taskId)
    if (local === undefined) return
    local.machine.step(input, systemClock.nowMs())
    this.#carryOut(taskId, local)
  }

  #carryOut(taskId: string, local: Local): void {
    for (const effect of local.machine.ready()) this.#effect(taskId, local, effect)
    if (local.timer !== null) clearTimeout(local.timer)
    local.timer = null
    const { deadlineMs } = local.machine
    if (deadlineMs === Number.POSITIVE_INFINITY || this.#stopped.signal.aborted) return
    local.timer = setTimeout(
      () => {
        local.machine.tick(systemClock.nowMs())
        this.#carryOut(taskId, local)
      },
      Math.max(1, deadlineMs - systemClock.nowMs()),
    )
  }

  #effect(taskId: string, local: Local, effect: TaskEffect): void {
    switch (effect.kind) {
      case 'allocate-ports':
        this.#deps.ports.allocate(taskId, effect.targets, effect.preferred).then(
          ports => this.#order(taskId, { kind: 'ports', ports }),
          error => this.#order(taskId, { kind: 'ports-failed', reason: messageOf(error) }),
        )
        break
      case 'release-ports':
        this.#deps.ports.release(taskId)
        break
      case 'start':
        this.#start(local, effect.task)
        break
      case 'signal':
        inTurn(local, () => local.driver.signal(taskId, effect.signal))
        break
      case 'kill':
        inTurn(local, () => local.driver.kill(taskId))
        break
      case 'remove':
        inTurn(local, () => local.driver.remove(taskId))
        break
      case 'report':
        if (effect.report.phase === 'removed') this.#locals.delete(taskId)
        else {
          if (effect.report.phase === 'starting') local.wasHealthy = false
          this.#report(taskId)
        }
    }
  }

  /** Starts a run, once its configs and secrets are in place. */
  #start(local: Local, task: TaskStart): void {
    if (task.workload.files === undefined) {
      local.driver.start(task)
      return
    }
    const { taskId, run } = task
    local.placing = this.#deps.values
      .place(task)
      .then(
        files => local.driver.start({ ...task, files }),
        error => {
          const event = { kind: 'start-failed' as const, taskId, run, reason: messageOf(error) }
          this.#order(taskId, { kind: 'driver', event })
        },
      )
      .finally(() => {
        local.placing = null
      })
  }

  /** What fails here costs memory of the machine, and nothing else. */
  #tidy(work: Promise<void>): void {
    work.catch(error => {
      this.#deps.logger.warn({ reason: messageOf(error) }, 'files of a task could not be removed')
    })
  }

  #report(taskId: string): void {
    this.#reports.report(taskId)
    this.#deps.onChange()
  }

  /** What is true of a task now; null if the log knows that already. */
  #observe(taskId: string): Observation | null {
    const local = this.#locals.get(taskId)
    const task = this.#deps.state.tasks.get(taskId)
    if (local === undefined || task === undefined) return null
    if (!local.isClaimed && !local.isStopOrdered) return claimOf(this.#deps.bootCount)
    const checks = this.#deps.state.services.get(task.serviceId)?.spec.checks.length ?? 0
    const hasChecks = checks > 0 || local.hasHealthcheck
    const observed = observationOf(
      local.machine.report,
      task.workload,
      this.#deps.bootCount,
      hasChecks ? local.wasHealthy : null,
      local.hasHealthcheck,
    )
    const told = withSilence(observed, this.#silent.get(local.driver))
    const isKnown = local.reported !== null && isSameObservation(local.reported, told)
    return isKnown ? null : told
  }
}

/** Gives an order to the driver of a task, after the start that may still wait for its files. */
function inTurn(local: Local, order: () => void): void {
  if (local.placing === null) order()
  else void local.placing.then(order)
}
