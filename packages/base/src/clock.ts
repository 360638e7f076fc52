/**
 * Time as a value.
 *
 * Pure parts take `nowMs` as an argument. The io parts take a `Clock`, so tests and the simulator
 * can drive them.
 */

/** Reads time; both are milliseconds. */
export type Clock = {
  /** Monotonic; its zero is arbitrary. For intervals, deadlines and timeouts. */
  nowMs(): number
  /** Unix time. For people, and for the leader's stamp on commands; it may jump. */
  wallMs(): number
}

/** A clock that only moves when it is told to. */
export class ManualClock implements Clock {
  #nowMs: number
  constructor(startMs = 0) {
    this.#nowMs = startMs
  }
  nowMs(): number {
    return this.#nowMs
  }
  wallMs(): number {
    return this.#nowMs
  }
  advance(byMs: number): void {
    this.#nowMs += byMs
  }
}
