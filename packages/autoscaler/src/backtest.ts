/**
 * What a policy would have done: recorded load, replayed through the same `evaluate` that decides
 * in production.
 *
 * A recording holds what was measured and how many replicas shared it. Load does not depend on the
 * replicas, so a mean measured on n replicas becomes mean × n ÷ m on m. New replicas serve at once.
 */

import { type Decision, evaluate, type Recommendation, remember } from './evaluate.ts'
import { type PolicySpec, targetsOf } from './policy.ts'

/** The load at one moment: service values by metric, and the replicas that shared it. */
export type RecordedLoad = {
  readonly atMs: number
  readonly replicas: number
  readonly values: Readonly<Record<string, number>>
}

/** A decision and when it would have been made. */
export type BacktestStep = Decision & { readonly atMs: number }

/** Replays `recording` (in order of time) from `replicas` on; one decision a record. */
export function backtest(
  policy: PolicySpec,
  recording: readonly RecordedLoad[],
  replicas: number,
): BacktestStep[] {
  const steps: BacktestStep[] = []
  let recommendations: Recommendation[] = []
  let count = replicas
  let lastChangeMs: number | undefined
  for (const { atMs, replicas: shared, values } of recording) {
    const readings = targetsOf(policy).flatMap(({ metric, type }) => {
      if (!Object.hasOwn(values, metric)) return []
      const rescale = type === 'average' ? shared / Math.max(1, count) : 1
      const value = values[metric]! * rescale
      return [{ kind: 'service' as const, metric, value, isComplete: true }]
    })
    const decision = evaluate(
      policy,
      {
        replicas: count,
        ready: count,
        readings,
        recommendations,
        canScaleDown: true,
        ...(lastChangeMs === undefined ? {} : { lastChangeMs }),
      },
      atMs,
    )
    recommendations = remember(policy, recommendations, {
      atMs,
      replicas: decision.recommended,
    })
    steps.push({ ...decision, atMs })
    if (decision.kind === 'scale') {
      count = decision.to
      lastChangeMs = atMs
    }
  }
  return steps
}
