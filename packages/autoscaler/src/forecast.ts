/**
 * What the load will be a few minutes from now, and how wrong that usually is.
 *
 * The forecast is the present load, plus the rise that this time of the day (or the week) usually
 * brings, plus a margin: the rise beyond the expected one that only a few of the last day's steps
 * exceeded. It is seasonal-naive on differences with empirical residual quantiles (Hyndman and
 * Athanasopoulos, Forecasting: Principles and Practice, §5.2 and §5.5). A season is believed only
 * while it has predicted better than no season; one spike leaves neither level nor margin behind.
 */

import { assert } from '@polis/base'
import {
  FORECAST_ERRORS_MAX,
  FORECAST_ERRORS_MIN,
  FORECAST_SKILL,
  FORECAST_STEP_MS,
} from './config.ts'

/** A forecast in the unit of the load. */
export type Forecast = {
  /** Rise that is expected within a step, from 0. */
  readonly rise: number
  /** Further rise that the quantile of past errors allows for, from 0. */
  readonly margin: number
  /** Mean absolute error of past forecasts. */
  readonly error: number
  readonly season: 'none' | 'daily' | 'weekly'
}

const DAY_MS = 86_400_000
/** Weight of the newest value: a season follows within a few days, an error within some hours. */
const SEASON_WEIGHT = 0.3
const ERROR_WEIGHT = 0.01
/** A season's rise is the mean over this many steps to each side: a bus is not always on time. */
const SEASON_REACH = 2

class Season {
  readonly name: Forecast['season']
  readonly #rises: Float64Array
  /** Mean absolute error of this season's forecasts. */
  error = 0

  constructor(name: Forecast['season'], lengthMs: number) {
    this.name = name
    this.#rises = new Float64Array(lengthMs / FORECAST_STEP_MS).fill(Number.NaN)
  }

  /** The rise that step number `step` usually brings; undefined before the first full season. */
  rise(step: number): number | undefined {
    const { length } = this.#rises
    if (length === 0) return 0
    let sum = 0
    for (let i = step - SEASON_REACH; i <= step + SEASON_REACH; i++) sum += this.#rises[i % length]!
    return Number.isNaN(sum) ? undefined : sum / (2 * SEASON_REACH + 1)
  }

  learn(step: number, rise: number): void {
    const expected = this.rise(step) ?? 0
    this.error += ERROR_WEIGHT * (Math.abs(rise - expected) - this.error)
    const { length } = this.#rises
    if (length === 0) return
    const old = this.#rises[step % length]!
    this.#rises[step % length] = Number.isNaN(old) ? rise : old + SEASON_WEIGHT * (rise - old)
  }
}

/** Learns one series of loads; `observe` in order of time. */
export class Forecaster {
  #quantile: number
  readonly #seasons = [
    new Season('none', 0),
    new Season('daily', DAY_MS),
    new Season('weekly', 7 * DAY_MS),
  ]
  /** Of the last steps, what they rose beyond what was expected; a ring. */
  #errors: number[] = []
  #oldest = 0
  #step = -1
  #sum = 0
  #count = 0
  #previous: number | undefined
  #forecast: Forecast | undefined

  /** `quantile`, 0 to 1: the share of steps that shall stay below forecast and margin. */
  constructor(quantile: number) {
    assert(quantile >= 0 && quantile <= 1, 'a quantile is between 0 and 1')
    this.#quantile = quantile
  }

  /** Takes the load at `atMs` (log or Unix time, so that days are days). */
  observe(load: number, atMs: number): void {
    const step = Math.floor(atMs / FORECAST_STEP_MS)
    if (step !== this.#step) {
      if (this.#count > 0) this.#endStep(step)
      this.#step = step
      this.#sum = 0
      this.#count = 0
    }
    this.#sum += load
    this.#count++
  }

  /** Another margin from now on; what was learned stays. */
  set quantile(quantile: number) {
    assert(quantile >= 0 && quantile <= 1, 'a quantile is between 0 and 1')
    if (quantile === this.#quantile) return
    this.#quantile = quantile
    if (this.#forecast !== undefined) {
      this.#forecast = { ...this.#forecast, margin: this.#margin() }
    }
  }

  /** What is expected within the next step; undefined until enough has been seen. */
  get forecast(): Forecast | undefined {
    return this.#forecast
  }

  #endStep(next: number): void {
    const mean = this.#sum / this.#count
    if (this.#previous !== undefined) this.#learn(mean - this.#previous)
    // Two steps that are not neighbours are no rise.
    this.#previous = next === this.#step + 1 ? mean : undefined
    if (this.#errors.length < FORECAST_ERRORS_MIN) return
    const season = this.#best()
    this.#forecast = {
      rise: Math.max(0, season.rise(next) ?? 0),
      margin: this.#margin(),
      error: season.error,
      season: season.name,
    }
  }

  #learn(rise: number): void {
    const expected = this.#best().rise(this.#step) ?? 0
    for (const season of this.#seasons) season.learn(this.#step, rise)
    if (this.#errors.length < FORECAST_ERRORS_MAX) this.#errors.push(rise - expected)
    else {
      this.#errors[this.#oldest] = rise - expected
      this.#oldest = (this.#oldest + 1) % FORECAST_ERRORS_MAX
    }
  }

  /** The season with the smallest error that is clearly better than none. */
  #best(): Season {
    const [none, ...seasons] = this.#seasons
    let best = none!
    for (const season of seasons) {
      if (season.error < best.error * FORECAST_SKILL) best = season
    }
    return best
  }

  #margin(): number {
    const sorted = Float64Array.from(this.#errors).sort()
    const place = Math.min(sorted.length - 1, Math.floor(this.#quantile * sorted.length))
    return Math.max(0, sorted[place]!)
  }
}
