/** `polis prove deploy`: it passes where nothing is dropped, and fails where something is. */

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { TestCluster } from './cluster-process.ts'
import { replicas, settled } from './cluster-view.ts'
import { witnessManifest } from './witness.ts'

const RATE = '100'

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)
const [n1] = cluster.nodes as [(typeof cluster.nodes)[0]]

cluster.story('nothing can be proved of a service that does not run', async () => {
  const manifest = witnessManifest({ folder: cluster.folder, replicas: 2 })
  const proved = await n1.polis('prove', 'deploy', '-f', manifest)
  assert.equal(proved.code, 1)
  assert.match(proved.stderr, /no service of stack witness is published over HTTP and healthy/)
  assert.equal((await n1.polis('deploy', '-y', '-f', manifest)).code, 0)
  await replicas(n1, 'witness', 2)
})

cluster.story('a rolling update is proved to drop nothing', async t => {
  const manifest = witnessManifest({ folder: cluster.folder, replicas: 2, version: '2' })
  const proved = await n1.polis('prove', 'deploy', '-f', manifest, '--rate', RATE, '-o', 'json')
  assert.equal(proved.code, 0, proved.stderr)
  type Ledger = { phases: { phase: string; sent: number; answered: number; dropped: number }[] }
  const { phases } = JSON.parse(proved.stdout) as Ledger
  assert.deepEqual(
    phases.map(({ phase, dropped }) => [phase, dropped]),
    [
      ['before', 0],
      ['change', 0],
      ['after', 0],
    ],
  )
  for (const { sent, answered } of phases) {
    assert.equal(answered, sent)
    assert.ok(sent > Number(RATE) / 2, `${sent} sent`)
  }
  t.diagnostic(JSON.stringify(phases))
})

cluster.story('an update that stops its only replica first is shown to drop requests', async () => {
  const deploy = { replicas: 1, update_config: { order: 'stop-first', monitor: '1s' } }
  const options = { folder: cluster.folder, replicas: 1, version: '3', extra: { deploy } }
  const proved = await n1.polis('prove', 'deploy', '-f', witnessManifest(options), '--rate', RATE)
  assert.equal(proved.code, 1, proved.stderr)
  assert.match(proved.stderr, /requests were dropped: .*status 503/)
  assert.match(proved.stdout, /^change +\d+ +\d+ +\d+ +[1-9]/m)
})
