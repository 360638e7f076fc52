/**
 * h2load as the load for HTTP/2 and gRPC: a closed loop of streams over a few connections.
 *
 * A run in which a request failed measures something else, so it is an error, not a result.
 */

import { runToEnd } from './programs.ts'

/** One run to make. */
export type H2Run = {
  readonly url: string
  readonly connections: number
  /** Streams at a time, of each connection. */
  readonly streams: number
  readonly seconds: number
  /** Fields of every request. */
  readonly fields?: Readonly<Record<string, string>>
  /** A file with the body of every request, which are POST then. */
  readonly bodyFile?: string
}

/** One run of h2load. */
export type H2Result = { readonly requests: number; readonly requestsPerSecond: number }

/** Runs h2load with one thread; throws if any request failed. */
export async function h2load(run: H2Run): Promise<H2Result> {
  const fields = Object.entries(run.fields ?? {}).flatMap(([name, value]) => [
    '-H',
    `${name}: ${value}`,
  ])
  const body = run.bodyFile === undefined ? [] : ['-d', run.bodyFile]
  const size = ['-t1', `-c${run.connections}`, `-m${run.streams}`, `-D${run.seconds}`]
  const args = [...size, ...fields, ...body, run.url]
  return parseH2load(await runToEnd('h2load', args, 'load', (run.seconds + 10) * 1_000))
}

/** Reads what h2load prints. Throws if it is something else or a request failed. */
export function parseH2load(output: string): H2Result {
  const rate = /^finished in [\d.]+m?s, ([\d.]+) req\/s/m.exec(output)
  const counts =
    /^requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored/m
  const [, done, succeeded, failed, errored] = counts.exec(output) ?? []
  if (rate === null || done === undefined) throw new Error(`h2load printed no counts:\n${output}`)
  if (done !== succeeded || failed !== '0' || errored !== '0') {
    throw new Error(`requests failed: ${failed} of ${done}, ${errored} errored`)
  }
  if (Number(done) === 0) throw new Error('h2load has made no request')
  return { requests: Number(done), requestsPerSecond: Number(rate[1]) }
}
