/**
 * Processes as Linux shows them under /proc (proc(5)).
 *
 * A pid alone names nothing: it is used again. A process is its pid, its start time in clock ticks
 * and the boot it belongs to; whoever signals a process that it did not just start compares all
 * three first.
 */

import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

export type ProcessIdentity = {
  readonly pid: number
  /** Since the machine's start, in clock ticks. */
  readonly startTicks: number
  readonly bootId: string
}

export type ProcessStat = {
  readonly pid: number
  readonly state: string
  readonly group: number
  readonly startTicks: number
  /** User and system time, its own and that of the children it has waited for. */
  readonly cpuTicks: number
  readonly rssBytes: number
}

/** Linux shows times to user space in hundredths of a second on every common platform (USER_HZ). */
export const TICKS_PER_SECOND = 100

let pageBytes: number | undefined

/** Size of a page of memory; 4 KiB unless the kernel says otherwise. */
function pageSize(): number {
  const match = /^KernelPageSize:\s+(\d+) kB/m.exec(readText('/proc/self/smaps') ?? '')
  return Number(match?.[1] ?? 4) * 1024
}

/** The id of this boot; undefined where there is no Linux /proc. */
export function currentBootId(): string | undefined {
  return readText('/proc/sys/kernel/random/boot_id')?.trim()
}

/** Milliseconds since the machine's start. */
export function uptimeMs(): number {
  return Number(readText('/proc/uptime')?.split(' ')[0] ?? 0) * 1000
}

/** What /proc says of `pid`; undefined if there is no such process. */
export function statOf(pid: number): ProcessStat | undefined {
  const text = readLine(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  // The name in parentheses may contain spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  pageBytes ??= pageSize()
  const number = (fieldOfManual: number) => Number(fields[fieldOfManual - 3])
  return {
    pid,
    state: fields[0] ?? '',
    group: number(5),
    startTicks: number(22),
    cpuTicks: number(14) + number(15) + number(16) + number(17),
    rssBytes: number(24) * pageBytes,
  }
}

/** The identity of a process that exists; undefined if it does not, or has ended. */
export function identityOf(pid: number, bootId: string): ProcessIdentity | undefined {
  const stat = statOf(pid)
  if (stat === undefined || isEnded(stat)) return undefined
  return { pid, startTicks: stat.startTicks, bootId }
}

/** True if that very process still runs, in this boot. */
export function isAlive(identity: ProcessIdentity, bootId: string): boolean {
  if (identity.bootId !== bootId) return false
  return identityOf(identity.pid, bootId)?.startTicks === identity.startTicks
}

/** Every process that runs now. */
export function listProcesses(): ProcessStat[] {
  const processes: ProcessStat[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = statOf(Number(name))
    if (stat !== undefined && !isEnded(stat)) processes.push(stat)
  }
  return processes
}

/**
 * Pids whose environment at their start held `entries`, all of them. Processes of other users are
 * not readable and not found.
 */
export async function pidsWithEnvironment(entries: readonly string[]): Promise<number[]> {
  const pids: number[] = []
  for (const { pid } of listProcesses()) {
    let variables: string[]
    try {
      variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0')
    } catch {
      continue // It has ended meanwhile, or belongs to somebody else.
    }
    if (entries.every(entry => variables.includes(entry))) pids.push(pid)
  }
  return pids
}

function isEnded(stat: ProcessStat): boolean {
  return stat.state === 'Z' || stat.state === 'X'
}

const line = Buffer.allocUnsafe(4096)

/** A short file of one line, with the fewest system calls: usage is read for all processes. */
function readLine(path: string): string | undefined {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    return line.toString('latin1', 0, readSync(file, line, 0, line.length, 0))
  } catch {
    return undefined // No such process any more.
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // No such process any more, or no /proc at all: the callers say what it means.
  }
}
