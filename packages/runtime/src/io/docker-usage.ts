/**
 * CPU and memory of containers, a bounded number of them at a look: each costs the engine some
 * milliseconds, so a machine with many is measured in turn, and what was not asked for now is given
 * as it was last.
 */

import type { Clock } from '@polis/base'
import type { RuntimeConfig } from '../config.ts'
import { type CpuMark, type EngineStatistics, usageOf } from '../docker/statistics.ts'
import type { TaskUsage } from '../driver.ts'
import type { TaskId } from '../task.ts'
import type { DockerEngine } from './docker-engine.ts'

type Measured = {
  readonly taskId: TaskId
  readonly containerId: string
  readonly startedAtMs: number
}

/** A look is over before the next one, a second later; what has not answered is left out. */
const LOOK_TIMEOUT_MS = 900

export class UsageLook {
  readonly #engine: DockerEngine
  readonly #clock: Clock
  readonly #callsMax: number
  readonly #marks = new Map<TaskId, CpuMark & { readonly containerId: string }>()
  readonly #last = new Map<TaskId, TaskUsage>()
  #turn = 0

  constructor(engine: DockerEngine, clock: Clock, config: RuntimeConfig) {
    this.#engine = engine
    this.#clock = clock
    this.#callsMax = config.usageCallsMax
  }

  /** Usage of every one of `running` that was measured in its turn. */
  async look(running: readonly Measured[]): Promise<ReadonlyMap<TaskId, TaskUsage>> {
    const count = Math.min(this.#callsMax, running.length)
    const first = this.#turn % Math.max(1, running.length)
    this.#turn = first + count
    const chosen = [...running, ...running].slice(first, first + count)
    const abortSignal = AbortSignal.timeout(LOOK_TIMEOUT_MS)
    await Promise.all(chosen.map(one => this.#measure(one, abortSignal)))
    const usage = new Map<TaskId, TaskUsage>()
    for (const { taskId } of running) {
      const last = this.#last.get(taskId)
      if (last !== undefined) usage.set(taskId, last)
    }
    return usage
  }

  forget(taskId: TaskId): void {
    this.#marks.delete(taskId)
    this.#last.delete(taskId)
  }

  async #measure({ taskId, containerId, startedAtMs }: Measured, abortSignal: AbortSignal) {
    const known = this.#marks.get(taskId)
    const sinceStart = {
      nanoseconds: 0,
      atMs: startedAtMs - this.#clock.wallMs() + this.#clock.nowMs(),
    }
    const before = known?.containerId === containerId ? known : sinceStart
    try {
      const container = this.#engine.calls.getContainer(containerId)
      const options = { stream: false, 'one-shot': true, abortSignal } as const
      const statistics = (await container.stats(options)) as EngineStatistics
      const measured = usageOf(statistics, before, this.#clock.nowMs())
      if (measured === null) return
      this.#marks.set(taskId, { ...measured.mark, containerId })
      this.#last.set(taskId, measured.usage)
    } catch {
      // It has just ended, or the engine is slow: a sample that is missing is no zero.
      this.#last.delete(taskId)
    }
  }
}
