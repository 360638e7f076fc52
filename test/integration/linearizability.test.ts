/**
 * Clients read, write and compare-and-set a few keys on real nodes whose leader is killed again and
 * again: there must be one order of all operations that explains what every client was told.
 */

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { checkLinearizable, describeVerdict, LINEARIZABILITY_STEPS_MAX } from '@polis/simulator'
import { TestCluster } from './cluster-process.ts'
import { leaderOf, settled } from './cluster-view.ts'
import { eventually } from './eventually.ts'
import { KvClients } from './kv-clients.ts'

const isFull = process.env['POLIS_TEST_SIZE'] === 'full'
const KILLS = isFull ? 8 : 2
const CLIENTS = 6
const KEYS = ['a', 'b', 'c', 'd']
/** Between two deeds clients must get this many answers: the cluster serves again. */
const ANSWERS = isFull ? 150 : 50
const SERVES_MS = 40_000

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)

cluster.story(`the leader is killed ${KILLS} times and every answer fits one order`, async t => {
  const clients = new KvClients(cluster.nodes, KEYS, CLIENTS)
  const served = async () => {
    const enough = clients.answered + ANSWERS
    await eventually('clients are served', SERVES_MS, () => clients.answered >= enough || undefined)
  }
  try {
    await served()
    for (let i = 0; i < KILLS; i++) {
      const leader = await leaderOf(cluster)
      await leader.kill('SIGKILL')
      await served()
      if (i === KILLS - 1) break
      await leader.start()
      await settled(cluster, 3)
      await served()
    }
  } finally {
    await clients.stop()
  }
  const operations = await clients.stop()
  const startedMs = performance.now()
  const verdict = checkLinearizable(operations, LINEARIZABILITY_STEPS_MAX)
  const tookMs = performance.now() - startedMs
  const unknown = operations.filter(({ answer }) => answer.kind === 'unknown').length
  const refused = operations.filter(({ answer }) => answer.kind === 'refused').length
  t.diagnostic(`${operations.length} operations, ${unknown} of unknown outcome, ${refused} refused`)
  t.diagnostic(`${verdict.steps} steps in ${tookMs.toFixed(0)} ms`)
  assert.equal(describeVerdict(verdict), 'ok')
  assert.ok(refused > 0, "clients were in each other's way")
})
