/** The statistics of `LoadBalancer`, read from its rows of counters. */

import type { CounterRow } from '../counters.ts'
import type { Algorithm } from '../routes.ts'

/** Percentiles of the time to an answer, milliseconds; 0 before the first. */
export type ResponseTimes = { readonly p50: number; readonly p90: number; readonly p99: number }

/** What is counted of an endpoint, an algorithm, or all. */
export type RequestStats = {
  readonly requests: number
  readonly failures: number
  /** 0 to 1; 1 before the first request. */
  readonly successRate: number
  /** In flight now. */
  readonly active: number
  readonly responseTimeMs: ResponseTimes
}

export type LoadBalancerStats = {
  readonly totalRequests: number
  readonly failedRequests: number
  /** 0 to 1; 1 before the first request. */
  readonly successRate: number
  readonly retries: number
  /** Times that an endpoint was left out because of what it did. */
  readonly ejections: number
  /** Requests that a circuit breaker refused. */
  readonly circuitOpen: number
  readonly activeConnections: number
  /** Requests that wait for the end of a pause, or for an endpoint. */
  readonly held: number
  /** When the pause ends, Unix time in milliseconds; absent without one. */
  readonly pausedUntilMs?: number
  readonly responseTimeMs: ResponseTimes
  /** The algorithm in use. */
  readonly algorithm: Algorithm
  /** By algorithm, those that were in use so far. */
  readonly algorithms: Readonly<Partial<Record<Algorithm, RequestStats>>>
  readonly endpoints: readonly (RequestStats & {
    readonly id: string
    readonly ejections: number
  })[]
}

export function requestStats(row: CounterRow): RequestStats {
  const { requests, failures, inFlight, latency } = row
  return {
    requests,
    failures,
    successRate: requests === 0 ? 1 : 1 - failures / requests,
    active: inFlight,
    responseTimeMs: { p50: latency.p50Ms, p90: latency.p90Ms, p99: latency.p99Ms },
  }
}
