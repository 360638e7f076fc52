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
import { replicas, settled, tasksOf } from './cluster-view.ts'
import { eventually, seconds } from './eventually.ts'
import { failuresOf, RequestLoop } from './request-loop.ts'
import { Traffic } from './traffic.ts'
import { trafficManifest } from './traffic-app.ts'

const TURNS = Number(process.env['POLIS_ZERO_DROP_TURNS'] ?? 1)
/** Requests a second through each of the two nodes. */
const RATE = 40
/** A request that left this soon after a kill may have met the connection before its end was read. */
const IN_FLIGHT_MS = 100
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
  // Each story can be told by itself.
  if (version === 0) await deploy(FEW)
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

cluster.story('new data threads drop nothing', async t => {
  await turns(t, async () => {
    // Those of the turn before have ended what they had, or the reload is refused.
    await eventually('the data threads are replaced', 20_000, async () => {
      const { code } = await n2.polis('lb', 'reload')
      return code === 0 ? true : undefined
    })
  })
})

cluster.story('another process of the same node drops nothing', async t => {
  await turns(t, async () => {
    const upgraded = await n2.upgrade()
    assert.equal(upgraded.code, 0, upgraded.stderr)
    await settled(cluster, 3)
  })
})

cluster.story(
  'an endpoint that is killed fails what is in flight on it and nothing else',
  async t => {
    await done(n1, 'node', 'uncordon', 'n3')
    await deploy(MANY)
    const loops = [n2, n3].map(
      ({ host }) => new RequestLoop(t, { host, ratePerSecond: RATE, methods: ['GET', 'POST'] }),
    )
    await Promise.all(loops.map(loop => loop.more(RATE)))
    const [task] = await tasksOf(n1, 'traffic')
    const home = cluster.nodes.find(node => node.taskPids().has(task!.id))!
    const killedMs = performance.now()
    process.kill(-home.taskPids().get(task!.id)!, 'SIGKILL')
    await Promise.all(loops.map(loop => loop.more(RATE)))
    const outcomes = (await Promise.all(loops.map(loop => loop.stop()))).flat()
    const failed = failuresOf(outcomes)
    for (const { method, startedMs, endedMs } of failed) {
      assert.equal(method, 'POST', 'what may be sent again was')
      assert.ok(startedMs <= killedMs + IN_FLIGHT_MS && endedMs >= killedMs, 'it was in flight')
    }
    t.diagnostic(`${outcomes.length} requests, ${failed.length} POST in flight failed`)
  },
)
