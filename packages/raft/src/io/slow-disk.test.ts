/**
 * Disks that hang: a leader on one hands over by its silence, a follower on one does not campaign.
 * The adapter of the ring is what hangs; everything else is as it is.
 */

import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { RaftId } from '../message.ts'
import { TailFile } from './tail-file.ts'
import { TestCluster, until } from './test-cluster.ts'

const IDS = [1, 2, 3]

test('a leader whose disk hangs loses its office, and writes go on without it', async t => {
  const disks = new Disks(t)
  const cluster = await started(t)
  const leader = await cluster.leader(IDS)
  const rest = IDS.filter(id => id !== leader.id)
  leader.raft.propose(Buffer.from('before'))
  await until('all have applied it', () => appliedBy(cluster, IDS, 1))
  disks.hang(cluster.dataDir(leader.id))
  leader.raft.propose(Buffer.from('while it hangs'))
  // Two of three have stored it, so it is committed; the leader itself never applies it meanwhile.
  await until('another leads', () => {
    const { leader: now, term } = cluster.nodes.get(rest[0]!)!.raft.status()
    return rest.includes(now) && term > leader.raft.status().term - 1
  })
  const next = await cluster.leader(rest)
  next.raft.propose(Buffer.from('after'))
  await until('the two others apply', () => appliedBy(cluster, rest, 3))
  assert.notEqual(leader.raft.status().role, 'leader')
  assert.deepEqual(leader.machine.lines, ['before'])
  disks.release()
  await until('it follows', () => appliedBy(cluster, IDS, 3))
  for (const id of IDS) {
    assert.deepEqual(cluster.nodes.get(id)!.machine.lines, ['before', 'while it hangs', 'after'])
  }
})

test('a follower whose disk hangs does not campaign when the leader is gone', async t => {
  const disks = new Disks(t)
  const cluster = await started(t)
  const leader = await cluster.leader(IDS)
  const [stuck, other] = IDS.filter(id => id !== leader.id) as [RaftId, RaftId]
  disks.hang(cluster.dataDir(stuck))
  leader.raft.propose(Buffer.from('a'))
  await until('the two others apply', () => appliedBy(cluster, [leader.id, other], 1))
  const roles = new Set<string>()
  const { raft } = cluster.nodes.get(stuck)!
  const { term } = raft.status()
  raft.onLeaderChange(({ role }) => roles.add(role))
  // Its write has been under way for an election timeout by the time the leader goes.
  const ticks = () => new Promise(resolve => setTimeout(resolve, 400))
  await ticks()
  await cluster.stop(leader.id)
  await until('the other tries', () => {
    return cluster.nodes.get(other)!.raft.status().role !== 'follower'
  })
  await ticks()
  assert.deepEqual(
    [...roles].filter(role => role !== 'follower'),
    [],
  )
  assert.equal(raft.status().term, term, 'what it cannot store it does not promise')
  disks.release()
  const next = await cluster.leader([stuck, other])
  next.raft.propose(Buffer.from('b'))
  await until('both apply', () => appliedBy(cluster, [stuck, other], 2))
})

/** The rings of all nodes, by data directory. */
class Disks {
  #hanging: string | undefined
  #released = Promise.withResolvers<void>()

  constructor(t: TestContext) {
    const paths = new WeakMap<TailFile, string>()
    const [open, write] = [TailFile.open, TailFile.prototype.write]
    t.mock.method(TailFile, 'open', async (path: string) => {
      const file = await open.call(TailFile, path)
      paths.set(file, path)
      return file
    })
    const disks = this
    t.mock.method(
      TailFile.prototype,
      'write',
      async function (this: TailFile, offset: number, bytes: Uint8Array) {
        const isHanging =
          disks.#hanging !== undefined && paths.get(this)!.startsWith(disks.#hanging)
        if (isHanging) await disks.#released.promise
        await write.call(this, offset, bytes)
      },
    )
    // A node that is stopped waits for its writes.
    t.after(() => this.release())
  }

  /** The next write below `directory` hangs, and all that follow. */
  hang(directory: string): void {
    this.#hanging = `${directory}/`
  }

  release(): void {
    this.#hanging = undefined
    this.#released.resolve()
  }
}

async function started(t: TestContext): Promise<TestCluster> {
  const cluster = new TestCluster()
  t.after(() => cluster.close())
  for (const id of IDS) await cluster.start(id, IDS)
  return cluster
}

function appliedBy(cluster: TestCluster, ids: readonly RaftId[], count: number): boolean {
  return ids.every(id => cluster.nodes.get(id)!.machine.lines.length === count)
}
