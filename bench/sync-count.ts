/**
 * How often programs wait for the disk: fsync and fdatasync calls, as strace counts them.
 *
 * Tracing slows a program down, so it has a run of its own, whose speed is not looked at.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { find } from './programs.ts'

/** Runs `task` with `pids` under strace; undefined where strace is not installed. */
export async function countSyncs<T>(
  pids: readonly number[],
  task: () => Promise<T>,
): Promise<{ readonly calls: number; readonly result: T } | undefined> {
  const strace = find('strace')
  if (strace === undefined) return undefined
  const targets = pids.flatMap(pid => ['-p', String(pid)])
  const tracer = spawn(strace, ['-f', '-c', '-e', 'trace=fsync,fdatasync', ...targets], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const ended = once(tracer, 'close')
  try {
    const result = await task()
    tracer.kill('SIGINT')
    await ended
    return { calls: parseCalls(output), result }
  } finally {
    tracer.kill('SIGKILL')
  }
}

/** The calls in the table that `strace -c` prints. */
export function parseCalls(output: string): number {
  // % time, seconds, µs a call, calls, errors (if any), name
  const rows = output.matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?f(?:data)?sync$/gm)
  return [...rows].reduce((sum, [, calls]) => sum + Number(calls), 0)
}
