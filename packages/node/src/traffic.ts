/**
 * What a node's balancer did for each service in the last second: rates from its counters.
 *
 * A response time that was averaged on each node cannot be averaged again over nodes with different
 * numbers of requests; so a node sends how long all its answers took, and how many there were.
 */

import type { ServiceStats } from '@polis/balancer'
import type { BalancerLoad, ServiceTraffic } from './wire.ts'

/** The counters of a service that rates are made of. */
export type TrafficCounters = Pick<ServiceStats, 'requests' | 'failures' | 'inFlight'> & {
  readonly latency: Pick<ServiceStats['latency'], 'count' | 'sumMs'>
}

/**
 * The traffic of each service between two looks at the counters, `elapsedS` seconds apart. A service
 * that is new, or whose counters began again, had none.
 */
export function trafficBetween(
  before: ReadonlyMap<string, TrafficCounters>,
  now: ReadonlyMap<string, TrafficCounters>,
  elapsedS: number,
): ServiceTraffic[] {
  return [...now].map(([serviceId, counters]) => {
    const last = before.get(serviceId) ?? counters
    const rate = (of: (counters: TrafficCounters) => number) =>
      Math.max(0, of(counters) - of(last)) / elapsedS
    const load: BalancerLoad = {
      failuresPerSecond: rate(({ failures }) => failures),
      answersPerSecond: rate(({ latency }) => latency.count),
      answerMsPerSecond: rate(({ latency }) => latency.sumMs),
      inFlight: counters.inFlight,
    }
    return { serviceId, requestsPerSecond: rate(({ requests }) => requests), load }
  })
}
