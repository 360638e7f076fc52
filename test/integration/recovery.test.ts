/**
 * Disasters: a snapshot is saved and founds another cluster, a quorum is lost and one survivor goes
 * on, a single voter's log is damaged.
 */

import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import type { ClusterStatus } from '@polis/api'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { replicas, settled, statusOf, tasksOf } from './cluster-view.ts'
import { eventually, seconds } from './eventually.ts'
import { EXAMPLES, polis } from './polis-command.ts'

const MANIFEST = join(EXAMPLES, 'hello/compose.yaml')
const REPLICAS = 3
/** Tasks of nodes that are gone are replaced within this time, on a busy machine. */
const REPLACED_MS = 60_000

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
const [n1, n2, n3] = cluster.nodes as [NodeProcess, NodeProcess, NodeProcess]
const file = join(cluster.folder, 'backup.snap')
const copy = cluster.add('copy')
await eventually('three voters', 40_000, async () => {
  const { raft } = await statusOf(n1)
  return raft.voters.length === 3 || undefined
})

/** Runs a command on the data directory of a stopped node. */
function onDataOf(node: NodeProcess, ...args: string[]) {
  return polis([...args, '--data-dir', node.dataDir])
}

/** Tries to start a node that must not run, and answers how that ended. */
function startInVain(node: NodeProcess) {
  return polis([
    ...['up', '--name', node.name, '--bind', node.host, '--data-dir', node.dataDir],
    ...['--allow-process', '--log-level', 'silent'],
  ])
}

async function put(node: NodeProcess, key: string, value: string): Promise<void> {
  await node.client.call('PUT', `/v1/kv/${key}`, { body: value })
}

async function get(node: NodeProcess, key: string): Promise<string> {
  return (await node.client.bytes('GET', `/v1/kv/${key}`)).bytes.toString()
}

cluster.story(
  'a snapshot saved while writes go on has all that was acknowledged before',
  async () => {
    const deployed = await n1.polis('deploy', '-y', '-f', MANIFEST)
    assert.equal(deployed.code, 0, deployed.stderr)
    await put(n1, 'before', 'acknowledged')
    let count = 0
    let isSaved = false
    const writing = (async () => {
      while (!isSaved) await put(n1, `while/${count++ % 50}`, `${count}`)
    })()
    const saved = await n2.polis('snapshot', 'save', file)
    isSaved = true
    await writing
    assert.equal(saved.code, 0, saved.stderr)
    assert.ok(count > 0, 'writes went on meanwhile')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(existsSync(`${file}.tmp`), false)
    const inspected = await polis(['snapshot', 'inspect', file, '-o', 'json'])
    assert.equal(inspected.code, 0, inspected.stderr)
    const view = JSON.parse(inspected.stdout)
    const { value: status } = await n1.client.call<ClusterStatus>('GET', '/v1/status')
    assert.equal(view.clusterId, status.clusterId)
    assert.ok(view.index > 0 && view.term > 0 && view.sha256.length === 64)
    const members: readonly { name: string; isVoter: boolean }[] = view.members
    assert.deepEqual(
      members.map(({ name, isVoter }) => `${name} ${isVoter}`).toSorted(),
      [n1, n2, n3].map(({ name }) => `${name} true`),
    )
    assert.deepEqual([view.counts.services, view.counts.deployments], [1, 1])
    assert.ok(view.counts.kvKeys >= 1)
  },
)

cluster.story('a file is never replaced by chance, and a garbled one is no snapshot', async () => {
  const again = await n2.polis('snapshot', 'save', file)
  assert.equal(again.code, 5)
  assert.match(again.stderr, /^polis: \S+ is there already [^\n]*--force[^\n]*\n$/)
  const garbled = join(cluster.folder, 'garbled.snap')
  const bytes = readFileSync(file)
  bytes[bytes.length - 100]! ^= 1
  writeFileSync(garbled, bytes)
  const inspected = await polis(['snapshot', 'inspect', garbled])
  assert.deepEqual([inspected.code, inspected.stdout], [1, ''])
  const restored = await polis(['snapshot', 'restore', garbled, '--data-dir', copy.dataDir])
  assert.equal(restored.code, 1)
  assert.match(restored.stderr, /garbled\.snap is damaged: its checksum does not match/)
  assert.equal(existsSync(copy.dataDir), false)
})

cluster.story('a snapshot founds another cluster with the same services and keys', async () => {
  const args = ['snapshot', 'restore', file, '--name', copy.name, '--data-dir', copy.dataDir]
  const restored = await polis(args)
  assert.equal(restored.code, 0, restored.stderr)
  const twice = await polis(args)
  assert.equal(twice.code, 5, twice.stderr)
  await copy.start([])
  const [theirs, ours] = [await statusOf(copy), await statusOf(n1)]
  assert.notEqual(theirs.clusterId, ours.clusterId)
  assert.deepEqual([theirs.members, theirs.raft.voters], [1, [copy.name]])
  assert.equal(await get(copy, 'before'), 'acknowledged')
  await put(copy, 'after', 'written')
  await replicas(copy, 'hello', REPLICAS)
  const deployed = await copy.polis('plan', '--exit-code', '-f', MANIFEST)
  assert.equal(deployed.code, 0, deployed.stdout + deployed.stderr)
  assert.deepEqual([ours.members, (await tasksOf(n1, 'hello')).length], [3, REPLICAS])
})

cluster.story(
  'a single voter with a damaged log is recovered with what is left of it',
  async () => {
    await copy.killMachine()
    rmSync(join(copy.dataDir, 'raft/tail'))
    const refused = await startInVain(copy)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /^polis: [^\n]* is damaged: [^\n]*'polis recover'[^\n]*\n$/)
    const unasked = await onDataOf(copy, 'recover')
    assert.equal(unasked.code, 2, 'without a terminal nobody has agreed')
    assert.match(unasked.stdout, /damage +the tail file is missing/)
    const recovered = await onDataOf(copy, 'recover', '-y')
    assert.equal(recovered.code, 0, recovered.stderr)
    assert.ok(existsSync(join(copy.dataDir, 'before-recovery-1/raft/log')), 'kept, not deleted')
    await copy.start()
    assert.equal(await get(copy, 'after'), 'written')
    await put(copy, 'after', 'again')
    await copy.killMachine()
  },
)

cluster.story('nothing is recovered while the node runs, or while there is a leader', async () => {
  const running = await onDataOf(n3, 'recover', '-y')
  assert.equal(running.code, 5)
  assert.match(running.stderr, /^polis: another node [^\n]*\n$/)
  await n3.kill('SIGKILL')
  const led = await onDataOf(n3, 'recover', '-y')
  assert.equal(led.code, 5)
  assert.match(led.stderr, /^polis: not recovered: n[12] has a leader[^\n]*\n$/)
})

cluster.story('a survivor that has less than another is not recovered', async () => {
  await put(n1, 'late', 'only on two')
  await n2.killMachine()
  await eventually('the leader steps down', 20_000, async () => {
    return (await statusOf(n1)).leader === null || undefined
  })
  const refused = await onDataOf(n3, 'recover', '-y')
  assert.equal(refused.code, 5, refused.stdout)
  assert.match(refused.stderr, /^polis: not recovered: the log of n1 has more[^\n]*\n$/)
  assert.match(refused.stdout, /n2 +voter +\S+ +unknown: /)
})

cluster.story('one survivor of a lost quorum goes on alone, and fences who is left', async t => {
  await n1.kill('SIGKILL')
  // It may answer how far it is or not be there yet; either way it has less.
  const [recovered] = await Promise.all([onDataOf(n1, 'recover', '-y'), n3.start()])
  assert.equal(recovered.code, 0, recovered.stdout + recovered.stderr)
  await n1.start([])
  await put(n1, 'recovered', 'yes')
  assert.equal(await get(n1, 'late'), 'only on two')
  const { raft } = await statusOf(n1)
  assert.deepEqual(raft.voters, ['n1'])
  assert.equal((await n3.ended()).code, 5, 'a fenced node that runs stops by itself')
  const { tookMs } = await eventually('its tasks run here', REPLACED_MS, async () => {
    const tasks = await tasksOf(n1, 'hello')
    const here = tasks.filter(task => task.node === 'n1' && task.status.phase === 'running')
    return here.length === REPLICAS || undefined
  })
  t.diagnostic(`tasks of the lost nodes replaced after ${seconds(tookMs)}`)
  assert.deepEqual([...n3.taskPids()], [], 'a fenced node takes its tasks with it')
})

cluster.story('who was left out is refused with one line that says what to do', async () => {
  const refused = await startInVain(n2)
  assert.equal(refused.code, 5, refused.stderr)
  assert.equal(refused.stdout, '', 'it was never ready')
  assert.match(
    refused.stderr,
    /^polis: the cluster was recovered without this node: [^\n]*'polis node rm n2'[^\n]*\n$/,
  )
  const { warnings } = await statusOf(n1)
  assert.ok(
    warnings.some(text => text.includes("'polis node rm n2'")),
    warnings.join('\n'),
  )
})

cluster.story('wiped and joined again, they are members as before', async () => {
  for (const node of [n2, n3]) {
    const removed = await n1.polis('node', 'rm', node.name)
    assert.equal(removed.code, 0, removed.stderr)
    rmSync(node.dataDir, { recursive: true })
  }
  await Promise.all([n2, n3].map(node => node.start(cluster.joinFlags())))
  await settled(cluster, 3)
  await put(n3, 'joined', 'again')
  assert.equal(await get(n2, 'joined'), 'again')
})
