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
import type { DataPlaneStats } from '@polis/balancer'
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

/** Slow requests through both nodes: two of each kind on every replica, as they are dealt in turn. */
function slowRequests(): { ends: () => number; all: Promise<Slow[]> } {
  let ended = 0
  const send = async (host: string, method: string) => {
    const { status } = await fetch(`http://${host}:8080/slow`, { method })
    ended++
    return { method, status }
  }
  const all = ['POST', 'GET'].flatMap(method =>
    [n2, n3].flatMap(({ host }) => Array.from({ length: 2 * MANY }, () => send(host, method))),
  )
  return { ends: () => ended, all: Promise.all(all) }
}
type Slow = { readonly method: string; readonly status: number }

/** What the balancers of both nodes have counted of `traffic`, and have in flight on `taskId`. */
async function counted(taskId: string) {
  const sums = { failures: 0, retries: 0, inFlight: 0 }
  for (const { client } of [n2, n3]) {
    const { value } = await client.call<DataPlaneStats>('GET', '/v1/lb')
    for (const { name, failures, retries, endpoints } of value.services) {
      if (name !== 'traffic') continue
      sums.failures += failures
      sums.retries += retries
      const own = endpoints.filter(({ id }) => id.startsWith(taskId))
      for (const { inFlight } of own) sums.inFlight += inFlight
    }
  }
  return sums
}

cluster.story(
  'an endpoint that is killed fails what is in flight on it and nothing else',
  async t => {
    await done(n1, 'node', 'uncordon', 'n3')
    await deploy(MANY)
    const loops = [n2, n3].map(
      ({ host }) => new RequestLoop(t, { host, ratePerSecond: RATE, methods: ['GET', 'POST'] }),
    )
    const [task] = await tasksOf(n1, 'traffic')
    const home = cluster.nodes.find(node => node.taskPids().has(task!.id))!
    const before = await counted(task!.id)
    // All of a batch are under way at once, else the next one is.
    const { value: slow } = await eventually('slow requests are in flight', 20_000, async () => {
      const batch = slowRequests()
      const { value } = await eventually('they are on their endpoints', 5_000, async () => {
        const { inFlight } = await counted(task!.id)
        return inFlight >= 8 || batch.ends() > 0 ? inFlight : undefined
      })
      if (batch.ends() === 0) return { all: batch.all, inFlight: value }
      await batch.all
      return undefined
    })
    const killedMs = performance.now()
    process.kill(-home.taskPids().get(task!.id)!, 'SIGKILL')
    const outcomes = await slow.all
    const others = failuresOf((await Promise.all(loops.map(loop => loop.stop()))).flat())
    const failed = outcomes.filter(({ status }) => status !== 200)
    t.diagnostic(
      `${slow.inFlight} in flight; ${failed.length} slow POST and ${others.length} others failed`,
    )
    assert.ok(failed.length >= 2, 'both balancers had a POST there')
    for (const { method, status } of failed) assert.deepEqual([method, status], ['POST', 502])
    for (const { method, status, startedMs, endedMs } of others) {
      assert.deepEqual([method, status], ['POST', 502], 'what may be sent again was')
      assert.ok(startedMs <= killedMs + IN_FLIGHT_MS && endedMs >= killedMs, 'it was in flight')
    }
    const after = await counted(task!.id)
    assert.equal(after.failures - before.failures, failed.length + others.length)
    assert.ok(after.retries - before.retries >= 2, 'GETs were answered by others')
  },
)
