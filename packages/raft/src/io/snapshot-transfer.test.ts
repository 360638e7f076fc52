import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { MemoryNetwork, type MemoryTransport, timerSchedule } from '@polis/transport'
import { DEFAULT_RAFT_CONFIG, type RaftConfig } from '../config.ts'
import { EMPTY_CONF_STATE, type Snapshot } from '../message.ts'
import { Summing } from '../storage/snapshot-summary.ts'
import type { SnapshotOffer } from '../wire.ts'
import { SnapshotOffers } from './snapshot-offers.ts'
import { fetchSnapshot, type SnapshotSink } from './snapshot-transfer.ts'
import { until } from './test-cluster.ts'

const CHUNK_BYTES = 10_000
const CONFIG: RaftConfig = {
  ...DEFAULT_RAFT_CONFIG,
  snapshotOffersMax: 2,
  snapshotIdleMs: 5_000,
  snapshotRetryMs: 5,
}

test('a fetched snapshot is whole, and both ends know', async t => {
  const { leader, follower, offers, reports } = await pair(t)
  const snapshot = snapshotOf(30)
  const { offer } = offers.offer(2, follower.self, snapshot)!
  const sink = new MemorySink()
  await fetch(follower, leader, offer, sink)
  assert.deepEqual(sink.chunks, [...snapshot.data])
  assert.deepEqual(reports, [[2, true]])
})

test('a stream that breaks off goes on at the chunk that is missing', async t => {
  const { leader, follower, offers, reports, network } = await pair(t)
  let made = 0
  const snapshot = snapshotOf(60, () => made++)
  const { offer } = offers.offer(2, follower.self, snapshot)!
  const breaks = new Set([20, 40])
  const sink = new MemorySink(count => {
    if (breaks.delete(count)) network.breakLink(leader.self, follower.self)
  })
  await fetch(follower, leader, offer, sink)
  assert.equal(breaks.size, 0)
  assert.deepEqual(sink.chunks, [...snapshotOf(60).data], 'each chunk came once, in order')
  assert.ok(made > 60 + 20 + 40, 'the leader holds a view, and makes chunks anew')
  assert.deepEqual(reports, [[2, true]])
})

test('chunks are made when the follower takes them, not before', async t => {
  const { leader, follower, offers } = await pair(t)
  let made = 0
  const { offer } = offers.offer(
    2,
    follower.self,
    snapshotOf(200, () => made++),
  )!
  let aheadMax = 0
  const sink = new MemorySink(async count => {
    aheadMax = Math.max(aheadMax, made - count)
    await new Promise(resolve => setTimeout(resolve, 1))
  })
  await fetch(follower, leader, offer, sink)
  assert.ok(aheadMax < 100, `${aheadMax} chunks were ahead of the reader, of 200`)
})

test('what does not add up, or is too large, is refused', async t => {
  const { leader, follower, offers } = await pair(t, { snapshotBytesMax: 100_000 })
  const { offer } = offers.offer(2, follower.self, snapshotOf(3))!
  const sink = new MemorySink()
  await sink.add(new Uint8Array(7))
  await assert.rejects(fetch(follower, leader, offer, sink), /do not add up/)
  const { offer: large } = offers.offer(2, follower.self, snapshotOf(11))!
  await assert.rejects(fetch(follower, leader, large), /larger than this node takes/)
})

test('an offer is for its follower alone', async t => {
  const { leader, follower, offers, network } = await pair(t)
  const stranger = await join(t, network, 'stranger')
  stranger.setAddress(leader.self, leader.address)
  const { offer } = offers.offer(2, follower.self, snapshotOf(1))!
  await assert.rejects(fetch(stranger, leader, offer), { code: 'raft/snapshot-transfer-failed' })
  const sink = new MemorySink()
  await fetch(follower, leader, offer, sink)
  assert.equal(sink.summary.chunkCount, 1)
})

test('what is under way is offered again instead of something newer', async t => {
  const { leader, follower, offers, reports } = await pair(t)
  const first = offers.offer(2, follower.self, snapshotOf(2))!
  const newer = { data: [], metadata: { ...snapshotOf(1).metadata, index: 9 } }
  const again = offers.offer(2, follower.self, newer)!
  assert.deepEqual([again.offer, again.metadata.index], [first.offer, 7])
  await fetch(follower, leader, again.offer)
  const next = offers.offer(2, follower.self, newer)!
  assert.notEqual(next.offer.id, first.offer.id)
  assert.equal(next.metadata.index, 9)
  assert.deepEqual(reports, [[2, true]])
})

test('an offer that nobody fetches is reported as failed, and there is a bound on offers', async t => {
  const { follower, offers, reports } = await pair(t, { snapshotIdleMs: 80 })
  offers.offer(2, follower.self, snapshotOf(1))
  assert.ok(offers.offer(3, 'third', snapshotOf(1)))
  assert.equal(offers.offer(4, 'fourth', snapshotOf(1)), undefined)
  await until('both offers have expired', () => reports.length === 2)
  assert.deepEqual(reports, [
    [2, false],
    [3, false],
  ])
})

test('a transfer that stays cut off is given up by both ends', async t => {
  const { leader, follower, offers, reports, network } = await pair(t, { snapshotIdleMs: 80 })
  const { offer } = offers.offer(2, follower.self, snapshotOf(400))!
  const sink = new MemorySink(count => {
    if (count === 5) network.partition([leader.self], [follower.self])
  })
  await assert.rejects(fetch(follower, leader, offer, sink), /the leader went silent at chunk \d+/)
  await until('the leader knows', () => reports.length === 1)
  assert.deepEqual(reports, [[2, false]])
})

test('a disk that fails ends the transfer with its own error', async t => {
  const { leader, follower, offers } = await pair(t)
  const { offer } = offers.offer(2, follower.self, snapshotOf(4))!
  const sink = new MemorySink(() => {
    throw new Error('EIO')
  })
  await assert.rejects(fetch(follower, leader, offer, sink), /EIO/)
})

/** Keeps chunks in memory; `onChunk` hears how many there are. */
class MemorySink implements SnapshotSink {
  readonly chunks: Uint8Array[] = []
  readonly #summing = new Summing()
  readonly #onChunk: (count: number) => void | Promise<void>

  constructor(onChunk: (count: number) => void | Promise<void> = () => {}) {
    this.#onChunk = onChunk
  }

  get summary() {
    return this.#summing.summary
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#summing.add(chunk)
    this.chunks.push(chunk)
    await this.#onChunk(this.chunks.length)
  }

  finish(): Promise<Snapshot> {
    return Promise.resolve({ data: this.chunks, metadata: snapshotOf(0).metadata })
  }
}

async function pair(t: TestContext, config: Partial<RaftConfig> = {}) {
  const network = new MemoryNetwork({ schedule: timerSchedule })
  const leader = await join(t, network, 'leader')
  const follower = await join(t, network, 'follower')
  follower.setAddress(leader.self, leader.address)
  const reports: [number, boolean][] = []
  const offers = new SnapshotOffers(leader, { ...CONFIG, ...config }, (to, isSuccess) =>
    reports.push([to, isSuccess]),
  )
  t.after(() => offers.close())
  const settings = { ...CONFIG, ...config }
  configs.set(follower, settings)
  return { network, leader, follower, offers, reports }
}

const configs = new WeakMap<MemoryTransport, RaftConfig>()

async function join(t: TestContext, network: MemoryNetwork, id: string): Promise<MemoryTransport> {
  const transport = network.createTransport(id)
  await transport.start()
  t.after(() => transport.stop())
  return transport
}

function fetch(
  transport: MemoryTransport,
  leader: MemoryTransport,
  offer: SnapshotOffer,
  sink: SnapshotSink = new MemorySink(),
): Promise<Snapshot> {
  const signal = AbortSignal.timeout(5_000)
  const config = configs.get(transport) ?? CONFIG
  return fetchSnapshot({ transport, peer: leader.self, offer, index: 7, sink, config, signal })
}

/** A snapshot whose chunks are made when they are pulled. */
function snapshotOf(chunks: number, onMake = () => {}): Snapshot {
  function* make() {
    for (let i = 0; i < chunks; i++) {
      onMake()
      yield new Uint8Array(CHUNK_BYTES).fill(i)
    }
  }
  const data = { [Symbol.iterator]: make }
  return { data, metadata: { confState: EMPTY_CONF_STATE, index: 7, term: 1 } }
}
