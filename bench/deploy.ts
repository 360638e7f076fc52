/**
 * How long a deployment takes: from the request until a new service answers behind the load
 * balancer, and until ten replicas are replaced five at a time.
 *
 * Three nodes on loopback; the tasks are plain processes of a small Node.js server. After each turn
 * the log says when each step was decided, so that a step that takes long is seen.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ADMIN_TOKEN } from './kv-client.ts'
import { freePort } from './programs.ts'
import { type Cluster, startPolis, until } from './raft-clusters.ts'
import { type Measure, Measurements, OURS } from './report.ts'
import type { Subsystem } from './subsystem.ts'

const TURNS = 5
const REPLICAS = 10
const PARALLELISM = 5
/** A request is tried, and the rollout looked at, as often. */
const TRY_EVERY_MS = 10
const TRY_TIMEOUT_MS = 1_000
/** Each has the published port for itself. */
const HOSTS = ['127.0.0.1', '127.0.0.2', '127.0.0.3']
const SERVER = fileURLToPath(new URL('../examples/hello/server.js', import.meta.url))

const FIRST: Measure = {
  ...{ name: 'process task deployed → serving', unit: 'ms', goal: { most: 1_000 } },
}
const TEN: Measure = { name: `${REPLICAS} replicas deployed → all are well`, unit: 'ms' }
const UPDATE: Measure = {
  ...{ name: `rolling update of ${REPLICAS} at ${PARALLELISM}`, unit: 'ms', goal: { most: 5_000 } },
}

const METHOD = [
  'Three nodes of `polis up` on loopback, three voters; tasks are plain processes of examples/hello.',
  'Deployed → serving: from the PUT of the manifest to a node that does not lead, until the ' +
    `published port of a third answers 200, tried every ${TRY_EVERY_MS} ms.`,
  `Rolling update: from the PUT until the rollout is complete, ${REPLICAS} replicas, parallelism ` +
    `${PARALLELISM}, start-first, an HTTP check, everything else as it is without a word about it.`,
]

/** `npm run bench -- deploy`. */
export const deploy: Subsystem = async (note, { turns = TURNS }) => {
  const measurements = new Measurements()
  const cluster = await startPolis(['--driver', 'process', '--allow-process'], HOSTS)
  try {
    for (let turn = 1; turn <= turns; turn++) {
      note(`turn ${turn} of ${turns}`)
      const bench = new Bench(cluster, await freePort())
      const timed = async (measure: Measure, work: () => Promise<void>) => {
        const [before, startedMs] = [await bench.index(), performance.now()]
        const wallMs = Date.now()
        await work()
        const tookMs = performance.now() - startedMs
        measurements.add(measure, OURS, tookMs)
        note(`  ${measure.name}: ${Math.round(tookMs)} ms`)
        for (const line of await bench.steps(before, wallMs)) note(`    ${line}`)
      }
      await timed(FIRST, () => bench.first())
      await timed(TEN, () => bench.roll('first', REPLICAS))
      await timed(UPDATE, () => bench.roll('second', REPLICAS))
      await bench.remove()
    }
  } finally {
    await cluster.stop()
  }
  return { method: METHOD, rows: measurements.rows(), versions: {}, missing: [] }
}

type Rollout = { readonly name: string; readonly rollout: { readonly state: string } }
type Event = { readonly topic: string; readonly action: string; readonly name: string } & {
  readonly timeMs: number
  readonly reason: string
}

class Bench {
  readonly #cluster: Cluster
  readonly #port: number

  constructor(cluster: Cluster, port: number) {
    this.#cluster = cluster
    this.#port = port
  }

  async first(): Promise<void> {
    await this.#put('first', 1)
    while (!(await this.#isServed())) await sleep(TRY_EVERY_MS)
  }

  /** Deploys and waits for the end of the rollout. */
  async roll(version: string, replicas: number): Promise<void> {
    await this.#put(version, replicas)
    for (;;) {
      const all = await this.#get<Rollout[]>(1, '/v1/deployments')
      const state = all.find(({ name }) => name === 'web')?.rollout.state
      const tasks = await this.#get<{ status: { health: string } }[]>(1, '/v1/tasks')
      const well = tasks.filter(({ status }) => status.health === 'passing').length
      if (state === 'complete' && well >= replicas) return
      if (state === 'failed' || state === 'rolled-back') throw new Error(`the rollout ${state}`)
      await sleep(TRY_EVERY_MS)
    }
  }

  async remove(): Promise<void> {
    await this.#call(1, 'DELETE', '/v1/stacks/bench')
    await until(
      'the tasks are gone',
      async () => (await this.#get<[]>(1, '/v1/tasks')).length === 0,
    )
  }

  async index(): Promise<number> {
    const { raft } = await this.#get<{ raft: { appliedIndex: number } }>(1, '/v1/status')
    return raft.appliedIndex
  }

  /** What was decided after that index, each kind once with its first and last time and count. */
  async steps(index: number, startedMs: number): Promise<string[]> {
    const path = `/v1/events?since=${index}&follow=false`
    const reply = await this.#call(1, 'GET', path, undefined, { accept: 'application/x-ndjson' })
    const lines = (await reply.text()).split('\n').filter(line => line !== '')
    const kinds = new Map<string, { firstMs: number; lastMs: number; count: number }>()
    for (const { topic, action, reason, timeMs } of lines.map(line => JSON.parse(line) as Event)) {
      const what = `${topic} ${action}: ${reason.slice(0, 60)}`
      const atMs = timeMs - startedMs
      const { firstMs, count } = kinds.get(what) ?? { firstMs: atMs, count: 0 }
      kinds.set(what, { firstMs, lastMs: atMs, count: count + 1 })
    }
    return [...kinds].map(
      ([what, { firstMs, lastMs, count }]) => `${firstMs}–${lastMs} ms, ${count} × ${what}`,
    )
  }

  #put(version: string, replicas: number): Promise<Response> {
    const check = { type: 'http', path: '/up', port: 3_000 }
    const web = {
      ...{ 'x-runtime': 'process', command: [process.execPath, SERVER] },
      environment: { GREETING: version },
      ports: [`${this.#port}:3000`],
      deploy: { replicas, update_config: { parallelism: PARALLELISM } },
      ...{ 'x-check': [check], 'x-lb': { protocol: 'http', drain: '10s' } },
    }
    return this.#call(1, 'PUT', '/v1/stacks/bench', JSON.stringify({ services: { web } }))
  }

  async #isServed(): Promise<boolean> {
    const signal = AbortSignal.timeout(TRY_TIMEOUT_MS)
    try {
      const reply = await fetch(`http://${HOSTS.at(-1)}:${this.#port}/`, { signal })
      await reply.arrayBuffer()
      return reply.ok
    } catch {
      return false // Nothing listens there yet: the next try is under way.
    }
  }

  async #get<T>(node: number, path: string): Promise<T> {
    return (await (await this.#call(node, 'GET', path)).json()) as T
  }

  async #call(
    node: number,
    method: string,
    path: string,
    body?: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const { httpPort } = this.#cluster.nodes[node]!
    const headers = {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/yaml' }),
      ...more,
    }
    const init = { method, headers, ...(body === undefined ? {} : { body }) }
    const reply = await fetch(`http://127.0.0.1:${httpPort}${path}`, init)
    if (!reply.ok) throw new Error(`${method} ${path}: ${await reply.text()}`)
    return reply
  }
}
