/**
 * The autoscaler of a whole cluster under real requests: up with the load, through the death of the
 * leader, down to nothing, and back for one request that its balancer holds meanwhile.
 */

import assert from 'node:assert/strict'
import { after, type TestContext } from 'node:test'
import type { ServiceView } from '@polis/api'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { leaderOf, replicas, settled } from './cluster-view.ts'
import { BOUND_MARGIN, eventually, seconds } from './eventually.ts'
import { RequestLoop } from './request-loop.ts'
import { witnessManifest } from './witness.ts'

/** Between two evaluations, and what a replica needs until it serves. */
const INTERVAL_MS = 5_000
const START_UP_MS = 3_000
/** Zero requests in the averages (10 s), then the window and the cooldown of the policy. */
const DOWN_MS = 20_000

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)

type Decision = {
  readonly service: string
  readonly from: number
  readonly to: number
  readonly reason: string
  readonly inputs: unknown
}

async function history(node: NodeProcess): Promise<Decision[]> {
  return (await node.client.call<Decision[]>('GET', '/v1/autoscale/history')).value
}

/** Waits until `count` accepts the number of replicas that is asked for. */
function wanted(node: NodeProcess, timeoutMs: number, count: (replicas: number) => boolean) {
  return eventually('the count changes', timeoutMs * BOUND_MARGIN, async () => {
    const { value } = await node.client.call<ServiceView>('GET', '/v1/services/witness')
    return count(value.replicas ?? 0) ? value.replicas : undefined
  })
}

/** Pushes an idle queue every half second, through a node that need not lead. */
function pushIdleQueue(t: TestContext, node: NodeProcess): void {
  const body = { custom: { queue_depth: 0 } }
  const pushing = setInterval(() => {
    // What it cannot pass on while there is no leader is sent again in half a second.
    node.client.call('POST', '/v1/services/witness/metrics', { body }).catch(() => undefined)
  }, 500)
  t.after(() => clearInterval(pushing))
}

cluster.story('the count follows the load, whoever leads, to nothing and back', async t => {
  const leader = await leaderOf(cluster)
  const [entry, other] = cluster.nodes.filter(node => node !== leader) as [NodeProcess, NodeProcess]
  const manifest = witnessManifest({
    folder: cluster.folder,
    replicas: 1,
    extra: {
      'x-autoscale': {
        ...{ min: 0, max: 5, rps: 10, custom: [{ metric: 'queue_depth', target: 30 }] },
        ...{ scaleUpCooldown: '1s', scaleDownCooldown: '2s', stabilizationDown: '5s' },
      },
    },
  })
  const deployed = await entry.polis('deploy', '-y', '-f', manifest)
  assert.equal(deployed.code, 0, deployed.stderr)
  pushIdleQueue(t, other)

  const load = new RequestLoop(t, { host: entry.host, ratePerSecond: 45 })
  const raised = await wanted(entry, INTERVAL_MS + START_UP_MS, count => count > 1)
  t.diagnostic(`a load step raised the count after ${seconds(raised.tookMs)}`)

  await leader.kill('SIGKILL')
  const grown = await wanted(entry, 2 * INTERVAL_MS, count => count === 5)
  t.diagnostic(`five wanted ${seconds(grown.tookMs)} after the leader was killed in between`)
  await leader.start()
  await replicas(entry, 'witness', 5)
  await load.stop()
  const changes = await history(entry)
  assert.ok(
    changes.every(({ from, to }) => to > from),
    'nothing shrank under load',
  )
  assert.equal(changes[0]!.to, 5)
  assert.ok(changes.length > 1, 'one leader began what another one finished')
  assert.match(JSON.stringify(changes[0]!.inputs), /"metric":"rps","target":10,"value":\d/)
  assert.match(JSON.stringify(changes[0]!.inputs), /"metric":"queue_depth","target":30,"value":0/)

  const idle = await wanted(entry, DOWN_MS, count => count === 0)
  t.diagnostic(`back to nothing ${seconds(idle.tookMs)} after the load`)
  await replicas(entry, 'witness', 0)

  const asked = performance.now()
  const answer = await fetch(`http://${entry.host}:8080/once`)
  assert.equal(answer.status, 200, await answer.text())
  t.diagnostic(
    `a request to nobody was held and answered after ${seconds(performance.now() - asked)}`,
  )
  const [awoken] = await history(other)
  assert.deepEqual([awoken?.from, awoken?.to], [0, 1])
  assert.match(awoken!.reason, /^rps .* wants 1/)
  await wanted(entry, DOWN_MS, count => count === 0)
})

cluster.story('what was decided is told by every node', async () => {
  const [n1, n2, n3] = cluster.nodes as [NodeProcess, NodeProcess, NodeProcess]
  const told = await n2.polis('autoscale', 'history', 'witness')
  const changes = await history(n3)
  assert.equal(told.stdout.trim().split('\n').length, changes.length + 1, told.stdout)
  assert.match(told.stdout, /witness\s+0 -> 1/)
  await eventually('the next evaluation is kept', INTERVAL_MS * BOUND_MARGIN, async () => {
    const { stdout } = await n3.polis('autoscale', 'history', 'witness', '--all')
    return /witness\s+0\s+rps 0 per replica, target 10: wants 0/.test(stdout) || undefined
  })
  const listed = await n1.polis('autoscale', 'ls')
  assert.match(listed.stdout, /witness\s+0\s+0-5\s+rps=10 queue_depth=30\s+\d+s\s+\S/)
  const explained = await n1.polis('explain', 'witness')
  assert.match(explained.stdout, /policy witness: .*seen by n\d/)
})

cluster.story('what was recorded is replayed, and sizes are advised from it', async () => {
  const [n1, n2, n3] = cluster.nodes as [NodeProcess, NodeProcess, NodeProcess]
  const replayed = await n2.polis('autoscale', 'backtest', '--service', 'witness')
  assert.match(
    replayed.stdout,
    /^\d+ points over .*\npolicy +target .*\nhpa .*\npolis .*\npolis-predict .*\nwitness +10 /,
  )
  const none = await n1.polis('autoscale', 'backtest', '--service', 'nobody')
  assert.deepEqual([none.code, none.stdout], [3, ''])
  const both = [n1, n3].map(node => node.polis('autoscale', 'advise', 'witness'))
  for (const { stdout } of await Promise.all(both)) {
    assert.match(
      stdout,
      /witness +cpu +p95 \d+m +- -> \d+m +- +low +\d+ samples of single replicas/,
    )
    assert.match(stdout, /witness +memory +peak \d+M +- -> \d+M +- +low/)
  }
})

cluster.story('a policy is changed, paused and ended by commands', async () => {
  const [n1, n2] = cluster.nodes as [NodeProcess, NodeProcess]
  const tried = await n2.polis('autoscale', 'witness', '--rps', '20', '--cpu', '70', '--dry-run')
  assert.match(
    tried.stdout,
    /autoscale\.cpu: undefined → 70\n\s+autoscale\.rps: 10 → 20\nnot applied/,
  )
  const changed = await n2.polis(
    'autoscale',
    'witness',
    '--rps',
    '20',
    '--custom',
    'queue_depth=none',
  )
  assert.equal(changed.code, 0, changed.stderr)
  assert.match((await n1.polis('autoscale', 'ls')).stdout, /witness\s+0\s+0-5\s+rps=20\s/)
  const paused = await n1.polis('autoscale', 'pause', 'witness')
  assert.match(paused.stdout, /autoscale\.isPaused: undefined → true/)
  const resumed = await n1.polis('autoscale', 'resume', 'witness')
  assert.match(resumed.stdout, /autoscale\.isPaused: true → undefined/)
  const bad = await n1.polis('autoscale', 'witness', '--min', '9')
  assert.deepEqual(
    [bad.code, /min \(9\) is above max \(5\)/.test(bad.stderr)],
    [2, true],
    bad.stderr,
  )
  assert.equal((await n1.polis('autoscale', 'witness', '--off')).code, 0)
  assert.equal((await n2.polis('autoscale', 'ls', '-o', 'name')).stdout.trim(), '')
})
