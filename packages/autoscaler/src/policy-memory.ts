/**
 * What one policy's evaluations must remember from one to the next, and nothing else does.
 *
 * The leader, `AutoScaler` and a backtest all decide through this class, so the same inputs lead to
 * the same decisions everywhere.
 */

import {
  type Decision,
  type EvaluationInputs,
  evaluate,
  type MetricForecast,
  type Recommendation,
  remember,
} from './evaluate.ts'
import { Forecaster } from './forecast.ts'
import { isDemand, type PolicySpec, type Target, targetsOf } from './policy.ts'
import type { MetricReading } from './recommend.ts'

/** What its caller knows of the moment; the rest is remembered. */
export type MomentaryInputs = Omit<EvaluationInputs, 'recommendations' | 'forecasts'>

export class PolicyMemory {
  #recommendations: readonly Recommendation[] = []
  readonly #forecasters = new Map<string, Forecaster>()

  /** Decides, and remembers what this and later decisions depend on. */
  decide(policy: PolicySpec, inputs: MomentaryInputs, nowMs: number): Decision {
    const recommendations = this.#recommendations
    const forecasts =
      policy.predict === undefined ? [] : this.#forecasts(policy, policy.predict, inputs, nowMs)
    const decision = evaluate(policy, { ...inputs, recommendations, forecasts }, nowMs)
    const latest = { atMs: nowMs, replicas: decision.recommended }
    this.#recommendations = remember(policy, recommendations, latest)
    return decision
  }

  /**
   * Nothing is decided now, and the count stays: else a gap would look as if nothing but the next
   * reading had been recommended.
   */
  stay(policy: PolicySpec, replicas: number, nowMs: number): void {
    this.#recommendations = remember(policy, this.#recommendations, { atMs: nowMs, replicas })
  }

  #forecasts(
    policy: PolicySpec,
    { quantile }: NonNullable<PolicySpec['predict']>,
    inputs: MomentaryInputs,
    nowMs: number,
  ): MetricForecast[] {
    const forecasts: MetricForecast[] = []
    for (const target of targetsOf(policy)) {
      if (!isDemand(target)) continue
      const { metric } = target
      const reading = inputs.readings.find(one => one.metric === metric)
      const demand = demandOf(target, reading, inputs)
      if (demand === undefined) continue
      let forecaster = this.#forecasters.get(metric)
      if (forecaster === undefined) {
        forecaster = new Forecaster(quantile)
        this.#forecasters.set(metric, forecaster)
      }
      forecaster.quantile = quantile
      forecaster.observe(demand, nowMs)
      const { forecast } = forecaster
      if (forecast !== undefined && demand > 0) forecasts.push({ metric, demand, ...forecast })
    }
    return forecasts
  }
}

/**
 * The load that `target` reads, as a sum over the replicas (of which `ready` serve); undefined if it
 * is not known as a whole.
 */
export function demandOf(
  target: Target,
  reading: MetricReading | undefined,
  { replicas, ready }: Pick<MomentaryInputs, 'replicas' | 'ready'>,
): number | undefined {
  if (reading === undefined) return undefined
  return sumOf(reading, target.type === 'total' ? 1 : ready || replicas)
}

function sumOf(reading: MetricReading, replicas: number): number | undefined {
  if (reading.kind === 'error') return undefined
  if (reading.kind === 'service') return reading.isComplete ? reading.value * replicas : undefined
  if (reading.missing > 0 || reading.samples.length === 0) return undefined
  return reading.samples.reduce((sum, sample) => sum + sample, 0)
}
