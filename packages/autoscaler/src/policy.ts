/**
 * A scaling policy: bounds, targets and how hastily to act. Plain data that JSON keeps whole, so
 * it can be replicated and replayed.
 */

import {
  DEFAULT_SCALE_DOWN_COOLDOWN_MS,
  DEFAULT_SCALE_UP_COOLDOWN_MS,
  DEFAULT_STABILIZATION_DOWN_MS,
  DEFAULT_TOLERANCE,
  DEFAULT_TOLERANCE_DOWN,
  METRICS_MAX,
  QUERY_LENGTH_MAX,
  REPLICAS_MAX,
  SCRAPE_INTERVAL_MAX_MS,
  SCRAPE_INTERVAL_MIN_MS,
  STABILIZATION_MAX_MS,
} from './config.ts'
import { metricSelector } from './exposition.ts'
import { type RateRule, rateProblems } from './rate.ts'
import { type ScheduleSpec, scheduleProblems } from './schedule.ts'

/**
 * How a metric relates to the replicas. A `total` is a sum over the service, such as a queue's
 * depth, of which each replica shall have `target`. An `average` is a mean over the replicas which
 * shall be `target`. A `signal`, such as a response time, is not divided among replicas: above its
 * target it grows the service by up to `SIGNAL_GROWTH_MAX`, below it lets one replica go at a time.
 */
export type TargetType = 'total' | 'average' | 'signal'

/** A target for a metric of the user's own; a `total` unless it says otherwise. */
export type CustomTarget = {
  readonly metric: string
  readonly target: number
  readonly type?: TargetType
  /** It is what a Prometheus server answers to this query: one number. */
  readonly query?: string
}

/** Where replicas offer metrics of their own, in Prometheus' text format. */
export type ScrapeSpec = {
  /** Target port; null is the first one of the service. */
  readonly port: number | null
  /** Path and query, beginning with a slash. */
  readonly path: string
  /** From `SCRAPE_INTERVAL_MIN_MS` to `SCRAPE_INTERVAL_MAX_MS`. */
  readonly intervalMs: number
}

/** A policy. Bounds are inclusive; a policy without any target only keeps the bounds. */
export type PolicySpec = {
  readonly min: number
  readonly max: number
  /** Percent of the CPU that a replica has reserved (or is limited to). */
  readonly cpu?: number
  /** Percent of the memory that a replica has reserved (or is limited to). */
  readonly memory?: number
  /** Requests per second and replica. */
  readonly rps?: number
  /** Mean response time in milliseconds; a signal. */
  readonly responseTimeMs?: number
  /** Requests (or connections) in flight and replica. */
  readonly inflight?: number
  /** Failed requests as a fraction of all, above 0 to 1; a signal. */
  readonly errorRate?: number
  readonly custom: readonly CustomTarget[]
  /** The metrics of `custom` are read from the replicas; their names are selectors then. */
  readonly scrape?: ScrapeSpec
  /** No growth sooner than this after the last change of the count, whoever made it. */
  readonly scaleUpCooldownMs: number
  /** No shrinking sooner than this after the last change of the count, whoever made it. */
  readonly scaleDownCooldownMs: number
  /** A ratio of measured to target within 1 ± this changes nothing. */
  readonly tolerance: number
  /** The same for growth alone; `tolerance` without it. */
  readonly toleranceUp?: number
  /** The same for shrinking alone; `tolerance` without it. */
  readonly toleranceDown?: number
  /** How fast the count may grow; not limited without it. */
  readonly scaleUp?: RateRule
  /** How fast the count may shrink; not limited without it. */
  readonly scaleDown?: RateRule
  /** Windows of time with bounds of their own; with no target at all the count is the minimum. */
  readonly schedules?: readonly ScheduleSpec[]
  /** Raises what is wanted to what the forecast asks for; `quantile` sizes its margin, 0 to 1. */
  readonly predict?: { readonly quantile: number }
  /** Nothing is scaled while this is true. */
  readonly isPaused?: boolean
  /** Growth goes no further than the smallest recommendation of this long. */
  readonly stabilizationUpMs: number
  /** Shrinking goes no further than the largest recommendation of this long. */
  readonly stabilizationDownMs: number
}

/** The policy with defaults for what `partial` leaves out. */
export function policySpec(
  partial: Pick<PolicySpec, 'min' | 'max'> & Partial<PolicySpec>,
): PolicySpec {
  const scaleDownCooldownMs = partial.scaleDownCooldownMs ?? DEFAULT_SCALE_DOWN_COOLDOWN_MS
  return {
    custom: [],
    scaleUpCooldownMs: DEFAULT_SCALE_UP_COOLDOWN_MS,
    tolerance: DEFAULT_TOLERANCE,
    ...(partial.tolerance === undefined ? { toleranceDown: DEFAULT_TOLERANCE_DOWN } : {}),
    stabilizationUpMs: 0,
    stabilizationDownMs: Math.min(scaleDownCooldownMs, DEFAULT_STABILIZATION_DOWN_MS),
    ...partial,
    scaleDownCooldownMs,
  }
}

/** One metric of a policy, its target, and how its value relates to the replicas. */
export type Target = {
  readonly metric: string
  readonly target: number
  readonly type: TargetType
}

/** Field of a policy → the series that it is compared with, and how. */
const BUILT_IN = [
  ['cpu', 'cpu', 'average'],
  ['memory', 'memory', 'average'],
  ['rps', 'rps', 'total'],
  ['responseTimeMs', 'responseTimeMs', 'signal'],
  ['inflight', 'activeConnections', 'total'],
  ['errorRate', 'errorRate', 'signal'],
] as const

/** The targets of a policy, built-in ones first. */
export function targetsOf(policy: PolicySpec): Target[] {
  const targets: Target[] = []
  for (const [field, metric, type] of BUILT_IN) {
    const target = policy[field]
    if (target !== undefined) targets.push({ metric, target, type })
  }
  for (const { metric, target, type } of policy.custom) {
    targets.push({ metric, target, type: type ?? 'total' })
  }
  return targets
}

/** True for a metric that is a load to be carried: those can be forecast and replayed. */
export function isDemand({ metric, type }: Target): boolean {
  return type === 'total' || metric === 'cpu'
}

/** What is wrong with a policy, one line each; empty if nothing is. */
export function policyProblems(policy: PolicySpec): string[] {
  const problems: string[] = []
  const need = (isRight: boolean, problem: string) => {
    if (!isRight) problems.push(problem)
  }
  const { min, max } = policy
  need(Number.isInteger(min) && min >= 0, `min is ${min}; it is an integer from 0`)
  need(
    Number.isInteger(max) && max >= 1 && max <= REPLICAS_MAX,
    `max is ${max}; it is an integer from 1 to ${REPLICAS_MAX}`,
  )
  need(!(min > max), `min (${min}) is above max (${max})`)
  const targets = targetsOf(policy)
  for (const { metric, target } of targets) {
    need(
      Number.isFinite(target) && target > 0,
      `${metric} has the target ${target}, which is not above 0`,
    )
  }
  need(!(policy.errorRate! > 1), `errorRate is ${policy.errorRate}; it is a fraction up to 1`)
  const names = targets.map(target => target.metric)
  need(new Set(names).size === names.length, 'a metric has two targets')
  need(names.length <= METRICS_MAX, `${names.length} metrics; at most ${METRICS_MAX} are allowed`)
  for (const name of ['tolerance', 'toleranceUp', 'toleranceDown'] as const) {
    const value = policy[name] ?? 0
    need(value >= 0 && value < 1, `${name} is ${value}; it is from 0 to below 1`)
  }
  for (const name of ['scaleUpCooldownMs', 'scaleDownCooldownMs'] as const) {
    need(Number.isFinite(policy[name]) && policy[name] >= 0, `${name} is ${policy[name]}`)
  }
  for (const name of ['stabilizationUpMs', 'stabilizationDownMs'] as const) {
    need(
      policy[name] >= 0 && policy[name] <= STABILIZATION_MAX_MS,
      `${name} is ${policy[name]}; it is from 0 to ${STABILIZATION_MAX_MS}`,
    )
  }
  const quantile = policy.predict?.quantile ?? 0
  need(quantile >= 0 && quantile < 1, `predict: ${quantile} is no quantile from 0 to below 1`)
  problems.push(...rateProblems('scaleUp', policy.scaleUp))
  problems.push(...rateProblems('scaleDown', policy.scaleDown))
  for (const { metric, query } of policy.custom) {
    need((query ?? 'x').length <= QUERY_LENGTH_MAX, `custom: the query of '${metric}' is too long`)
    need(query?.trim() !== '', `custom: the query of '${metric}' is empty`)
  }
  problems.push(...scheduleProblems(policy), ...scrapeProblems(policy))
  return problems
}

function scrapeProblems({ scrape, custom }: PolicySpec): string[] {
  if (scrape === undefined) return []
  const { path, intervalMs } = scrape
  const problems: string[] = []
  const scraped = custom.filter(({ query }) => query === undefined)
  if (scraped.length === 0) problems.push('scrape has no custom metric to read')
  for (const { metric } of scraped) {
    if (metricSelector(metric) === null) problems.push(`custom: '${metric}' names no metric`)
  }
  if (!/^\/[\x21-\x7e]*$/.test(path)) problems.push(`scrape: '${path}' is no path`)
  if (!(intervalMs >= SCRAPE_INTERVAL_MIN_MS && intervalMs <= SCRAPE_INTERVAL_MAX_MS)) {
    const range = `${SCRAPE_INTERVAL_MIN_MS} to ${SCRAPE_INTERVAL_MAX_MS}`
    problems.push(`scrape: an interval of ${intervalMs} ms is not from ${range}`)
  }
  return problems
}
