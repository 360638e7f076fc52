/**
 * Resolving by name from the catalog of a node: how many a second, how long the slowest per cent
 * takes, what a change costs, and how much memory an endpoint needs.
 *
 * One change of health comes with every thousand resolutions, as in a cluster where a hundred
 * endpoints a second turn, so what views cost to rebuild is part of the figures.
 */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { seededRandom } from '@polis/base'
import { Catalog } from '@polis/discovery'

/** What is resolved: ten endpoints a service. */
export const SERVICES = 10_000
export const ENDPOINTS = 100_000
const RESOLUTIONS = 1_000_000
const TIMED = 200_000
const CHANGES = 20_000
/** Resolutions for each change of health. */
const PER_CHANGE = 1_000
const SUBSCRIBERS = 8

/** One sample of everything. */
export type ResolvingSample = {
  readonly ratePerSecond: number
  readonly p99Us: number
  readonly changeP99Us: number
  readonly bytesPerEndpoint: number
}

/** Fills a catalog and measures it. */
export function sampleResolving(): ResolvingSample {
  const emptyBytes = heapBytes()
  const catalog = filled()
  const names = shuffledNames()
  for (const name of names) catalog.resolve(name, 'default', HEALTHY)
  const bytesPerEndpoint = (heapBytes() - emptyBytes) / ENDPOINTS
  run(catalog, names, RESOLUTIONS / 10)
  return {
    bytesPerEndpoint,
    ratePerSecond: run(catalog, names, RESOLUTIONS),
    p99Us: timed(catalog, names),
    changeP99Us: timedChanges(catalog, names),
  }
}

const HEALTHY = { healthyOnly: true }

function run(catalog: Catalog, names: readonly string[], count: number): number {
  const before = process.threadCpuUsage()
  let found = 0
  for (let i = 0; i < count; i++) {
    if (i % PER_CHANGE === 0) toggle(catalog, i / PER_CHANGE)
    found += catalog.resolve(names[i % names.length]!, 'default', HEALTHY)!.length
  }
  const { user, system } = process.threadCpuUsage(before)
  if (found < count) throw new Error('every service has healthy endpoints')
  return (count / (user + system)) * 1e6
}

function timed(catalog: Catalog, names: readonly string[]): number {
  const times = new Float64Array(TIMED)
  for (let i = 0; i < TIMED; i++) {
    if (i % PER_CHANGE === 0) toggle(catalog, i / PER_CHANGE)
    const startedMs = performance.now()
    catalog.resolve(names[(i * 7) % names.length]!, 'default', HEALTHY)
    times[i] = performance.now() - startedMs
  }
  return p99(times) * 1_000
}

/** From a change of health to every subscriber having taken it, and one having resolved anew. */
function timedChanges(catalog: Catalog, names: readonly string[]): number {
  const subscriptions = Array.from({ length: SUBSCRIBERS }, () => catalog.subscribe())
  for (const subscription of subscriptions) subscription.take()
  const times = new Float64Array(CHANGES)
  for (let i = 0; i < CHANGES; i++) {
    const startedMs = performance.now()
    toggle(catalog, i)
    for (const subscription of subscriptions) subscription.take()
    catalog.resolve(names[i % names.length]!, 'default', HEALTHY)
    times[i] = performance.now() - startedMs
  }
  for (const subscription of subscriptions) subscription.close()
  return p99(times) * 1_000
}

function toggle(catalog: Catalog, i: number): void {
  const id = `endpoint-${(i * 7_919) % ENDPOINTS}`
  const isRoutable = catalog.endpoint(id)!.isRoutable
  catalog.setEndpointHealth(id, {
    isRoutable: !isRoutable,
    state: isRoutable ? 'critical' : 'passing',
  })
}

function filled(): Catalog {
  const catalog = new Catalog()
  const ports = [{ name: 'http', target: 80, protocol: 'http' }]
  for (let i = 0; i < SERVICES; i++) {
    const [id, name] = [`service-${i}`, `name-${i}`]
    catalog.upsertService({ id, name, namespace: 'default', tags: [], labels: {}, ports })
  }
  for (let i = 0; i < ENDPOINTS; i++) {
    catalog.upsertEndpoint({
      id: `endpoint-${i}`,
      serviceId: `service-${i % SERVICES}`,
      nodeId: `node-${i % 100}`,
      nodeName: `node-${i % 100}`,
      address: `10.${i % 100}.${(i >> 8) & 255}.${i & 255}`,
      ports: [{ name: 'http', target: 80, port: 20_000 + (i % 10_000) }],
      weight: 1,
      tags: [],
      labels: {},
      version: '1',
      state: 'passing',
      isRoutable: true,
      isUp: true,
    })
  }
  return catalog
}

/** Each name once, in an order that no cache of the processor likes. */
function shuffledNames(): string[] {
  const random = seededRandom(1)
  const names = Array.from({ length: SERVICES }, (_, i) => `name-${i}`)
  for (let i = names.length - 1; i > 0; i--) {
    const j = random.int(i + 1)
    const swap = names[i]!
    names[i] = names[j]!
    names[j] = swap
  }
  return names
}

function p99(times: Float64Array): number {
  return times.sort()[Math.floor(times.length * 0.99)]!
}

/** What is on the heap after a collection. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  return process.memoryUsage().heapUsed
}
