/**
 * Twenty rolling updates at a thousand requests a second, by `polis prove deploy`: none may fail.
 *
 *     POLIS_ROLLING_TURNS=20 POLIS_ROLLING_RATE=1000 node --test test/long/rolling-update.test.ts
 */

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { TestCluster } from '../integration/cluster-process.ts'
import { replicas, settled } from '../integration/cluster-view.ts'
import { witnessManifest } from '../integration/witness.ts'

const TURNS = Number(process.env['POLIS_ROLLING_TURNS'] ?? 20)
const RATE = process.env['POLIS_ROLLING_RATE'] ?? '1000'
const REPLICAS = 3

type Phase = { readonly phase: string; readonly sent: number; readonly dropped: number }

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)
const [n1] = cluster.nodes as [(typeof cluster.nodes)[0]]
const manifest = (version: string) =>
  witnessManifest({ folder: cluster.folder, replicas: REPLICAS, version, pauseMs: 10 })

cluster.story(`${TURNS} rolling updates at ${RATE} requests a second drop nothing`, async t => {
  assert.equal((await n1.polis('deploy', '-y', '-f', manifest('0'))).code, 0)
  await replicas(n1, 'witness', REPLICAS)
  let sent = 0
  for (let turn = 1; turn <= TURNS; turn++) {
    const flags = ['-f', manifest(`${turn}`), '--rate', RATE, '-o', 'json']
    const proved = await n1.polis('prove', 'deploy', ...flags)
    assert.equal(proved.code, 0, `turn ${turn}: ${proved.stderr}`)
    const { phases } = JSON.parse(proved.stdout) as { phases: Phase[] }
    sent += phases.reduce((sum, phase) => sum + phase.sent, 0)
    for (const { dropped } of phases) assert.equal(dropped, 0)
    t.diagnostic(`turn ${turn}: ${phases.map(phase => `${phase.phase} ${phase.sent}`).join(', ')}`)
  }
  t.diagnostic(`${sent} requests, none dropped`)
})
