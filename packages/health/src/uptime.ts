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
const MINUTES_AN_HOUR = 60
const HOURS_A_DAY = 24
const HOURS_A_WEEK = 168
/** Added to all times, so that slots of before this process, whose clock began at 0, count up too. */
const EPOCH_MS = (HOURS_A_WEEK + 1) * HOUR_MS

/** A slot: how many slots before the newest one, milliseconds up, milliseconds observed. */
export type SlotMemory = readonly [age: number, upMs: number, observedMs: number]
export type UptimeMemory = {
  readonly minutes: readonly SlotMemory[]
  readonly hours: readonly SlotMemory[]
}

/** Milliseconds up and observed; sums of several checks are their common uptime. */
export type UptimeSum = { upMs: number; observedMs: number }

/**
 * Time in a state, in a ring of slots, with a running sum for each window of it: so that reading
 * the sums of ten thousand checks touches none of their slots.
 */
class UptimeRing {
  readonly #slotMs: number
  /** Whole milliseconds, so that what is added can be taken away again exactly. */
  readonly #upMs: Uint32Array
  readonly #observedMs: Uint32Array
  readonly #windows: readonly (UptimeSum & { readonly slots: number })[]
  #slot = 0

  /** Windows of so many slots each, the newest one included; the last is the longest. */
  constructor(slotMs: number, ...windows: number[]) {
    this.#slotMs = slotMs
    this.#windows = windows.map(slots => ({ slots, upMs: 0, observedMs: 0 }))
    this.#upMs = new Uint32Array(windows.at(-1)!)
    this.#observedMs = new Uint32Array(windows.at(-1)!)
  }

  /** Adds whole milliseconds; `toMs` is never before one that was given earlier. */
  add(fromMs: number, toMs: number, isUp: boolean): void {
    const count = this.#upMs.length
    let atMs = Math.max(fromMs, toMs - count * this.#slotMs)
    while (atMs < toMs) {
      const slot = Math.floor(atMs / this.#slotMs)
      const endMs = Math.min(toMs, (slot + 1) * this.#slotMs)
      this.#enter(slot)
      const ms = endMs - atMs
      const upMs = isUp ? ms : 0
      this.#observedMs[slot % count]! += ms
      this.#upMs[slot % count]! += upMs
      for (const window of this.#windows) {
        window.observedMs += ms
        window.upMs += upMs
      }
      atMs = endMs
    }
  }

  /**
   * Adds the windows as of `nowMs` to `sums`, one each, with `pendingMs` of time until now that
   * has not been added yet.
   */
  addTo(sums: readonly UptimeSum[], nowMs: number, pendingMs: number, isUp: boolean): void {
    this.#enter(Math.floor(nowMs / this.#slotMs))
    for (let i = 0; i < sums.length; i++) {
      const { slots, upMs, observedMs } = this.#windows[i]!
      const ms = Math.min(pendingMs, slots * this.#slotMs)
      sums[i]!.observedMs += observedMs + ms
      sums[i]!.upMs += upMs + (isUp ? ms : 0)
    }
  }

  /** The slots that have something in them as of `nowMs`, oldest first. */
  remember(nowMs: number): SlotMemory[] {
    this.#enter(Math.floor(nowMs / this.#slotMs))
    const count = this.#upMs.length
    const found: SlotMemory[] = []
    for (let age = count - 1; age >= 0; age--) {
      const at = (this.#slot - age) % count
      if (age > this.#slot || this.#observedMs[at] === 0) continue
      found.push([age, this.#upMs[at]!, this.#observedMs[at]!])
    }
    return found
  }

  /** Takes back slots that were remembered at `savedMs`; before anything else was added. */
  recall(slots: readonly SlotMemory[], savedMs: number): void {
    const count = this.#upMs.length
    for (const [age, upMs, observedMs] of slots) {
      const slot = Math.floor(savedMs / this.#slotMs) - age
      if (slot < this.#slot || age >= count) continue
      this.#enter(slot)
      const whole = Math.min(this.#slotMs, Math.round(observedMs))
      const up = Math.min(whole, Math.round(upMs))
      this.#observedMs[slot % count]! += whole
      this.#upMs[slot % count]! += up
      for (const window of this.#windows) {
        window.observedMs += whole
        window.upMs += up
      }
    }
  }

  /** Empties the slots between the newest one and `slot`, which is the newest then. */
  #enter(slot: number): void {
    const count = this.#upMs.length
    if (slot - this.#slot > count) {
      this.#upMs.fill(0)
      this.#observedMs.fill(0)
      for (const window of this.#windows) {
        window.upMs = 0
        window.observedMs = 0
      }
      this.#slot = slot
    }
    for (let next = this.#slot + 1; next <= slot; next++) {
      for (const window of this.#windows) {
        const left = next - window.slots
        if (left < 0) continue
        window.upMs -= this.#upMs[left % count]!
        window.observedMs -= this.#observedMs[left % count]!
      }
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
  /** In the order of the rings' windows. */
  readonly minutes = [this.hour]
  readonly hours = [this.day, this.week]

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
  readonly #minutes = new UptimeRing(MINUTE_MS, MINUTES_AN_HOUR)
  readonly #hours = new UptimeRing(HOUR_MS, HOURS_A_DAY, HOURS_A_WEEK)
  #state: HealthState = 'unknown'
  #sinceMs = 0

  /** The state is `state` from `nowMs` on. Time in `unknown` counts as not observed. */
  update(state: HealthState, nowMs: number): void {
    const wholeMs = Math.max(this.#sinceMs, Math.round(nowMs))
    if (this.#state !== 'unknown') {
      const isUp = this.#state !== 'critical'
      this.#minutes.add(this.#sinceMs + EPOCH_MS, wholeMs + EPOCH_MS, isUp)
      this.#hours.add(this.#sinceMs + EPOCH_MS, wholeMs + EPOCH_MS, isUp)
    }
    this.#state = state
    this.#sinceMs = wholeMs
  }

  /** Adds this check's time up to `nowMs` to `sums`. */
  addTo(sums: UptimeSums, nowMs: number): void {
    const pendingMs = this.#state === 'unknown' ? 0 : Math.max(0, nowMs - this.#sinceMs)
    const isUp = this.#state !== 'critical'
    this.#minutes.addTo(sums.minutes, nowMs + EPOCH_MS, pendingMs, isUp)
    this.#hours.addTo(sums.hours, nowMs + EPOCH_MS, pendingMs, isUp)
  }

  /** What a later process needs to go on, as of `nowMs`. */
  remember(nowMs: number): UptimeMemory {
    this.update(this.#state, nowMs)
    const atMs = nowMs + EPOCH_MS
    return { minutes: this.#minutes.remember(atMs), hours: this.#hours.remember(atMs) }
  }

  /**
   * Goes on from what was remembered `agoMs` before `nowMs`; first of all. The time since then is
   * not observed.
   */
  recall({ minutes, hours }: UptimeMemory, agoMs: number, nowMs: number): void {
    const savedMs = nowMs + EPOCH_MS - agoMs
    if (savedMs < 0) return
    this.#minutes.recall(minutes, savedMs)
    this.#hours.recall(hours, savedMs)
  }

  read(nowMs: number): UptimeRatios {
    const sums = new UptimeSums()
    this.addTo(sums, nowMs)
    return sums.ratios()
  }
}
