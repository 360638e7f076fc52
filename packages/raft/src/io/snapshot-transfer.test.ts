import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { MemoryNetwork, type MemoryTransport, timerSchedule } from '@polis/transport'
import { DEFAULT_RAFT_CONFIG, type RaftConfig } from '../config.ts'
import { EMPTY_CONF_STATE, type Snapshot } from '../message.ts'
import { fetchSnapshot, SnapshotOffers } from './snapshot-transfer.ts'
import { until } from './test-cluster.ts'

const CONFIG: RaftConfig = { ...DEFAULT_RAFT_CONFIG, snapshotOffersMax: 2, snapshotIdleMs: 80 }

test('a fetched snapshot is whole, and both ends know', async t => {
  const { leader, follower, offers, reports } = await pair(t)
  const snapshot = snapshotOf(300_000)
  const offer = offers.offer(2, follower.self, snapshot)!
  const data = await fetch(follower, leader, offer)
  assert.deepEqual(data, snapshot.data)
  assert.deepEqual(reports, [[2, true]])
  await assert.rejects(fetch(follower, leader, offer), { code: 'raft/snapshot-transfer-failed' })
})

test('what was garbled or is too large is refused', async t => {
  const { leader, follower, offers } = await pair(t)
  const garbled = { ...offers.offer(2, follower.self, snapshotOf(1000))!, crc32c: 1 }
  await assert.rejects(fetch(follower, leader, garbled), /cut or garbled/)
  const short = { ...offers.offer(2, follower.self, snapshotOf(1000))!, length: 999 }
  await assert.rejects(fetch(follower, leader, short), { code: 'raft/snapshot-transfer-failed' })
  const huge = { id: 1, length: CONFIG.snapshotBytesMax + 1, crc32c: 0 }
  await assert.rejects(fetch(follower, leader, huge), /more than this node takes/)
})

test('an offer is for its follower alone', async t => {
  const { leader, follower, offers, network } = await pair(t)
  const stranger = await join(t, network, 'stranger')
  stranger.setAddress(leader.self, leader.address)
  const offer = offers.offer(2, follower.self, snapshotOf(10))!
  await assert.rejects(fetch(stranger, leader, offer), { code: 'raft/snapshot-transfer-failed' })
  assert.equal((await fetch(follower, leader, offer)).length, 10)
})

test('an offer that nobody fetches is reported as failed, a replaced one is not', async t => {
  const { follower, offers, reports } = await pair(t)
  offers.offer(2, follower.self, snapshotOf(10))
  offers.offer(2, follower.self, snapshotOf(20))
  assert.ok(offers.offer(3, 'third', snapshotOf(10)))
  assert.equal(offers.offer(4, 'fourth', snapshotOf(10)), undefined)
  await until('both offers have expired', () => reports.length === 2)
  assert.deepEqual(reports, [
    [2, false],
    [3, false],
  ])
})

test('a transfer that is cut off is given up by both ends', async t => {
  const { leader, follower, offers, reports, network } = await pair(t)
  const offer = offers.offer(2, follower.self, snapshotOf(8 << 20))!
  const fetched = fetch(follower, leader, offer)
  setTimeout(() => network.breakLink(leader.self, follower.self), 5)
  await assert.rejects(fetched, { code: 'raft/snapshot-transfer-failed' })
  await until('the leader knows', () => reports.length === 1)
  assert.deepEqual(reports, [[2, false]])
})

async function pair(t: TestContext) {
  const network = new MemoryNetwork({ schedule: timerSchedule })
  const leader = await join(t, network, 'leader')
  const follower = await join(t, network, 'follower')
  follower.setAddress(leader.self, leader.address)
  const reports: [number, boolean][] = []
  const offers = new SnapshotOffers(leader, CONFIG, (to, isSuccess) =>
    reports.push([to, isSuccess]),
  )
  t.after(() => offers.close())
  return { network, leader, follower, offers, reports }
}

async function join(t: TestContext, network: MemoryNetwork, id: string): Promise<MemoryTransport> {
  const transport = network.createTransport(id)
  await transport.start()
  t.after(() => transport.stop())
  return transport
}

function fetch(
  from: MemoryTransport,
  leader: MemoryTransport,
  offer: Parameters<typeof fetchSnapshot>[2],
): Promise<Uint8Array> {
  return fetchSnapshot(from, leader.self, offer, 7, CONFIG, AbortSignal.timeout(5_000))
}

function snapshotOf(bytes: number): Snapshot {
  const data = new Uint8Array(bytes).map((_, i) => i * 7)
  return { data, metadata: { confState: EMPTY_CONF_STATE, index: 7, term: 1 } }
}
