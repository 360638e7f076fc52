/**
 * CPU a request, protocol by protocol: because on a shared machine it is what can be trusted.
 *
 * A turn starts every program anew for each protocol, so that code is compiled for that one alone,
 * and warms it up; then each case is run against each program in turn. Only the measured program's
 * CPU is counted, never that of the load or the backend.
 */

import { writeFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { join } from 'node:path'
import { h2load } from './h2load.ts'
import { cpuUs, processTree } from './process-usage.ts'
import { HTTP_PROXY, PROXIES, type ProxyServer, type Wire } from './proxies.ts'
import { type Measure, type Measurements, OURS } from './report.ts'
import { LARGE_BYTES, type Site, SMALL_BYTES } from './site.ts'
import { wrk } from './wrk.ts'

export const RUN_SECONDS = 1
const WARM_UP_SECONDS = 2
const WARM_UP_CONNECTIONS = 16
/** Programs in which nothing gets faster with time. */
const COMPILED: ReadonlySet<string> = new Set(['haproxy', 'nginx'])
/** Streams at a time on a connection of HTTP/2, as a browser or a gRPC client may have. */
const STREAMS = 10
const GRPC_METHOD = '/bench.Bench/Unary'
/** A message of five bytes: not compressed, its length, five zeros. */
const GRPC_MESSAGE = Buffer.from([0, 0, 0, 0, 5, 0, 0, 0, 0, 0])
const GRPC_FIELDS = { 'content-type': 'application/grpc', te: 'trailers' }
const CALL_MS = 5_000

type Case = {
  readonly wire: Wire
  readonly isLarge: boolean
  readonly connections: number
}

const ALL_CONNECTIONS = [1, 16, 64, 512] as const
const CASES: readonly Case[] = [
  ...ALL_CONNECTIONS.map(connections => ({ wire: 'http' as const, isLarge: false, connections })),
  ...ALL_CONNECTIONS.map(connections => ({ wire: 'http' as const, isLarge: true, connections })),
  { wire: 'tls', isLarge: false, connections: 1 },
  { wire: 'tls', isLarge: false, connections: 16 },
  { wire: 'tls', isLarge: false, connections: 64 },
  { wire: 'tls', isLarge: true, connections: 16 },
  { wire: 'h2', isLarge: false, connections: 16 },
  { wire: 'h2', isLarge: true, connections: 16 },
  { wire: 'grpc', isLarge: false, connections: 16 },
  { wire: 'tcp', isLarge: false, connections: 16 },
  { wire: 'tcp', isLarge: true, connections: 16 },
  { wire: 'tcp', isLarge: true, connections: 64 },
]

const TITLES: Readonly<Record<Wire, string>> = {
  http: 'HTTP/1.1',
  tls: 'TLS',
  h2: 'HTTP/2',
  grpc: 'gRPC, unary',
  tcp: 'TCP mode',
}

/** Of the design: HTTP/1.1 costs 1.25 × HAProxy's CPU at most; the others have no goal. */
const HTTP_GOAL = { ratioTo: 'haproxy', most: 1.25 }
/** Of the design: a quarter of what it costs with `http-proxy`. */
const HTTP_PROXY_GOAL = { ratioTo: HTTP_PROXY, most: 0.25 }
/** Of the design: 90 % of HAProxy's bytes a CPU second. */
const TCP_GOAL = { ratioTo: 'haproxy', least: 0.9 }

/** What is told of a run that came to nothing. */
export type Problem = (text: string) => void

/** One turn of the cases of `wire`. */
export async function measureCpuTurn(
  site: Site,
  wire: Wire,
  measurements: Measurements,
  note: (text: string) => void,
  problem: Problem,
): Promise<void> {
  await withProxies(site, problem, async all => {
    const proxies = [...all].filter(([, { ports }]) => ports[wire] !== undefined)
    for (const [name, proxy] of proxies) {
      if (!COMPILED.has(name)) await warmUp(site, name, wire, proxy, problem)
    }
    for (const one of CASES) {
      if (one.wire !== wire) continue
      for (const [name, proxy] of proxies) {
        try {
          const rate = await measureCase(site, one, name, proxy, measurements)
          note(`  ${titleOf(one)}: ${name} ${Math.round(rate)} requests/s`)
        } catch (error) {
          problem(`${titleOf(one)}, ${name}: ${(error as Error).message}`)
        }
      }
    }
  })
}

/** Starts all that are installed, and ends them; one that does not start is told of. */
export async function withProxies(
  site: Site,
  problem: Problem,
  use: (proxies: ReadonlyMap<string, ProxyServer>) => Promise<void>,
): Promise<void> {
  const proxies = new Map<string, ProxyServer>()
  try {
    for (const [name, startProxy] of Object.entries(PROXIES)) {
      if (startProxy === undefined) continue
      try {
        proxies.set(name, await startProxy(site))
      } catch (error) {
        problem(`${name}: ${(error as Error).message}`)
      }
    }
    await use(proxies)
  } finally {
    for (const { running } of proxies.values()) await running.stop()
  }
}

async function warmUp(
  site: Site,
  name: string,
  wire: Wire,
  proxy: ProxyServer,
  problem: Problem,
): Promise<void> {
  try {
    const port = proxy.ports[wire]!
    if (wire === 'grpc') await makeCall(port)
    const one = { wire, connections: WARM_UP_CONNECTIONS }
    await load(site, port, { ...one, isLarge: false }, WARM_UP_SECONDS)
    if (wire !== 'grpc') await load(site, port, { ...one, isLarge: true })
  } catch (error) {
    problem(`${TITLES[wire]}, ${name}, before it was measured: ${(error as Error).message}`)
  }
}

/** Answers requests a second. */
async function measureCase(
  site: Site,
  one: Case,
  name: string,
  proxy: ProxyServer,
  measurements: Measurements,
): Promise<number> {
  const pids = processTree(proxy.running.pid)
  const beforeUs = cpuUs(pids)
  const { requests, requestsPerSecond } = await load(site, proxy.ports[one.wire]!, one)
  const usedUs = cpuUs(pids) - beforeUs
  const title = titleOf(one)
  const perRequest = usedUs / requests
  const isHttp = one.wire === 'http'
  const cpu: Measure = { name: `CPU: ${title}`, unit: 'µs/request' }
  measurements.add(isHttp ? { ...cpu, goal: HTTP_GOAL } : cpu, name, perRequest)
  if (isHttp && !one.isLarge && (name === OURS || name === HTTP_PROXY)) {
    const beside = { ...cpu, name: `CPU beside ${HTTP_PROXY}: ${title}`, goal: HTTP_PROXY_GOAL }
    measurements.add(beside, name, perRequest)
  }
  if (one.wire === 'tcp' && one.isLarge) {
    const bytes = { name: `bytes: ${title}`, unit: 'MB/CPU second', goal: TCP_GOAL }
    measurements.add(bytes, name, LARGE_BYTES / perRequest)
  }
  return requestsPerSecond
}

function titleOf({ wire, isLarge, connections }: Case): string {
  const size = isLarge ? `${LARGE_BYTES / 1_024} kB` : `${SMALL_BYTES} B`
  const streams = wire === 'h2' || wire === 'grpc' ? ` × ${STREAMS}` : ''
  return `${TITLES[wire]}, ${size}, ${connections}${streams} conn.`
}

async function load(
  site: Site,
  port: number,
  { wire, isLarge, connections }: Case,
  seconds = RUN_SECONDS,
): Promise<{ requests: number; requestsPerSecond: number }> {
  const path = isLarge ? '/large' : '/small'
  const scheme = wire === 'tls' || wire === 'h2' ? 'https' : 'http'
  const url = `${scheme}://127.0.0.1:${port}${path}`
  if (wire === 'h2') return h2load({ url, connections, streams: STREAMS, seconds })
  if (wire !== 'grpc') return wrk({ url, connections, seconds }, 'load')
  const bodyFile = join(site.folder, 'message')
  writeFileSync(bodyFile, GRPC_MESSAGE)
  const call = `http://127.0.0.1:${port}${GRPC_METHOD}`
  const size = { connections, streams: STREAMS, seconds }
  return h2load({ url: call, ...size, fields: GRPC_FIELDS, bodyFile })
}

/** h2load reads no trailers: one call that ends well says that what it counts are calls. */
function makeCall(port: number): Promise<void> {
  const session = connect(`http://127.0.0.1:${port}`)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  session.on('error', reject)
  const stream = session.request({ ':method': 'POST', ':path': GRPC_METHOD, ...GRPC_FIELDS })
  stream.setTimeout(CALL_MS, () => reject(new Error('a call was not answered')))
  stream.on('error', reject)
  stream.on('trailers', trailers => {
    if (trailers['grpc-status'] === '0') resolve()
    else reject(new Error(`a call ended with status ${trailers['grpc-status']}`))
  })
  stream.on('end', () => reject(new Error('a call ended without trailers')))
  stream.resume()
  stream.end(GRPC_MESSAGE)
  return promise.finally(() => session.destroy())
}
