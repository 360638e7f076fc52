/**
 * Three nodes of each store on loopback, as a user would start them: `polis up` and `etcd`.
 *
 * All use the same cores and directories on the same disk; each node keeps its ports and its
 * directory when it is killed and started again.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ADMIN_TOKEN, JOIN_SECRET, type KvNode } from './kv-client.ts'
import { find, freePort, type Running, start, untilListening } from './programs.ts'

/** A node that runs; `start` again after it was killed. */
export type ClusterNode = KvNode & {
  readonly running: Running
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on its data, and resolves once it serves. */
  restart(): Promise<void>
}

export type Cluster = {
  readonly nodes: readonly ClusterNode[]
  /** Position of the node that leads, as the node at `asked` sees it; undefined: none. */
  leader(asked?: number): Promise<number | undefined>
  stop(): Promise<void>
}

const NODES = 3
/** Time for a cluster to form, or for a node to come back. */
const FORM_MS = 30_000
const POLL_MS = 50

/** The clusters that can be measured. `undefined`: not installed. */
export const CLUSTERS: Readonly<Record<string, (() => Promise<Cluster>) | undefined>> = {
  polis: () => startPolis(),
  etcd: find('etcd') === undefined ? undefined : () => startEtcd(find('etcd')!),
}

type Plan = Omit<KvNode, 'kind'> & { readonly dataDir: string }

async function plans(folder: string): Promise<Plan[]> {
  const made: Plan[] = []
  for (let i = 0; i < NODES; i++) {
    const [port, httpPort] = [await freePort(), await freePort()]
    made.push({ host: '127.0.0.1', port, httpPort, dataDir: join(folder, `node-${i}`) })
  }
  return made
}

/** Three nodes of ours on the hosts, with more flags than the ones that make them one cluster. */
export async function startPolis(
  flags: readonly string[] = [],
  hosts: readonly string[] = [],
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'polis-bench-'))
  const planned = (await plans(folder)).map((plan, i) => ({ ...plan, host: hosts[i] ?? plan.host }))
  const program = fileURLToPath(new URL('../packages/cli/bin/polis.js', import.meta.url))
  const launch = async ({ host, port, httpPort, dataDir }: Plan, i: number): Promise<Running> => {
    const join = i === 0 ? [] : ['--join', `${planned[0]!.host}:${planned[0]!.port}`]
    const ports = ['--cluster-port', `${port}`, '--api-port', `${httpPort}`, '--dns-port', '0']
    const running = start(
      process.execPath,
      [
        ...[
          program,
          'up',
          '--name',
          `node-${i}`,
          '--data-dir',
          dataDir,
          '--bind',
          host,
          '--api-bind',
          '127.0.0.1',
        ],
        ...[...ports, ...join, ...flags, '--join-token', JOIN_SECRET, '--log-level', 'error'],
      ],
      'shared',
      { POLIS_ADMIN_TOKEN: ADMIN_TOKEN },
    )
    await running.firstLine
    return running
  }
  const nodes = await launchAll('polis', planned, launch, 'in turn')
  const status = async (asked: number) => {
    const answer = await fetch(`http://127.0.0.1:${planned[asked]!.httpPort}/v1/status`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    })
    return (await answer.json()) as {
      leader: { name: string } | null
      raft: { voters: string[] }
    }
  }
  await until('three voters', async () => (await status(0)).raft.voters.length === NODES)
  return clusterOf(folder, nodes, async asked => {
    const { leader } = await status(asked)
    return leader === null ? undefined : Number(leader.name.replace('node-', ''))
  })
}

async function startEtcd(program: string): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'polis-bench-'))
  const planned = await plans(folder)
  const peerUrl = ({ port }: Plan) => `http://127.0.0.1:${port}`
  const members = planned.map((plan, i) => `node-${i}=${peerUrl(plan)}`).join(',')
  const launch = async (plan: Plan, i: number): Promise<Running> => {
    const clientUrl = `http://127.0.0.1:${plan.httpPort}`
    const running = start(
      program,
      [
        ...['--name', `node-${i}`, '--data-dir', plan.dataDir],
        ...['--listen-peer-urls', peerUrl(plan), '--initial-advertise-peer-urls', peerUrl(plan)],
        ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
        ...['--initial-cluster', members, '--initial-cluster-state', 'new'],
        ...['--logger', 'zap', '--log-level', 'panic'],
      ],
      'shared',
    )
    await untilListening(plan.httpPort)
    return running
  }
  const nodes = await launchAll('etcd', planned, launch, 'at once')
  const ids: string[] = []
  const status = async (asked: number) => {
    const answer = await fetch(
      `http://127.0.0.1:${planned[asked]!.httpPort}/v3/maintenance/status`,
      {
        method: 'POST',
        body: '{}',
      },
    )
    return (await answer.json()) as { header: { member_id: string }; leader?: string }
  }
  for (let i = 0; i < NODES; i++) ids.push((await status(i)).header.member_id)
  const leader = async (asked: number) => {
    const position = ids.indexOf((await status(asked)).leader ?? '')
    return position < 0 ? undefined : position
  }
  await until('a leader', async () => (await leader(0)) !== undefined)
  return clusterOf(folder, nodes, leader)
}

async function launchAll(
  kind: KvNode['kind'],
  planned: readonly Plan[],
  launch: (plan: Plan, position: number) => Promise<Running>,
  order: 'in turn' | 'at once',
): Promise<ClusterNode[]> {
  const nodes: Promise<ClusterNode>[] = []
  for (const [i, plan] of planned.entries()) {
    nodes.push(launch(plan, i).then(running => nodeOf(kind, plan, running, () => launch(plan, i))))
    if (order === 'in turn') await nodes.at(-1)
  }
  return Promise.all(nodes)
}

function nodeOf(
  kind: KvNode['kind'],
  { host, port, httpPort }: Plan,
  first: Running,
  launch: () => Promise<Running>,
): ClusterNode {
  let running = first
  return {
    ...{ kind, host, httpPort },
    // etcd serves gRPC on the port of its HTTP API.
    port: kind === 'etcd' ? httpPort : port,
    get running() {
      return running
    },
    kill: () => running.kill(),
    restart: async () => {
      running = await launch()
    },
  }
}

function clusterOf(
  folder: string,
  nodes: readonly ClusterNode[],
  leader: (asked: number) => Promise<number | undefined>,
): Cluster {
  return {
    nodes,
    leader: (asked = 0) => leader(asked),
    stop: async () => {
      await Promise.all(nodes.map(node => node.kill()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Resolves once `holds`; throws if it does not in time. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = AbortSignal.timeout(FORM_MS)
  // A node that does not answer yet is asked again.
  while (!(await holds().catch(() => false))) {
    if (deadline.aborted) throw new Error(`still waiting for ${what}`)
    await sleep(POLL_MS)
  }
}
