/**
 * The recent past of one metric: samples in a ring of fixed size, with averages over the last so
 * many milliseconds.
 *
 * A series that fell silent has no average: what is missing is not zero.
 */

import { assert } from '@polis/base'
import { SAMPLES_MAX } from './config.ts'

/** One measurement. */
export type Sample = { readonly atMs: number; readonly value: number }

/** A bounded series in order of time. */
export class MetricWindow {
  readonly #limit: number
  readonly #atMs: Float64Array
  readonly #values: Float64Array
  #next = 0
  #length = 0

  constructor(limit = SAMPLES_MAX) {
    assert(Number.isInteger(limit) && limit > 0, 'a window holds at least one sample')
    this.#limit = limit
    this.#atMs = new Float64Array(limit)
    this.#values = new Float64Array(limit)
  }

  get length(): number {
    return this.#length
  }

  /** The newest sample. */
  get last(): Sample | undefined {
    return this.#length === 0 ? undefined : this.#at(this.#length - 1)
  }

  /** Adds a sample; one that is older than the newest is not taken, and false is returned. */
  add(sample: Sample): boolean {
    const { last } = this
    if (last !== undefined && sample.atMs < last.atMs) return false
    this.#atMs[this.#next] = sample.atMs
    this.#values[this.#next] = sample.value
    this.#next = (this.#next + 1) % this.#limit
    this.#length = Math.min(this.#limit, this.#length + 1)
    return true
  }

  /** Mean of the samples of the last `windowMs`, or undefined if there is none. */
  average(windowMs: number, nowMs: number): number | undefined {
    let sum = 0
    let count = 0
    for (let i = this.#length - 1; i >= 0; i--) {
      const { atMs, value } = this.#at(i)
      if (nowMs - atMs >= windowMs) break
      if (atMs > nowMs) continue
      sum += value
      count++
    }
    return count === 0 ? undefined : sum / count
  }

  /** The sample of the last `windowMs` that a fraction `q` (0 to 1) do not exceed; nearest rank. */
  quantile(q: number, windowMs: number, nowMs: number): number | undefined {
    assert(q >= 0 && q <= 1, 'a quantile is between 0 and 1')
    const values = this.since(nowMs - windowMs)
      .filter(({ atMs }) => atMs > nowMs - windowMs && atMs <= nowMs)
      .map(({ value }) => value)
      .sort((a, b) => a - b)
    return values[Math.max(0, Math.ceil(q * values.length) - 1)]
  }

  /** The samples at or after `sinceMs`, oldest first. */
  since(sinceMs: number): Sample[] {
    const samples: Sample[] = []
    for (let i = this.#length - 1; i >= 0; i--) {
      const sample = this.#at(i)
      if (sample.atMs < sinceMs) break
      samples.push(sample)
    }
    return samples.reverse()
  }

  #at(index: number): Sample {
    const slot = (this.#next - this.#length + index + this.#limit) % this.#limit
    return { atMs: this.#atMs[slot]!, value: this.#values[slot]! }
  }
}
