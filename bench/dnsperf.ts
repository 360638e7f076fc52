/** `dnsperf` as the load on a DNS server: runs it and reads what it counted. */

import { readFileSync } from 'node:fs'
import { find, runToEnd } from './programs.ts'

/** What one run gave. */
export type DnsperfResult = {
  readonly answered: number
  readonly lost: number
  readonly ratePerSecond: number
  readonly meanMs: number
  /** 0 of a run without a pace: that one measures the rate, and its queue is always full. */
  readonly p99Ms: number
}

/** Asks the questions in `file` for `seconds`; `ratePerSecond` 0 asks as fast as it can. */
export async function dnsperf(
  port: number,
  file: string,
  seconds: number,
  ratePerSecond = 0,
): Promise<DnsperfResult> {
  const args = ['-s', '127.0.0.1', '-p', `${port}`, '-d', file, '-l', `${seconds}`]
  const load = ['-c', '16', '-q', '200', '-T', '1', '-e', '-t', '2']
  // Verbose is a line an answer, with its latency: the only place where there is a percentile.
  const pace = ratePerSecond > 0 ? ['-Q', `${ratePerSecond}`, '-v'] : []
  const program = find('dnsperf')
  if (program === undefined) throw new Error('dnsperf is not installed')
  // Into a file: a pipe would make the load wait for whoever reads it.
  const printed = `${file}.printed`
  const words = ['-c', 'exec "$@" >"$0"', printed, program, ...args, ...load, ...pace]
  await runToEnd('/bin/sh', words, 'load', seconds * 4_000)
  const output = readFileSync(printed, 'utf8')
  return {
    answered: figure(output, /Queries completed:\s+(\d+)/),
    lost: figure(output, /Queries lost:\s+(\d+)/),
    ratePerSecond: figure(output, /Queries per second:\s+([\d.]+)/),
    meanMs: figure(output, /Average Latency \(s\):\s+([\d.]+)/) * 1_000,
    p99Ms: p99Of(output) * 1_000,
  }
}

/** Of the latencies in lines as `> NOERROR web.default.polis A 0.000123`. */
function p99Of(output: string): number {
  const latencies = [...output.matchAll(/^> .* ([\d.]+)$/gm)].map(match => Number(match[1]))
  latencies.sort((a, b) => a - b)
  return latencies[Math.floor(latencies.length * 0.99)] ?? 0
}

function figure(output: string, pattern: RegExp): number {
  const value = Number(pattern.exec(output)?.[1])
  if (Number.isNaN(value)) throw new Error(`${pattern} in what dnsperf printed:\n${output}`)
  return value
}
