/**
 * A driver without processes: what its tasks do is told in advance, and time is told by `tick`.
 *
 * The simulator and the tests of other packages use it. It is deterministic: events come in the
 * order of their due time, then of the orders that caused them. `restart` gives the driver of the
 * node's next life, which can adopt what was running.
 */

import { assert } from '@polis/base'
import type { AdoptedTask, DriverEvent, DriverListener, RuntimeDriver } from './driver.ts'
import { exitFromCode, type TaskId, type TaskStart } from './task.ts'
import { type DriverName, SIGNAL_NUMBERS, type SignalName } from './workload.ts'

/** What a task does in the fake. */
export type FakeBehaviour = {
  readonly startMs: number
  /** Reason for which it cannot be started; null if it can. */
  readonly startFailure: string | null
  /** Exits by itself so long after its start; null if it runs until it is told to stop. */
  readonly exitAfterMs: number | null
  readonly exitCode: number
  /** How long it takes to stop after a signal; null if it ignores signals. */
  readonly stopMs: number | null
}

export const STEADY: FakeBehaviour = {
  startMs: 20,
  startFailure: null,
  exitAfterMs: null,
  exitCode: 0,
  stopMs: 10,
}

type FakeTask = AdoptedTask & { readonly behaviour: FakeBehaviour; readonly isUp: boolean }
type Due = { readonly atMs: number; readonly order: number; readonly event: DriverEvent }

export class FakeDriver implements RuntimeDriver {
  readonly name: DriverName
  readonly #behave: (task: TaskStart) => FakeBehaviour
  readonly #listeners = new Set<DriverListener>()
  readonly #tasks: Map<TaskId, FakeTask>
  #due: Due[] = []
  #order = 0
  #nowMs: number

  constructor(
    behave: (task: TaskStart) => FakeBehaviour = () => STEADY,
    name: DriverName = 'process',
  ) {
    this.name = name
    this.#behave = behave
    this.#tasks = new Map()
    this.#nowMs = 0
  }

  /** The driver after the node alone was restarted: tasks run on, events on their way are lost. */
  restart(): FakeDriver {
    const next = new FakeDriver(this.#behave, this.name)
    next.#nowMs = this.#nowMs
    for (const [taskId, task] of this.#tasks) next.#tasks.set(taskId, task)
    for (const { atMs, event } of this.#due) {
      if (event.kind === 'exited') next.#later(atMs - this.#nowMs, event)
    }
    return next
  }

  onEvent(listener: DriverListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Delivers what is due by `nowMs`; listeners may give orders meanwhile. */
  tick(nowMs: number): void {
    assert(nowMs >= this.#nowMs, 'time does not go backwards')
    for (;;) {
      this.#due.sort((a, b) => a.atMs - b.atMs || a.order - b.order)
      const first = this.#due[0]
      if (first === undefined || first.atMs > nowMs) break
      this.#due.shift()
      this.#nowMs = Math.max(this.#nowMs, first.atMs)
      this.#deliver(first.event)
    }
    this.#nowMs = nowMs
  }

  /** When the next event is due; `Infinity` if none is on its way. */
  nextDueMs(): number {
    return this.#due.reduce(
      (earliest, due) => Math.min(earliest, due.atMs),
      Number.POSITIVE_INFINITY,
    )
  }

  /** Ids of the tasks that run now, sorted. */
  running(): TaskId[] {
    return [...this.#tasks.values()]
      .filter(task => task.isUp)
      .map(task => task.taskId)
      .sort()
  }

  /** The workload ends now with that code, as a crash would. */
  crash(taskId: TaskId, code: number): void {
    const task = this.#tasks.get(taskId)
    if (task?.isUp) this.#exit(task, code, 0)
  }

  adopt(): void {
    const tasks = [...this.#tasks.values()].sort((a, b) => (a.taskId < b.taskId ? -1 : 1))
    this.#later(0, { kind: 'adopted', tasks: tasks.map(publicPart) })
  }

  start(task: TaskStart): void {
    const { taskId, run, service, namespace, ports } = task
    const behaviour = this.#behave(task)
    if (this.#tasks.get(taskId)?.isUp) {
      const { startedAtMs, run: current } = this.#tasks.get(taskId)!
      this.#later(0, { kind: 'started', taskId, run: current, startedAtMs })
      return
    }
    if (behaviour.startFailure !== null) {
      const reason = behaviour.startFailure
      this.#later(behaviour.startMs, { kind: 'start-failed', taskId, run, reason })
      return
    }
    const startedAtMs = this.#nowMs + behaviour.startMs
    const record = { taskId, service, namespace, run, ports, startedAtMs, exit: null }
    const started: FakeTask = { ...record, behaviour, isUp: true }
    this.#tasks.set(taskId, started)
    this.#later(behaviour.startMs, { kind: 'started', taskId, run, startedAtMs })
    if (behaviour.exitAfterMs !== null) {
      this.#exit(started, behaviour.exitCode, behaviour.startMs + behaviour.exitAfterMs)
    }
  }

  signal(taskId: TaskId, signal: SignalName): void {
    const task = this.#tasks.get(taskId)
    if (!task?.isUp) this.#later(0, { kind: 'absent', taskId })
    else if (signal === 'SIGKILL') this.kill(taskId)
    else if (task.behaviour.stopMs !== null) {
      this.#exit(task, 128 + SIGNAL_NUMBERS[signal], task.behaviour.stopMs)
    }
  }

  kill(taskId: TaskId): void {
    const task = this.#tasks.get(taskId)
    if (!task?.isUp) this.#later(0, { kind: 'absent', taskId })
    else this.#exit(task, 128 + SIGNAL_NUMBERS.SIGKILL, 1)
  }

  remove(taskId: TaskId): void {
    this.#due = this.#due.filter(({ event }) => !('taskId' in event && event.taskId === taskId))
    this.#tasks.delete(taskId)
    this.#later(0, { kind: 'removed', taskId })
  }

  #exit(task: FakeTask, code: number, inMs: number): void {
    const { taskId, run } = task
    const exit = exitFromCode(code, this.#nowMs + inMs)
    this.#later(inMs, { kind: 'exited', taskId, run, exit })
  }

  #later(inMs: number, event: DriverEvent): void {
    this.#due.push({ atMs: this.#nowMs + inMs, order: this.#order++, event })
  }

  #deliver(event: DriverEvent): void {
    if (event.kind === 'exited') {
      const task = this.#tasks.get(event.taskId)
      if (task === undefined || !task.isUp || task.run !== event.run) return
      this.#tasks.set(event.taskId, { ...task, isUp: false, exit: event.exit })
    }
    for (const listener of [...this.#listeners]) listener(event)
  }
}

function publicPart(task: FakeTask): AdoptedTask {
  const { behaviour: _behaviour, isUp: _isUp, ...adopted } = task
  return adopted
}
