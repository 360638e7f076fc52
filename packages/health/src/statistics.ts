/**
 * What is remembered of a check, in constant space.
 *
 * Response times go into a histogram whose buckets grow by a tenth, so a percentile is exact to
 * a tenth from 0.1 ms to minutes. It has two generations of a quarter of an hour, so old times
 * fade. Only probes that were answered are in it: how long a failure took says what its timeout is.
 */

import type { HealthState, ProbeOutcome } from './check.ts'
import { Uptime, type UptimeMemory, UptimeSums } from './uptime.ts'

const GROWTH = 1.1
const SMALLEST_MS = 0.1
/** 0.1 ms × 1.1^159 is 380 s: beyond the longest timeout. */
const BUCKETS = 160
const GENERATION_MS = 15 * 60_000
const PER_LOG = 1 / Math.log(GROWTH)

/** Counts of answers by response time; several can be added up. */
export class TimeCounts {
  readonly #counts = new Uint32Array(BUCKETS)

  /** Adds buckets `low` to `high` of `counts`, both included. */
  add(counts: Uint32Array, low: number, high: number): void {
    for (let bucket = low; bucket <= high; bucket++) this.#counts[bucket]! += counts[bucket]!
  }

  /** The `fraction` quantile (0 to 1] in ms, rounded up to a bucket's end; null without any. */
  quantileMs(fraction: number): number | null {
    const total = this.#counts.reduce((sum, count) => sum + count, 0)
    if (total === 0) return null
    let rank = Math.max(1, Math.ceil(fraction * total))
    const bucket = this.#counts.findIndex(count => {
      rank -= count
      return rank <= 0
    })
    return SMALLEST_MS * GROWTH ** bucket
  }
}

type BucketCount = readonly [bucket: number, count: number]

/** Response times for a later process: how old the current generation is, and both of them. */
export type TimesMemory = {
  readonly ageMs: number
  readonly current: readonly BucketCount[]
  readonly previous: readonly BucketCount[]
}

export class ResponseTimes {
  #current = new Uint32Array(BUCKETS)
  /** Null until a generation has passed: most checks of a short life never need it. */
  #previous: Uint32Array | null = null
  #currentSinceMs = Number.NEGATIVE_INFINITY
  /** What has ever been used of the buckets: a check's times are close together. */
  #low = BUCKETS
  #high = -1

  add(responseTimeMs: number, nowMs: number): void {
    this.#turn(nowMs)
    const exact = Math.ceil(Math.log(responseTimeMs / SMALLEST_MS) * PER_LOG)
    const bucket = Math.min(BUCKETS - 1, Math.max(0, exact))
    this.#current[bucket]!++
    this.#low = Math.min(this.#low, bucket)
    this.#high = Math.max(this.#high, bucket)
  }

  /** Adds the counts of the last quarter to half of an hour to `counts`. */
  addTo(counts: TimeCounts, nowMs: number): void {
    this.#turn(nowMs)
    counts.add(this.#current, this.#low, this.#high)
    if (this.#previous !== null) counts.add(this.#previous, this.#low, this.#high)
  }

  /** The `fraction` quantile (0 to 1] in ms; null without any result in the last half hour. */
  quantileMs(fraction: number, nowMs: number): number | null {
    const counts = new TimeCounts()
    this.addTo(counts, nowMs)
    return counts.quantileMs(fraction)
  }

  remember(nowMs: number): TimesMemory {
    this.#turn(nowMs)
    const pairs = (counts: Uint32Array | null) =>
      [...(counts ?? [])].flatMap((count, bucket) =>
        count === 0 ? [] : [[bucket, count] as const],
      )
    const ageMs = Math.max(0, nowMs - this.#currentSinceMs)
    return { ageMs, current: pairs(this.#current), previous: pairs(this.#previous) }
  }

  /** Goes on from what was remembered `agoMs` before `nowMs`; first of all. */
  recall({ ageMs, current, previous }: TimesMemory, agoMs: number, nowMs: number): void {
    this.#currentSinceMs = nowMs - agoMs - ageMs
    this.#current = this.#counts(current)
    this.#previous = previous.length === 0 ? null : this.#counts(previous)
    this.#turn(nowMs)
  }

  #counts(pairs: readonly BucketCount[]): Uint32Array<ArrayBuffer> {
    const counts = new Uint32Array(BUCKETS)
    for (const [bucket, count] of pairs) {
      if (!Number.isInteger(bucket) || bucket >= BUCKETS) continue
      counts[bucket] = count
      this.#low = Math.min(this.#low, bucket)
      this.#high = Math.max(this.#high, bucket)
    }
    return counts
  }

  #turn(nowMs: number): void {
    const ageMs = nowMs - this.#currentSinceMs
    if (ageMs < GENERATION_MS) return
    const isFirst = this.#currentSinceMs === Number.NEGATIVE_INFINITY
    this.#currentSinceMs = nowMs
    if (isFirst) return
    this.#previous = ageMs < 2 * GENERATION_MS ? this.#current : null
    this.#current = new Uint32Array(BUCKETS)
  }
}

export type CheckStatistics = {
  /** Results since the check began to be known here. */
  readonly results: number
  readonly failures: number
  /** Parts of the observed time, 0 to 1; null where nothing was observed. */
  readonly uptimeLastHour: number | null
  readonly uptimeLastDay: number | null
  readonly uptimeLastWeek: number | null
  /** Of probes that were answered; null without any. */
  readonly responseTimeMsP50: number | null
  readonly responseTimeMsP95: number | null
  readonly responseTimeMsP99: number | null
}

export type RecorderMemory = {
  readonly results: number
  readonly failures: number
  readonly times: TimesMemory
  readonly uptime: UptimeMemory
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
    else if (responseTimeMs > 0) this.#times.add(responseTimeMs, nowMs)
    this.#uptime.update(state, nowMs)
  }

  read(nowMs: number): CheckStatistics {
    return mergedStatistics([this], nowMs)
  }

  /** What a later process needs to go on, as of `nowMs`. */
  remember(nowMs: number): RecorderMemory {
    const [results, failures] = [this.#results, this.#failures]
    const [times, uptime] = [this.#times.remember(nowMs), this.#uptime.remember(nowMs)]
    return { results, failures, times, uptime }
  }

  /** Goes on from what was remembered `agoMs` before `nowMs`; first of all. */
  recall(memory: RecorderMemory, agoMs: number, nowMs: number): void {
    this.#results = memory.results
    this.#failures = memory.failures
    this.#times.recall(memory.times, agoMs, nowMs)
    this.#uptime.recall(memory.uptime, agoMs, nowMs)
  }

  addTo(total: { results: number; failures: number }, counts: TimeCounts, nowMs: number): void {
    total.results += this.#results
    total.failures += this.#failures
    this.#times.addTo(counts, nowMs)
  }

  addUptime(sums: UptimeSums, nowMs: number): void {
    this.#uptime.addTo(sums, nowMs)
  }
}

/**
 * The statistics of several checks as if they were one: percentiles of all answers together, and
 * uptime as the part of their observed time.
 */
export function mergedStatistics(
  recorders: Iterable<CheckRecorder>,
  nowMs: number,
): CheckStatistics {
  const total = { results: 0, failures: 0 }
  const counts = new TimeCounts()
  const sums = new UptimeSums()
  for (const recorder of recorders) {
    recorder.addTo(total, counts, nowMs)
    recorder.addUptime(sums, nowMs)
  }
  const { lastHour, lastDay, lastWeek } = sums.ratios()
  return {
    ...total,
    uptimeLastHour: lastHour,
    uptimeLastDay: lastDay,
    uptimeLastWeek: lastWeek,
    responseTimeMsP50: counts.quantileMs(0.5),
    responseTimeMsP95: counts.quantileMs(0.95),
    responseTimeMsP99: counts.quantileMs(0.99),
  }
}
