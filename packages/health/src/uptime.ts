/**
 * Uptime of a check over windows that move: the part of the observed time in which it was used.
 *
 * Time in a state goes into slots that are used again in turn: minutes of the last hour, hours of
 * the last week, of which the newest 24 are the last day. Time in `unknown`, and time in which
 * nobody looked, is not observed, so it counts neither way. Memory is constant: 2 kB.
 */

import type { HealthState } from './check.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const HOURS_A_DAY = 24
const HOURS_A_WEEK = 168

/** Milliseconds up and observed; sums of several checks are their common uptime. */
export type UptimeSum = { upMs: number; observedMs: number }

/** Time in a state, in `count` slots of `slotMs` each. */
class UptimeWindow {
  readonly #slotMs: number
  readonly #upMs: Float32Array
  readonly #observedMs: Float32Array
  #slot = 0

  constructor(count: number, slotMs: number) {
    this.#slotMs = slotMs
    this.#upMs = new Float32Array(count)
    this.#observedMs = new Float32Array(count)
  }

  add(fromMs: number, toMs: number, isUp: boolean): void {
    const count = this.#upMs.length
    let atMs = Math.max(fromMs, toMs - count * this.#slotMs)
    while (atMs < toMs) {
      const slot = Math.floor(atMs / this.#slotMs)
      const endMs = Math.min(toMs, (slot + 1) * this.#slotMs)
      this.#enter(slot)
      this.#observedMs[slot % count]! += endMs - atMs
      if (isUp) this.#upMs[slot % count]! += endMs - atMs
      atMs = endMs
    }
  }

  /** Adds the newest `slots` slots as of `nowMs` to `sum`. */
  sum(slots: number, nowMs: number, sum: UptimeSum): void {
    const count = this.#upMs.length
    const newest = Math.floor(nowMs / this.#slotMs)
    // Slots that were entered since are older than what is asked for, or are not there yet.
    const first = Math.max(0, newest - Math.min(slots, count) + 1, this.#slot - count + 1)
    for (let slot = first; slot <= Math.min(newest, this.#slot); slot++) {
      sum.upMs += this.#upMs[slot % count]!
      sum.observedMs += this.#observedMs[slot % count]!
    }
  }

  #enter(slot: number): void {
    const count = this.#upMs.length
    for (let next = Math.max(this.#slot + 1, slot - count + 1); next <= slot; next++) {
      this.#upMs[next % count] = 0
      this.#observedMs[next % count] = 0
    }
    this.#slot = Math.max(this.#slot, slot)
  }
}

/** The sums of the three windows. */
export class UptimeSums {
  readonly hour: UptimeSum = { upMs: 0, observedMs: 0 }
  readonly day: UptimeSum = { upMs: 0, observedMs: 0 }
  readonly week: UptimeSum = { upMs: 0, observedMs: 0 }

  /** Parts of the observed time, 0 to 1; null where nothing was observed. */
  ratios(): UptimeRatios {
    const ratio = ({ upMs, observedMs }: UptimeSum) => (observedMs === 0 ? null : upMs / observedMs)
    return { lastHour: ratio(this.hour), lastDay: ratio(this.day), lastWeek: ratio(this.week) }
  }
}

export type UptimeRatios = {
  readonly lastHour: number | null
  readonly lastDay: number | null
  readonly lastWeek: number | null
}

/** Uptime of the last hour, day and week, from changes of state. */
export class Uptime {
  readonly #minutes = new UptimeWindow(60, MINUTE_MS)
  readonly #hours = new UptimeWindow(HOURS_A_WEEK, HOUR_MS)
  #state: HealthState = 'unknown'
  #sinceMs = 0

  /** The state is `state` from `nowMs` on. Time in `unknown` counts as not observed. */
  update(state: HealthState, nowMs: number): void {
    if (this.#state !== 'unknown' && nowMs > this.#sinceMs) {
      const isUp = this.#state !== 'critical'
      this.#minutes.add(this.#sinceMs, nowMs, isUp)
      this.#hours.add(this.#sinceMs, nowMs, isUp)
    }
    this.#state = state
    this.#sinceMs = nowMs
  }

  /** Adds this check's time up to `nowMs` to `sums`. */
  addTo(sums: UptimeSums, nowMs: number): void {
    this.update(this.#state, nowMs)
    this.#minutes.sum(60, nowMs, sums.hour)
    this.#hours.sum(HOURS_A_DAY, nowMs, sums.day)
    this.#hours.sum(HOURS_A_WEEK, nowMs, sums.week)
  }

  read(nowMs: number): UptimeRatios {
    const sums = new UptimeSums()
    this.addTo(sums, nowMs)
    return sums.ratios()
  }
}
