/**
 * Which values of a register can make a difference.
 *
 * A value shows if a read answered it or a `cas` expects it; text also if such a value begins with
 * it, since more may be appended. All others are one and the same to every answer. Without this,
 * each order of overlapping appends would be a register of its own, although at most one of them
 * was ever read.
 */

import type { Operation, State } from './register.ts'

/** The values that show in a history of one key. */
export class VisibleValues {
  /** Ascending, so that the first one not below a text begins with it if any does. */
  readonly #values: readonly string[]
  readonly #known = new Map<string, boolean>()

  constructor(operations: readonly Operation[]) {
    const values = new Set<string>()
    for (const { call, answer } of operations) {
      const value =
        call.kind === 'cas' ? call.expected : answer.kind === 'value' ? answer.value : null
      if (value !== null) values.add(value)
    }
    this.#values = [...values].sort()
  }

  /** `state` itself if it can make a difference, else `undefined`, which stands for all others. */
  reduce(state: State): State {
    if (state === undefined || state === null) return state
    let isVisible = this.#known.get(state)
    if (isVisible === undefined) {
      isVisible = this.#find(state).startsWith(state)
      this.#known.set(state, isVisible)
    }
    return isVisible ? state : undefined
  }

  /** The first value not below `text`, or no text. */
  #find(text: string): string {
    let low = 0
    let high = this.#values.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#values[middle]! < text) low = middle + 1
      else high = middle
    }
    return this.#values[low] ?? ''
  }
}
