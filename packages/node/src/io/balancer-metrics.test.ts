import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DataPlaneStats } from '@polis/balancer'
import { Registry } from 'prom-client'
import { addBalancerMetrics } from './balancer-metrics.ts'

const ROW = {
  ...{ requests: 10, failures: 1, retries: 2, connectFailures: 3, bytesIn: 100, bytesOut: 200 },
  ...{ ejections: 4, circuitOpen: 5, hedges: 6, dropped: 7, connections: 8, inFlight: 9 },
  latency: { p50Ms: 5, p90Ms: 9, p99Ms: 99, count: 10, sumMs: 500 },
}

describe('the metrics of a balancer', () => {
  const service = { id: 's', name: 'web', namespace: 'default', algorithm: 'random' as const }
  let stats: DataPlaneStats = {
    version: 1,
    threads: 1,
    services: [
      { ...service, ...ROW, isPanic: false, mode: 'user', endpoints: [{ id: 'e', ...ROW }] },
    ],
  }
  const registry = new Registry()
  addBalancerMetrics(registry, { stats: () => stats })
  const of = 'service="web",namespace="default"'

  it('say what was counted of services and endpoints', async () => {
    const lines = (await registry.metrics()).split('\n')
    for (const line of [
      `polis_lb_requests_total{${of},algorithm="random"} 10`,
      `polis_lb_failures_total{${of},algorithm="random"} 1`,
      `polis_lb_connections_total{${of},algorithm="random"} 8`,
      `polis_lb_sent_bytes_total{${of},algorithm="random"} 200`,
      `polis_lb_in_flight{${of},algorithm="random"} 9`,
      `polis_lb_success_ratio{${of},algorithm="random"} 0.9`,
      `polis_lb_response_seconds{${of},algorithm="random",quantile="0.99"} 0.099`,
      `polis_lb_response_seconds_sum{${of},algorithm="random"} 0.5`,
      `polis_lb_response_seconds_count{${of},algorithm="random"} 10`,
      `polis_lb_endpoint_requests_total{${of},endpoint="e"} 10`,
      `polis_lb_endpoint_ejections_total{${of},endpoint="e"} 4`,
    ]) {
      assert.ok(lines.includes(line), line)
    }
    assert.ok(!lines.some(line => line.startsWith('polis_lb_endpoint_retries')))
  })

  it('add up the ports of a service, and forget what is gone', async () => {
    const [first] = stats.services
    stats = {
      ...stats,
      services: [
        { ...first!, endpoints: [] },
        { ...first!, endpoints: [] },
      ],
    }
    const lines = (await registry.metrics()).split('\n')
    assert.ok(lines.includes(`polis_lb_requests_total{${of},algorithm="random"} 20`))
    assert.ok(!lines.some(line => line.includes('endpoint="e"')))
  })
})
