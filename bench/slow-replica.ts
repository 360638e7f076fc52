/**
 * One slow replica of five: what a client waits when one endpoint takes 200 ms longer, algorithm by
 * algorithm, beside five that are well.
 *
 * Each algorithm serves both sets at the same time from one data thread, under the same open load,
 * so both meet the same machine. One that does not look at load or latency sends every fifth
 * request to the slow one; its p99 is the 200 ms. Hashes are left out: one client has one endpoint.
 */

import { fileURLToPath } from 'node:url'
import { openLoop } from './open-loop.ts'
import { freePort, type Placement, type Running, start } from './programs.ts'
import { type Measurements, OURS } from './report.ts'

/** Requests a second to each of the two sets, and for how long: p99 is the 12th from the top. */
const PER_SECOND = 500
const SECONDS = 2.5
/** The five that are well, among the names of programs. */
const HEALTHY = 'five healthy'
/**
 * The algorithms that look at latency are judged, "no worse" meaning within a tenth, which is
 * what two equal sets differ by from run to run.
 */
const JUDGED: ReadonlySet<string> = new Set(['peak-ewma', 'prequal'])
const NO_WORSE = 1.1

/** How it is measured, in sentences. */
export const SLOW_REPLICA_METHOD: readonly string[] = [
  `Slow replica: ${PER_SECOND} requests/s in an open loop to five endpoints that answer after 2 ms, ` +
    'and as many to five of which one takes 200 ms longer, at the same time, algorithm by ' +
    `algorithm. Those that look at latency are judged; no worse is within ${NO_WORSE} ×. Hashes keep this one ` +
    'client on one endpoint and are left out.',
]

/** What `slow-replica-process.ts` serves: by algorithm, a port for each set. */
export type SlowReplicaPorts = Readonly<Record<string, { healthy: number; slow: number }>>

/** One turn: every algorithm once. */
export async function measureSlowReplicaTurn(
  measurements: Measurements,
  note: (text: string) => void,
): Promise<void> {
  const backendPort = await freePort()
  const backend = startProcess('slow-backends-process', [backendPort], 'load')
  let balancer: Running | undefined
  try {
    await backend.firstLine
    balancer = startProcess('slow-replica-process', [backendPort], 'measured')
    const ports = JSON.parse(await balancer.firstLine) as SlowReplicaPorts
    for (const [algorithm, { healthy, slow }] of Object.entries(ports)) {
      const loads = [healthy, slow].map(port => ({ port, perSecond: PER_SECOND }))
      const [well, ill] = await openLoop({ seconds: SECONDS, loads })
      const isJudged = JUDGED.has(algorithm)
      const measure = {
        name: `p99, one of five 200 ms slower: ${algorithm}`,
        unit: 'ms',
        ...(isJudged && { goal: { ratioTo: HEALTHY, most: NO_WORSE } }),
      }
      measurements.add(measure, OURS, ill!.p99Ms)
      measurements.add(measure, HEALTHY, well!.p99Ms)
      note(`  ${algorithm}: p99 ${ill!.p99Ms.toFixed(1)} ms, healthy ${well!.p99Ms.toFixed(1)} ms`)
    }
  } finally {
    await balancer?.stop()
    await backend.stop()
  }
}

function startProcess(name: string, args: readonly number[], placement: Placement): Running {
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  return start(process.execPath, [program, ...args.map(String)], placement)
}
