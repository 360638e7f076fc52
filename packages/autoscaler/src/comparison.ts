/**
 * A policy beside others on the same load, honestly: what is bought with replicas is compared at
 * the price, and the price at what is bought.
 *
 * Kubernetes' HPA with its default behaviour (15 s between evaluations, a target of 70 %) is the
 * baseline. The other rows may choose their target, in quarters of a percent, and no more: the
 * reactive one such that it is under-provisioned no longer than the baseline, the predictive one
 * such that it uses no more replica-hours. All read the load equally late and start equally slowly.
 */

import {
  COMPARISON_OFFSETS,
  COMPARISON_TARGET_MAX,
  COMPARISON_TARGET_MIN,
  COMPARISON_TARGET_STEP,
  DEFAULT_FORECAST_QUANTILE,
  EVALUATION_INTERVAL_MS,
} from './config.ts'
import { type PolicySpec, policySpec, targetsOf } from './policy.ts'
import { type SimulationModel, type SimulationResult, simulate } from './simulation.ts'
import { quantileOf, type Trace } from './trace.ts'

/** Between two evaluations of Kubernetes' HPA (--horizontal-pod-autoscaler-sync-period). */
const HPA_INTERVAL_MS = 15_000
const BASELINE_TARGET = 70
/** Replicas that the 99th percentile of a trace keeps fully busy, where nobody said otherwise. */
const BUSY_REPLICAS = 10

/** One policy and what became of it. */
export type ComparisonRow = {
  readonly name: string
  /** Its first target. */
  readonly target: number
  readonly policy: PolicySpec
  readonly result: SimulationResult
}

/** What is the same for every row. */
export type World = Pick<SimulationModel, 'capacity' | 'startupMs' | 'lagMs'>

/**
 * Load that one replica carries at full use, if nobody said so: a tenth of the load that 99 % of
 * the points do not exceed (of the peak, where most points are zero).
 */
export function capacityFor(trace: Trace): number {
  const usual = quantileOf(trace, 0.99)
  return (usual > 0 ? usual : Math.max(quantileOf(trace, 1), 1)) / BUSY_REPLICAS
}

/** Bounds that never bind: from one replica to twice what the peak keeps fully busy. */
export function boundsFor(trace: Trace, capacity: number): { min: number; max: number } {
  return { min: 1, max: Math.max(4, Math.ceil((2 * quantileOf(trace, 1)) / capacity)) }
}

/** Kubernetes' HPA with its default behaviour (autoscaling/v2 defaults.go) at a CPU target. */
export function hpaDefault(min: number, max: number, cpu: number): PolicySpec {
  const periodMs = 15_000
  return policySpec({
    ...{ min, max, cpu, tolerance: 0.1, scaleUpCooldownMs: 0, scaleDownCooldownMs: 0 },
    ...{ stabilizationUpMs: 0, stabilizationDownMs: 300_000 },
    scaleUp: {
      select: 'max',
      policies: [
        { type: 'replicas', value: 4, periodMs },
        { type: 'percent', value: 100, periodMs },
      ],
    },
    scaleDown: { select: 'max', policies: [{ type: 'percent', value: 100, periodMs }] },
  })
}

/** One policy, as it is, on a trace. */
export function replay(name: string, policy: PolicySpec, trace: Trace, world: World) {
  return rowOf(name, policy, trace, { ...world, intervalMs: EVALUATION_INTERVAL_MS })
}

/**
 * The baseline, Polis's default behaviour at no more under-provisioned time, and the same with
 * prediction at no more replica-hours.
 */
export function compare(trace: Trace, world: World): ComparisonRow[] {
  const { min, max } = boundsFor(trace, world.capacity)
  const hpa = { ...world, intervalMs: HPA_INTERVAL_MS }
  const polis = { ...world, intervalMs: EVALUATION_INTERVAL_MS }
  const baseline = rowOf('hpa', hpaDefault(min, max, BASELINE_TARGET), trace, hpa)
  const { underMs, replicaMs, changes } = baseline.result
  const predict = { quantile: DEFAULT_FORECAST_QUANTILE }
  const reactive = memoized(cpu => rowOf('polis', policySpec({ min, max, cpu }), trace, polis))
  const predictive = memoized(cpu =>
    rowOf('polis-predict', policySpec({ min, max, cpu, predict }), trace, polis),
  )
  const isNoLonger = ({ result }: ComparisonRow) => result.underMs <= underMs
  const highest = lastWhere(cpu => isNoLonger(reactive(cpu)))
  const isCostlier = (cpu: number) => predictive(cpu).result.replicaMs > replicaMs
  const lowest = lastWhere(isCostlier) + COMPARISON_TARGET_STEP
  // Both replica-hours and changes shall be fewer: what gains least decides.
  const loss = ({ result }: ComparisonRow) =>
    Math.max(result.replicaMs / replicaMs, result.changes / Math.max(1, changes))
  return [
    baseline,
    leastOf(
      COMPARISON_OFFSETS.map(offset => reactive(highest - offset)).filter(isNoLonger),
      loss,
    ) ?? reactive(highest),
    leastOf(
      COMPARISON_OFFSETS.map(offset => predictive(lowest + offset)).filter(
        row => row.result.replicaMs <= replicaMs,
      ),
      row => row.result.underMs,
    ) ?? predictive(lowest),
  ]
}

function rowOf(
  name: string,
  policy: PolicySpec,
  trace: Trace,
  model: SimulationModel,
): ComparisonRow {
  const first = trace.points.find(({ load }) => load !== null)?.load ?? 0
  const replicas = Math.ceil((first / model.capacity) * (100 / BASELINE_TARGET))
  const target = targetsOf(policy)[0]?.target ?? 0
  return { name, target, policy, result: simulate(policy, trace, model, replicas) }
}

/** The highest target for which `holds`, which does so up to somewhere. */
function lastWhere(holds: (target: number) => boolean): number {
  let low = 0
  let high = (COMPARISON_TARGET_MAX - COMPARISON_TARGET_MIN) / COMPARISON_TARGET_STEP
  const targetOf = (step: number) => COMPARISON_TARGET_MIN + step * COMPARISON_TARGET_STEP
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (holds(targetOf(middle))) low = middle
    else high = middle
  }
  return targetOf(low)
}

function leastOf<T>(items: readonly T[], cost: (item: T) => number): T | undefined {
  let least: T | undefined
  for (const item of items) if (least === undefined || cost(item) < cost(least)) least = item
  return least
}

function memoized<T>(compute: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>()
  return key => {
    if (!known.has(key)) known.set(key, compute(key))
    return known.get(key)!
  }
}
