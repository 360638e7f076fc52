/**
 * Metrics as services report them, and the windows that keep them: what `collectMetrics` and
 * `POST /v1/services/NAME/metrics` take.
 */

import { PolisError } from '@polis/base'
import { AVERAGE_WINDOW_MS, METRICS_MAX, STALE_AFTER_MS } from './config.ts'
import { MetricWindow, type Sample } from './metric-window.ts'
import type { PolicySpec } from './policy.ts'
import { targetsOf } from './policy.ts'
import type { MetricReading } from './recommend.ts'

/**
 * One report about a service. Utilizations are means over the replicas in percent, rates and
 * custom values sums over the service; `timestamp` is Unix time in milliseconds (or a date).
 */
export type ServiceMetrics = {
  readonly timestamp?: { valueOf(): number }
  readonly cpuUtilization?: number
  readonly memoryUtilization?: number
  readonly requestsPerSecond?: number
  readonly responseTimeMs?: number
  readonly errorRate?: number
  readonly activeConnections?: number
  readonly custom?: Readonly<Record<string, number>>
}

/** The series of each field; a policy's targets name the series. */
const SERIES = {
  cpuUtilization: 'cpu',
  memoryUtilization: 'memory',
  requestsPerSecond: 'rps',
  responseTimeMs: 'responseTimeMs',
  errorRate: 'errorRate',
  activeConnections: 'activeConnections',
} as const

const RESERVED: ReadonlySet<string> = new Set(Object.values(SERIES))

/** The values of a report by series. Throws `autoscaler/bad-metrics`. */
export function seriesOf(metrics: ServiceMetrics): Map<string, number> {
  const values = new Map<string, number>()
  for (const [field, series] of Object.entries(SERIES)) {
    const value = metrics[field as keyof typeof SERIES]
    if (value !== undefined) values.set(series, value)
  }
  for (const [name, value] of Object.entries(metrics.custom ?? {})) {
    if (RESERVED.has(name)) throw badMetrics(name, 'is the name of a metric of its own')
    values.set(name, value)
  }
  for (const [series, value] of values) {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw badMetrics(series, `is ${String(value)}; it is a number from 0`)
    }
  }
  return values
}

/** The windows of one service's metrics. */
export class ServiceWindows {
  readonly #windows = new Map<string, MetricWindow>()

  /** Keeps the values of one report. Throws `autoscaler/too-many` beyond `METRICS_MAX` series. */
  add(values: ReadonlyMap<string, number>, atMs: number): void {
    for (const [series, value] of values) {
      let window = this.#windows.get(series)
      if (window === undefined) {
        if (this.#windows.size >= METRICS_MAX) throw tooManySeries(series)
        window = new MetricWindow()
        this.#windows.set(series, window)
      }
      window.add({ atMs, value })
    }
  }

  /** Means over the last `windowMs` by series; a silent series is absent. */
  averages(windowMs: number, nowMs: number): Record<string, number> {
    const averages: Record<string, number> = {}
    for (const series of [...this.#windows.keys()].sort()) {
      const average = this.#windows.get(series)!.average(windowMs, nowMs)
      if (average !== undefined) averages[series] = average
    }
    return averages
  }

  /** The quantile `q` of the last `windowMs` by series; a silent series is absent. */
  quantiles(q: number, windowMs: number, nowMs: number): Record<string, number> {
    const quantiles: Record<string, number> = {}
    for (const series of [...this.#windows.keys()].sort()) {
      const value = this.#windows.get(series)!.quantile(q, windowMs, nowMs)
      if (value !== undefined) quantiles[series] = value
    }
    return quantiles
  }

  /** The samples of a series at or after `sinceMs`, oldest first. */
  samples(series: string, sinceMs: number): Sample[] {
    return this.#windows.get(series)?.since(sinceMs) ?? []
  }

  /** What the policy's targets read now; a series that fell silent is not among them. */
  readings(policy: PolicySpec, nowMs: number): MetricReading[] {
    const readings: MetricReading[] = []
    for (const { metric } of targetsOf(policy)) {
      const window = this.#windows.get(metric)
      const last = window?.last
      if (window === undefined || last === undefined || nowMs - last.atMs >= STALE_AFTER_MS)
        continue
      const value = window.average(AVERAGE_WINDOW_MS, nowMs) ?? last.value
      readings.push({ kind: 'service', metric, value, isComplete: true })
    }
    return readings
  }
}

function badMetrics(series: string, what: string): PolisError {
  return new PolisError('autoscaler/bad-metrics', {
    message: `metric '${series}' ${what}`,
    fields: { metric: series },
  })
}

function tooManySeries(series: string): PolisError {
  return new PolisError('autoscaler/too-many', {
    message: `metric '${series}' would be one more than the ${METRICS_MAX} a service may report`,
    fields: { metric: series, limit: METRICS_MAX },
  })
}
