/**
 * What the leader knows of requests: the traffic of every service through every node's balancer,
 * and what a policy reads of it.
 *
 * Rates and requests in flight are sums over the nodes, the error rate and the mean response time
 * are those of all requests together. A node that did not report makes a reading incomplete; one of
 * an older version, which reports requests alone, does so for all else.
 */

import { type MetricReading, MetricWindow } from '@polis/autoscaler'
import { METRIC_AVERAGE_MS, METRIC_STALE_MS, METRIC_WINDOW_SAMPLES } from './config.ts'
import type { BalancerLoad, ServiceTraffic } from './wire.ts'

type Series = 'requestsPerSecond' | keyof BalancerLoad
type Windows = Partial<Record<Series, MetricWindow>>

/** Which series each metric needs, and how it is made of their sums over the nodes. */
const METRICS: Readonly<
  Record<string, { readonly of: readonly Series[]; readonly value: (sums: number[]) => number }>
> = {
  rps: { of: ['requestsPerSecond'], value: ([rps]) => rps! },
  activeConnections: { of: ['inFlight'], value: ([inFlight]) => inFlight! },
  errorRate: {
    of: ['failuresPerSecond', 'requestsPerSecond'],
    value: ([failures, requests]) => Math.min(1, quotient(failures!, requests!)),
  },
  responseTimeMs: {
    of: ['answerMsPerSecond', 'answersPerSecond'],
    value: ([ms, answers]) => quotient(ms!, answers!),
  },
}

export class TrafficStore {
  /** service id → node id → windows */
  readonly #services = new Map<string, Map<string, Windows>>()

  /** Keeps what a node's balancer did. */
  report(nodeId: string, traffic: readonly ServiceTraffic[], nowMs: number): void {
    for (const { serviceId, requestsPerSecond, load } of traffic) {
      const nodes = this.#services.get(serviceId) ?? new Map<string, Windows>()
      this.#services.set(serviceId, nodes)
      const windows = nodes.get(nodeId) ?? {}
      nodes.set(nodeId, windows)
      for (const [series, value] of Object.entries({ requestsPerSecond, ...load })) {
        windows[series as Series] ??= new MetricWindow(METRIC_WINDOW_SAMPLES)
        windows[series as Series]!.add({ atMs: nowMs, value })
      }
    }
  }

  /** Forgets services that are no more. */
  prune(hasService: (id: string) => boolean): void {
    for (const id of this.#services.keys()) if (!hasService(id)) this.#services.delete(id)
  }

  /** What `metric` reads over the living nodes; nothing if no balancer measures it. */
  reading(
    metric: string,
    serviceId: string,
    livingNodes: readonly string[],
    nowMs: number,
  ): MetricReading[] {
    const nodes = this.#services.get(serviceId)
    const made = METRICS[metric]
    if (nodes === undefined || made === undefined) return []
    const sums = made.of.map(() => 0)
    let measured = 0
    for (const nodeId of livingNodes) {
      const values = made.of.map(series => freshAverage(nodes.get(nodeId)?.[series], nowMs))
      if (values.includes(undefined)) continue
      measured++
      values.forEach((value, i) => {
        sums[i]! += value!
      })
    }
    if (measured === 0) return [{ kind: 'error', metric, reason: 'no balancer reported' }]
    const isComplete = measured === livingNodes.length
    return [{ kind: 'service', metric, value: made.value(sums), isComplete }]
  }
}

/** The average of a window that has heard something lately. */
export function freshAverage(window: MetricWindow | undefined, nowMs: number): number | undefined {
  const last = window?.last
  if (window === undefined || last === undefined) return undefined
  if (nowMs - last.atMs >= METRIC_STALE_MS) return undefined
  return window.average(METRIC_AVERAGE_MS, nowMs) ?? last.value
}

/** Without requests nobody waits and nothing fails. */
function quotient(of: number, by: number): number {
  return by === 0 ? 0 : of / by
}
