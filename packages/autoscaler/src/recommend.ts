/**
 * From one metric to a number of replicas: Kubernetes' HPA v2 formula (replica_calculator.go).
 *
 *     recommended = ceil(replicas × measured ÷ target), nothing within 1 ± tolerance
 *
 * What is not measured never causes a change: a replica without a sample counts as fully loaded
 * when the rest would shrink and as idle when it would grow, and a change of direction by that is
 * no change. Three known faults are avoided: no ready replica does not mean "recommend none"
 * (kubernetes#130130), ratios are floats, and float dust never adds a replica.
 */

import { SIGNAL_GROWTH_MAX } from './config.ts'
import type { Forecast } from './forecast.ts'
import type { Target } from './policy.ts'

/** What was measured for one metric. */
export type MetricReading =
  | {
      /** One average for each replica that was measured; for CPU and memory in percent. */
      readonly kind: 'per-replica'
      readonly metric: string
      readonly samples: readonly number[]
      /** Replicas that should have been measured and were not. */
      readonly missing: number
      /** Replicas that have just started: idle when growing, ignored when shrinking. */
      readonly starting: number
      /** What the percentage is of. */
      readonly of?: 'reservation' | 'limit'
    }
  | {
      /** One value for the service: a sum or a mean, as the target's type says. */
      readonly kind: 'service'
      readonly metric: string
      readonly value: number
      /** False if a source was missing, so that the true sum is larger: then it only grows. */
      readonly isComplete: boolean
    }
  | { readonly kind: 'error'; readonly metric: string; readonly reason: string }

/** What one metric says; JSON-safe, so it is recorded with the decision. */
export type MetricVerdict = {
  readonly metric: string
  readonly target: number
  /** Measured value per replica, in the target's unit; absent with `error`. */
  readonly value?: number
  /** Value over target as used, missing replicas assumed; absent with `error`. */
  readonly ratio?: number
  /** Replicas that this metric asks for, before bounds; absent with `error`. */
  readonly wanted?: number
  /** What the value is a percentage of. */
  readonly of?: 'reservation' | 'limit'
  /** What is expected of its load, and the replicas that this asks for. */
  readonly forecast?: Forecast & { readonly wanted: number }
  /** Replicas without a sample, if any. */
  readonly missing?: number
  /** True if the value is known to be too small. */
  readonly isPartial?: boolean
  /** Why this metric says nothing. */
  readonly error?: string
}

/** Tolerates the last bits of float arithmetic: 0.7 / 0.07 is not 10. */
const DUST = 1e-9

/** Ratios within `1 - down` and `1 + up` change nothing. */
export type Tolerance = { readonly up: number; readonly down: number }

/** What `reading` asks for, given `replicas` (the spec's count) of which `ready` serve. */
export function recommend(
  target: Target,
  reading: MetricReading | undefined,
  replicas: number,
  ready: number,
  tolerance: Tolerance,
): MetricVerdict {
  const { metric, target: goal } = target
  if (reading === undefined) return { metric, target: goal, error: 'not measured' }
  if (reading.kind === 'error') return { metric, target: goal, error: reading.reason }
  if (reading.kind === 'per-replica') return fromReplicas(goal, reading, replicas, ready, tolerance)
  if (!isUsable(reading.value)) return { metric, target: goal, error: 'not a number' }
  const partial = reading.isComplete ? {} : { isPartial: true }
  const base = ready > 0 ? Math.min(ready, replicas) : replicas
  if (target.type === 'total') {
    const value = reading.value / Math.max(1, replicas)
    const ratio = value / goal
    // From zero replicas any load at all asks for one.
    const wanted =
      replicas > 0 && isWithin(ratio, tolerance) ? replicas : ceilOf(reading.value / goal)
    return { metric, target: goal, value, ratio, wanted, ...partial }
  }
  const ratio = reading.value / goal
  const wanted = isWithin(ratio, tolerance)
    ? replicas
    : target.type === 'signal'
      ? answerToSignal(ratio, replicas)
      : ceilOf(ratio * base)
  return {
    metric,
    target: goal,
    value: reading.value,
    ratio,
    wanted: keepDirection(ratio, wanted, replicas),
    ...partial,
  }
}

function fromReplicas(
  goal: number,
  reading: MetricReading & { kind: 'per-replica' },
  replicas: number,
  ready: number,
  tolerance: Tolerance,
): MetricVerdict {
  const { metric, missing, starting, of } = reading
  const samples = reading.samples.filter(isUsable)
  const absent = missing + (reading.samples.length - samples.length)
  if (samples.length === 0) return { metric, target: goal, error: 'no replica was measured' }
  const sum = samples.reduce((total, sample) => total + sample, 0)
  const value = sum / samples.length
  const ratio = value / goal
  const common = {
    ...{ metric, target: goal, value },
    ...(of === undefined ? {} : { of }),
    ...(absent > 0 ? { missing: absent } : {}),
  }
  if (absent === 0 && (starting === 0 || ratio <= 1)) {
    if (isWithin(ratio, tolerance)) return { ...common, ratio, wanted: replicas }
    const counted = ready > 0 ? samples.length : Math.max(samples.length, replicas)
    return { ...common, ratio, wanted: keepDirection(ratio, ceilOf(ratio * counted), replicas) }
  }
  const assumed = ratio < 1 ? absent * Math.max(100, goal) : 0
  const counted = samples.length + absent + (ratio > 1 ? starting : 0)
  const adjusted = (sum + assumed) / counted / goal
  const hasFlipped = (ratio < 1 && adjusted > 1) || (ratio > 1 && adjusted < 1)
  if (hasFlipped || isWithin(adjusted, tolerance)) {
    return { ...common, ratio: adjusted, wanted: replicas }
  }
  const wanted = ceilOf(adjusted * counted)
  return { ...common, ratio: adjusted, wanted: keepDirection(adjusted, wanted, replicas) }
}

/** A load above target never shrinks, one below never grows, whatever the counts say. */
function keepDirection(ratio: number, wanted: number, replicas: number): number {
  return ratio > 1 ? Math.max(wanted, replicas) : Math.min(wanted, replicas)
}

function answerToSignal(ratio: number, replicas: number): number {
  if (ratio < 1) return Math.max(0, replicas - 1)
  return ceilOf(Math.min(ratio, SIGNAL_GROWTH_MAX) * replicas)
}

function isWithin(ratio: number, { up, down }: Tolerance): boolean {
  return ratio >= 1 ? ratio - 1 <= up + DUST : 1 - ratio <= down + DUST
}

function ceilOf(value: number): number {
  return Math.max(0, Math.ceil(value - DUST * Math.max(1, value)))
}

function isUsable(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}
