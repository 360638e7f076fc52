/**
 * Nodes are killed under a running service: the leader, a whole machine, the node process alone,
 * and all of them at once.
 */

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { healthyOf, idsOf, leaderOf, replicas, settled, tasksOf } from './cluster-view.ts'
import { BOUND_MARGIN, eventually, seconds } from './eventually.ts'
import { describeFailures, failuresOf, type Outcome, RequestLoop } from './request-loop.ts'
import { witnessed, witnessManifest } from './witness.ts'

const REPLICAS = 5
const RATE = 200
/** A node that is dead for so long loses its tasks. */
const LOST_AFTER_MS = 5_000
const isFull = process.env['POLIS_TEST_SIZE'] === 'full'

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)
const { folder } = cluster

/** The others, as seen from `node`. */
function others(node: NodeProcess): NodeProcess[] {
  return cluster.nodes.filter(other => other !== node)
}

function assertNoFailure(outcomes: readonly Outcome[]): void {
  assert.ok(outcomes.length > RATE, `${outcomes.length} requests`)
  assert.equal(describeFailures(failuresOf(outcomes)), '')
}

cluster.story('the leader is killed and a write commits within 2 s', async t => {
  for (let i = 0; i < (isFull ? 5 : 1); i++) {
    const leader = await leaderOf(cluster)
    const [follower] = others(leader)
    await leader.kill('SIGKILL')
    const startedMs = performance.now()
    await follower!.client.call('PUT', '/v1/kv/after-the-leader', { body: `round ${i}` })
    const tookMs = performance.now() - startedMs
    t.diagnostic(`a write committed ${seconds(tookMs)} after the leader was killed`)
    assert.ok(tookMs < 2_000 * BOUND_MARGIN, seconds(tookMs))
    await leader.start()
    await settled(cluster, 3)
    const { bytes } = await leader.client.bytes('GET', '/v1/kv/after-the-leader')
    assert.equal(bytes.toString(), `round ${i}`)
  }
})

cluster.story('a service of five replicas is deployed', async () => {
  const manifest = witnessManifest({ folder, replicas: REPLICAS })
  const deployed = await cluster.nodes[0]!.polis('deploy', '-y', '-f', manifest)
  assert.equal(deployed.code, 0, deployed.stderr)
  await replicas(cluster.nodes[0]!, 'witness', REPLICAS)
})

cluster.story('a machine is lost: its tasks run elsewhere, others lose no request', async t => {
  const leader = await leaderOf(cluster)
  const [victim, entrance] = others(leader).toSorted(
    (a, b) => b.taskPids().size - a.taskPids().size,
  ) as [NodeProcess, NodeProcess]
  const loop = new RequestLoop(t, {
    host: entrance.host,
    ratePerSecond: RATE,
    methods: ['GET', 'POST'],
  })
  await loop.more(RATE)
  const killStartedMs = performance.now()
  const killed = await victim.killMachine()
  const killEndedMs = performance.now()
  assert.ok(killed.length > 0, 'the machine ran tasks')
  const { tookMs } = await eventually(
    'all tasks run elsewhere',
    10_000 * BOUND_MARGIN,
    async () => {
      const healthy = healthyOf(await tasksOf(entrance, 'witness'))
      const isElsewhere = healthy.every(({ node }) => node !== victim.name)
      return isElsewhere && healthy.length === REPLICAS ? true : undefined
    },
  )
  t.diagnostic(`${killed.length} tasks ran elsewhere ${seconds(tookMs)} after their machine died`)
  const outcomes = await loop.stop()
  const failures = failuresOf(outcomes)
  t.diagnostic(`${failures.length} of ${outcomes.length} requests failed`)
  const byKilled = killed.map(id => witnessed(folder, id))
  const byLiving = (await tasksOf(entrance, 'witness')).map(({ id }) => witnessed(folder, id))
  const unexcused = failures.filter(({ id, startedMs, endedMs }) => {
    const wasUnderWay = startedMs <= killEndedMs && endedMs >= killStartedMs
    const wasOnKilled = byKilled.some(ids => ids.has(id)) || !byLiving.some(ids => ids.has(id))
    return !wasUnderWay || !wasOnKilled
  })
  const window = `killed in [${killStartedMs.toFixed(0)}, ${killEndedMs.toFixed(0)}] ms`
  assert.equal(unexcused.length, 0, `${window}:\n${describeFailures(unexcused)}`)
  await victim.ended()
  await victim.start()
  await settled(cluster, 3)
  await replicas(victim, 'witness', REPLICAS)
})

cluster.story('a node process dies and returns at once: its tasks never stop', async t => {
  const victim = await leaderOf(cluster)
  const [entrance] = others(victim) as [NodeProcess]
  await spread(victim)
  const before = idsOf(await tasksOf(entrance, 'witness'))
  const pids = victim.taskPids()
  const loop = new RequestLoop(t, {
    host: entrance.host,
    ratePerSecond: RATE,
    methods: ['GET', 'POST'],
  })
  await loop.more(RATE / 2)
  await victim.kill('SIGKILL')
  const startedMs = performance.now()
  await victim.start()
  const backMs = performance.now() - startedMs
  t.diagnostic(`back after ${seconds(backMs)}`)
  await settled(cluster, 3)
  const after = idsOf((await replicas(victim, 'witness', REPLICAS)).value)
  await loop.more(RATE / 2)
  assertNoFailure(await loop.stop())
  // On a machine so busy that this took longer, some tasks may have been given up meanwhile.
  if (backMs < LOST_AFTER_MS) assert.deepEqual(after, before)
  for (const [id, pid] of pids) {
    if (after.includes(id)) assert.equal(victim.taskPids().get(id), pid, `${id} was adopted`)
  }
})

cluster.story(
  'a node process dies for long: what was replaced is stopped on its return',
  async t => {
    const leader = await leaderOf(cluster)
    const [victim, entrance] = others(leader) as [NodeProcess, NodeProcess]
    await spread(victim)
    const before = await tasksOf(entrance, 'witness')
    const pids = victim.taskPids()
    const survivors = idsOf(before).filter(id => !pids.has(id))
    const loop = new RequestLoop(t, {
      host: entrance.host,
      ratePerSecond: RATE,
      methods: ['GET', 'POST'],
    })
    await loop.more(RATE / 2)
    await victim.kill('SIGKILL')
    const { tookMs } = await eventually(
      'its tasks are replaced',
      10_000 * BOUND_MARGIN,
      async () => {
        const healthy = healthyOf(await tasksOf(entrance, 'witness'))
        const isElsewhere = healthy.every(({ node }) => node !== victim.name)
        return isElsewhere && healthy.length === REPLICAS ? true : undefined
      },
    )
    t.diagnostic(`replaced after ${seconds(tookMs)}`)
    assert.deepEqual(victim.taskPids(), pids, 'without their node they go on')
    await victim.start()
    const { tookMs: stoppedMs } = await eventually('it stops what was replaced', 20_000, () =>
      [...pids].some(([id, pid]) => victim.taskPids().get(id) === pid) ? undefined : true,
    )
    t.diagnostic(`stopped ${pids.size} tasks ${seconds(stoppedMs)} after it was ready again`)
    await settled(cluster, 3)
    const { value: tasks } = await replicas(entrance, 'witness', REPLICAS)
    await loop.more(RATE / 2)
    assertNoFailure(await loop.stop())
    for (const id of survivors) assert.ok(idsOf(tasks).includes(id), `${id} was left alone`)
  },
)

/** Makes sure that `node` runs some of the tasks, by letting the cluster place them anew. */
async function spread(node: NodeProcess): Promise<void> {
  if (node.taskPids().size > 0) return
  for (const count of [1, REPLICAS]) {
    assert.equal((await node.polis('scale', `witness=${count}`)).code, 0)
    await replicas(node, 'witness', count)
  }
  assert.ok(node.taskPids().size > 0, `${node.name} got tasks`)
}

cluster.story('all nodes are killed at once and every acknowledged write is there', async t => {
  const before = idsOf(await tasksOf(cluster.nodes[0]!, 'witness'))
  const acknowledged = new Map<string, string>()
  let isWriting = true
  const writers = cluster.nodes.flatMap(node =>
    [1, 2].map(async writer => {
      for (let i = 0; isWriting; i++) {
        const key = `${node.name}-${writer}-${i}`
        const body = `value of ${key}`
        try {
          await node.client.call('PUT', `/v1/kv/${key}`, { body })
        } catch (error) {
          // The nodes are killed under it: what was not acknowledged is not promised.
          if (isWriting) throw error
          return
        }
        acknowledged.set(key, body)
      }
    }),
  )
  await delay(isFull ? 10_000 : 1_500)
  isWriting = false
  for (const node of cluster.nodes) node.signal('SIGKILL')
  await Promise.all(cluster.nodes.map(node => node.ended()))
  await Promise.all(writers)
  assert.ok(acknowledged.size > 50, `${acknowledged.size} writes`)
  const startedMs = performance.now()
  await Promise.all(cluster.nodes.map(node => node.start()))
  t.diagnostic(`all nodes ready again after ${seconds(performance.now() - startedMs)}`)
  await settled(cluster, 3)
  t.diagnostic(`one cluster again after ${seconds(performance.now() - startedMs)}`)
  for (const node of cluster.nodes) {
    for (const [key, value] of acknowledged) {
      const consistency = node === cluster.nodes[0] ? 'linearizable' : 'stale'
      const { bytes } = await node.client.bytes('GET', `/v1/kv/${key}`, { query: { consistency } })
      assert.equal(bytes.toString(), value, key)
    }
  }
  t.diagnostic(`${acknowledged.size} acknowledged writes are on every node`)
  const { value: tasks } = await replicas(cluster.nodes[0]!, 'witness', REPLICAS)
  assert.deepEqual(idsOf(tasks), before, 'the tasks ran on and were adopted')
  const loop = new RequestLoop(t, { host: cluster.nodes[1]!.host, ratePerSecond: RATE })
  await loop.more(RATE + 1)
  assertNoFailure(await loop.stop())
})
