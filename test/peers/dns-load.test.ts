/**
 * DNS of a live cluster under load, and without a quorum: asked by dnsperf and dig.
 */

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type NodeProcess, TestCluster } from '../integration/cluster-process.ts'
import { settled } from '../integration/cluster-view.ts'
import { eventually } from '../integration/eventually.ts'
import { requireTools, runTool } from './debian-tools.ts'
import { digAt, digText } from './dig.ts'

requireTools('dig', 'dnsperf')

const DNS_PORT = 7053
const SECONDS = 3
const SPREAD_MS = 20_000
/** Without a leader for so long, answers say that they may be stale; with room. */
const STALE_MS = 30_000

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
await settled(cluster, 3)
const [n1, n2, n3] = cluster.nodes as [NodeProcess, NodeProcess, NodeProcess]

cluster.story('no question of a load is lost or wrongly denied, on any node', async t => {
  await n1.polis('service', 'put', 'db', '--port', '5432')
  for (const i of [1, 2, 3]) await n1.polis('endpoint', 'put', 'db', `e${i}`, `10.20.0.${i}:5432`)
  for (const node of cluster.nodes) {
    await eventually(`${node.name} knows db`, SPREAD_MS, async () => {
      const { answer } = await digAt(node.host, DNS_PORT, 'db.polis')
      return answer.length === 3 ? true : undefined
    })
    const questions = [
      'db.polis A',
      'db.default.svc.polis A',
      'db.polis SRV',
      `${node.name}.node.polis A`,
    ]
    const where = ['-s', node.host, '-p', `${DNS_PORT}`, '-e', '-c', '4', '-q', '50']
    const file = join(cluster.folder, `questions-${node.name}`)
    writeFileSync(file, `${questions.join('\n')}\n`)
    const args = [...where, '-l', `${SECONDS}`, '-d', file]
    const { code, stdout, stderr } = await runTool('dnsperf', args)
    const report = stdout.toString()
    assert.equal(code, 0, stderr)
    assert.match(report, /Queries lost:\s+0 /, report)
    assert.match(report, /Response codes:\s+NOERROR \d+ \(100.00%\)/, report)
    t.diagnostic(`${node.name}: ${/Queries per second:\s+[\d.]+/.exec(report)?.[0]}`)
  }
})

cluster.story('without a quorum a node answers on, and says that it may be stale', async () => {
  const before = await digText(n1.host, DNS_PORT, 'db.polis')
  assert.doesNotMatch(before.text, /EDE/)
  for (const node of [n2, n3]) await node.kill('SIGKILL')
  await delay(1_000)
  assert.equal((await digAt(n1.host, DNS_PORT, 'n1.node.polis')).answer.length, 1)
  await eventually('n1 says so', STALE_MS, async () => {
    const { text } = await digText(n1.host, DNS_PORT, 'n1.node.polis')
    return /EDE: 3 \(Stale Answer\): \(no leader for \d+ s\)/.test(text) ? true : undefined
  })
  assert.equal((await digAt(n1.host, DNS_PORT, 'n1.node.polis')).status, 'NOERROR')
})
