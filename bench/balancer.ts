/**
 * The load balancer beside HAProxy, nginx, Caddy and the npm package http-proxy: CPU a request
 * first, because on a shared machine it is what can be trusted, then what a request waits longer,
 * what an idle connection costs, and what one slow replica does.
 *
 * Parts are measured one after the other, each in turns of its own. One that fails is told of and
 * takes nothing from the others.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureCpuTurn, RUN_SECONDS } from './cpu-cases.ts'
import { measureLatencyTurn } from './half-load.ts'
import { measureIdleTurn } from './idle-connections.ts'
import { KERNEL_METHOD, measureKernelTurn } from './kernel.ts'
import { measurePicks } from './picking.ts'
import { find, packageVersion } from './programs.ts'
import { PROXIES, type Wire } from './proxies.ts'
import { Measurements } from './report.ts'
import { type Site, startSite } from './site.ts'
import { measureSlowReplicaTurn, SLOW_REPLICA_METHOD } from './slow-replica.ts'
import type { Findings, Subsystem } from './subsystem.ts'

const TURNS = 3
const TOOLS = ['wrk', 'h2load', 'openssl'] as const
const WIRES: readonly Wire[] = ['http', 'tls', 'h2', 'grpc', 'tcp']
const PARTS = [...WIRES, 'latency', 'idle', 'kernel', 'slow-replica', 'picking'] as const
type Part = (typeof PARTS)[number]

const method = (turns: number): readonly string[] => [
  `${turns} turns of each part; in each every program is started anew, those with a run-time are warmed up, then the ` +
    `cases follow, ${RUN_SECONDS} s each, programs in turn. Spreads are over turns.`,
  'CPU is user + system time of all threads and children of the measured program over the ' +
    'requests that wrk or h2load counted; these and the backend are not counted. Where there are ' +
    'two cores the measured program has one to itself; the load and the backend share the rest.',
  'Every program uses one data thread (Caddy: GOMAXPROCS=1), the same two endpoints of one backend, ' +
    'keep-alive on both sides, X-Forwarded-For, the same certificate (P-256), no access log.',
  'HTTP/2 comes by TLS and goes on as HTTP/1.1; gRPC is unary calls over HTTP/2 without TLS on both ' +
    'sides, 10 streams a connection for both.',
  'p50 added: p50 of wrk at one connection, less that of wrk on the backend directly in the turn.',
  'Half load: an open loop at half of the rate that wrk got through ours with 64 connections in the ' +
    'turn, the same rate for all; latency counts from when a request was due, not from when it was ' +
    'sent. Due are small groups every 0.5 ms.',
  'Idle memory: growth of private pages through keep-alive connections that made one request ' +
    'each, in a program just started (a load before it would leave room in a heap and hide them). ' +
    'What nginx and HAProxy allocate at start is not in it, nor what the kernel keeps for a socket.',
  ...KERNEL_METHOD,
  ...SLOW_REPLICA_METHOD,
]

/** `npm run bench -- balancer`. */
export const balancer: Subsystem = async (note, { turns = TURNS, parts = PARTS }) => {
  const unknown = parts.filter(part => !(PARTS as readonly string[]).includes(part))
  if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; ${PARTS.join(', ')}`)
  const measurements = new Measurements()
  const programs = [...Object.keys(PROXIES).filter(name => PROXIES[name] === undefined)]
  const missing = new Set([...programs, ...TOOLS.filter(name => find(name) === undefined)])
  const problem = (text: string) => {
    note(`  left out: ${text}`)
    missing.add(text)
  }
  const wants = (part: Part) => parts.includes(part)
  const run = { note, problem, turns }
  for (const wire of WIRES.filter(wants)) {
    await inTurns(wire, run, () =>
      inSite(site => measureCpuTurn(site, wire, measurements, note, problem)),
    )
  }
  if (wants('latency')) {
    await inTurns('latency', run, () =>
      inSite(site => measureLatencyTurn(site, measurements, note, problem)),
    )
  }
  if (wants('idle')) {
    await inTurns('idle', run, () => inSite(site => measureIdleTurn(site, measurements)))
  }
  if (wants('kernel')) await inTurns('kernel', run, () => measureKernelTurn(measurements))
  if (wants('slow-replica')) {
    await inTurns('slow-replica', run, () => measureSlowReplicaTurn(measurements, note))
  }
  if (wants('picking')) measurePicks(measurements)
  const rows = measurements.rows()
  return { method: method(turns), rows, versions: versions(), missing: [...missing] }
}

type Run = {
  readonly note: (text: string) => void
  readonly problem: (text: string) => void
  readonly turns: number
}

/** Runs a part's turns; one that fails is the last. */
async function inTurns(
  part: string,
  { note, problem, turns }: Run,
  measure: () => Promise<void>,
): Promise<void> {
  for (let turn = 1; turn <= turns; turn++) {
    note(`${part}: turn ${turn} of ${turns}`)
    try {
      await measure()
    } catch (error) {
      problem(`${part}: ${(error as Error).message}`)
      return
    }
  }
}

async function inSite(run: (site: Site) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'polis-bench-'))
  try {
    // nginx, started by root, serves as another user.
    await chmod(folder, 0o755)
    const site = await startSite(folder)
    try {
      await run(site)
    } finally {
      await site.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function versions(): Findings['versions'] {
  const found = ['haproxy', 'nginx', 'caddy', ...TOOLS].flatMap(name => {
    const path = find(name)
    return path === undefined ? [] : [[name, packageVersion(path)] as const]
  })
  return Object.fromEntries(found)
}
