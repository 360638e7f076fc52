/**
 * The load balancer beside HAProxy and nginx: CPU a request first, because on a shared machine it
 * is what can be trusted, then what a request waits longer and what an idle connection costs.
 *
 * A turn starts every program anew, warms it up and runs each case against each in turn. Idle
 * connections are opened to programs that were started for them alone: what a load leaves behind in
 * a heap is room in which they would cost nothing.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openIdleConnections } from './idle-connections.ts'
import { ENDPOINTS, samplePicks } from './picking.ts'
import { cpuUs, privateBytes, processTree } from './process-usage.ts'
import { find, packageVersion } from './programs.ts'
import { LARGE_BYTES, PROXIES, type ProxyServer, SMALL_BYTES, startBackend } from './proxies.ts'
import { type Measure, Measurements, OURS } from './report.ts'
import type { Findings, Subsystem } from './subsystem.ts'
import { type WrkResult, wrk } from './wrk.ts'

const TURNS = 3
const RUN_SECONDS = 2
const WARM_UP_SECONDS = 2
const IDLE_CONNECTIONS = 1_000
/** Connections opened and closed before memory is read, so that the code has run once. */
const FIRST_CONNECTIONS = 20
/** Time for what a connection needed only at first to be given back before memory is read. */
const SETTLE_MS = 1_500
const PICK_SAMPLES = 5

type Case = {
  readonly name: string
  readonly mode: 'http' | 'tcp'
  readonly path: '/small' | '/large'
  readonly connections: number
  readonly cpuRatioMost: number
}

/** Goals are those of the design: 1.25 × HAProxy's CPU; for TCP 90 % of its bytes a CPU second. */
const CASES: readonly Case[] = [
  ...[1, 16, 64].map(connections => ({
    name: `GET ${SMALL_BYTES} B, ${connections} conn.`,
    mode: 'http' as const,
    path: '/small' as const,
    connections,
    cpuRatioMost: 1.25,
  })),
  {
    name: `GET ${LARGE_BYTES / 1_024} kB, 16 conn.`,
    mode: 'http',
    path: '/large',
    connections: 16,
    cpuRatioMost: 1.25,
  },
  {
    name: `TCP mode, GET ${LARGE_BYTES / 1_024} kB, 16 conn.`,
    mode: 'tcp',
    path: '/large',
    connections: 16,
    cpuRatioMost: 1.11,
  },
]

const ADDED_LATENCY: Measure = {
  name: 'p50 added at one connection',
  unit: 'µs',
  goal: { ratioTo: 'haproxy', most: 1 },
}
const IDLE_MEMORY: Measure = {
  name: `idle connection, of ${IDLE_CONNECTIONS}`,
  unit: 'kB',
  goal: { most: 6.5 },
}

const method = (turns: number): readonly string[] => [
  `${turns} turns; in each every program is started anew and warmed up for ${WARM_UP_SECONDS} s, ` +
    `then the cases follow, ${RUN_SECONDS} s each, programs in turn. Spreads are over turns.`,
  'CPU is user + system time of all threads of the measured program over the requests that wrk ' +
    'counted; wrk and the backend are not counted. Where there are two cores the measured ' +
    'program has one to itself; wrk and the backend share the rest.',
  'Every program uses one data thread, the same two endpoints of one backend, keep-alive on both ' +
    'sides, X-Forwarded-For, no access log.',
  'p50 added: p50 of wrk at one connection, less that of wrk on the backend directly in the turn.',
  'Idle memory: growth of private pages through keep-alive connections that made one request ' +
    'each, in a program just started (a load before it would leave room in a heap and hide them). ' +
    'What nginx and HAProxy allocate at start is not in it, nor what the kernel keeps for a socket.',
  'Requests per second and core use are for orientation: the load generator is the bottleneck ' +
    'where a core is not fully used.',
]

/** `npm run bench -- balancer`. */
export const balancer: Subsystem = async (note, { turns = TURNS }) => {
  const measurements = new Measurements()
  const names = Object.keys(PROXIES).filter(name => PROXIES[name] !== undefined)
  const missing = Object.keys(PROXIES).filter(name => PROXIES[name] === undefined)
  if (find('wrk') === undefined) missing.push('wrk (the load: without it only picking is measured)')
  else {
    for (let turn = 1; turn <= turns; turn++) {
      note(`turn ${turn} of ${turns}`)
      await inFolder(folder => measureTurn(folder, names, measurements, note))
    }
  }
  note('picking')
  measurePicks(measurements)
  return { method: method(turns), rows: measurements.rows(), versions: versions(), missing }
}

async function measureTurn(
  folder: string,
  names: readonly string[],
  measurements: Measurements,
  note: (text: string) => void,
): Promise<void> {
  const backend = await startBackend(folder)
  try {
    await measureCases(folder, backend.port, names, measurements, note)
    for (const name of names) {
      const proxy = await PROXIES[name]!(folder, backend.port)
      try {
        measurements.add(IDLE_MEMORY, name, await idleConnectionKilobytes(proxy))
      } finally {
        await proxy.running.stop()
      }
    }
  } finally {
    await backend.running.stop()
  }
}

async function measureCases(
  folder: string,
  backendPort: number,
  names: readonly string[],
  measurements: Measurements,
  note: (text: string) => void,
): Promise<void> {
  const proxies = new Map<string, ProxyServer>()
  try {
    for (const name of names) proxies.set(name, await PROXIES[name]!(folder, backendPort))
    for (const { httpPort } of proxies.values()) {
      await load(httpPort, '/small', 16, WARM_UP_SECONDS)
      await load(httpPort, '/large', 16, 1)
    }
    const direct = await load(backendPort, '/small', 1, RUN_SECONDS)
    for (const given of CASES) {
      for (const [name, proxy] of proxies) {
        const result = await measureCase(given, name, proxy, measurements)
        if (result === undefined) continue
        note(`  ${given.name}: ${name} ${Math.round(result.requestsPerSecond)} requests/s`)
        if (given.mode !== 'http' || given.connections !== 1) continue
        measurements.add(ADDED_LATENCY, name, (result.p50Ms - direct.p50Ms) * 1_000)
      }
    }
  } finally {
    for (const { running } of proxies.values()) await running.stop()
  }
}

/** Undefined if the program cannot do it. */
async function measureCase(
  given: Case,
  name: string,
  proxy: ProxyServer,
  measurements: Measurements,
): Promise<WrkResult | undefined> {
  const port = given.mode === 'http' ? proxy.httpPort : proxy.tcpPort
  if (port === undefined) return undefined
  const pids = processTree(proxy.running.pid)
  const beforeUs = cpuUs(pids)
  const result = await load(port, given.path, given.connections, RUN_SECONDS)
  const usedUs = cpuUs(pids) - beforeUs
  const goal = { ratioTo: 'haproxy', most: given.cpuRatioMost }
  measurements.add(
    { name: `CPU: ${given.name}`, unit: 'µs/request', goal },
    name,
    usedUs / result.requests,
  )
  measurements.add(
    { name: `rate: ${given.name}`, unit: 'requests/s' },
    name,
    result.requestsPerSecond,
  )
  const coreShare = usedUs / ((result.requests / result.requestsPerSecond) * 1e6)
  measurements.add({ name: `core use: ${given.name}`, unit: 'cores' }, name, coreShare)
  return result
}

async function idleConnectionKilobytes(proxy: ProxyServer): Promise<number> {
  const pids = processTree(proxy.running.pid)
  const closeFirst = await openIdleConnections(proxy.httpPort, FIRST_CONNECTIONS)
  closeFirst()
  await sleep(SETTLE_MS)
  const before = privateBytes(pids)
  const close = await openIdleConnections(proxy.httpPort, IDLE_CONNECTIONS)
  await sleep(SETTLE_MS)
  const after = privateBytes(pids)
  close()
  return (after - before) / IDLE_CONNECTIONS / 1_000
}

function measurePicks(measurements: Measurements): void {
  for (let sample = 0; sample < PICK_SAMPLES; sample++) {
    for (const [algorithm, ns] of samplePicks()) {
      const name = `pick of ${ENDPOINTS}: ${algorithm}`
      measurements.add({ name, unit: 'ns', goal: { most: 1_000 } }, OURS, ns)
    }
  }
}

function load(port: number, path: string, connections: number, seconds: number) {
  return wrk({ url: `http://127.0.0.1:${port}${path}`, connections, seconds }, 'load')
}

function versions(): Findings['versions'] {
  const found = ['haproxy', 'nginx', 'wrk'].flatMap(name => {
    const path = find(name)
    return path === undefined ? [] : [[name, packageVersion(path)] as const]
  })
  return Object.fromEntries(found)
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'polis-bench-'))
  // nginx, started by root, serves as another user.
  await chmod(folder, 0o755)
  try {
    await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
