/**
 * The load of each policy over the last day, in steps: what a backtest of recorded history replays.
 *
 * A load is what a policy divides among replicas: requests a second, a queue, or CPU as a sum over
 * the replicas. Times without a reading stay gaps. It is bounded by hours, and by series.
 */

import { LOAD_HISTORY_HOURS, LOAD_SERIES_MAX, LOAD_STEP_MS } from './config.ts'
import type { TracePoint } from './trace.ts'

const STEPS_AN_HOUR = 3_600_000 / LOAD_STEP_MS

/** One load: means over steps, in blocks of an hour. */
class LoadSeries {
  readonly #hours = new Map<number, Float32Array>()
  #step = -1
  #sum = 0
  #count = 0

  add(load: number, atMs: number): void {
    const step = Math.floor(atMs / LOAD_STEP_MS)
    if (step < this.#step) return
    if (step !== this.#step) {
      this.#step = step
      this.#sum = 0
      this.#count = 0
    }
    this.#sum += load
    this.#count++
    const hour = Math.floor(step / STEPS_AN_HOUR)
    let block = this.#hours.get(hour)
    if (block === undefined) {
      block = new Float32Array(STEPS_AN_HOUR).fill(Number.NaN)
      this.#hours.set(hour, block)
      for (const old of this.#hours.keys()) {
        if (old <= hour - LOAD_HISTORY_HOURS) this.#hours.delete(old)
      }
    }
    block[step % STEPS_AN_HOUR] = this.#sum / this.#count
  }

  points(): TracePoint[] {
    const points: TracePoint[] = []
    for (const [hour, block] of this.#hours) {
      for (const [i, load] of block.entries()) {
        if (!Number.isNaN(load)) {
          points.push({ atMs: (hour * STEPS_AN_HOUR + i) * LOAD_STEP_MS, load })
        }
      }
    }
    return points
  }
}

export class LoadHistory {
  /** policy id → metric → series */
  readonly #policies = new Map<string, Map<string, LoadSeries>>()
  #series = 0

  /** Keeps a load at `atMs` (log time); one series more than the bound is not kept. */
  add(policyId: string, metric: string, load: number, atMs: number): void {
    const own = this.#policies.get(policyId) ?? new Map<string, LoadSeries>()
    this.#policies.set(policyId, own)
    let series = own.get(metric)
    if (series === undefined) {
      if (this.#series >= LOAD_SERIES_MAX) return
      series = new LoadSeries()
      own.set(metric, series)
      this.#series++
    }
    series.add(load, atMs)
  }

  /** What is known, oldest first; empty if nothing is. */
  points(policyId: string, metric: string): TracePoint[] {
    return this.#policies.get(policyId)?.get(metric)?.points() ?? []
  }

  /** Forgets policies that are no more. */
  prune(hasPolicy: (id: string) => boolean): void {
    for (const [id, own] of this.#policies) {
      if (hasPolicy(id)) continue
      this.#series -= own.size
      this.#policies.delete(id)
    }
  }
}
