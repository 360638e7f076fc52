/**
 * What this machine is: its address, its size, and the workload drivers that work on it.
 */

import { availableParallelism, networkInterfaces, totalmem } from 'node:os'
import { nodeError } from '../errors.ts'
import type { NodeOptions } from '../options.ts'
import type { NodeDescription } from '../wire.ts'

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
  { labels }: Pick<NodeOptions, 'labels'>,
  { host, port }: { readonly host: string; readonly port: number },
  own: Pick<NodeDescription, 'name' | 'apiAddress' | 'drivers'>,
): NodeDescription {
  return { ...own, host, clusterPort: port, labels, ...capacity() }
}

/** CPU and memory that tasks of this node can reserve. */
function capacity(): { readonly cpuMillicores: number; readonly memoryBytes: number } {
  return { cpuMillicores: availableParallelism() * 1_000, memoryBytes: totalmem() }
}

/** The drivers to offer. Throws `node/no-driver` for one that was asked for and is not there. */
export function offeredDrivers(
  options: Pick<NodeOptions, 'drivers' | 'isProcessAllowed'>,
): string[] {
  const available = options.isProcessAllowed ? ['process'] : []
  if (options.drivers === null) return available
  for (const name of options.drivers) {
    if (available.includes(name)) continue
    throw nodeError('node/no-driver', {
      message: `the workload driver '${name}' is not offered by this node`,
      hint: name === 'process' ? 'allow it with --allow-process' : 'there is: process',
    })
  }
  return [...options.drivers]
}
