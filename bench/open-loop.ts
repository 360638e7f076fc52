/** Runs the open loop of `open-loop-process.ts` on the cores of the load. */

import { fileURLToPath } from 'node:url'
import { runToEnd } from './programs.ts'

/** So many requests a second to a port of 127.0.0.1. */
export type OpenLoad = { readonly port: number; readonly perSecond: number }

/** Loads that run beside each other. */
export type OpenLoopRun = { readonly seconds: number; readonly loads: readonly OpenLoad[] }

/** Latencies from when requests were due; `unanswered` were not answered in time, or at all. */
export type OpenResult = {
  readonly counted: number
  readonly unanswered: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** A result for each load; throws if one of their requests failed or was not answered. */
export async function openLoop(run: OpenLoopRun): Promise<OpenResult[]> {
  const program = fileURLToPath(new URL('./open-loop-process.ts', import.meta.url))
  const args = [program, JSON.stringify(run)]
  const timeoutMs = (run.seconds + 15) * 1_000
  const results = JSON.parse(
    await runToEnd(process.execPath, args, 'load', timeoutMs),
  ) as OpenResult[]
  for (const [i, { unanswered }] of results.entries()) {
    if (unanswered === 0) continue
    throw new Error(`${unanswered} of ${run.loads[i]!.perSecond} requests/s not answered`)
  }
  return results
}
