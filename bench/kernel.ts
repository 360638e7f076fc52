/**
 * Kernel mode beside HAProxy's TCP mode: CPU that a connection costs more than without anybody in
 * between, since what the kernel does for a connection is charged to whoever sends a packet.
 *
 * Each turn runs in a network namespace of its own, so that its rules and connection tracking meet
 * nobody else's traffic.
 */

import { fileURLToPath } from 'node:url'
import type { KernelTurn } from './kernel-process.ts'
import { NetworkNamespace } from './network-namespace.ts'
import { find, runToEnd } from './programs.ts'
import { type Measure, type Measurements, OURS } from './report.ts'

const TURN_MS = 120_000
/** Of this run alone: what an earlier one left behind does not matter. */
const NAMESPACE = `polis-bench-kernel-${process.pid}`
const TOOLS = ['nft', 'haproxy', 'wrk', 'ip'] as const

const ADDED: Measure = {
  name: 'kernel mode: CPU added to a connection',
  unit: 'µs',
  goal: { ratioTo: 'haproxy', most: 0.2 },
}
const RATE: Measure = { name: 'kernel mode: rate of connections', unit: 'connections/s' }

/** How it is measured, in sentences. */
export const KERNEL_METHOD: readonly string[] = [
  'Kernel mode: wrk opens a connection for each request (Connection: close, 16 at a time) to a service of two ' +
    'endpoints on loopback: directly, through nftables, and through HAProxy in TCP mode, one thread.',
  'CPU is that of wrk, the backend and the balancer together over the requests, less the same ' +
    'without a balancer in the turn: packets on loopback are handled in the process that sends.',
  'A turn takes the programs in rounds of a second each and keeps the least cost of each program: ' +
    'what else runs on the machine only ever adds.',
  'The goal, 5 × as many connections a CPU second as HAProxy, is a fifth of its CPU.',
]

/** One turn; throws with the reason if it cannot be measured. */
export async function measureKernelTurn(measurements: Measurements): Promise<void> {
  const missing = TOOLS.filter(name => find(name) === undefined)
  if (missing.length > 0) throw new Error(`not installed: ${missing.join(', ')}`)
  const result = await runTurn()
  if (typeof result === 'string') throw new Error(result)
  for (const [name, { cpuUs, perSecond }] of Object.entries(result)) {
    if (name !== 'direct') measurements.add(ADDED, name, cpuUs - result.direct.cpuUs)
    measurements.add(RATE, name, perSecond)
  }
}

/** One turn; or what keeps it from being run. */
async function runTurn(): Promise<KernelTurn | string> {
  const namespace = NetworkNamespace.create(NAMESPACE)
  if (namespace === undefined) return 'network namespaces (they need root)'
  // A run that is ended in the middle leaves nothing either.
  const remove = () => namespace.remove()
  process.once('exit', remove)
  const program = fileURLToPath(new URL('./kernel-process.ts', import.meta.url))
  const [command, ...args] = [...namespace.enter(), process.execPath, program, OURS]
  try {
    const output = await runToEnd(command!, args, 'shared', TURN_MS)
    return JSON.parse(output) as KernelTurn | string
  } finally {
    process.off('exit', remove)
    remove()
  }
}
