/**
 * What the node's balancer has counted, as metrics: by service, with its algorithm, and by endpoint.
 *
 * The first metric that is asked reads the counters for all of them. Latencies are quantiles with
 * their sum and count, as a summary of Prometheus is written; the balancer's own histogram is finer.
 */

import type { DataPlane, EndpointStats, ServiceStats } from '@polis/balancer'
import { Gauge, type Registry } from 'prom-client'

type Row = ServiceStats | EndpointStats

/** What is counted, by its name in metrics. */
const TOTALS: Readonly<Record<string, (row: Row) => number>> = {
  requests: row => row.requests,
  failures: row => row.failures,
  retries: row => row.retries,
  connections: row => row.connections,
  connect_failures: row => row.connectFailures,
  received_bytes: row => row.bytesIn,
  sent_bytes: row => row.bytesOut,
  ejections: row => row.ejections,
  circuit_open: row => row.circuitOpen,
  hedges: row => row.hedges,
  dropped: row => row.dropped,
}

/** What never is counted of one endpoint: it is known of the service alone. */
const OF_SERVICES_ALONE: ReadonlySet<string> = new Set(['retries', 'circuit_open', 'dropped'])

/** Adds the metrics of `dataPlane`. */
export function addBalancerMetrics(registry: Registry, dataPlane: Pick<DataPlane, 'stats'>): void {
  const services = new Family(registry, 'polis_lb', 'service', [
    'service',
    'namespace',
    'algorithm',
  ])
  const endpoints = new Family(registry, 'polis_lb_endpoint', 'endpoint', [
    ...['service', 'namespace', 'endpoint'],
  ])
  // Registered first, it is asked first, and has them all know the answer.
  services.first.collect = () => {
    services.reset()
    endpoints.reset()
    for (const service of dataPlane.stats().services) {
      const { name, namespace, algorithm } = service
      services.add({ service: name, namespace, algorithm }, service)
      for (const endpoint of service.endpoints) {
        endpoints.add({ service: name, namespace, endpoint: endpoint.id }, endpoint)
      }
    }
  }
}

/** The metrics of all services, or of all endpoints. */
class Family {
  readonly #totals: readonly (readonly [Gauge, (row: Row) => number])[]
  readonly #inFlight: Gauge
  readonly #success: Gauge
  readonly #seconds: Gauge
  readonly #secondsSum: Gauge
  readonly #secondsCount: Gauge

  constructor(registry: Registry, prefix: string, of: string, labelNames: readonly string[]) {
    const gauge = (name: string, help: string, more: readonly string[] = []) =>
      new Gauge({
        name: `${prefix}_${name}`,
        help: `${help} by ${of}, of this node's balancer`,
        labelNames: [...labelNames, ...more],
        registers: [registry],
      })
    const isOfAll = prefix === 'polis_lb'
    this.#totals = Object.entries(TOTALS)
      .filter(([name]) => isOfAll || !OF_SERVICES_ALONE.has(name))
      .map(([name, read]) => [gauge(`${name}_total`, name.replaceAll('_', ' ')), read] as const)
    this.#inFlight = gauge('in_flight', 'requests in flight')
    this.#success = gauge('success_ratio', 'share of requests that did not fail')
    this.#seconds = gauge('response_seconds', 'time to the first byte of an answer', ['quantile'])
    this.#secondsSum = gauge('response_seconds_sum', 'time that answers took together')
    this.#secondsCount = gauge('response_seconds_count', 'answers')
  }

  /** The one that was registered first. */
  get first(): { collect?: () => void } {
    return this.#totals[0]![0] as { collect?: () => void }
  }

  reset(): void {
    for (const [gauge] of this.#totals) gauge.reset()
    for (const gauge of [this.#inFlight, this.#success, this.#seconds]) gauge.reset()
    for (const gauge of [this.#secondsSum, this.#secondsCount]) gauge.reset()
  }

  /** Adds a row; a service has one for each of its ports. */
  add(labels: Record<string, string>, row: Row): void {
    for (const [gauge, read] of this.#totals) gauge.inc(labels, read(row))
    const { latency, requests, failures } = row
    this.#inFlight.inc(labels, row.inFlight)
    this.#success.set(labels, requests === 0 ? 1 : 1 - failures / requests)
    this.#secondsSum.inc(labels, latency.sumMs / 1_000)
    this.#secondsCount.inc(labels, latency.count)
    const quantiles = { '0.5': latency.p50Ms, '0.9': latency.p90Ms, '0.99': latency.p99Ms }
    for (const [quantile, ms] of Object.entries(quantiles)) {
      this.#seconds.set({ ...labels, quantile }, ms / 1_000)
    }
  }
}
