/**
 * One evaluation of a policy: readings in, a decision with its reason out.
 *
 *     readings ─► recommend (each metric) ─► largest ─► bounds
 *              ─► stabilization ─► rate ─► cooldown ─► decision
 *
 * Kubernetes' HPA v2 semantics with cooldowns: a metric that cannot be read never shrinks anything,
 * a service outside its bounds (the policy's, or those of a schedule's open window) is put back at
 * once, one that someone scaled to zero is left alone,
 * and a new leader, whose windows are still empty, may only grow.
 */

import { RECOMMENDATIONS_MAX } from './config.ts'
import type { Forecast } from './forecast.ts'
import { type PolicySpec, type Target, targetsOf } from './policy.ts'
import { type Change, highestAllowed, lowestAllowed } from './rate.ts'
import { type MetricReading, type MetricVerdict, recommend } from './recommend.ts'
import { boundsAt, widestBounds } from './schedule.ts'

/** A count that earlier evaluations recommended, before stabilization and cooldown. */
export type Recommendation = {
  readonly atMs: number
  readonly replicas: number
  /** The last of several evaluations in a row that recommended the same; `atMs` without it. */
  readonly untilMs?: number
}

/**
 * `recommendations` with one more, without those that no window of `policy` reaches any longer
 * (but for one, which shows that the record covers the window). Equal ones in a row are one entry.
 */
export function remember(
  policy: PolicySpec,
  recommendations: readonly Recommendation[],
  { atMs, replicas }: Recommendation,
): Recommendation[] {
  const windowMs = Math.max(policy.stabilizationUpMs, policy.stabilizationDownMs)
  const last = recommendations.at(-1)
  const isSame = last?.replicas === replicas
  const kept = isSame ? recommendations.slice(0, -1) : [...recommendations]
  kept.push(isSame ? { ...last, untilMs: atMs } : { atMs, replicas })
  let first = Math.max(0, kept.length - RECOMMENDATIONS_MAX)
  while (first + 1 < kept.length && atMs - endOf(kept[first + 1]!) > windowMs) first++
  return first === 0 ? kept : kept.slice(first)
}

/** What is expected of a metric's load; `demand` is the load that it was made from. */
export type MetricForecast = Forecast & { readonly metric: string; readonly demand: number }

/** What an evaluation looks at. */
export type EvaluationInputs = {
  /** The count that is asked for now. */
  readonly replicas: number
  /** Replicas that serve. */
  readonly ready: number
  readonly readings: readonly MetricReading[]
  /** When the count last changed, by anyone; absent if it never did. */
  readonly lastChangeMs?: number
  /** Earlier recommendations, oldest first, as `remember` keeps them. */
  readonly recommendations: readonly Recommendation[]
  /** What the load is expected to be; only of policies that predict. */
  readonly forecasts?: readonly MetricForecast[]
  /** Earlier changes of the count, by anyone, as `rememberChange` keeps them. */
  readonly changes?: readonly Change[]
  /** Unix time in milliseconds for the policy's schedules; the evaluation's own time without it. */
  readonly wallMs?: number
  /** False while a new leader has not yet pulled the windows of the nodes. */
  readonly canScaleDown: boolean
}

/** What was decided and why; JSON-safe. `from` equals `to` when it holds. */
export type Decision = {
  readonly kind: 'scale' | 'hold'
  readonly from: number
  readonly to: number
  /** One line. */
  readonly reason: string
  /** What the metrics asked for within the bounds; the caller keeps it for stabilization. */
  readonly recommended: number
  readonly inputs: {
    readonly replicas: number
    readonly ready: number
    readonly metrics: readonly MetricVerdict[]
    /** Schedules whose windows are open, if any, and the bounds that are in force by them. */
    readonly schedules?: readonly string[]
    readonly bounds?: { readonly min: number; readonly max: number }
  }
}

/** Decides how many replicas there shall be. `policy` has no problems (`policyProblems`). */
export function evaluate(policy: PolicySpec, inputs: EvaluationInputs, nowMs: number): Decision {
  const { replicas, ready } = inputs
  const { min, max, schedules } = boundsAt(policy, inputs.wallMs ?? nowMs)
  const byMetric = new Map(inputs.readings.map(reading => [reading.metric, reading]))
  const tolerance = {
    up: policy.toleranceUp ?? policy.tolerance,
    down: policy.toleranceDown ?? policy.tolerance,
  }
  const targets = targetsOf(policy)
  const metrics = targets.map(target => {
    const reading = byMetric.get(target.metric)
    const verdict = recommend(target, reading, replicas, ready, tolerance)
    const forecast = inputs.forecasts?.find(one => one.metric === target.metric)
    if (forecast === undefined || verdict.wanted === undefined) return verdict
    const { demand, rise, margin } = forecast
    const later = raised(reading!, (demand + rise + margin) / demand)
    const wanted = recommend(target, later, replicas, ready, tolerance).wanted ?? 0
    const said = { rise, margin, error: forecast.error, season: forecast.season, wanted }
    return { ...verdict, wanted: Math.max(verdict.wanted, wanted), forecast: said }
  })
  const decide = (to: number, recommended: number, reason: string): Decision => ({
    kind: to === replicas ? 'hold' : 'scale',
    from: replicas,
    to,
    reason,
    recommended,
    inputs: {
      ...{ replicas, ready, metrics },
      ...(schedules.length > 0 ? { schedules, bounds: { min, max } } : {}),
    },
  })

  if (policy.isPaused === true) return decide(replicas, replicas, 'the policy is paused')
  if (replicas === 0 && widestBounds(policy).min > 0) {
    return decide(0, 0, 'paused: the service was scaled to 0')
  }
  const bounded = clamp(replicas, min, max)
  const by = schedules.length > 0 ? ` by schedule ${schedules.join(', ')}` : ''
  if (bounded !== replicas) {
    const side = replicas < min ? 'below min' : 'above max'
    return decide(bounded, bounded, `${replicas} is ${side} ${bounded}${by}`)
  }
  if (targets.length === 0 && policy.schedules !== undefined && replicas > min) {
    const why = `no target; the schedule's minimum is ${min}`
    return shrinkage(policy, inputs, nowMs, min, why, metrics, decide)
  }
  const heard = min === 0 ? unlessIdle(targets, metrics) : metrics
  const largest = largestOf(heard)
  if (largest === undefined) return decide(replicas, replicas, nothingSaid(metrics))
  const recommended = clamp(largest.wanted, min, max)
  const isBounded = recommended !== largest.wanted
  const why = `${describe(largest, recommended)}${isBounded ? by : ''}`
  if (recommended === replicas) return decide(replicas, recommended, why)
  return recommended > replicas
    ? growth(policy, inputs, nowMs, recommended, why, decide)
    : shrinkage(policy, inputs, nowMs, recommended, why, heard, decide)
}

type Decide = (to: number, recommended: number, reason: string) => Decision

function growth(
  policy: PolicySpec,
  inputs: EvaluationInputs,
  nowMs: number,
  recommended: number,
  why: string,
  decide: Decide,
): Decision {
  const { replicas } = inputs
  const recent = recentOf(inputs, policy.stabilizationUpMs, nowMs)
  const to = Math.max(replicas, Math.min(recommended, ...recent))
  if (to === replicas) {
    return decide(replicas, recommended, `${why}; not for ${policy.stabilizationUpMs} ms yet`)
  }
  const limit = highestAllowed(policy.scaleUp, replicas, inputs.changes ?? [], nowMs)
  if (limit === replicas) return decide(replicas, recommended, `${why}; no faster by scaleUp`)
  const waitMs = cooldownLeftMs(policy.scaleUpCooldownMs, inputs.lastChangeMs, nowMs)
  if (waitMs > 0) return decide(replicas, recommended, `${why}; cooldown, ${waitMs} ms left`)
  return to <= limit
    ? decide(to, recommended, why)
    : decide(limit, recommended, `${why}; ${limit} for now by scaleUp`)
}

function shrinkage(
  policy: PolicySpec,
  inputs: EvaluationInputs,
  nowMs: number,
  recommended: number,
  why: string,
  metrics: readonly MetricVerdict[],
  decide: Decide,
): Decision {
  const { replicas } = inputs
  // Unknown or partial metrics might ask for more, so nothing shrinks on their account.
  const unknown = metrics.find(one => one.error !== undefined || one.isPartial === true)
  if (unknown !== undefined) {
    const what = unknown.error ?? 'measured in part'
    return decide(replicas, replicas, `${why}; held, because ${unknown.metric} is ${what}`)
  }
  if (!inputs.canScaleDown) {
    return decide(replicas, recommended, `${why}; held until the metric windows are filled`)
  }
  const recent = recentOf(inputs, policy.stabilizationDownMs, nowMs)
  const to = Math.min(replicas, Math.max(recommended, ...recent))
  if (to === replicas) {
    return decide(replicas, recommended, `${why}; not for ${policy.stabilizationDownMs} ms yet`)
  }
  const limit = lowestAllowed(policy.scaleDown, replicas, inputs.changes ?? [], nowMs)
  if (limit === replicas) return decide(replicas, recommended, `${why}; no faster by scaleDown`)
  const waitMs = cooldownLeftMs(policy.scaleDownCooldownMs, inputs.lastChangeMs, nowMs)
  if (waitMs > 0) return decide(replicas, recommended, `${why}; cooldown, ${waitMs} ms left`)
  return to >= limit
    ? decide(to, recommended, why)
    : decide(limit, recommended, `${why}; ${limit} for now by scaleDown`)
}

function cooldownLeftMs(
  cooldownMs: number,
  lastChangeMs: number | undefined,
  nowMs: number,
): number {
  return lastChangeMs === undefined ? 0 : Math.ceil(Math.max(0, lastChangeMs + cooldownMs - nowMs))
}

/**
 * What was recommended within the window. Where the record does not reach back that far, the count
 * that stands now fills the gap, so a change is never due to not knowing.
 */
function recentOf(inputs: EvaluationInputs, windowMs: number, nowMs: number): number[] {
  if (windowMs === 0) return []
  const { recommendations, replicas } = inputs
  const recent = recommendations.filter(one => nowMs - endOf(one) <= windowMs)
  const oldest = recommendations[0]
  const isCovered = oldest !== undefined && nowMs - oldest.atMs > windowMs
  return [...recent.map(one => one.replicas), ...(isCovered ? [] : [replicas])]
}

function endOf({ atMs, untilMs }: Recommendation): number {
  return untilMs ?? atMs
}

/** The same reading under `factor` times the load. */
function raised(reading: MetricReading, factor: number): MetricReading {
  if (reading.kind === 'service') return { ...reading, value: reading.value * factor }
  if (reading.kind === 'error') return reading
  return { ...reading, samples: reading.samples.map(sample => sample * factor) }
}

type Known = MetricVerdict & { readonly wanted: number; readonly value: number }

function largestOf(metrics: readonly MetricVerdict[]): Known | undefined {
  let largest: Known | undefined
  for (const metric of metrics) {
    if (metric.wanted === undefined || metric.value === undefined) continue
    if (largest === undefined || metric.wanted > largest.wanted) largest = metric as Known
  }
  return largest
}

/**
 * A replica that serves nobody still uses a little CPU, which would keep one for ever: when every
 * total is known to be zero, averages and signals have no say.
 */
function unlessIdle(
  targets: readonly Target[],
  metrics: readonly MetricVerdict[],
): readonly MetricVerdict[] {
  const totals = metrics.filter((_, i) => targets[i]!.type === 'total')
  const isIdle = totals.length > 0 && totals.every(({ value }) => value === 0)
  return isIdle ? totals : metrics
}

function nothingSaid(metrics: readonly MetricVerdict[]): string {
  if (metrics.length === 0) return 'within the bounds; the policy has no target'
  return metrics.map(({ metric, error }) => `${metric}: ${error}`).join('; ')
}

function describe(known: Known, recommended: number): string {
  const { metric, value, target, wanted, of, forecast } = known
  const bound = wanted === recommended ? '' : `, bounded to ${recommended}`
  const expected =
    forecast === undefined || forecast.wanted < wanted
      ? ''
      : ` (load may rise by ${round(forecast.rise + forecast.margin)}, ± ${round(forecast.error)})`
  const unit = of === undefined ? '' : ` % of the ${of}`
  return `${metric} ${round(value)}${unit} per replica, target ${round(target)}: wants ${wanted}${expected}${bound}`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
