/**
 * What the leader knows of the replicas' own metrics, which their nodes scraped.
 *
 * A target of type `total` reads their sum, any other their mean. A replica that was not scraped
 * lately makes the reading incomplete, which shrinks nothing; one that has just started may be
 * silent.
 */

import { type MetricReading, MetricWindow, type Target } from '@polis/autoscaler'
import type { Task } from '@polis/cluster'
import { METRIC_WINDOW_SAMPLES, STARTING_MS } from './config.ts'
import { freshAverage } from './traffic-store.ts'
import type { ScrapedTask } from './wire.ts'

export class ScrapedStore {
  /** task id → metric → window */
  readonly #tasks = new Map<string, Map<string, MetricWindow>>()

  /** Keeps what a node read from its tasks. */
  report(scraped: readonly ScrapedTask[], nowMs: number): void {
    for (const { taskId, values } of scraped) {
      const windows = this.#tasks.get(taskId) ?? new Map<string, MetricWindow>()
      this.#tasks.set(taskId, windows)
      for (const [metric, value] of Object.entries(values)) {
        const window = windows.get(metric) ?? new MetricWindow(METRIC_WINDOW_SAMPLES)
        windows.set(metric, window)
        window.add({ atMs: nowMs, value })
      }
    }
  }

  /** Forgets tasks that are no more. */
  prune(hasTask: (id: string) => boolean): void {
    for (const id of this.#tasks.keys()) if (!hasTask(id)) this.#tasks.delete(id)
  }

  /** What `target` reads over the running tasks. */
  reading(
    { metric, type }: Target,
    tasks: readonly Task[],
    nowMs: number,
    logNowMs: number,
  ): MetricReading {
    let sum = 0
    let measured = 0
    let missing = 0
    for (const { id, observed } of tasks) {
      if (observed.phase !== 'running') continue
      const value = freshAverage(this.#tasks.get(id)?.get(metric), nowMs)
      if (value === undefined) {
        if (logNowMs - observed.sinceMs >= STARTING_MS) missing++
        continue
      }
      sum += value
      measured++
    }
    if (measured === 0) return { kind: 'error', metric, reason: 'no replica told it' }
    const value = type === 'total' ? sum : sum / measured
    return { kind: 'service', metric, value, isComplete: missing === 0 }
  }
}
