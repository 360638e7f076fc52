/**
 * Changes under load lose no request: scaling down, a rolling update, an update that fails and is
 * rolled back.
 *
 * The replicas end at once on SIGTERM and take 30 ms for an answer, so an endpoint that is stopped
 * before every balancer has let go of it fails requests.
 */

import assert from 'node:assert/strict'
import { after, type TestContext } from 'node:test'
import type { ServiceView } from '@polis/api'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { idsOf, replicas, settled, tasksOf } from './cluster-view.ts'
import { seconds } from './eventually.ts'
import { describeFailures, failuresOf, type Outcome, RequestLoop } from './request-loop.ts'
import { type WitnessOptions, witnessManifest } from './witness.ts'

const RATE = 200
const SCALE_ROUNDS = process.env['POLIS_TEST_SIZE'] === 'full' ? 3 : 1

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)
const [n1, n2, n3] = cluster.nodes as [NodeProcess, NodeProcess, NodeProcess]

function deploy(options: Omit<WitnessOptions, 'folder'>, ...flags: string[]) {
  const manifest = witnessManifest({ folder: cluster.folder, ...options })
  return n1.polis('deploy', '-y', '-f', manifest, ...flags)
}

/** Load through two nodes while `change` happens; answers all requests. */
async function underLoad(t: TestContext, change: () => Promise<void>): Promise<readonly Outcome[]> {
  const loops = [n2, n3].map(
    ({ host }) => new RequestLoop(t, { host, ratePerSecond: RATE / 2, methods: ['GET', 'POST'] }),
  )
  await Promise.all(loops.map(loop => loop.more(RATE / 4)))
  await change()
  await Promise.all(loops.map(loop => loop.more(RATE / 4)))
  await Promise.all(loops.map(loop => loop.stop()))
  return loops.flatMap(loop => loop.outcomes)
}

function assertNoFailure(outcomes: readonly Outcome[]): void {
  assert.ok(outcomes.length > RATE / 2, `${outcomes.length} requests`)
  assert.equal(describeFailures(failuresOf(outcomes)), '')
}

cluster.story('scaling from 5 to 2 loses no request', async t => {
  const deployed = await deploy({ replicas: 5 })
  assert.equal(deployed.code, 0, deployed.stderr)
  const { value: five } = await replicas(n1, 'witness', 5)
  for (let round = 1; round <= SCALE_ROUNDS; round++) {
    const outcomes = await underLoad(t, async () => {
      assert.equal((await n1.polis('scale', 'witness=2')).code, 0)
      const { tookMs, value: two } = await replicas(n1, 'witness', 2)
      t.diagnostic(`two replicas after ${seconds(tookMs)}`)
      if (round === 1) for (const id of idsOf(two)) assert.ok(idsOf(five).includes(id))
    })
    assertNoFailure(outcomes)
    t.diagnostic(`${outcomes.length} requests, none failed`)
    if (round === SCALE_ROUNDS) continue
    assert.equal((await n1.polis('scale', 'witness=5')).code, 0)
    await replicas(n1, 'witness', 5)
  }
})

cluster.story('a rolling update loses no request and replaces every replica', async t => {
  const before = idsOf(await tasksOf(n1, 'witness'))
  const outcomes = await underLoad(t, async () => {
    const deployed = await deploy({ replicas: 2, version: '2' })
    assert.equal(deployed.code, 0, deployed.stderr)
    t.diagnostic(`two replicas updated after ${seconds(deployed.tookMs)}`)
    const { value: tasks } = await replicas(n1, 'witness', 2)
    for (const id of idsOf(tasks)) assert.ok(!before.includes(id), `${id} is new`)
  })
  assertNoFailure(outcomes)
  const versions = outcomes
    .toSorted((a, b) => a.startedMs - b.startedMs)
    .map(o => o.answer?.version)
  assert.equal(versions[0], '1')
  assert.equal(versions.at(-1), '2')
  t.diagnostic(`${outcomes.length} requests, none failed`)
})

cluster.story('an update that never becomes healthy is rolled back without a loss', async t => {
  const before = idsOf(await tasksOf(n1, 'witness'))
  const outcomes = await underLoad(t, async () => {
    const deployed = await deploy({ replicas: 2, version: '3', upStatus: 500 })
    assert.equal(deployed.code, 8, deployed.stderr)
    assert.match(deployed.stderr, /not healthy/)
    t.diagnostic(`rolled back after ${seconds(deployed.tookMs)}`)
    const { value: tasks } = await replicas(n1, 'witness', 2)
    assert.deepEqual(idsOf(tasks), before, 'the healthy ones were left alone')
  })
  assertNoFailure(outcomes)
  for (const { answer } of outcomes) assert.equal(answer?.version, '2')
  const { value: service } = await n2.client.call<ServiceView>('GET', '/v1/services/witness')
  assert.equal(service.status.rollout, 'rolled-back')
})
