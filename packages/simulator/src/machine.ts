/**
 * One machine's tasks, and the agent that makes them what its node's applied state says.
 *
 * Processes outlive the node's process and are adopted by the next; with the machine they are gone.
 * As in production the agent starts what is to run, stops what is to stop, is lost or is unknown,
 * and reports until the log says the same.
 */

import type { Random } from '@polis/base'
import {
  encodeCommand,
  hasEnded,
  hasSingleWriter,
  mayStart,
  type Task,
  type TaskPhase,
  type TaskReport,
  writtenVolumes,
} from '@polis/cluster'
import {
  ENGINE_SLOWNESS_MAX,
  JOB_MS,
  REPORT_AGAIN_MS,
  SLOW_ENGINES,
  TASK_START_MS,
  TASK_STOP_MS,
} from './config.ts'
import { between, chance } from './draw.ts'
import type { Life } from './life.ts'
import type { Mutation } from './mutation.ts'
import type { SimulatedNode } from './node.ts'
import { peerOf } from './operator.ts'

type Phase = Extract<TaskPhase, 'starting' | 'running' | 'stopping' | 'exited' | 'failed'>

/** What the log is told of a task. */
type Said = { readonly phase: Phase | 'pending' }

/** A process, or what is left of it. */
export type LocalTask = {
  phase: Phase
  sinceMs: number
  /** True for a process that ends by itself. */
  readonly isJob?: boolean
  /** True for a version that fails far more often than others. */
  readonly isBrittle?: boolean
  /** Single-writer volumes that it has for writing, as `NAMESPACE/NAME`. */
  readonly writes?: readonly string[]
}

/** The machine of one node. */
export class Machine {
  readonly tasks = new Map<string, LocalTask>()
  readonly #node: SimulatedNode
  readonly #random: Random
  readonly #mutation: Mutation | undefined
  readonly #reportedMs = new Map<string, number>()
  #caughtUpBoot = 0
  #askedBoot = 0
  #reports = 0
  /** How many times as long its engine takes to start and stop tasks; 1 is a quick one. */
  #slowness: number

  constructor(node: SimulatedNode, random: Random, mutation: Mutation | undefined) {
    this.#node = node
    this.#random = random
    this.#mutation = mutation
    const isSlow = chance(random, SLOW_ENGINES)
    const slowness = between(random, 1, ENGINE_SLOWNESS_MAX)
    this.#slowness = isSlow ? slowness : 1
  }

  /** Ids of tasks that use the machine now, ascending. */
  get running(): string[] {
    const isGone = ({ phase }: LocalTask) => phase === 'exited' || phase === 'failed'
    return [...this.tasks].flatMap(([id, task]) => (isGone(task) ? [] : [id])).sort()
  }

  /** Volumes that a task of this machine may be writing to now, with the task. */
  get writers(): { readonly volume: string; readonly taskId: string }[] {
    return this.running.flatMap(taskId =>
      (this.tasks.get(taskId)?.writes ?? []).map(volume => ({ volume, taskId })),
    )
  }

  /** The power is gone, and every process with it. */
  powerCut(): void {
    this.tasks.clear()
  }

  /** Its engine is quick from now on. */
  heal(): void {
    this.#slowness = 1
  }

  /** Time passes for the processes; a running one fails with that probability. */
  advance(nowMs: number, probabilityOf: (task: LocalTask) => number): void {
    for (const task of this.tasks.values()) {
      const forMs = nowMs - task.sinceMs
      const isFailing = chance(this.#random, probabilityOf(task))
      const { phase } = task
      if (phase === 'starting' && forMs >= TASK_START_MS * this.#slowness) {
        become(task, 'running', nowMs)
      } else if (phase === 'stopping' && forMs >= TASK_STOP_MS * this.#slowness) {
        become(task, 'exited', nowMs)
      } else if (phase === 'running' && isFailing) become(task, 'failed', nowMs)
      else if (phase === 'running' && task.isJob && forMs >= JOB_MS) {
        become(task, 'exited', nowMs)
      }
    }
  }

  /** One look of the agent at its node's state. */
  sync(nowMs: number): void {
    const { life, boot, id } = this.#node
    this.#catchUp(life, boot)
    const wanted = life.state.tasksOfNode(peerOf(id))
    for (const task of wanted) this.#syncTask(task, boot, nowMs)
    if (this.#caughtUpBoot === boot) this.#stopOrphans(new Set(wanted.map(task => task.id)), nowMs)
    this.#report(life, boot, wanted, nowMs)
  }

  /** Only a state as new as the node's start tells what is nobody's. */
  #catchUp(life: Life, boot: number): void {
    if (this.#askedBoot === boot) return
    this.#askedBoot = boot
    life.read(() => {
      this.#caughtUpBoot = boot
    })
  }

  #syncTask(task: Task, boot: number, nowMs: number): void {
    const mustRun = isWanted(task)
    const local = this.tasks.get(task.id)
    if (mustRun && local === undefined && !hasEnded(task)) {
      if (!mayStart(task, boot)) return
      const [program, version] = task.workload.command
      const isJob = program === 'job'
      const isBrittle = !isJob && Number(version) % 3 !== 0
      const writes = writtenVolumes(task.workload).map(name => `${task.namespace}/${name}`)
      this.tasks.set(task.id, { phase: 'starting', sinceMs: nowMs, isJob, isBrittle, writes })
    } else if (!mustRun && local === undefined) {
      this.tasks.set(task.id, { phase: 'exited', sinceMs: nowMs })
    } else if (!mustRun && local !== undefined && this.#mutation !== 'stop-ignored') {
      stop(local, nowMs)
    }
  }

  #stopOrphans(wanted: ReadonlySet<string>, nowMs: number): void {
    if (this.#mutation === 'orphan-kept') return
    for (const [id, local] of this.tasks) {
      if (wanted.has(id)) continue
      stop(local, nowMs)
      if (local.phase === 'exited' || local.phase === 'failed') this.tasks.delete(id)
    }
  }

  #asReported(local: LocalTask | undefined): Said | undefined {
    const isEarly = this.#mutation === 'end-too-early' && local?.phase === 'stopping'
    return isEarly ? { phase: 'exited' } : local
  }

  #report(life: Life, bootCount: number, wanted: readonly Task[], nowMs: number): void {
    const reports: TaskReport[] = []
    for (const task of wanted) {
      const { phase, bootCount: seenBoot } = task.observed
      const found = this.tasks.get(task.id)
      const isClaim = found === undefined && isWanted(task) && hasSingleWriter(task.workload)
      const local = isClaim ? CLAIM : this.#asReported(found)
      if (local === undefined || hasEnded(task)) continue
      if (local.phase === phase && seenBoot === bootCount) continue
      const key = `${task.id}/${local.phase}/${bootCount}`
      if (nowMs - (this.#reportedMs.get(key) ?? Number.NEGATIVE_INFINITY) < REPORT_AGAIN_MS)
        continue
      this.#reportedMs.set(key, nowMs)
      reports.push(reportOf(task.id, local, bootCount))
    }
    if (reports.length === 0) return
    const nodeId = peerOf(life.id)
    const operations = [{ op: 'task.observe' as const, nodeId, bootCount, reports }]
    const requestId = `${nodeId}.${bootCount}.${++this.#reports}`
    const timeMs = Math.floor(nowMs)
    life.input(driver => driver.propose(encodeCommand({ requestId, timeMs, operations })))
  }
}

/** What is said of a task that is about to be started. */
const CLAIM = { phase: 'pending' } as const

function isWanted({ desired, observed }: Task): boolean {
  return desired === 'running' && observed.phase !== 'lost'
}

function reportOf(taskId: string, { phase }: Said, bootCount: number): TaskReport {
  const exitCode = phase === 'failed' ? 1 : phase === 'exited' ? 0 : null
  const reason = phase === 'failed' ? 'exit code 1' : ''
  return {
    taskId,
    observed: { phase, reason, ports: [], exitCode, restarts: 0, bootCount, wasHealthy: null },
  }
}

function stop(task: LocalTask, nowMs: number): void {
  if (task.phase === 'starting' || task.phase === 'running') become(task, 'stopping', nowMs)
}

function become(task: LocalTask, phase: Phase, nowMs: number): void {
  task.phase = phase
  task.sinceMs = nowMs
}
