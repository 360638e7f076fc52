/**
 * One turn of the measurement of kernel mode, inside a network namespace.
 *
 *     node bench/kernel-process.ts NAME
 *
 * Prints one line of JSON: what a connection costs directly, through the kernel (under `NAME`) and
 * through HAProxy; or, as text, why the kernel cannot be measured.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataPlane, newService } from '@polis/balancer'
import { cpuUs, processTree } from './process-usage.ts'
import { freePort } from './programs.ts'
import { PROXIES } from './proxies.ts'
import { startSite } from './site.ts'
import { wrk } from './wrk.ts'

const HOST = '127.0.0.1'
const SECONDS = 1
/** Each program in turn, so often; the least counts, as others only ever add. */
const ROUNDS = 3
const CONNECTIONS = 16
/** Linux counts a process's ended children in these. */
const TICK_US = 10_000

/** µs of CPU for a connection, of everybody, and how many a second, by program. */
export type KernelTurn = { readonly direct: Cost } & Readonly<Record<string, Cost>>
type Cost = { readonly cpuUs: number; readonly perSecond: number }

/** CPU of this process's children that have ended and been waited for (proc(5), stat 16 and 17). */
function endedChildrenUs(): number {
  const text = readFileSync('/proc/self/stat', 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) * TICK_US
}

async function cost(port: number, pids: readonly number[]): Promise<Cost> {
  const url = `http://${HOST}:${port}/small`
  const run = { url, connections: CONNECTIONS, header: 'Connection: close' }
  const before = cpuUs(pids) + endedChildrenUs()
  const { requests, requestsPerSecond } = await wrk({ ...run, seconds: SECONDS }, 'load')
  const used = cpuUs(pids) + endedChildrenUs() - before
  return { cpuUs: used / requests, perSecond: requestsPerSecond }
}

async function round(
  ports: Readonly<Record<string, number>>,
  pids: readonly number[],
): Promise<Record<string, Cost>> {
  const costs: Record<string, Cost> = {}
  for (const [name, port] of Object.entries(ports)) costs[name] = await cost(port, pids)
  return costs
}

/** Of two rounds, what cost less, program by program. */
function lesser(a: Record<string, Cost>, b: Record<string, Cost>): Record<string, Cost> {
  return Object.fromEntries(
    Object.entries(a).map(([name, one]) => [name, one.cpuUs <= b[name]!.cpuUs ? one : b[name]!]),
  )
}

async function measure(name: string, folder: string): Promise<KernelTurn | string> {
  const site = await startSite(folder)
  const haproxy = await PROXIES['haproxy']!(site)
  const plane = await DataPlane.start({ workers: 1, kernelTable: 'polis_bench' })
  try {
    const endpoints = [HOST, '127.0.0.2'].map((address, i) => {
      return { id: `replica-${i}`, address, port: site.httpPort, weight: 1 }
    })
    const service = { id: 'tcp', name: 'tcp', protocol: 'tcp', mode: 'kernel' } as const
    const services = [newService({ ...service, endpoints })]
    const port = await freePort()
    const listener = { host: HOST, port, protocol: 'tcp', services } as const
    await plane.apply({ version: 1, listeners: [listener] })
    const { mode, modeReason } = plane.stats().services[0]!
    if (mode !== 'kernel') return `kernel mode: ${modeReason}`
    const pids = [site.httpPid, haproxy.running.pid].flatMap(processTree)
    pids.push(process.pid)
    const ports = { direct: site.httpPort, [name]: port, haproxy: haproxy.ports.tcp! }
    // The first round warms up.
    await round(ports, pids)
    let best = await round(ports, pids)
    for (let i = 1; i < ROUNDS; i++) best = lesser(best, await round(ports, pids))
    return best as KernelTurn
  } finally {
    await plane.stop()
    await haproxy.running.stop()
    await site.stop()
  }
}

// An ordinary exit ends everything that was started.
process.once('SIGTERM', () => process.exit(1))
const folder = mkdtempSync(join(tmpdir(), 'polis-kernel-'))
// nginx, started by root, serves as another user.
await chmod(folder, 0o755)
try {
  console.log(JSON.stringify(await measure(process.argv[2]!, folder)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
