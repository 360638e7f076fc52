/**
 * How long a change of an endpoint's health takes to be visible here, measured in band: each record
 * carries when it changed by its owner's wall clock. Clocks that differ shift the figures, so
 * anything negative counts as 0.
 */

import { quantile } from '@polis/base'
import type { RecordsEvent } from './message.ts'

/** Quantiles of the last samples, in milliseconds; NaN without any. */
export type PropagationLag = {
  readonly samples: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Enough for a stable p99, small enough to sort on demand. */
const SAMPLES_MAX = 1_024

/** A ring of the last samples. */
export class PropagationMeter {
  readonly #samplesMs: number[] = []
  #next = 0

  /** Takes the records of `event` if they came as news. */
  observe(event: RecordsEvent, wallMs: number): void {
    if (!event.isFresh) return
    for (const { changedMs } of event.changed) {
      this.#samplesMs[this.#next] = Math.max(0, wallMs - changedMs)
      this.#next = (this.#next + 1) % SAMPLES_MAX
    }
  }

  summary(): PropagationLag {
    return {
      samples: this.#samplesMs.length,
      p50Ms: quantile(this.#samplesMs, 0.5),
      p99Ms: quantile(this.#samplesMs, 0.99),
    }
  }
}
