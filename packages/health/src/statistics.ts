/**
 * What is remembered of a check, in constant space.
 *
 * Response times go into a histogram whose buckets grow by a tenth, so a percentile is exact to
 * a tenth from 0.1 ms to minutes. It has two generations of a quarter of an hour, so old times
 * fade. Uptime is the part of the observed time in which the state was passing or warning, in
 * minutes of the last hour and in hours of the last day. About 2 kB a check.
 */

import type { HealthState, ProbeOutcome } from './check.ts'

const GROWTH = 1.1
const SMALLEST_MS = 0.1
/** 0.1 ms × 1.1^159 is 380 s: beyond the longest timeout. */
const BUCKETS = 160
const GENERATION_MS = 15 * 60_000

export class ResponseTimes {
  #current = new Uint32Array(BUCKETS)
  #previous = new Uint32Array(BUCKETS)
  #currentSinceMs = Number.NEGATIVE_INFINITY

  add(responseTimeMs: number, nowMs: number): void {
    this.#turn(nowMs)
    const bucket = Math.ceil(Math.log(responseTimeMs / SMALLEST_MS) / Math.log(GROWTH))
    this.#current[Math.min(BUCKETS - 1, Math.max(0, bucket))]!++
  }

  /** The `fraction` quantile (0 to 1] in ms; null without any result in the last half hour. */
  quantileMs(fraction: number, nowMs: number): number | null {
    this.#turn(nowMs)
    const counts = this.#current.map((count, bucket) => count + this.#previous[bucket]!)
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (total === 0) return null
    let rank = Math.max(1, Math.ceil(fraction * total))
    const bucket = counts.findIndex(count => {
      rank -= count
      return rank <= 0
    })
    return SMALLEST_MS * GROWTH ** bucket
  }

  #turn(nowMs: number): void {
    const ageMs = nowMs - this.#currentSinceMs
    if (ageMs < GENERATION_MS) return
    this.#previous = ageMs < 2 * GENERATION_MS ? this.#current : new Uint32Array(BUCKETS)
    this.#current = new Uint32Array(BUCKETS)
    this.#currentSinceMs = nowMs
  }
}

/** Time in a state, in `count` slots of `slotMs` that are used again in turn. */
class UptimeWindow {
  readonly #slotMs: number
  readonly #upMs: Float64Array
  readonly #observedMs: Float64Array
  #slot = 0

  constructor(count: number, slotMs: number) {
    this.#slotMs = slotMs
    this.#upMs = new Float64Array(count)
    this.#observedMs = new Float64Array(count)
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

  /** Part of the observed time that was up; null if nothing was observed. */
  ratio(): number | null {
    const observedMs = this.#observedMs.reduce((sum, ms) => sum + ms, 0)
    return observedMs === 0 ? null : this.#upMs.reduce((sum, ms) => sum + ms, 0) / observedMs
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

/** Uptime of the last hour and of the last day, from changes of state. */
export class Uptime {
  readonly #hour = new UptimeWindow(60, 60_000)
  readonly #day = new UptimeWindow(24, 3_600_000)
  #state: HealthState = 'unknown'
  #sinceMs = 0

  /** The state is `state` from `nowMs` on. Time in `unknown` counts as not observed. */
  update(state: HealthState, nowMs: number): void {
    if (this.#state !== 'unknown' && nowMs > this.#sinceMs) {
      const isUp = this.#state !== 'critical'
      this.#hour.add(this.#sinceMs, nowMs, isUp)
      this.#day.add(this.#sinceMs, nowMs, isUp)
    }
    this.#state = state
    this.#sinceMs = nowMs
  }

  /** Parts of the observed time, 0 to 1; null where nothing was observed. */
  read(nowMs: number): { readonly lastHour: number | null; readonly lastDay: number | null } {
    this.update(this.#state, nowMs)
    return { lastHour: this.#hour.ratio(), lastDay: this.#day.ratio() }
  }
}

export type CheckStatistics = {
  /** Results since the check began to run here. */
  readonly results: number
  readonly failures: number
  readonly uptimeLastHour: number | null
  readonly uptimeLastDay: number | null
  /** Of probes that were answered; null without any. */
  readonly responseTimeMsP50: number | null
  readonly responseTimeMsP95: number | null
  readonly responseTimeMsP99: number | null
}

/** All statistics of one check. */
export class CheckRecorder {
  readonly #times = new ResponseTimes()
  readonly #uptime = new Uptime()
  #results = 0
  #failures = 0

  record(outcome: ProbeOutcome, responseTimeMs: number, state: HealthState, nowMs: number): void {
    this.#results++
    if (outcome === 'fail') this.#failures++
    else this.#times.add(responseTimeMs, nowMs)
    this.#uptime.update(state, nowMs)
  }

  read(nowMs: number): CheckStatistics {
    const { lastHour, lastDay } = this.#uptime.read(nowMs)
    return {
      results: this.#results,
      failures: this.#failures,
      uptimeLastHour: lastHour,
      uptimeLastDay: lastDay,
      responseTimeMsP50: this.#times.quantileMs(0.5, nowMs),
      responseTimeMsP95: this.#times.quantileMs(0.95, nowMs),
      responseTimeMsP99: this.#times.quantileMs(0.99, nowMs),
    }
  }
}
