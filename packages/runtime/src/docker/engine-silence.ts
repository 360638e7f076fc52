/**
 * Whether a container engine is gone, from its answers and their absence.
 *
 *     answers ──── silent for `engineSilentMs` ────► silent
 *        ▲                                             │
 *        └──── nothing but answers for `engineBackMs` ─┘
 *
 * A restart of the engine is no news; one that comes and goes counts as gone until it stays.
 */

import type { RuntimeConfig } from '../config.ts'

type Bounds = Pick<RuntimeConfig, 'engineSilentMs' | 'engineBackMs'>

export class EngineSilence {
  readonly #bounds: Bounds
  /** Since when there is no answer, or are no silences; undefined before the first. */
  #silentSinceMs: number | undefined
  #answersSinceMs: number | undefined
  #isSilent = false

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  get isSilent(): boolean {
    return this.#isSilent
  }

  /** The engine has answered, or has not, at a monotonic time; true if that changes the verdict. */
  note(hasAnswered: boolean, nowMs: number): boolean {
    if (hasAnswered) {
      this.#silentSinceMs = undefined
      this.#answersSinceMs ??= nowMs
    } else {
      this.#answersSinceMs = undefined
      this.#silentSinceMs ??= nowMs
    }
    const before = this.#isSilent
    const { engineSilentMs, engineBackMs } = this.#bounds
    const lasts = (sinceMs: number | undefined, ms: number) =>
      sinceMs !== undefined && nowMs - sinceMs >= ms
    if (lasts(this.#silentSinceMs, engineSilentMs)) this.#isSilent = true
    else if (lasts(this.#answersSinceMs, engineBackMs)) this.#isSilent = false
    return this.#isSilent !== before
  }
}
