/**
 * A scaling policy: bounds, targets and how hastily to act. Plain data that JSON keeps whole, so
 * it can be replicated and replayed.
 */

import {
  DEFAULT_SCALE_DOWN_COOLDOWN_MS,
  DEFAULT_SCALE_UP_COOLDOWN_MS,
  DEFAULT_STABILIZATION_DOWN_MS,
  DEFAULT_TOLERANCE,
  METRICS_MAX,
  REPLICAS_MAX,
  STABILIZATION_MAX_MS,
} from './config.ts'

/**
 * A target for a metric of the user's own. `total` (the default) is a sum over the service, such as
 * a queue's depth, of which each replica shall have `target`; `average` is a mean over the
 * replicas, such as a latency, which shall be `target`.
 */
export type CustomTarget = {
  readonly metric: string
  readonly target: number
  readonly type?: 'total' | 'average'
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
  readonly custom: readonly CustomTarget[]
  /** No growth sooner than this after the last change of the count, whoever made it. */
  readonly scaleUpCooldownMs: number
  /** No shrinking sooner than this after the last change of the count, whoever made it. */
  readonly scaleDownCooldownMs: number
  /** A ratio of measured to target within 1 ± this changes nothing. */
  readonly tolerance: number
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
  readonly type: 'total' | 'average'
}

/** The targets of a policy, built-in ones first. */
export function targetsOf(policy: PolicySpec): Target[] {
  const targets: Target[] = []
  if (policy.cpu !== undefined) targets.push({ metric: 'cpu', target: policy.cpu, type: 'average' })
  if (policy.memory !== undefined) {
    targets.push({ metric: 'memory', target: policy.memory, type: 'average' })
  }
  if (policy.rps !== undefined) targets.push({ metric: 'rps', target: policy.rps, type: 'total' })
  for (const { metric, target, type } of policy.custom) {
    targets.push({ metric, target, type: type ?? 'total' })
  }
  return targets
}

/** What is wrong with a policy, one line each; empty if nothing is. */
export function policyProblems(policy: PolicySpec): string[] {
  const problems: string[] = []
  const need = (isRight: boolean, problem: string) => {
    if (!isRight) problems.push(problem)
  }
  const { min, max, tolerance } = policy
  need(Number.isInteger(min) && min >= 0, `min is ${min}; it is an integer from 0`)
  need(
    Number.isInteger(max) && max >= 1 && max <= REPLICAS_MAX,
    `max is ${max}; it is an integer from 1 to ${REPLICAS_MAX}`,
  )
  need(!(min > max), `min (${min}) is above max (${max})`)
  for (const { metric, target } of targetsOf(policy)) {
    need(
      Number.isFinite(target) && target > 0,
      `the target of '${metric}' is ${target}, not above 0`,
    )
  }
  const names = targetsOf(policy).map(target => target.metric)
  need(new Set(names).size === names.length, 'a metric has two targets')
  need(names.length <= METRICS_MAX, `${names.length} metrics; at most ${METRICS_MAX} are allowed`)
  need(tolerance >= 0 && tolerance < 1, `tolerance is ${tolerance}; it is from 0 to below 1`)
  for (const name of ['scaleUpCooldownMs', 'scaleDownCooldownMs'] as const) {
    need(Number.isFinite(policy[name]) && policy[name] >= 0, `${name} is ${policy[name]}`)
  }
  for (const name of ['stabilizationUpMs', 'stabilizationDownMs'] as const) {
    need(
      policy[name] >= 0 && policy[name] <= STABILIZATION_MAX_MS,
      `${name} is ${policy[name]}; it is from 0 to ${STABILIZATION_MAX_MS}`,
    )
  }
  return problems
}
