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
  const services = new Map<string, ServiceTraffic>()
  for (const [id, counters] of now) {
    const last = before.get(id) ?? counters
    const rate = (of: (counters: TrafficCounters) => number) =>
      Math.max(0, of(counters) - of(last)) / elapsedS
    const load: BalancerLoad = {
      failuresPerSecond: rate(({ failures }) => failures),
      answersPerSecond: rate(({ latency }) => latency.count),
      answerMsPerSecond: rate(({ latency }) => latency.sumMs),
      inFlight: counters.inFlight,
    }
    // Each further port of a service is a service of its own to balancers: `SERVICE:PORT`.
    const [serviceId = id] = id.split(':')
    const one = { serviceId, requestsPerSecond: rate(({ requests }) => requests), load }
    const others = services.get(serviceId)
    services.set(serviceId, others === undefined ? one : sumOf(others, one))
  }
  return [...services.values()]
}

function sumOf(a: ServiceTraffic, b: ServiceTraffic): ServiceTraffic {
  const sum = (of: (load: BalancerLoad) => number) => of(a.load!) + of(b.load!)
  return {
    serviceId: a.serviceId,
    requestsPerSecond: a.requestsPerSecond + b.requestsPerSecond,
    load: {
      failuresPerSecond: sum(load => load.failuresPerSecond),
      answersPerSecond: sum(load => load.answersPerSecond),
      answerMsPerSecond: sum(load => load.answerMsPerSecond),
      inFlight: sum(load => load.inFlight),
    },
  }
}
