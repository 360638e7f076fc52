/**
 * What a service may ask of its balancers beyond an algorithm, as plain data.
 *
 * Everything is off unless it is named, and what is off costs nothing. A field that is left out of
 * a policy has the default of `config.ts`. The same data is stored with the service, sent in route
 * tables and given to `LoadBalancer`.
 */

import {
  HEDGE_BUDGET_SHARE,
  HEDGE_QUANTILE,
  OUTLIER_BASE_MS,
  OUTLIER_FAILURE_SHARE,
  OUTLIER_GATEWAY_FAILURES,
  OUTLIER_LATENCY_FACTOR,
  OUTLIER_MAX_MS,
  OUTLIER_REQUESTS_MIN,
  OUTLIER_WINDOW_MS,
  SLOW_START_AGGRESSION,
  SLOW_START_MIN_FRACTION,
} from './config.ts'

/**
 * A newcomer's weight grows over a window: w × max(minFraction, (age/window)^(1/aggression)), so 1
 * is a straight line and more begins steeper.
 */
export type SlowStart = {
  readonly windowMs: number
  readonly aggression?: number
  readonly minFraction?: number
}

/** The node's own zone, and how many endpoints there are in it and elsewhere, well or not. */
export type ZonePreference = {
  readonly own: string
  readonly near: number
  readonly far: number
}

/** Keeps a client on an endpoint without a cookie: by the value of a field, or by its address. */
export type Affinity = { readonly header: string } | { readonly source: true }

/** When an endpoint that answers badly is left out for a while; 0 switches a rule off. */
export type OutlierPolicy = {
  /** Answers 502, 503 or 504, or none at all, one after the other. */
  readonly gatewayFailures?: number
  /** Answers 500 to 599 or none at all, one after the other. */
  readonly serverErrors?: number
  /** Share of a window's requests that failed, 0 to 1. */
  readonly failureShare?: number
  /** Mean latency of a window over the median of all endpoints' means. */
  readonly latencyFactor?: number
  /** Requests in a window below which its figures mean nothing. */
  readonly requestsMin?: number
  readonly windowMs?: number
  /** The n-th ejection lasts n × base, at most `maxMs`. */
  readonly baseMs?: number
  readonly maxMs?: number
  /** Share of the endpoints that may be left out at a time, 0 to 1; absent: by their number. */
  readonly maxEjectedShare?: number
}

/**
 * What one node may have under way for a service at a time; what is above is answered 503 at once.
 * `requests` counts the whole node; each data thread has its even part of the others.
 */
export type CircuitLimits = {
  /** Connections to endpoints in use. */
  readonly connections?: number
  /** Requests that wait for a connection to be made. */
  readonly pending?: number
  /** Requests, or TCP connections, in all. */
  readonly requests?: number
  /** Requests that are being sent again. */
  readonly retries?: number
}

/** A second copy of an idempotent request, when the first is late. */
export type HedgePolicy = {
  /** When a request is late; absent: `quantile` of the service's latencies. */
  readonly delayMs?: number
  readonly quantile?: number
  /** Hedges are at most this share of the requests in flight, or one. */
  readonly budgetShare?: number
}

export type BalancingPolicy = {
  /** For hashes: no endpoint holds more than this many times the mean; 1 or more. */
  readonly boundedLoad?: number
  readonly slowStart?: SlowStart
  readonly affinity?: Affinity
  readonly outliers?: OutlierPolicy
  readonly circuit?: CircuitLimits
  readonly hedge?: HedgePolicy
}

/** The policies with their defaults. */
export function slowStartOf(given: SlowStart): Required<SlowStart> {
  return { aggression: SLOW_START_AGGRESSION, minFraction: SLOW_START_MIN_FRACTION, ...given }
}

export type ResolvedOutlierPolicy = Required<Omit<OutlierPolicy, 'maxEjectedShare'>> &
  Pick<OutlierPolicy, 'maxEjectedShare'>

export function outlierPolicyOf(given: OutlierPolicy): ResolvedOutlierPolicy {
  return {
    gatewayFailures: OUTLIER_GATEWAY_FAILURES,
    serverErrors: 0,
    failureShare: OUTLIER_FAILURE_SHARE,
    latencyFactor: OUTLIER_LATENCY_FACTOR,
    requestsMin: OUTLIER_REQUESTS_MIN,
    windowMs: OUTLIER_WINDOW_MS,
    baseMs: OUTLIER_BASE_MS,
    maxMs: OUTLIER_MAX_MS,
    ...given,
  }
}

export type ResolvedHedgePolicy = Required<Omit<HedgePolicy, 'delayMs'>> &
  Pick<HedgePolicy, 'delayMs'>

export function hedgePolicyOf(given: HedgePolicy): ResolvedHedgePolicy {
  return { quantile: HEDGE_QUANTILE, budgetShare: HEDGE_BUDGET_SHARE, ...given }
}

/** What is out of range in a policy, a sentence each; the names are those of the fields. */
export function policyProblems(policy: BalancingPolicy): string[] {
  const problems: string[] = []
  const check = (name: string, value: number | undefined, least: number, most = Infinity) => {
    if (value === undefined || (value >= least && value <= most)) return
    const range = most === Infinity ? `at least ${least}` : `from ${least} to ${most}`
    problems.push(`${name} should be ${range}, not ${value}`)
  }
  const { boundedLoad, slowStart, outliers, circuit, hedge } = policy
  check('boundedLoad', boundedLoad, 1)
  check('slowStart.window', slowStart?.windowMs, 1)
  check('slowStart.aggression', slowStart?.aggression, 0.1, 10)
  check('slowStart.minFraction', slowStart?.minFraction, 0.001, 1)
  check('outliers.failureShare', outliers?.failureShare, 0, 1)
  check('outliers.maxEjectedShare', outliers?.maxEjectedShare, 0, 1)
  check('outliers.window', outliers?.windowMs, 100)
  check('outliers.baseTime', outliers?.baseMs, 1)
  check('outliers.maxTime', outliers?.maxMs, outliers?.baseMs ?? 1)
  for (const name of ['gatewayFailures', 'serverErrors', 'requestsMin'] as const) {
    check(`outliers.${name}`, outliers?.[name], 0)
  }
  const factor = outliers?.latencyFactor
  if (factor !== 0) check('outliers.latencyFactor', factor, 1)
  for (const name of ['connections', 'pending', 'requests'] as const) {
    check(`circuit.${name}`, circuit?.[name], 1)
  }
  check('circuit.retries', circuit?.retries, 0)
  check('hedge.delay', hedge?.delayMs, 1)
  check('hedge.quantile', hedge?.quantile, 0.5, 0.999)
  check('hedge.budgetShare', hedge?.budgetShare, 0, 1)
  return problems
}
