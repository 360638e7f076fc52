/**
 * How fast a count may change: rate policies as Kubernetes' HPA v2 has them (`behavior.scaleUp`
 * and `behavior.scaleDown`, autoscaling/v2; horizontal.go, calculateScaleUpLimitWithScalingRules).
 *
 * A rule allows so many replicas, or so many percent, within a period. What counts is the count at
 * the start of the period, so several steps within it share one allowance. Of several policies the
 * one that allows most decides (`max`), or the one that allows least (`min`); `disabled` allows
 * nothing in this direction.
 */

import { CHANGES_MAX, RATE_PERIOD_MAX_MS, RATE_POLICIES_MAX } from './config.ts'

/** At most `value` replicas, or percent of the count, within `periodMs`. */
export type RatePolicy = {
  readonly type: 'replicas' | 'percent'
  readonly value: number
  readonly periodMs: number
}

/** The policies of one direction; without any the direction is not limited. */
export type RateRule = {
  readonly select: 'max' | 'min' | 'disabled'
  readonly policies: readonly RatePolicy[]
}

/** A change of the count, by anyone. */
export type Change = { readonly atMs: number; readonly from: number; readonly to: number }

/** `changes` with one more, oldest first, without those that no period of a rule reaches. */
export function rememberChange(changes: readonly Change[], latest: Change): Change[] {
  return [...changes, latest]
    .filter(({ atMs }) => latest.atMs - atMs < RATE_PERIOD_MAX_MS)
    .slice(-CHANGES_MAX)
}

/** The largest count that `rule` allows now, at least `replicas`. */
export function highestAllowed(
  rule: RateRule | undefined,
  replicas: number,
  changes: readonly Change[],
  nowMs: number,
): number {
  if (rule === undefined || rule.policies.length === 0) {
    return rule?.select === 'disabled' ? replicas : Number.POSITIVE_INFINITY
  }
  if (rule.select === 'disabled') return replicas
  const limits = rule.policies.map(({ type, value, periodMs }) => {
    const start = Math.max(0, replicas - grownWithin(changes, periodMs, nowMs))
    if (type === 'replicas') return start + value
    // A percentage of nothing is nothing: from zero, one replica is always allowed.
    return Math.max(1, Math.ceil(start * (1 + value / 100)))
  })
  const limit = rule.select === 'max' ? Math.max(...limits) : Math.min(...limits)
  return Math.max(replicas, limit)
}

/** The smallest count that `rule` allows now, at most `replicas`. */
export function lowestAllowed(
  rule: RateRule | undefined,
  replicas: number,
  changes: readonly Change[],
  nowMs: number,
): number {
  if (rule === undefined || rule.policies.length === 0) {
    return rule?.select === 'disabled' ? replicas : 0
  }
  if (rule.select === 'disabled') return replicas
  const limits = rule.policies.map(({ type, value, periodMs }) => {
    const start = Math.max(0, replicas - grownWithin(changes, periodMs, nowMs))
    return type === 'replicas' ? start - value : Math.floor(start * (1 - value / 100))
  })
  const limit = rule.select === 'max' ? Math.min(...limits) : Math.max(...limits)
  return Math.max(0, Math.min(replicas, limit))
}

/** What is wrong with a rule, one line each. */
export function rateProblems(name: string, rule: RateRule | undefined): string[] {
  if (rule === undefined) return []
  const problems: string[] = []
  if (rule.policies.length > RATE_POLICIES_MAX) {
    problems.push(`${name} has ${rule.policies.length} policies; at most ${RATE_POLICIES_MAX}`)
  }
  for (const { type, value, periodMs } of rule.policies) {
    if (!Number.isInteger(value) || value < 1) {
      problems.push(`${name}: ${value} ${type} is not an integer from 1`)
    }
    if (!(periodMs > 0 && periodMs <= RATE_PERIOD_MAX_MS)) {
      problems.push(`${name}: a period of ${periodMs} ms is not above 0 to ${RATE_PERIOD_MAX_MS}`)
    }
  }
  return problems
}

/** Replicas added minus removed within the period. */
function grownWithin(changes: readonly Change[], periodMs: number, nowMs: number): number {
  let grown = 0
  for (const { atMs, from, to } of changes) if (nowMs - atMs < periodMs) grown += to - from
  return grown
}
