/**
 * Latency: what a request waits longer at one connection, and at half load in an open loop.
 *
 * Half load is half of what wrk gets through ours in the turn, on whatever this machine is at the
 * moment; everybody, and the backend alone, gets that same rate.
 */

import { type Problem, withProxies } from './cpu-cases.ts'
import { openLoop } from './open-loop.ts'
import { type Measure, type Measurements, OURS } from './report.ts'
import type { Site } from './site.ts'
import { wrk } from './wrk.ts'

const SECONDS = 2
const WARM_UP_SECONDS = 1
const FULL_CONNECTIONS = 64
/** The backend alone, among the names of programs. */
const DIRECT = 'direct'

/** Of the design: not more than HAProxy adds. */
const ADDED: Measure = {
  name: 'p50 added at one connection',
  unit: 'µs',
  goal: { ratioTo: 'haproxy', most: 1 },
}
const RATE: Measure = { name: 'half load', unit: 'requests/s' }
const P50: Measure = { name: 'p50 at half load, open loop', unit: 'ms' }
const P99: Measure = { name: 'p99 at half load, open loop', unit: 'ms' }

/** One turn of it. */
export async function measureLatencyTurn(
  site: Site,
  measurements: Measurements,
  note: (text: string) => void,
  problem: Problem,
): Promise<void> {
  await withProxies(site, problem, async proxies => {
    const ports = new Map([...proxies].map(([name, { ports }]) => [name, ports.http!]))
    for (const port of ports.values()) await closed(port, FULL_CONNECTIONS, WARM_UP_SECONDS)
    const direct = await closed(site.httpPort, 1)
    for (const [name, port] of ports) {
      const { p50Ms } = await closed(port, 1)
      measurements.add(ADDED, name, (p50Ms - direct.p50Ms) * 1_000)
    }
    const { requestsPerSecond } = await closed(ports.get(OURS)!, FULL_CONNECTIONS)
    const perSecond = Math.round(requestsPerSecond / 2)
    note(`  half load is ${perSecond} requests/s`)
    measurements.add(RATE, OURS, perSecond)
    for (const [name, port] of [...ports, [DIRECT, site.httpPort] as const]) {
      try {
        const [result] = await openLoop({ seconds: SECONDS, loads: [{ port, perSecond }] })
        measurements.add(P50, name, result!.p50Ms)
        measurements.add(P99, name, result!.p99Ms)
      } catch (error) {
        problem(`half load, ${name}: ${(error as Error).message}`)
      }
    }
  })
}

function closed(port: number, connections: number, seconds = 1) {
  return wrk({ url: `http://127.0.0.1:${port}/small`, connections, seconds }, 'load')
}
