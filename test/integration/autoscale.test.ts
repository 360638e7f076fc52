/** The autoscaler of a whole cluster follows the load that its applications report. */

import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { ServiceView } from '@polis/api'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { replicas, settled } from './cluster-view.ts'
import { BOUND_MARGIN, eventually, seconds } from './eventually.ts'
import { witnessManifest } from './witness.ts'

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)
const [n1, n2, n3] = cluster.nodes as [NodeProcess, NodeProcess, NodeProcess]

type Decision = {
  readonly service: string
  readonly from: number
  readonly to: number
  readonly reason: string
  readonly inputs: unknown
}

cluster.story('the autoscaler follows the requests per second that are reported', async t => {
  const extra = { 'x-autoscale': { min: 2, max: 4, rps: 10, scaleUpCooldown: '1s' } }
  const manifest = witnessManifest({ folder: cluster.folder, replicas: 2, extra })
  const deployed = await n1.polis('deploy', '-y', '-f', manifest)
  assert.equal(deployed.code, 0, deployed.stderr)
  await replicas(n1, 'witness', 2)
  const startedMs = performance.now()
  const pushing = setInterval(() => {
    // Every node takes samples; what it cannot pass on is sent again in half a second.
    n2.client
      .call('POST', '/v1/services/witness/metrics', { body: { requestsPerSecond: 40 } })
      .catch(() => undefined)
  }, 500)
  try {
    await eventually('four replicas are wanted', 10_000 * BOUND_MARGIN, async () => {
      const { value } = await n3.client.call<ServiceView>('GET', '/v1/services/witness')
      return value.replicas === 4 ? true : undefined
    })
    t.diagnostic(`scaled up ${seconds(performance.now() - startedMs)} after the load began`)
    await replicas(n1, 'witness', 4)
    t.diagnostic(`four replicas healthy after ${seconds(performance.now() - startedMs)}`)
    await eventually('the next evaluation is kept', 10_000 * BOUND_MARGIN, async () => {
      const { stdout } = await n3.polis('autoscale', 'history', 'witness', '--all')
      return /witness\s+4\s+rps 10 per replica, target 10: wants 4/.test(stdout) || undefined
    })
  } finally {
    clearInterval(pushing)
  }
  const { value: history } = await n3.client.call<Decision[]>('GET', '/v1/autoscale/history')
  const [latest] = history
  assert.equal(latest?.service, 'witness')
  assert.equal(history.at(-1)?.from, 2)
  assert.equal(latest?.to, 4)
  assert.match(JSON.stringify(history.at(-1)?.inputs), /"metric":"rps","target":10,"value":20/)
  assert.notEqual(latest?.reason, '')
  const told = await n2.polis('autoscale', 'history', 'witness')
  assert.equal(told.stdout.trim().split('\n').length, history.length + 1, told.stdout)
  assert.match(told.stdout, /witness\s+2 -> /)
  const listed = await n1.polis('autoscale', 'ls')
  assert.match(listed.stdout, /witness\s+4\s+2-4\s+rps=10\s+\d+s\s+\S/)
  const explained = await n1.polis('explain', 'witness')
  assert.match(explained.stdout, /policy witness: .*seen by n\d/)
})
