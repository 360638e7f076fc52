/**
 * A node's lives: it stops and returns without its tasks noticing, takes them along with `--dev`,
 * and three empty nodes that are started at once become one cluster.
 */

import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { idsOf, replicas, settled, statusOf, tasksOf } from './cluster-view.ts'
import { eventually, seconds } from './eventually.ts'
import { describeFailures, failuresOf, RequestLoop } from './request-loop.ts'
import { witnessManifest } from './witness.ts'

const RATE = 100
const SECRET = 'a secret that all three were given'

const cluster = await TestCluster.create()
after(() => cluster.stop())
const [n1, n2, n3] = [cluster.add(), cluster.add(), cluster.add()] as const

cluster.story('three empty nodes that are started at once are one cluster', async t => {
  const flags = cluster.nodes.flatMap(node => ['--join', node.host])
  const startedMs = performance.now()
  await Promise.all(
    cluster.nodes.map(node => node.start(['--bootstrap', '--join-token', SECRET, ...flags])),
  )
  await settled(cluster, 3)
  t.diagnostic(`one cluster after ${seconds(performance.now() - startedMs)}`)
  const ids = await Promise.all(cluster.nodes.map(async node => (await statusOf(node)).clusterId))
  assert.equal(new Set(ids).size, 1)
})

cluster.story('what a node keeps is for its owner alone', async () => {
  for (const { dataDir } of cluster.nodes) {
    assert.equal(statSync(dataDir).mode & 0o777, 0o700)
    for (const name of ['join-secret', 'polis.sock', 'identity.key']) {
      assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, name)
    }
  }
  const founders = cluster.nodes.filter(({ dataDir }) => existsSync(join(dataDir, 'admin-token')))
  assert.equal(founders.length, 1)
  assert.equal(statSync(join(founders[0]!.dataDir, 'admin-token')).mode & 0o777, 0o600)
})

cluster.story('a stopped node leaves its tasks running, and adopts them on its return', async t => {
  const manifest = witnessManifest({ folder: cluster.folder, replicas: 3 })
  assert.equal((await n2.polis('deploy', '-y', '-f', manifest)).code, 0)
  const before = idsOf((await replicas(n1, 'witness', 3)).value)
  const leader = (await statusOf(n1)).leader!.name
  const victim = cluster.nodes.find(({ name }) => name === leader)!
  const entrance = cluster.nodes.find(node => node !== victim)!
  const pids = victim.taskPids()
  assert.ok(pids.size > 0, 'it runs a task')
  const loop = new RequestLoop(t, {
    host: entrance.host,
    ratePerSecond: RATE,
    methods: ['GET', 'POST'],
  })
  await loop.more(RATE / 4)
  const stoppedMs = performance.now()
  assert.deepEqual(await victim.kill('SIGTERM'), { code: 0, signal: null })
  t.diagnostic(`stopped after ${seconds(performance.now() - stoppedMs)}`)
  assert.equal(existsSync(join(victim.dataDir, 'node.lock')), false)
  assert.deepEqual(victim.taskPids(), pids, 'its tasks go on')
  await loop.more(RATE)
  assert.deepEqual(idsOf(await tasksOf(entrance, 'witness')), before, 'nothing was moved')
  await victim.start()
  await settled(cluster, 3)
  const { value: tasks } = await replicas(entrance, 'witness', 3)
  await loop.more(RATE)
  const outcomes = await loop.stop()
  assert.equal(describeFailures(failuresOf(outcomes)), '')
  const answering = new Set(outcomes.slice(-RATE / 2).map(({ answer }) => answer?.task))
  assert.deepEqual(answering, new Set(before), 'every replica answers again')
  assert.deepEqual(idsOf(tasks), before)
  assert.deepEqual(victim.taskPids(), pids)
  t.diagnostic(`${outcomes.length} requests, none failed`)
})

cluster.story('a member that is started again needs no flags to find its cluster', async () => {
  await n3.kill('SIGTERM')
  await n3.start([])
  await settled(cluster, 3)
})

cluster.story('with --dev the tasks end with the node', async () => {
  const dev = cluster.add('dev')
  await dev.start(['--dev'])
  await runOne(dev)
  const pids = dev.taskPids()
  assert.equal(pids.size, 1)
  assert.deepEqual(await dev.kill('SIGTERM'), { code: 0, signal: null })
  assert.equal(dev.taskPids().size, 0)
})

cluster.story('a task that ended while its node was down is started again', async () => {
  const single = cluster.add('single')
  await single.start([])
  await runOne(single)
  await single.kill('SIGKILL')
  const [pid] = [...single.taskPids().values()]
  process.kill(-pid!, 'SIGKILL')
  await single.start([])
  await eventually('the task runs as another process', 20_000, async () => {
    const [now] = [...single.taskPids().values()]
    return now !== undefined && now !== pid ? true : undefined
  })
  await replicas(single, 'witness', 1)
})

async function runOne(node: NodeProcess): Promise<void> {
  const manifest = witnessManifest({ folder: cluster.folder, replicas: 1 })
  const deployed = await node.polis('deploy', '-y', '-f', manifest)
  assert.equal(deployed.code, 0, deployed.stderr)
  await replicas(node, 'witness', 1)
}
