/**
 * Notices that this process itself stood still: its timer came far too late.
 *
 * What was asked before and not answered says nothing about who was asked: the answer may have been
 * there all the time (Lifeguard, Dadgar et al. 2018, §4: the fault may be one's own).
 */

export class PauseWatch {
  readonly #pauseMs: number
  #beatDueMs = Number.POSITIVE_INFINITY
  #resumedMs = Number.NEGATIVE_INFINITY

  /** A beat later than `pauseMs` is a pause. */
  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs
  }

  /** When the next beat is due; `Infinity` while none is. */
  get beatDueMs(): number {
    return this.#beatDueMs
  }

  /** When the last pause ended; `-Infinity` without one. */
  get resumedMs(): number {
    return this.#resumedMs
  }

  /** The next beat will be at `dueMs`. */
  expect(dueMs: number): void {
    this.#beatDueMs = dueMs
  }

  /** Looks whether the beat is overdue at `nowMs`. */
  observe(nowMs: number): void {
    if (nowMs <= this.#beatDueMs + this.#pauseMs) return
    this.#resumedMs = nowMs
    this.#beatDueMs = nowMs
  }
}
