/**
 * The load generator of the Raft benchmark, a process of its own: many logical clients, each with
 * one request under way, over one connection a node.
 *
 *     node bench/raft-load-process.ts '{"nodes": […], "kind": "put", "clients": 256, …}'
 *
 * Warms up (its own code and the servers'), measures, and prints one line of JSON.
 */

import { connectKv, httpKv, type KvClient, type KvNode } from './kv-client.ts'
import { cpuUs } from './process-usage.ts'

/** What to do. */
export type Load = {
  readonly nodes: readonly KvNode[]
  /** Processes whose CPU is measured. */
  readonly serverPids: readonly number[]
  readonly kind: 'put' | 'put-all' | 'get' | 'get-stale' | 'http-put'
  readonly clients: number
  readonly warmUpSeconds: number
  readonly seconds: number
}

/** What came of it. A batch counts as its writes, and its time as one operation. */
export type LoadResult = {
  readonly operations: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU of the servers, and of this process, while it measured. */
  readonly serverCpuUs: number
  readonly loadCpuUs: number
}

/** Bytes of a value, and keys written to, so that the state stays of a size. */
const VALUE_BYTES = 256
const KEYS = 10_000
/** Writes in one request of `put-all`; etcd takes at most 128 in a transaction. */
export const BATCH = 64

if (import.meta.main) {
  console.log(JSON.stringify(await run(JSON.parse(process.argv[2]!) as Load)))
  process.exit(0)
}

async function run(load: Load): Promise<LoadResult> {
  const connect = load.kind === 'http-put' ? async (node: KvNode) => httpKv(node) : connectKv
  const connections = await Promise.all(load.nodes.map(connect))
  const operate = operationOf(load)
  await pass(connections, load.clients, load.warmUpSeconds, operate)
  const [serversBefore, loadBefore] = [cpuUs(load.serverPids), cpuUs([process.pid])]
  const latenciesMs = await pass(connections, load.clients, load.seconds, operate)
  const [serversAfter, loadAfter] = [cpuUs(load.serverPids), cpuUs([process.pid])]
  latenciesMs.sort((a, b) => a - b)
  const operations = latenciesMs.length * (load.kind === 'put-all' ? BATCH : 1)
  return {
    operations,
    perSecond: operations / load.seconds,
    p50Ms: latenciesMs[Math.floor(latenciesMs.length * 0.5)]!,
    p99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)]!,
    serverCpuUs: serversAfter - serversBefore,
    loadCpuUs: loadAfter - loadBefore,
  }
}

/** Every client goes on until the time is over; answers what each finished operation took. */
async function pass(
  connections: readonly KvClient[],
  clients: number,
  seconds: number,
  operate: (client: KvClient) => Promise<unknown>,
): Promise<number[]> {
  const endMs = performance.now() + seconds * 1_000
  const latenciesMs: number[] = []
  const client = async (connection: KvClient) => {
    for (let startMs = performance.now(); startMs < endMs; ) {
      await operate(connection)
      const nowMs = performance.now()
      if (nowMs <= endMs) latenciesMs.push(nowMs - startMs)
      startMs = nowMs
    }
  }
  await Promise.all(
    Array.from({ length: clients }, (_, i) => client(connections[i % connections.length]!)),
  )
  return latenciesMs
}

function operationOf({ kind }: Load): (client: KvClient) => Promise<unknown> {
  const value = Buffer.alloc(VALUE_BYTES, 'v')
  const key = () => `bench-${Math.floor(Math.random() * KEYS)}`
  const batch = () => {
    const first = Math.floor(Math.random() * (KEYS - BATCH))
    return Array.from({ length: BATCH }, (_, i) => `bench-${first + i}`)
  }
  if (kind === 'put-all') return client => client.putAll(batch(), value)
  if (kind === 'get' || kind === 'get-stale')
    return client => client.get(key(), kind === 'get-stale')
  return client => client.put(key(), value)
}
