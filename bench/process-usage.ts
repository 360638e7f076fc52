/**
 * What a program costs, read from /proc: CPU time on all of its threads, and resident memory.
 *
 * CPU time is the first field of each thread's `schedstat`, nanoseconds on a core in user and
 * system mode. It is what utime + stime of `stat` add up to, without their rounding to a clock
 * tick of 10 ms, which is several per cent of a short run. Only the measured program is counted,
 * never the load generator or the servers behind it. Children count (nginx serves in one).
 */

import { readdirSync, readFileSync } from 'node:fs'

/** `pid` and everything that descends from it. */
export function processTree(pid: number): number[] {
  const childrenOf = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined
    if (parent === undefined) continue
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)])
  }
  const tree = [pid]
  for (const member of tree) tree.push(...(childrenOf.get(member) ?? []))
  return tree
}

/** Microseconds of CPU that `pids` have used since they started; of threads that still run. */
export function cpuUs(pids: readonly number[]): number {
  let ns = 0
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      ns += parseSchedstat(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
    }
  }
  return ns / 1_000
}

/** Nanoseconds on a core, from the text of a `schedstat`. */
export function parseSchedstat(text: string): number {
  const ns = Number(/^(\d+) \d+ \d+$/.exec(text.trim())?.[1])
  if (Number.isNaN(ns)) throw new Error(`not a schedstat: ${text}`)
  return ns
}

/** Bytes of memory that `pids` hold for themselves alone: private pages, clean or not. */
export function privateBytes(pids: readonly number[]): number {
  return pids
    .map(pid => parsePrivateBytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')))
    .reduce((sum, bytes) => sum + bytes, 0)
}

/** The private pages in the text of a `smaps_rollup`, in bytes. */
export function parsePrivateBytes(text: string): number {
  const found = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)]
  if (found.length !== 2) throw new Error(`not a smaps_rollup: ${text.slice(0, 200)}`)
  return found.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1_024, 0)
}

/** The parent of `pid`; undefined if it has ended meanwhile. */
function parentOf(pid: number): number | undefined {
  try {
    // The name, in parentheses, may hold anything, so what follows its end is read.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
