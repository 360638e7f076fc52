/** `dnsperf` as the load on a DNS server: runs it and reads what it counted. */

import { find, runToEnd } from './programs.ts'

/** What one run gave. */
export type DnsperfResult = {
  readonly answered: number
  readonly lost: number
  readonly ratePerSecond: number
  readonly meanMs: number
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
  const pace = ratePerSecond > 0 ? ['-Q', `${ratePerSecond}`] : []
  const program = find('dnsperf')
  if (program === undefined) throw new Error('dnsperf is not installed')
  const output = await runToEnd(program, [...args, ...load, ...pace], 'load', seconds * 4_000)
  return {
    answered: figure(output, /Queries completed:\s+(\d+)/),
    lost: figure(output, /Queries lost:\s+(\d+)/),
    ratePerSecond: figure(output, /Queries per second:\s+([\d.]+)/),
    meanMs: figure(output, /Average Latency \(s\):\s+([\d.]+)/) * 1_000,
  }
}

function figure(output: string, pattern: RegExp): number {
  const value = Number(pattern.exec(output)?.[1])
  if (Number.isNaN(value)) throw new Error(`${pattern} in what dnsperf printed:\n${output}`)
  return value
}
