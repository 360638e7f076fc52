/**
 * Three nodes beside three of etcd on loopback: writes, reads, what they cost, and that both sync.
 *
 * Both are started as a user would, on the same cores and disk, one after the other in each turn,
 * and asked by the same load generator over the fast protocol of each. Servers are warmed up until
 * a just-in-time compiler has seen their code; etcd, which needs none of that, gets the same.
 */

import { privateBytes } from './process-usage.ts'
import { find, packageVersion, runToEnd } from './programs.ts'
import { CLUSTERS, type Cluster } from './raft-clusters.ts'
import { BATCH, type Load, type LoadResult } from './raft-load-process.ts'
import { type Measure, Measurements, OURS } from './report.ts'
import type { Findings, Subsystem } from './subsystem.ts'
import { countSyncs } from './sync-count.ts'

const TURNS = 3
const CLIENTS = 256
/** Callers that have a batch under way each; as many writes as four times `CLIENTS`. */
const BATCH_CLIENTS = 16
const RUN_SECONDS = 2
/** Of the servers, before anything is measured; and of each load generator. */
const SERVER_WARM_UP_SECONDS = 20
const WARM_UP_SECONDS = 1

type Case = Omit<Load, 'nodes' | 'serverPids' | 'warmUpSeconds'> & {
  readonly at: 'all' | 'leader' | 'follower'
  /** What it measures; a rate, or a median time. */
  readonly measure: Measure & { readonly of: 'rate' | 'median' }
}

const rate = (name: string, least?: number): Case['measure'] => ({
  ...{ name, unit: '1/s', of: 'rate' },
  ...(least !== undefined && { goal: { ratioTo: 'etcd', least } }),
})
const median = (name: string, most?: number): Case['measure'] => ({
  ...{ name, unit: 'ms', of: 'median' },
  ...(most !== undefined && { goal: { ratioTo: 'etcd', most } }),
})

const WRITES: Case = {
  ...{ kind: 'put', clients: CLIENTS, seconds: RUN_SECONDS, at: 'all' },
  measure: rate(`writes, ${CLIENTS} clients`, 1.5),
}
const BATCHES: Case = {
  ...{ kind: 'put-all', clients: BATCH_CLIENTS, seconds: RUN_SECONDS, at: 'all' },
  measure: rate(`writes, ${BATCH} a request (etcd: a transaction)`),
}
const CASES: readonly Case[] = [
  WRITES,
  BATCHES,
  {
    ...{ kind: 'put', clients: 1, seconds: RUN_SECONDS, at: 'leader' },
    measure: median('a write, one client at the leader', 0.8),
  },
  {
    ...{ kind: 'put', clients: 1, seconds: RUN_SECONDS, at: 'follower' },
    measure: median('a write, one client at a follower'),
  },
  {
    ...{ kind: 'get', clients: CLIENTS, seconds: RUN_SECONDS, at: 'all' },
    measure: rate(`linearizable reads, ${CLIENTS} clients`, 2),
  },
  {
    ...{ kind: 'get-stale', clients: CLIENTS, seconds: RUN_SECONDS, at: 'all' },
    measure: rate(`local reads, ${CLIENTS} clients`),
  },
  {
    ...{ kind: 'http-put', clients: CLIENTS, seconds: RUN_SECONDS, at: 'all' },
    measure: rate(`writes over the HTTP APIs, ${CLIENTS} clients`),
  },
]

/** The goal for batches compares with etcd's writes one by one: what each is best at. */
const BATCHES_TO_WRITES = rate(`writes, ${BATCH} a request (etcd: one)`, 5)
const SYNCS: Measure = { name: `synced writes to disk for 1,000 of ${CLIENTS} clients`, unit: '' }
const MEMORY: Measure = { name: 'memory of three servers after the load', unit: 'MB' }

const method = (turns: number): readonly string[] => [
  `${turns} turns; in each, three nodes of each program are started anew with empty directories ` +
    `on one disk, warmed up for ${SERVER_WARM_UP_SECONDS} s with ${CLIENTS} writers, and run ` +
    `through the cases, ${RUN_SECONDS} s each. All processes may use all cores.`,
  'Values have 256 bytes, keys are drawn from 10,000. The load generator is a process of its own: ' +
    'its logical clients have one request under way each and share one connection a node (libp2p ' +
    'with TLS for ours, HTTP/2 without encryption for etcd); over HTTP each has a connection.',
  'Both programs sync every write before they answer. The count is of fsync and fdatasync calls ' +
    'that strace saw on all threads of the three servers in a run of its own. Ours are those of ' +
    'LevelDB; each block goes to the tail ring as well, whose writes are synced by O_DSYNC.',
  'CPU is user + system time of all threads of the three servers over the operations of a run.',
]

/** `npm run bench -- raft`. */
export const raft: Subsystem = async (note, { turns = TURNS }) => {
  const measurements = new Measurements()
  for (let turn = 1; turn <= turns; turn++) {
    note(`turn ${turn} of ${turns}`)
    for (const [name, startCluster] of Object.entries(CLUSTERS)) {
      if (startCluster === undefined) continue
      const cluster = await startCluster()
      try {
        await measureTurn(name, cluster, measurements, note)
      } finally {
        await cluster.stop()
      }
    }
  }
  return { method: method(turns), rows: measurements.rows(), ...installed() }
}

async function measureTurn(
  name: string,
  cluster: Cluster,
  measurements: Measurements,
  note: (text: string) => void,
): Promise<void> {
  await run({ ...WRITES, seconds: SERVER_WARM_UP_SECONDS }, cluster)
  for (const each of CASES) {
    const result = await run(each, cluster)
    const { measure, kind } = each
    const value = measure.of === 'rate' ? result.perSecond : result.p50Ms
    measurements.add(measure, name, value)
    note(`  ${measure.name}: ${name} ${Number(value.toPrecision(3))} ${measure.unit}`)
    if (measure.of === 'median') continue
    if (each === WRITES && name !== OURS) measurements.add(BATCHES_TO_WRITES, name, value)
    if (each === BATCHES && name === OURS) measurements.add(BATCHES_TO_WRITES, name, value)
    measurements.add(
      { name: `CPU: ${measure.name}`, unit: 'µs' },
      name,
      result.serverCpuUs / result.operations,
    )
    if (kind !== 'put') continue
    measurements.add(
      { name: `CPU of the load generator: ${measure.name}`, unit: 'µs' },
      name,
      result.loadCpuUs / result.operations,
    )
  }
  const pids = cluster.nodes.map(({ running }) => running.pid)
  measurements.add(MEMORY, name, privateBytes(pids) / 1e6)
  const counted = await countSyncs(pids, () => run({ ...WRITES, seconds: 1 }, cluster))
  if (counted === undefined) return
  const { calls, result } = counted
  // The load generator warms up under strace's eyes, too: for as long as it measures.
  measurements.add(SYNCS, name, (calls / (result.operations * (1 + WARM_UP_SECONDS))) * 1_000)
  note(`  ${calls} synced writes to disk for about ${result.operations * 2} writes: ${name}`)
}

/** One run of the load generator. */
async function run(given: Case, cluster: Cluster): Promise<LoadResult> {
  const { kind, clients, seconds, at } = given
  const leader = (await cluster.leader()) ?? 0
  const position = at === 'leader' ? leader : (leader + 1) % cluster.nodes.length
  const nodes = at === 'all' ? cluster.nodes : [cluster.nodes[position]!]
  const load: Load = {
    ...{ kind, clients, seconds, warmUpSeconds: WARM_UP_SECONDS },
    nodes: nodes.map(({ kind, host, port, httpPort }) => ({ kind, host, port, httpPort })),
    serverPids: cluster.nodes.map(({ running }) => running.pid),
  }
  const program = new URL('./raft-load-process.ts', import.meta.url).pathname
  const args = [program, JSON.stringify(load)]
  const timeoutMs = (seconds + WARM_UP_SECONDS + 30) * 1_000
  return JSON.parse(await runToEnd(process.execPath, args, 'shared', timeoutMs)) as LoadResult
}

/** What is there to compare with, and in which version. */
export function installed(): Pick<Findings, 'versions' | 'missing'> {
  const etcd = find('etcd')
  return etcd === undefined
    ? { versions: {}, missing: ['etcd (apt-get install etcd-server)'] }
    : { versions: { etcd: packageVersion(etcd) }, missing: [] }
}
