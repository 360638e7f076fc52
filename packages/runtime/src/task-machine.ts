/**
 * The life of one task on this node, as a machine.
 *
 *                 ports          started             ended
 *     pending ───────► starting ────────► running ─────────► waiting ──► pending
 *        │ stop            │ stop            │ stop             │ stop, or no more attempts
 *        │                 └──► stopping ◄───┘                  │
 *        └────────────────────────► exited ◄────────────────────┘──► removed
 *
 * Desired state, answers of the port allocator and the driver, and time go in; orders for them and
 * reports come out. Every state has a deadline and a reason. A stop is the workload's own signal,
 * after its grace SIGKILL to all of it, and that again until it is gone: a task is never reported
 * as ended before the driver has said so. A workload whose own check has failed is stopped the same
 * way, and then counts as one that has crashed.
 */

import { assert, type Machine, type Random } from '@polis/base'
import type { RuntimeConfig } from './config.ts'
import type { AdoptedTask, DriverEvent } from './driver.ts'
import { decideRestart } from './restart.ts'
import {
  type AssignedPort,
  exitUnknown,
  type TaskExit,
  type TaskId,
  type TaskPlacement,
  type TaskStart,
  targetsOf,
} from './task.ts'
import type { Protocol, SignalName } from './workload.ts'

export type TaskPhase =
  | 'pending'
  | 'starting'
  | 'running'
  | 'waiting'
  | 'stopping'
  | 'exited'
  | 'removed'

/** What the rest of the cluster learns about a task. */
export type TaskReport = {
  readonly taskId: TaskId
  readonly phase: TaskPhase
  /** Why it is in this phase, one line; empty while it runs. */
  readonly reason: string
  /** True once it ended and will not be started again here because it failed. */
  readonly isFailed: boolean
  /** Number of the current or last run; 0 before the first. */
  readonly run: number
  readonly ports: readonly AssignedPort[]
  /** Unix time of the current or last run's start; 0 before the first. */
  readonly startedAtMs: number
  /** How the last ended run ended. */
  readonly exit: TaskExit | null
}

export type TaskInput =
  | { readonly kind: 'desire'; readonly desired: 'running' | 'stopped' | 'removed' }
  | { readonly kind: 'ports'; readonly ports: readonly AssignedPort[] }
  | { readonly kind: 'ports-failed'; readonly reason: string }
  /** First input of a task that an earlier life of the node has left. */
  | { readonly kind: 'adopted'; readonly task: AdoptedTask }
  | { readonly kind: 'driver'; readonly event: DriverEvent }

export type TaskEffect =
  | {
      readonly kind: 'allocate-ports'
      readonly taskId: TaskId
      readonly targets: readonly {
        readonly target: number
        readonly protocols: readonly Protocol[]
      }[]
      /** Ports of the run before, taken again where they are still free. */
      readonly preferred: readonly AssignedPort[]
    }
  | { readonly kind: 'release-ports'; readonly taskId: TaskId }
  | { readonly kind: 'start'; readonly task: TaskStart }
  | { readonly kind: 'signal'; readonly taskId: TaskId; readonly signal: SignalName }
  | { readonly kind: 'kill'; readonly taskId: TaskId }
  | { readonly kind: 'remove'; readonly taskId: TaskId }
  | { readonly kind: 'report'; readonly report: TaskReport }

export class TaskMachine implements Machine<TaskInput, TaskEffect> {
  readonly placement: TaskPlacement
  readonly #config: RuntimeConfig
  readonly #random: Random
  #effects: TaskEffect[] = []
  #desired: 'running' | 'stopped' | 'removed' = 'running'
  #phase: TaskPhase = 'exited'
  #reason = 'not started yet'
  #deadlineMs = Number.POSITIVE_INFINITY
  #isFailed = false
  #run = 0
  #failures = 0
  #isAskedToStop = false
  /** Why a run that nobody asked to stop is being stopped; empty otherwise. */
  #sickness = ''
  #ports: readonly AssignedPort[] = []
  #startedAtMs = 0
  #runningSinceMs = 0
  #lastedMs = 0
  #exit: TaskExit | null = null

  /** Idle until it is told what is desired, or what was adopted. */
  constructor(placement: TaskPlacement, config: RuntimeConfig, random: Random) {
    this.placement = placement
    this.#config = config
    this.#random = random
  }

  /** The state as last reported. */
  get report(): TaskReport {
    return {
      taskId: this.placement.taskId,
      phase: this.#phase,
      reason: this.#reason,
      isFailed: this.#isFailed,
      run: this.#run,
      ports: this.#ports,
      startedAtMs: this.#startedAtMs,
      exit: this.#exit,
    }
  }

  /** When `tick` has something to do; `Infinity` if only an input can change anything. */
  get deadlineMs(): number {
    return this.#deadlineMs
  }

  ready(): TaskEffect[] {
    const effects = this.#effects
    this.#effects = []
    return effects
  }

  tick(nowMs: number): void {
    if (nowMs < this.#deadlineMs) return
    const seconds = (ms: number) => `${Math.round(ms / 1000)} s`
    const { taskId } = this.placement
    switch (this.#phase) {
      case 'pending':
        this.#failed(`no port within ${seconds(this.#config.portsTimeoutMs)}`, nowMs)
        break
      case 'starting':
        this.#kill(`did not start within ${seconds(this.#config.startTimeoutMs)}`, nowMs)
        break
      case 'waiting':
        this.#allocate(nowMs)
        break
      case 'stopping':
        this.#enter('stopping', `${this.#reason.split(';')[0]}; killing it`)
        this.#effects.push({ kind: 'kill', taskId })
        this.#deadlineMs = nowMs + this.#config.killTimeoutMs
        break
      case 'running':
      case 'exited':
      case 'removed':
        this.#deadlineMs = Number.POSITIVE_INFINITY
    }
  }

  step(input: TaskInput, nowMs: number): void {
    switch (input.kind) {
      case 'desire':
        this.#desire(input.desired, nowMs)
        break
      case 'ports':
        if (this.#phase === 'pending') this.#start(input.ports, nowMs)
        else if (!this.#isUp()) this.#releasePorts()
        break
      case 'ports-failed':
        if (this.#phase === 'pending') this.#failed(input.reason, nowMs)
        break
      case 'adopted':
        this.#adopt(input.task, nowMs)
        break
      case 'driver':
        this.#onDriver(input.event, nowMs)
        break
    }
  }

  #desire(desired: 'running' | 'stopped' | 'removed', nowMs: number): void {
    const before = this.#desired
    this.#desired = desired
    if (desired === 'running') {
      if (this.#phase === 'exited' && (this.#run === 0 || before !== 'running')) {
        this.#failures = 0
        this.#isFailed = false
        this.#allocate(nowMs)
      }
    } else if (this.#phase === 'starting' || this.#phase === 'running') {
      this.#isAskedToStop = true
      this.#stop('asked to stop', nowMs)
    } else if (this.#phase === 'pending' || this.#phase === 'waiting') {
      this.#end('stopped', false)
    } else if (this.#phase === 'exited' && desired === 'removed') {
      this.#effects.push({ kind: 'remove', taskId: this.placement.taskId })
    }
  }

  #adopt(task: AdoptedTask, nowMs: number): void {
    assert(this.#run === 0 && this.#phase === 'exited', 'adoption comes first')
    this.#run = task.run
    this.#ports = task.ports
    this.#startedAtMs = task.startedAtMs
    this.#runningSinceMs = nowMs
    this.#phase = 'running'
    if (task.exit === null) this.#enter('running', '')
    else this.#ended(task.exit, nowMs)
  }

  #onDriver(event: DriverEvent, nowMs: number): void {
    switch (event.kind) {
      case 'progress':
        if (this.#phase !== 'starting' || event.run !== this.#run) break
        this.#enter('starting', event.reason)
        this.#deadlineMs = nowMs + this.#config.startTimeoutMs
        break
      case 'unhealthy':
        if (this.#phase === 'stopping' || !this.#isUp() || event.run !== this.#run) break
        this.#sickness = event.reason
        this.#stop(event.reason, nowMs)
        break
      case 'started':
        if (this.#phase !== 'starting' || event.run !== this.#run) break
        this.#startedAtMs = event.startedAtMs
        this.#runningSinceMs = nowMs
        this.#enter('running', '')
        break
      case 'start-failed':
        if (!this.#isUp() || event.run !== this.#run) break
        if (this.#phase === 'stopping') this.#ended(exitUnknown(event.reason, 0), nowMs)
        else this.#failed(event.reason, nowMs)
        break
      case 'exited':
        if (this.#isUp() && event.run === this.#run) this.#ended(event.exit, nowMs)
        break
      case 'absent':
        if (this.#phase === 'stopping') this.#ended(exitUnknown('was not running', 0), nowMs)
        break
      case 'removed':
        if (this.#phase === 'exited') this.#enter('removed', 'removed')
        break
      case 'adopted':
      case 'checked':
        break
    }
  }

  #allocate(nowMs: number): void {
    this.#lastedMs = 0
    const targets = targetsOf(this.placement.workload)
    if (targets.length === 0) {
      this.#start([], nowMs)
      return
    }
    const { taskId } = this.placement
    this.#enter('pending', 'waiting for ports')
    this.#effects.push({ kind: 'allocate-ports', taskId, targets, preferred: this.#ports })
    this.#deadlineMs = nowMs + this.#config.portsTimeoutMs
  }

  #start(ports: readonly AssignedPort[], nowMs: number): void {
    this.#ports = ports
    this.#run++
    this.#enter('starting', this.#failures > 0 ? 'starting again' : 'starting')
    this.#effects.push({ kind: 'start', task: { ...this.placement, run: this.#run, ports } })
    this.#deadlineMs = nowMs + this.#config.startTimeoutMs
  }

  #stop(reason: string, nowMs: number): void {
    const { taskId, workload } = this.placement
    this.#leaveRun(reason, nowMs)
    this.#effects.push({ kind: 'signal', taskId, signal: workload.stopSignal })
    this.#deadlineMs = nowMs + workload.stopGraceMs
  }

  #kill(reason: string, nowMs: number): void {
    this.#leaveRun(reason, nowMs)
    this.#effects.push({ kind: 'kill', taskId: this.placement.taskId })
    this.#deadlineMs = nowMs + this.#config.killTimeoutMs
  }

  #leaveRun(reason: string, nowMs: number): void {
    if (this.#phase === 'running') this.#lastedMs = nowMs - this.#runningSinceMs
    this.#enter('stopping', reason)
  }

  /** A start that came to nothing counts as a run that failed. */
  #failed(reason: string, nowMs: number): void {
    this.#runningSinceMs = nowMs
    this.#ended(exitUnknown(reason, 0), nowMs)
  }

  #ended(exit: TaskExit, nowMs: number): void {
    const wasAsked = this.#isAskedToStop
    this.#isAskedToStop = false
    if (this.#phase === 'running') this.#lastedMs = nowMs - this.#runningSinceMs
    this.#exit = this.#sickness === '' ? exit : exitUnknown(this.#sickness, exit.atMs)
    this.#sickness = ''
    if (this.#desired !== 'running') {
      this.#end(wasAsked ? 'stopped' : this.#exit.reason, false)
      return
    }
    if (wasAsked) {
      this.#failures = 0
      this.#allocate(nowMs)
      return
    }
    const { restart } = this.placement.workload
    this.#failures = this.#lastedMs >= restart.windowMs ? 1 : this.#failures + 1
    const decision = decideRestart(restart, this.#exit, this.#failures, this.#random)
    if (decision.kind === 'stay') {
      this.#end(decision.reason, decision.outcome === 'failed')
      return
    }
    this.#enter('waiting', decision.reason)
    this.#deadlineMs = nowMs + decision.inMs
  }

  #end(reason: string, isFailed: boolean): void {
    this.#isFailed = isFailed
    this.#enter('exited', reason)
    this.#releasePorts()
    if (this.#desired === 'removed') {
      this.#effects.push({ kind: 'remove', taskId: this.placement.taskId })
    }
  }

  #releasePorts(): void {
    if (targetsOf(this.placement.workload).length === 0) return
    this.#effects.push({ kind: 'release-ports', taskId: this.placement.taskId })
  }

  #isUp(): boolean {
    return this.#phase === 'starting' || this.#phase === 'running' || this.#phase === 'stopping'
  }

  #enter(phase: TaskPhase, reason: string): void {
    this.#phase = phase
    this.#reason = reason
    this.#deadlineMs = Number.POSITIVE_INFINITY
    this.#effects.push({ kind: 'report', report: this.report })
  }
}
