/**
 * Tells the log what the tasks of this node do: in batches, and again until it has been delivered.
 */

import { type Logger, messageOf, systemClock } from '@polis/base'
import type { Operation } from '@polis/cluster'
import { REPORT_BATCH_MS, REPORTS_MAX } from '../config.ts'
import type { Observation } from '../task-observation.ts'

export type TaskReportsOptions = {
  /** Whose tasks, in which life. */
  readonly nodeId: string
  readonly bootCount: number
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  /** What is true of a task now; null if the log knows that already. */
  readonly observe: (taskId: string) => Observation | null
  /** The log has it. */
  readonly onDelivered: (taskId: string, observed: Observation) => void
  /** Nothing is sent any more once it aborts. */
  readonly stopped: AbortSignal
  readonly logger: Logger
}

/** How long a batch may take before it is sent again. */
const REPORT_TIMEOUT_MS = 5_000

export class TaskReports {
  readonly #options: TaskReportsOptions
  readonly #dirty = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #isFlushing = false
  #flushedMs = Number.NEGATIVE_INFINITY

  constructor(options: TaskReportsOptions) {
    this.#options = options
  }

  /** Something is true of the task that was not. */
  report(taskId: string): void {
    this.#dirty.add(taskId)
    if (this.#timer !== null || this.#isFlushing || this.#options.stopped.aborted) return
    // What comes alone goes at once; what follows soon after waits for its like.
    const waitMs = Math.max(0, this.#flushedMs + REPORT_BATCH_MS - systemClock.nowMs())
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#flush()
    }, waitMs)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** Sends what changed; what could not be delivered is sent again with what is true by then. */
  #flush(): void {
    const { nodeId, bootCount, observe, execute, onDelivered, stopped, logger } = this.#options
    const batch: { taskId: string; observed: Observation }[] = []
    for (const taskId of [...this.#dirty].slice(0, REPORTS_MAX)) {
      this.#dirty.delete(taskId)
      const observed = observe(taskId)
      if (observed !== null) batch.push({ taskId, observed })
    }
    if (batch.length === 0) return
    this.#isFlushing = true
    this.#flushedMs = systemClock.nowMs()
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(REPORT_TIMEOUT_MS)])
    execute([{ op: 'task.observe', nodeId, bootCount, reports: batch }], signal)
      .then(
        () => {
          for (const { taskId, observed } of batch) onDelivered(taskId, observed)
        },
        error => {
          logger.debug({ reason: messageOf(error) }, 'task reports not delivered yet')
          for (const { taskId } of batch) this.#dirty.add(taskId)
        },
      )
      .finally(() => {
        this.#isFlushing = false
        const [next] = this.#dirty
        if (next !== undefined) this.report(next)
      })
  }
}
