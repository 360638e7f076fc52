/**
 * A data plane that serves two sets of five endpoints with every algorithm that is no hash, and
 * with round robin that hedges.
 *
 *     node bench/slow-replica-process.ts BACKEND_PORT
 *
 * Prints a line of JSON: `SlowReplicaPorts`.
 */

import {
  ALGORITHMS,
  type BalancingPolicy,
  DataPlane,
  HASH_ALGORITHMS,
  newService,
} from '@polis/balancer'
import { HEALTHY_ADDRESSES, SLOW_ADDRESSES } from './slow-addresses.ts'
import type { SlowReplicaPorts } from './slow-replica.ts'

const HOST = '127.0.0.1'

type Variant = {
  readonly name: string
  readonly algorithm: string
  readonly policy?: BalancingPolicy
}

const variants: readonly Variant[] = [
  ...ALGORITHMS.filter(
    algorithm => !(HASH_ALGORITHMS as readonly string[]).includes(algorithm),
  ).map(algorithm => ({
    name: algorithm,
    algorithm,
  })),
  { name: 'round-robin, hedge', algorithm: 'round-robin', policy: { hedge: {} } },
]
const backendPort = Number(process.argv[2])
const services = variants.flatMap(({ name, algorithm, policy }) =>
  [HEALTHY_ADDRESSES, SLOW_ADDRESSES].map((addresses, i) => {
    const id = `${name}-${i}`
    const endpoints = addresses.map((address, at) => ({
      id: `${id}-${at}`,
      address,
      port: backendPort,
      weight: 1,
    }))
    return newService({
      ...{ id, name: id, endpoints, algorithm: algorithm as (typeof ALGORITHMS)[number] },
      ...(policy !== undefined && { policy }),
    })
  }),
)
const plane = await DataPlane.start({ workers: 1 })
const { listeners } = await plane.apply({
  version: 1,
  listeners: services.map(service => ({
    host: HOST,
    port: 0,
    protocol: 'http',
    services: [service],
  })),
})
process.once('SIGTERM', () => plane.stop().then(() => process.exit(0)))
const ports: Record<string, { healthy: number; slow: number }> = {}
for (const [i, { name }] of variants.entries()) {
  ports[name] = { healthy: listeners[2 * i]!.port, slow: listeners[2 * i + 1]!.port }
}
console.log(JSON.stringify(ports satisfies SlowReplicaPorts))
