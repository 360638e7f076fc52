/**
 * Who votes, in a cluster of real processes: five of six members; a dead voter is replaced by
 * itself; a member leaves for good, alive or dead, leader or not, and knows it afterwards.
 *
 * The stability window is two seconds here, else a minute.
 */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after } from 'node:test'
import type { ClusterStatus, RaftMember } from '@polis/api'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { leaderOf, settled, statusOf, tasksOf } from './cluster-view.ts'
import { eventually, seconds } from './eventually.ts'
import { polis } from './polis-command.ts'
import { describeFailures, failuresOf, RequestLoop } from './request-loop.ts'
import { areGone, taskGroups } from './task-groups.ts'
import { witnessManifest } from './witness.ts'

const STABILITY_MS = 2_000
const RATE = 100
const REPLACED_TIMEOUT_MS = 40_000

const startedMs = performance.now()
const cluster = await TestCluster.start(6, { POLIS_VOTER_STABILITY: `${STABILITY_MS}ms` })
const formedMs = performance.now() - startedMs
after(() => cluster.stop())

function running(): NodeProcess[] {
  return cluster.nodes.filter(node => node.isRunning)
}

async function raftMembers(node: NodeProcess): Promise<RaftMember[]> {
  const { code, stdout, stderr } = await node.polis('raft', 'ls', '-o', 'json')
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as RaftMember[]
}

async function voters(node: NodeProcess): Promise<string[]> {
  return (await statusOf(node)).raft.voters.toSorted()
}

/** Nodes by what they are now; the leader is a voter, too. */
async function roles() {
  const leader = await leaderOf(cluster)
  const { raft } = await statusOf(leader)
  const named = (names: readonly string[]) => running().filter(({ name }) => names.includes(name))
  const followers = named(raft.voters).filter(node => node !== leader)
  return { leader, followers, learners: named(raft.learners) }
}

/** Waits until every running node sees exactly these voters. */
async function votersAre(names: readonly string[]): Promise<number> {
  const wanted = names.toSorted()
  const promise = `the voters are ${wanted.join(', ')}`
  const { tookMs } = await eventually(promise, REPLACED_TIMEOUT_MS, async () => {
    const all = await Promise.all(running().map(voters))
    return all.every(seen => seen.join() === wanted.join()) ? true : undefined
  })
  return tookMs
}

/** Waits until the leader of the moment sees these nodes alive again. */
async function settledOf(nodes: readonly NodeProcess[], witness: NodeProcess): Promise<void> {
  const names = nodes.map(({ name }) => name)
  await eventually(`${names.join(', ')} are alive`, REPLACED_TIMEOUT_MS, async () => {
    const members = await raftMembers(witness)
    const isAlive = (name: string) => members.find(m => m.name === name)?.liveness === 'alive'
    return names.every(isAlive) ? true : undefined
  })
}

async function canWrite(node: NodeProcess): Promise<void> {
  await node.client.call('PUT', '/v1/kv/probe', { body: 'written' })
}

/**
 * Waits until the step that changed the voters is over on every node: until then a majority of the
 * old ones is needed, too. It was in the log before this write, and each read waits for the write.
 */
async function jointIsLeft(): Promise<void> {
  await canWrite(running()[0]!)
  await Promise.all(running().map(node => node.client.bytes('GET', '/v1/kv/probe')))
}

/**
 * Runs a command until it is done: on a busy machine a hand-over or an election can take longer
 * than it waits, and it says that it may be repeated (exit codes 6 and 7).
 */
async function insist(node: NodeProcess, ...args: string[]): Promise<{ tookMs: number }> {
  let tries = 0
  return eventually(`polis ${args.join(' ')} is done`, REPLACED_TIMEOUT_MS, async () => {
    const { code, stderr } = await node.polis(...args)
    tries++
    // What an earlier try began may have been finished since, and have ended this very node.
    if (code === 0 || !node.isRunning || (code === 3 && tries > 1)) return true
    assert.ok(code === 6 || code === 7, stderr)
    return undefined
  })
}

/** What a removed node says and how it ends, in its last life and in every later one. */
function assertDismissed(code: number | null, stderr: string, name: string): void {
  const lines = stderr.split('\n').filter(line => line.startsWith('polis: '))
  assert.equal(code, 5, stderr)
  assert.equal(lines.length, 1, stderr)
  assert.match(
    lines[0]!,
    new RegExp(`^polis: this node \\(${name}\\) was removed from its cluster`),
  )
}

cluster.story('of six members five vote and one learns', async t => {
  t.diagnostic(`six nodes ready after ${seconds(formedMs)}`)
  const { tookMs } = await settled(cluster, 5)
  t.diagnostic(`five voters after another ${seconds(tookMs)}`)
  const { leader, learners } = await roles()
  assert.equal(learners.length, 1)
  const members = await raftMembers(learners[0]!)
  assert.deepEqual(members.map(({ role }) => role).toSorted(), [
    'leader',
    'learner',
    'voter',
    'voter',
    'voter',
    'voter',
  ])
  assert.equal(members.find(({ role }) => role === 'leader')?.name, leader.name)
  for (const { matchIndex, lag, liveness } of members) {
    assert.ok(matchIndex !== null && matchIndex > 0)
    assert.ok(lag !== null && lag < 64)
    assert.equal(liveness, 'alive')
  }
})

cluster.story('leadership is handed to a voter that is named, and never to a learner', async () => {
  const { followers, learners } = await roles()
  const heir = followers.at(-1)!
  await insist(learners[0]!, 'raft', 'transfer', heir.name)
  assert.equal((await leaderOf(cluster)).name, heir.name)
  const refused = await heir.polis('raft', 'transfer', learners[0]!.name)
  assert.equal(refused.code, 5, refused.stderr)
  assert.match(refused.stderr, /^polis: '[^']+' is a learner, and only a voter can lead/)
  assert.equal((await heir.polis('raft', 'transfer', 'nobody')).code, 3)
})

cluster.story('a dead voter is replaced, and two more may die after that', async t => {
  const { leader, followers, learners } = await roles()
  const [victim, second, third, last] = followers as [NodeProcess, ...NodeProcess[]]
  await victim.kill('SIGKILL')
  const others = [leader, second!, third!, last!, learners[0]!].map(({ name }) => name)
  t.diagnostic(`replaced after ${seconds(await votersAre(others))}`)
  await jointIsLeft()
  const two = [leader, second!]
  for (const node of two) node.signal('SIGKILL')
  const diedMs = performance.now()
  await Promise.all(two.map(node => node.ended()))
  await leaderOf(cluster)
  await canWrite(third!)
  t.diagnostic(`writing again ${seconds(performance.now() - diedMs)} after two more died`)
  await Promise.all(two.map(node => node.start()))
  await settledOf(two, third!)
  // Nobody could take the votes of the two, and the first one finds no vote to take any more.
  await victim.start()
  await votersAre(others)
  await settled(cluster, 5)
})

cluster.story('a member that is removed alive loses no request, and ends', async t => {
  const { leader, followers } = await roles()
  const victim = followers[0]!
  const manifest = witnessManifest({ folder: cluster.folder, replicas: 6 })
  const deployed = await leader.polis('deploy', '-y', '-f', manifest)
  assert.equal(deployed.code, 0, deployed.stderr)
  const groups = taskGroups(victim.dataDir)
  assert.ok(groups.length > 0, 'it runs a task')
  const loop = new RequestLoop(t, { host: leader.host, ratePerSecond: RATE })
  await loop.more(RATE / 4)
  const { tookMs } = await insist(victim, 'node', 'rm', victim.name)
  t.diagnostic(`removed after ${seconds(tookMs)}`)
  const { code } = await victim.ended()
  assertDismissed(code, victim.log.join('\n'), victim.name)
  assert.ok(areGone(groups), 'its tasks ended')
  await loop.more(RATE / 4)
  await loop.stop()
  assert.equal(describeFailures(failuresOf(loop.outcomes)), '')
  t.diagnostic(`${loop.outcomes.length} requests, none failed`)
  await settled(cluster, 5)
  const left = await tasksOf(leader, 'witness')
  assert.ok(left.every(({ node }) => node !== victim.name))
})

cluster.story('a member that was removed while it was down is told when it comes back', async t => {
  const { leader, followers } = await roles()
  const victim = followers[0]!
  const groups = taskGroups(victim.dataDir)
  assert.ok(groups.length > 0, 'it leaves tasks behind')
  await victim.kill('SIGKILL')
  const stranger = await polis([
    ...['up', '--name', victim.name, '--bind', cluster.nextHost, '--log-level', 'error'],
    ...['--data-dir', join(cluster.folder, 'stranger'), '--join', `${leader.host}:7071`],
    ...['--join-token', `@${cluster.secretFile}`],
  ])
  assert.equal(stranger.code, 5, stranger.stderr)
  assert.match(stranger.stderr, new RegExp(`polis node rm ${victim.name}`))
  await insist(leader, 'node', 'rm', victim.name)
  await settled(cluster, 3)
  victim.log.length = 0
  const backMs = performance.now()
  await assert.rejects(victim.start(), /ended before it was ready/)
  t.diagnostic(`it ended ${seconds(performance.now() - backMs)} after its start`)
  assertDismissed((await victim.ended()).code, victim.log.join('\n'), victim.name)
  assert.equal(victim.stdout, '', 'it never served')
  assert.ok(areGone(groups), 'what it had left running has ended')
})

cluster.story('the leader can be removed: it hands over first', async t => {
  const { leader, followers } = await roles()
  const { tookMs } = await insist(followers[0]!, 'node', 'rm', leader.name)
  t.diagnostic(`removed after ${seconds(tookMs)}`)
  const { code } = await leader.ended()
  assertDismissed(code, leader.log.join('\n'), leader.name)
  await settled(cluster, 3)
  await canWrite(followers[0]!)
  leader.log.length = 0
  await assert.rejects(leader.start(), /ended before it was ready/)
  assertDismissed((await leader.ended()).code, leader.log.join('\n'), leader.name)
})

cluster.story('with two members left one votes, and status says what that means', async () => {
  const { leader, followers } = await roles()
  await insist(leader, 'raft', 'rm', followers[0]!.name)
  await followers[0]!.ended()
  await votersAre([leader.name])
  const { value } = await leader.client.call<ClusterStatus>('GET', '/v1/status')
  assert.ok(value.warnings.some(warning => /^one voter alone holds the log/.test(warning)))
  const other = running().find(node => node !== leader)!
  await insist(other, 'node', 'rm', leader.name)
  await leader.ended()
  await votersAre([other.name])
  await canWrite(other)
  const refused = await other.polis('node', 'rm', other.name)
  assert.equal(refused.code, 5, refused.stderr)
})
