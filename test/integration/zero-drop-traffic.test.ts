/**
 * No dropped request, whatever is under way: requests, bodies, a long download, server-sent events,
 * WebSocket, gRPC and UDP through two nodes, while services are scaled, updated and moved and while
 * the balancers themselves are replaced.
 *
 * The replicas end at once on SIGTERM and finish nothing. `POLIS_ZERO_DROP_TURNS` repeats each change.
 */

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { replicas, settled } from './cluster-view.ts'
import { seconds } from './eventually.ts'
import { Traffic } from './traffic.ts'
import { trafficManifest } from './traffic-app.ts'

const TURNS = Number(process.env['POLIS_ZERO_DROP_TURNS'] ?? 1)
/** Requests a second through each of the two nodes. */
const RATE = 40
const MANY = 10
const FEW = 2

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)
const [n1, n2, n3] = cluster.nodes as [NodeProcess, NodeProcess, NodeProcess]

let version = 0
async function deploy(count: number): Promise<void> {
  const path = join(cluster.folder, 'traffic.yaml')
  version++
  const options = { replicas: count, callReplicas: FEW, version: `${version}` }
  writeFileSync(path, trafficManifest(options))
  const deployed = await n1.polis('deploy', '-y', '-f', path)
  assert.equal(deployed.code, 0, deployed.stderr)
  await replicas(n1, 'traffic', count)
  await replicas(n1, 'calls', FEW)
}

async function done(node: NodeProcess, ...args: string[]): Promise<void> {
  const { code, stderr } = await node.polis(...args)
  assert.equal(code, 0, stderr)
}

/** Traffic through two nodes while `change` happens; nothing of it may fail. */
async function withoutLoss(t: TestContext, change: () => Promise<void>): Promise<void> {
  const traffic = [n2, n3].map(
    ({ host }) => new Traffic(t, { host, ratePerSecond: RATE, isDownloading: host === n2.host }),
  )
  await Promise.all(traffic.map(one => one.more(RATE)))
  const startedMs = performance.now()
  await change()
  const tookMs = performance.now() - startedMs
  await Promise.all(traffic.map(one => one.more(RATE)))
  const results = await Promise.all(traffic.map(one => one.stop()))
  t.diagnostic(`${seconds(tookMs)}; ${results.map(one => JSON.stringify(one.counts)).join(' ')}`)
  assert.deepEqual(
    results.flatMap(one => one.failures),
    [],
  )
}

/** The change, as often as is asked for; between two turns `back` restores what it needs. */
async function turns(t: TestContext, change: () => Promise<void>, back?: () => Promise<void>) {
  for (let turn = 1; turn <= TURNS; turn++) {
    await withoutLoss(t, change)
    if (turn < TURNS) await back?.()
  }
}

cluster.story(`scaling from ${MANY} to ${FEW} drops nothing`, async t => {
  const startedMs = performance.now()
  await deploy(MANY)
  t.diagnostic(`${MANY} replicas after ${seconds(performance.now() - startedMs)}`)
  const down = async () => {
    await done(n1, 'scale', `traffic=${FEW}`)
    await replicas(n1, 'traffic', FEW)
  }
  await turns(t, down, async () => {
    await done(n1, 'scale', `traffic=${MANY}`)
    await replicas(n1, 'traffic', MANY)
  })
})

cluster.story('a rolling update drops nothing', async t => {
  await turns(t, () => deploy(FEW))
})

cluster.story('draining a node drops nothing', async t => {
  const drain = async () => {
    await done(n1, 'node', 'drain', 'n3')
    await replicas(n1, 'traffic', FEW)
    await replicas(n1, 'calls', FEW)
  }
  await turns(t, drain, () => done(n1, 'node', 'uncordon', 'n3'))
})
