/**
 * wrk as the load: a closed loop over keep-alive connections, and what it prints, as numbers.
 *
 * A run in which a request failed measures something else, so it is an error, not a result.
 */

import { type Placement, runToEnd } from './programs.ts'

/** One run of wrk. */
export type WrkResult = {
  readonly requests: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** One run to make. */
export type WrkRun = {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  /** A header field of every request. */
  readonly header?: string
}

const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 }

/** Runs wrk with one thread; throws if any request failed. */
export async function wrk(run: WrkRun, placement: Placement): Promise<WrkResult> {
  const header = run.header === undefined ? [] : ['-H', run.header]
  const args = ['--latency', '-t1', `-c${run.connections}`, `-d${run.seconds}s`, ...header]
  return parseWrk(await runToEnd('wrk', [...args, run.url], placement, (run.seconds + 10) * 1_000))
}

/** Reads what `wrk --latency` prints. Throws if it is something else or a request failed. */
export function parseWrk(output: string): WrkResult {
  const failed = /^\s*(?:Socket errors|Non-2xx or 3xx responses):.*$/m.exec(output)
  if (failed !== null) throw new Error(`requests failed: ${failed[0].trim()}`)
  const number = (pattern: RegExp): number => {
    const value = Number(pattern.exec(output)?.[1])
    if (!(value > 0)) throw new Error(`wrk printed no ${pattern.source} above 0:\n${output}`)
    return value
  }
  return {
    requests: number(/^\s*(\d+) requests in /m),
    requestsPerSecond: number(/^Requests\/sec:\s+([\d.]+)/m),
    p50Ms: latencyMs(output, 50),
    p99Ms: latencyMs(output, 99),
  }
}

function latencyMs(output: string, percent: number): number {
  const [, value, unit] =
    new RegExp(`^\\s*${percent}%\\s+([\\d.]+)(us|ms|s|m)\\s*$`, 'm').exec(output) ?? []
  if (value === undefined) throw new Error(`wrk printed no latency for ${percent} %:\n${output}`)
  return Number(value) * UNIT_MS[unit!]!
}
