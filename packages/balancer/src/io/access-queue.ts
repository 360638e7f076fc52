/**
 * Lines of access logs on their way from a data thread to the control thread.
 *
 *     add ─► waiting ──each sweep──► posted ──written──► forgotten
 *
 * A request only appends a string. Batches go out with the sweep, two at a time at most; when what
 * waits is too much, lines are dropped and counted: a slow disk never slows a request.
 */

import { ACCESS_BATCHES_MAX, ACCESS_LINES_MAX } from '../config.ts'

/** Lines to be written, and how many before them were dropped. */
export type AccessBatch = { readonly lines: string; readonly dropped: number }

export class AccessQueue {
  readonly #post: (batch: AccessBatch) => void
  #lines: string[] = []
  #dropped = 0
  #underWay = 0

  constructor(post: (batch: AccessBatch) => void) {
    this.#post = post
  }

  add(line: string): void {
    if (this.#lines.length < ACCESS_LINES_MAX) this.#lines.push(line)
    else this.#dropped++
  }

  /** Posts what waits, if what was posted has been written. */
  flush(): void {
    const isEmpty = this.#lines.length === 0 && this.#dropped === 0
    if (isEmpty || this.#underWay >= ACCESS_BATCHES_MAX) return
    this.#underWay++
    this.#post({ lines: this.#lines.join(''), dropped: this.#dropped })
    this.#lines = []
    this.#dropped = 0
  }

  /** A batch has been written. */
  written(): void {
    this.#underWay--
  }
}
