/**
 * What a Prometheus server answered to the queries of policies, and what its answers mean.
 *
 * A query has to come to one number, as one that scales a service must. What fails, or is no
 * number, is a missing sample with its reason: old answers count until they are stale, and then the
 * metric is in error, which shrinks nothing.
 */

import { type MetricReading, MetricWindow } from '@polis/autoscaler'
import { METRIC_WINDOW_SAMPLES } from './config.ts'
import { freshAverage } from './traffic-store.ts'

/** One answer: a number from 0, or why there is none. */
export type QueryAnswer =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'missing'; readonly reason: string }

type Queried = { readonly window: MetricWindow; reason: string }

export class QueriedStore {
  /** deployment id → metric → answers */
  readonly #deployments = new Map<string, Map<string, Queried>>()

  keep(deploymentId: string, metric: string, answer: QueryAnswer, nowMs: number): void {
    const metrics = this.#deployments.get(deploymentId) ?? new Map<string, Queried>()
    this.#deployments.set(deploymentId, metrics)
    const known = metrics.get(metric) ?? {
      window: new MetricWindow(METRIC_WINDOW_SAMPLES),
      reason: '',
    }
    metrics.set(metric, known)
    if (answer.kind === 'value') known.window.add({ atMs: nowMs, value: answer.value })
    known.reason = answer.kind === 'value' ? 'its last answer is stale' : answer.reason
  }

  /** What `metric` reads: the mean of the latest answers, or an error. */
  reading(deploymentId: string, metric: string, nowMs: number): MetricReading {
    const known = this.#deployments.get(deploymentId)?.get(metric)
    const value = freshAverage(known?.window, nowMs)
    if (value !== undefined) return { kind: 'service', metric, value, isComplete: true }
    const reason = `Prometheus: ${known?.reason ?? 'not asked yet'}`
    return { kind: 'error', metric, reason }
  }

  prune(hasDeployment: (id: string) => boolean): void {
    for (const id of this.#deployments.keys()) {
      if (!hasDeployment(id)) this.#deployments.delete(id)
    }
  }
}

/** The number in the JSON answer of `/api/v1/query` (Prometheus' HTTP API, version 1). */
export function answerOf(text: string): QueryAnswer {
  let answer: {
    status?: unknown
    error?: unknown
    data?: { resultType?: unknown; result?: unknown }
  }
  try {
    answer = JSON.parse(text)
  } catch {
    return missing('its answer is no JSON')
  }
  if (answer?.status !== 'success') return missing(String(answer?.error ?? 'it failed'))
  const { resultType, result } = answer.data ?? {}
  if (resultType === 'scalar') return sampleOf(result)
  if (resultType !== 'vector' || !Array.isArray(result)) {
    return missing(`the query answers a ${String(resultType)}, not one number`)
  }
  if (result.length === 0) return missing('the query found nothing')
  if (result.length > 1) return missing(`the query found ${result.length} series, not one`)
  return sampleOf(result[0]?.value)
}

/** `[time, "value"]`. */
function sampleOf(sample: unknown): QueryAnswer {
  const text = Array.isArray(sample) ? sample[1] : undefined
  const value = typeof text === 'string' && text !== '' ? Number(text) : Number.NaN
  if (Number.isFinite(value) && value >= 0) return { kind: 'value', value }
  return missing(`'${String(text)}' is no number from 0`)
}

function missing(reason: string): QueryAnswer {
  return { kind: 'missing', reason: reason.slice(0, 200) }
}
