/**
 * What this machine is: its address, its size, and the workload drivers that work on it.
 */

import { availableParallelism, networkInterfaces, totalmem } from 'node:os'
import { CLUSTER_VERSION } from '@polis/cluster'
import { DockerDriver } from '@polis/runtime'
import { nodeError } from '../errors.ts'
import type { NodeOptions } from '../options.ts'
import type { NodeDescription } from '../wire.ts'
import type { DataDir } from './data-dir.ts'

/** The host that peers dial: as told, or the bind address, or the first own one of the machine. */
export function advertisedHost(options: Pick<NodeOptions, 'advertise' | 'bind'>): string {
  if (options.advertise !== null) return options.advertise
  if (options.bind !== '0.0.0.0' && options.bind !== '::') return options.bind
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { address, internal, family } of addresses ?? []) {
      if (!internal && family === 'IPv4') return address
    }
  }
  return '127.0.0.1'
}

/** What a node says about itself; it is reached by peers at `address`. */
export function describeNode(
  { labels, version: release }: Pick<NodeOptions, 'labels' | 'version'>,
  { host, port }: { readonly host: string; readonly port: number },
  own: Pick<NodeDescription, 'name' | 'apiAddress' | 'drivers'>,
): NodeDescription {
  const can = { release, clusterVersion: CLUSTER_VERSION }
  return { ...own, host, clusterPort: port, labels, ...capacity(), ...can }
}

/** CPU and memory that tasks of this node can reserve. */
function capacity(): { readonly cpuMillicores: number; readonly memoryBytes: number } {
  return { cpuMillicores: availableParallelism() * 1_000, memoryBytes: totalmem() }
}

/** How long an engine may take to answer when a node starts. */
const ENGINE_CHECK_MS = 2_000

/**
 * The drivers to offer: those asked for, else containers where an engine answers (or one did when
 * the node was started before) and plain processes where they are allowed. Throws `node/no-driver`
 * for one that was asked for and cannot be offered.
 */
export async function offeredDrivers(
  options: Pick<NodeOptions, 'drivers' | 'isProcessAllowed'>,
  dataDir: DataDir,
): Promise<string[]> {
  const drivers = await chosenDrivers(options, dataDir.record.drivers ?? [])
  dataDir.save({ drivers })
  return drivers
}

async function chosenDrivers(
  options: Pick<NodeOptions, 'drivers' | 'isProcessAllowed'>,
  before: readonly string[],
): Promise<string[]> {
  const processes = options.isProcessAllowed ? ['process'] : []
  if (options.drivers === null) {
    const hasEngine = before.includes('docker') || (await hasContainerEngine())
    return hasEngine ? ['docker', ...processes] : processes
  }
  for (const name of options.drivers) {
    // An engine that is asked for and does not answer yet is waited for.
    if (name === 'docker' || processes.includes(name)) continue
    throw nodeError('node/no-driver', {
      message: `the workload driver '${name}' is not offered by this node`,
      hint: name === 'process' ? 'allow it with --allow-process' : 'there are: docker, process',
    })
  }
  return [...options.drivers]
}

async function hasContainerEngine(): Promise<boolean> {
  return DockerDriver.check(null, ENGINE_CHECK_MS).then(
    () => true,
    () => false,
  )
}
