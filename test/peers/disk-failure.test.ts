/**
 * A disk that refuses, under real processes: strace makes the system calls of one node fail.
 *
 * Its Raft role ends at the first failure and tries nothing again, it says so in one line, and it
 * goes on with what it knew; the two others elect a leader and take writes. Restarted on a mended
 * disk it has everything.
 */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { after } from 'node:test'
import { type NodeProcess, TestCluster } from '../integration/cluster-process.ts'
import { leaderOf, settled, statusOf } from '../integration/cluster-view.ts'
import { eventually, seconds } from '../integration/eventually.ts'
import { requireTools } from './debian-tools.ts'

requireTools('strace')

const SETTLE_MS = 40_000
const cluster = await TestCluster.start(3)
after(() => cluster.stop())

const FAILURES = [
  ['a sync fails', 'fdatasync', 'EIO', /EIO|Input\/output error/],
  ['the disk is full', 'pwrite64', 'ENOSPC', /ENOSPC|No space left/],
] as const

let written = 0

for (const [what, call, errno, reason] of FAILURES) {
  cluster.story(`${what} at the leader: the others go on, and it shows what it knew`, async t => {
    await settled(cluster, 3)
    const victim = await leaderOf(cluster)
    const other = cluster.nodes.find(node => node !== victim)!
    // A node that tried again would meet one failure after another.
    const before = `v${++written}`
    await put(other, before)
    await eventually('the victim has it', SETTLE_MS, async () =>
      (await readStale(victim)) === before ? true : undefined,
    )
    const linesBefore = fatalLines(victim).length
    const strace = await inject(victim, call, errno)
    const failed = await eventually('a write is taken without it', SETTLE_MS, async () => {
      const next = `v${written + 1}`
      return (await put(other, next).catch(() => undefined)) && next
    })
    written++
    t.diagnostic(`written again ${seconds(failed.tookMs)} after the disk began to refuse`)
    await eventually('its role has ended', SETTLE_MS, () =>
      fatalLines(victim).length > linesBefore ? true : undefined,
    )
    assert.equal(await readStale(victim), before, 'a stale read is still answered')
    const { warnings } = await statusOf(victim)
    assert.match(warnings.join('; '), /the disk of this node failed/)
    await put(other, `v${++written}`)
    const lines = fatalLines(victim).slice(linesBefore)
    assert.equal(lines.length, 1, 'it says so in one line')
    assert.match(lines[0]!, /raft\/storage-failed/)
    assert.match(lines[0]!, reason)
    assert.ok(victim.isRunning)
    strace.kill('SIGINT')
    await once(strace, 'close')
    await victim.kill('SIGTERM')
    await victim.start()
    await eventually('it has everything', SETTLE_MS, async () =>
      (await readStale(victim)) === `v${written}` ? true : undefined,
    )
  })
}

/** Makes a system call of a running node fail from now on; answers strace, once it is attached. */
async function inject(node: NodeProcess, call: string, errno: string): Promise<ChildProcess> {
  const args = ['-f', '-p', String(node.pid), '-e', `trace=${call}`]
  const strace = spawn('strace', [...args, '-e', `inject=${call}:error=${errno}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  after(() => strace.kill('SIGINT'))
  let said = ''
  strace.stderr!.setEncoding('utf8').on('data', text => {
    said += text
  })
  await eventually('strace is attached', SETTLE_MS, () =>
    /attached/.test(said) ? true : undefined,
  )
  return strace
}

function fatalLines(node: NodeProcess): string[] {
  return node.log.filter(line => line.includes('raft has stopped'))
}

async function put(node: NodeProcess, value: string): Promise<true> {
  const done = await node.polis('kv', 'put', 'disk', value)
  assert.equal(done.code, 0, done.stderr)
  return true
}

async function readStale(node: NodeProcess): Promise<string | undefined> {
  const query = { consistency: 'stale' }
  const { bytes } = await node.client.bytes('GET', '/v1/kv/disk', { query })
  return bytes.toString()
}
