/**
 * Averages that fit in constant space.
 *
 * `Ewma` decays by elapsed time rather than by sample count, so an idle period counts as one.
 */

/** An exponentially weighted moving average with time constant `tauMs`. */
export class Ewma {
  readonly tauMs: number
  #value: number | undefined
  #atMs = 0

  constructor(tauMs: number) {
    this.tauMs = tauMs
  }

  /** The average so far; `undefined` before the first sample. */
  get value(): number | undefined {
    return this.#value
  }

  /** Adds a sample taken at `nowMs`. */
  add(sample: number, nowMs: number): void {
    if (this.#value === undefined) {
      this.#value = sample
    } else {
      const keep = Math.exp(-Math.max(0, nowMs - this.#atMs) / this.tauMs)
      this.#value = this.#value * keep + sample * (1 - keep)
    }
    this.#atMs = nowMs
  }
}

/** The `fraction` quantile (0 to 1) of `values` by the nearest-rank rule; NaN when empty. */
export function quantile(values: readonly number[], fraction: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(fraction * sorted.length) - 1))]!
}
