import assert from 'node:assert/strict'
import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { hasCode } from '@polis/base'
import { changeOf, TestCluster, type TestNode, until } from './test-cluster.ts'

const soon = () => AbortSignal.timeout(8_000)

test('a founder alone elects itself, applies, and answers reads', async t => {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  const node = await cluster.start(1, [1])
  await cluster.leader([1])
  node.raft.propose(Buffer.from('a'))
  node.raft.propose(Buffer.from('b'))
  await until('both are applied', () => node.machine.lines.length === 2)
  assert.deepEqual(node.machine.lines, ['a', 'b'])
  assert.deepEqual(node.machine.contexts, ['member 1'])
  const index = await node.raft.readIndex(soon())
  assert.equal(index, node.raft.status().appliedIndex)
  assert.deepEqual(node.raft.status().confState.voters, [1])
})

test('three nodes elect, replicate, and take proposals anywhere', async t => {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  const nodes = await startAll(cluster, [1, 2, 3])
  const leader = await cluster.leader([1, 2, 3])
  for (const node of nodes) node.raft.propose(Buffer.from(`from ${node.id}`))
  await until('all are applied everywhere', () => nodes.every(n => n.machine.lines.length === 3))
  for (const node of nodes) assert.deepEqual(node.machine.lines, nodes[0]!.machine.lines)
  const follower = nodes.find(node => node !== leader)!
  const before = leader.raft.status().commitIndex
  assert.ok((await follower.raft.readIndex(soon())) >= before)
  assert.ok(follower.raft.status().appliedIndex >= before)
})

test('a leader that stops is replaced, and nothing acknowledged is lost', async t => {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  // The others would elect after 4 to 8 s, unless they see that the leader is dead.
  const patient = { electionTicks: 400 }
  const leader = await cluster.start(1, [1, 2, 3])
  const rest = [await cluster.start(2, [1, 2, 3], patient)]
  rest.push(await cluster.start(3, [1, 2, 3], patient))
  assert.equal(await cluster.leader([1, 2, 3]), leader)
  leader.raft.propose(Buffer.from('before'))
  await until('it is applied at the leader', () => leader.machine.lines.length === 1)
  const stoppedMs = performance.now()
  await cluster.stop(leader.id)
  const next = await cluster.leader(rest.map(node => node.id))
  const tookMs = performance.now() - stoppedMs
  assert.ok(tookMs < 3500, `a refused dial beats the election timeout: ${tookMs} ms`)
  next.raft.propose(Buffer.from('after'))
  await until('the rest applies', () => rest.every(node => node.machine.lines.length === 2))
  const back = await cluster.start(leader.id)
  await until('the old leader follows', () => back.machine.lines.length === 2)
  assert.deepEqual(back.machine.lines, ['before', 'after'])
})

test('leadership is handed over on request', async t => {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  await startAll(cluster, [1, 2, 3])
  const leader = await cluster.leader([1, 2, 3])
  leader.raft.propose(Buffer.from('x'))
  const changes: number[] = []
  leader.raft.onLeaderChange(change => changes.push(change.leader))
  leader.raft.transferLeadership()
  await until('another leads', () => {
    const now = leader.raft.status().leader
    return now !== 0 && now !== leader.id
  })
  assert.ok(changes.includes(leader.raft.status().leader))
})

test('a joiner learns the whole state by a snapshot over a stream, and is promoted', async t => {
  const cluster = new TestCluster({
    ...{ snapshotEntries: 50, trailingEntries: 5, blockBytesMax: 4096 },
  })
  t.after(() => cluster.close())
  const founder = await cluster.start(1, [1])
  await cluster.leader([1])
  for (let i = 0; i < 300; i++) {
    founder.raft.propose(Buffer.from(`entry ${i} ${'x'.repeat(40)}`))
    if (i % 10 === 9) await until('it is applied', () => founder.machine.lines.length === i + 1)
  }
  await until('the log is compacted', () => founder.raft.status().firstIndex > 100)
  founder.raft.proposeConfChange(changeOf('add-learner', 2, 'member 2'))
  const joiner = await cluster.start(2)
  await until('the joiner has it all', () => joiner.machine.lines.length === 300)
  assert.equal(joiner.machine.restores, 1)
  assert.deepEqual(joiner.machine.lines, founder.machine.lines)
  await until('it knows itself', () => joiner.machine.contexts.includes('member 2'))
  founder.raft.proposeConfChange(changeOf('add-voter', 2, 'member 2 votes'))
  await until('it votes', () => joiner.raft.status().confState.voters.length === 2)
  assert.equal(founder.raft.status().progress.get(2)?.isLearner, false)
  assert.deepEqual(joiner.machine.contexts, ['member 1', 'member 2', 'member 2 votes'])
  await cluster.stop(2)
  const again = await cluster.start(2)
  await until('it is back', () => again.machine.lines.length === 300)
  assert.equal(again.machine.restores, 1)
})

test('a node restarts from its snapshot and the log after it', async t => {
  const cluster = new TestCluster({ snapshotEntries: 40, trailingEntries: 10, blockBytesMax: 500 })
  t.after(() => cluster.close())
  const first = await cluster.start(1, [1])
  await cluster.leader([1])
  for (let i = 0; i < 100; i++) {
    first.raft.propose(Buffer.from(`entry ${i}`))
    await until('it is applied', () => first.machine.lines.length === i + 1)
  }
  await until('it is compacted twice', () => first.raft.status().firstIndex > 60)
  await cluster.stop(1)
  const second = await cluster.start(1)
  await until('all is back', () => second.machine.lines.length === 100)
  assert.deepEqual(second.machine.lines, first.machine.lines)
  assert.equal(second.machine.restores, 1)
})

test('a state machine that throws ends the role and says so', async t => {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  const node = await cluster.start(1, [1])
  await cluster.leader([1])
  const failures: unknown[] = []
  node.raft.onFatal(error => failures.push(error))
  node.raft.propose(Buffer.from('throw'))
  await until('the role has ended', () => failures.length === 1)
  assert.ok(hasCode(failures[0], 'raft/apply-failed'))
  assert.throws(() => node.raft.propose(Buffer.from('more')), { code: 'raft/apply-failed' })
  await assert.rejects(node.raft.readIndex(soon()), { code: 'raft/apply-failed' })
})

test('a read without a leader waits until its signal aborts', async t => {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  const node = await cluster.start(1, [1, 2, 3])
  await assert.rejects(node.raft.readIndex(AbortSignal.timeout(50)), { name: 'TimeoutError' })
  assert.throws(() => node.raft.propose(new Uint8Array(800 << 10)), {
    code: 'raft/proposal-too-large',
  })
})

test('a leader hands over to a voter that answers, not to one that died with the same log', async t => {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  await startAll(cluster, [1, 2, 3])
  const leader = await cluster.leader([1, 2, 3])
  const [dead, alive] = [1, 2, 3].filter(id => id !== leader.id) as [number, number]
  await cluster.stop(dead)
  const isGone = () => leader.raft.status().progress.get(dead)?.isRecentlyActive === false
  const isThere = () => leader.raft.status().progress.get(alive)?.isRecentlyActive === true
  await until('the leader misses the dead one', () => isGone() && isThere())
  leader.raft.transferLeadership()
  await until('the living one leads', () => leader.raft.status().leader === alive)
})

test('a damaged member of three is refilled by an idle leader and counts again', async t => {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  const nodes = await startAll(cluster, [1, 2, 3])
  const leader = await cluster.leader([1, 2, 3])
  for (let i = 0; i < 30; i++) leader.raft.propose(Buffer.from(`entry ${i}`))
  await until('all is applied', () => nodes.every(node => node.machine.lines.length === 30))
  const victim = nodes.find(node => node !== leader)!.id
  await cluster.stop(victim)
  damage(cluster.dataDir(victim))
  const back = await cluster.start(victim)
  assert.equal(back.raft.status().isRecovering, true)
  await until('it is refilled', () => !back.raft.status().isRecovering)
  await until('it has applied all', () => back.machine.lines.length === 30)
  const other = nodes.find(node => node !== leader && node.id !== victim)!
  await cluster.stop(other.id)
  leader.raft.propose(Buffer.from('by two'))
  await until('its word counts', () => back.machine.lines.length === 31)
  await cluster.stop(victim)
  const again = await cluster.start(victim)
  assert.equal(again.raft.status().isRecovering, false)
})

test('a damaged single voter refuses to start and says what to do', async t => {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  const node = await cluster.start(1, [1])
  await cluster.leader([1])
  node.raft.propose(Buffer.from('a'))
  await until('it is applied', () => node.machine.lines.length === 1)
  await cluster.stop(1)
  damage(cluster.dataDir(1))
  await assert.rejects(cluster.start(1), (error: Error) => {
    assert.ok(hasCode(error, 'raft/data-damaged'))
    return error.message.includes(cluster.dataDir(1)) && error.hint.includes('polis recover')
  })
})

/** Cuts both places, so that they cannot make up for each other. */
function damage(dataDir: string): void {
  const log = join(dataDir, 'raft', 'log')
  for (const name of readdirSync(log).filter(each => each.endsWith('.log'))) {
    truncateSync(join(log, name), Math.floor(statSync(join(log, name)).size * 0.6))
  }
  truncateSync(join(dataDir, 'raft', 'tail'), 40_000)
}

async function startAll(cluster: TestCluster, ids: readonly number[]): Promise<TestNode[]> {
  const nodes: TestNode[] = []
  for (const id of ids) nodes.push(await cluster.start(id, ids))
  return nodes
}
