import assert from 'node:assert/strict'
import test from 'node:test'
import { seededRandom } from '@polis/base'
import { encodeConfChange } from '../confchange/change.ts'
import { DEFAULT_RAFT_CONFIG } from '../config.ts'
import { type Entry, type Message, message, type RaftId } from '../message.ts'
import { AppendQueue } from './append-queue.ts'
import { type DriverEffect, RaftDriver } from './driver.ts'
import { PendingReads } from './pending-reads.ts'

const text = (data: Uint8Array) => Buffer.from(data).toString()

test('the only voter campaigns at its first tick', () => {
  const group = new Group([1])
  group.settle()
  group.driver(1).tick()
  group.settle()
  assert.equal(group.driver(1).status().role, 'leader')
})

test('a leader sends before its own write is done, and commits without it', () => {
  const group = new Group([1, 2, 3])
  group.elect(1)
  group.hold(1)
  group.driver(1).propose(Buffer.from('a'))
  const effects = group.driver(1).ready()
  const kinds = effects.map(effect => effect.kind)
  assert.ok(kinds.includes('append') && kinds.includes('send'))
  group.carryOut(1, effects)
  group.settle()
  assert.equal(group.driver(1).status().commit, group.driver(1).status().lastIndex)
  assert.deepEqual(
    group.applied(1),
    [],
    'entries reach the state machine once they are stored here',
  )
  group.release(1)
  group.settle()
  for (const id of [1, 2, 3]) assert.deepEqual(group.applied(id), ['a'])
})

test('all that arrives while a write is under way is the next write', () => {
  const group = new Group([1])
  group.elect(1)
  group.hold(1)
  for (const data of ['a', 'b', 'c', 'd']) {
    group.driver(1).propose(Buffer.from(data))
    group.carryOut(1, group.driver(1).ready())
  }
  const sizes: number[] = []
  group.onAppend = entries => sizes.push(entries.length)
  group.release(1)
  group.settle()
  assert.deepEqual(sizes, [3])
  assert.deepEqual(group.applied(1), ['a', 'b', 'c', 'd'])
})

test('proposals of one turn become one append message a follower', () => {
  const group = new Group([1, 2])
  group.elect(1)
  for (let i = 0; i < 50; i++) group.driver(1).propose(Buffer.from(`p${i}`))
  const appends = group
    .driver(1)
    .ready()
    .flatMap(effect => (effect.kind === 'send' ? effect.messages : []))
  assert.deepEqual(
    appends.map(each => [each.type, each.entries.length]),
    [['append', 50]],
  )
})

test('a commit index alone waits for the next entries, or for its release', () => {
  const group = new Group([1, 2])
  group.elect(1)
  const sent: string[] = []
  group.onSend = (from, each) => {
    if (from === 1) sent.push(each.entries.map(entry => text(entry.data)).join() || each.type)
  }
  group.driver(1).propose(Buffer.from('a'))
  group.settleButHeld()
  assert.deepEqual([sent, group.applied(1), group.applied(2)], [['a'], ['a'], []])
  group.driver(1).propose(Buffer.from('b'))
  group.settleButHeld()
  assert.deepEqual([sent, group.applied(2)], [['a', 'b'], ['a']])
  assert.ok(group.releaseCommits())
  group.settleButHeld()
  assert.deepEqual(
    [sent, group.applied(2)],
    [
      ['a', 'b', 'append'],
      ['a', 'b'],
    ],
  )
  assert.ok(!group.driver(1).holdsCommits)
})

test('whoever proposed through the leader hears at once that it is committed', () => {
  const group = new Group([1, 2, 3])
  group.elect(1)
  group.driver(1).propose(Buffer.from('a'), 2)
  group.driver(1).propose(Buffer.from('b'))
  group.settleButHeld()
  assert.deepEqual(
    [1, 2, 3].map(id => group.applied(id).join()),
    ['a,b', 'a,b', ''],
  )
  // Forwarded as a message of Raft it is the same.
  group.driver(3).propose(Buffer.from('c'))
  group.settleButHeld()
  assert.deepEqual(
    [1, 2, 3].map(id => group.applied(id).join()),
    ['a,b,c', 'a,b', 'a,b,c'],
  )
})

test('proposals beyond the bound are dropped, not queued', () => {
  const group = new Group([1])
  const large = new Uint8Array(DEFAULT_RAFT_CONFIG.queuedProposalBytesMax - 10)
  assert.equal(group.driver(1).propose(large), true)
  assert.equal(group.driver(1).propose(new Uint8Array(11)), false)
})

test('a leader whose write hangs for an election timeout falls silent and steps down', () => {
  const group = new Group([1, 2, 3])
  group.elect(1)
  group.hold(1)
  group.driver(1).propose(Buffer.from('stuck'))
  group.settle()
  const { electionTicks } = DEFAULT_RAFT_CONFIG
  for (let i = 0; i < electionTicks; i++) {
    group.driver(1).tick()
    group.settle()
  }
  const beats: string[] = []
  for (let i = 0; i < electionTicks; i++) {
    group.driver(1).tick()
    const effects = group.driver(1).ready()
    for (const effect of effects) {
      if (effect.kind === 'send') beats.push(...effect.messages.map(each => each.type))
    }
  }
  assert.deepEqual(beats, [])
  assert.equal(group.driver(1).status().role, 'follower')
  for (let i = 0; i < 5 * electionTicks; i++) group.driver(1).tick()
  assert.equal(group.driver(1).status().role, 'follower', 'nor does it campaign')
})

test('a campaign asked for from outside disturbs no leader, and only a dead one is forgotten', () => {
  const group = new Group([1, 2, 3])
  group.elect(1)
  group.driver(2).campaign()
  group.driver(2).forgetLeader(3)
  group.settle()
  assert.equal(group.driver(2).status().leader, 1)
  assert.equal(group.driver(1).status().role, 'leader')
  group.driver(2).forgetLeader(1)
  group.driver(3).forgetLeader(1)
  group.driver(2).campaign()
  group.settle()
  assert.equal(group.driver(2).status().role, 'leader')
})

test('a follower whose write hangs for an election timeout takes no office, however it is asked', () => {
  const group = new Group([1, 2, 3])
  group.elect(1)
  group.hold(2)
  group.driver(1).propose(Buffer.from('stuck'))
  group.settle()
  const stuck = group.driver(2)
  const { term } = stuck.status()
  for (let i = 0; i < 5 * DEFAULT_RAFT_CONFIG.electionTicks; i++) stuck.tick()
  stuck.step(message({ type: 'timeout-now', from: 1, to: 2, term }))
  stuck.forgetLeader(1)
  stuck.campaign()
  assert.deepEqual([stuck.status().role, stuck.status().term], ['follower', term])
  assert.deepEqual(
    sentBy(stuck.ready()).filter(type => type.includes('vote')),
    [],
  )
  group.release(2)
  stuck.campaign()
  group.settle()
  assert.equal(stuck.status().role, 'pre-candidate', 'it stands again once it can write')
})

test('reads wait until their index is applied, on the leader and on a follower', () => {
  const group = new Group([1, 2, 3])
  group.elect(1)
  group.driver(1).propose(Buffer.from('a'))
  group.settle()
  group.driver(1).read(7)
  group.driver(2).read(8)
  group.driver(2).read(9)
  group.driver(2).cancelRead(9)
  group.settle()
  assert.deepEqual(group.reads(1), [7])
  assert.deepEqual(group.reads(2), [8])
})

test('a read whose round got lost is asked again', () => {
  const group = new Group([1, 2, 3])
  group.elect(1)
  group.driver(2).read(5)
  group.driver(2).ready()
  for (let i = 0; i < DEFAULT_RAFT_CONFIG.readRetryTicks; i++) group.driver(2).tick()
  group.settle()
  assert.deepEqual(group.reads(2), [5])
})

test('a read without a leader is asked for once a tick, not in circles', () => {
  const group = new Group([1, 2, 3])
  group.settle()
  const driver = group.driver(1)
  driver.read(4)
  driver.ready()
  assert.equal(driver.hasWork, false)
  driver.tick()
  assert.equal(driver.hasWork, true)
  driver.ready()
  assert.equal(driver.hasWork, false)
  group.elect(2)
  assert.deepEqual(group.reads(1), [4], 'a leader is asked at once')
})

test('a read that arrives during a round waits for the next, and no round name comes twice', () => {
  const reads = new PendingReads(99, 10)
  reads.add(1)
  const first = reads.startRound(0)
  reads.add(2)
  assert.equal(reads.wantsRound, false)
  reads.confirm(first, 40)
  assert.deepEqual(reads.takeReady(39), [])
  assert.deepEqual(reads.takeReady(40), [{ ids: [1], index: 40 }])
  const second = reads.startRound(0)
  assert.notDeepEqual(second, first)
  reads.confirm(first, 41)
  reads.expire(10)
  const third = reads.startRound(10)
  reads.confirm(second, 50)
  assert.deepEqual(reads.takeReady(60), [])
  reads.confirm(third, 51)
  assert.deepEqual(reads.takeReady(60), [{ ids: [2], index: 51 }])
})

test('entries that replace queued ones are written apart', () => {
  const queue = new AppendQueue(1 << 20, { term: 1, vote: 0 })
  queue.push(storageAppend([entryOf(5, 1), entryOf(6, 1)], 0))
  queue.push(storageAppend([entryOf(7, 1)], 0))
  queue.push(storageAppend([entryOf(6, 2)], 2))
  queue.push(storageAppend([], 2))
  const groups = [queue.next()!, queue.next()!]
  assert.deepEqual(
    groups.map(({ entries }) => entries.map(({ index, term }) => [index, term])),
    [
      [
        [5, 1],
        [6, 1],
        [7, 1],
      ],
      [[6, 2]],
    ],
  )
  assert.equal(queue.next(), undefined)
  queue.push(storageAppend([], 2))
  assert.equal(queue.next()?.isSynced, false, 'the same term and vote need no sync')
})

// Found by the simulator (seed 73 of 'raft' as of commit bfa10a8): a node had stored two membership
// changes and, after a power cut, knew neither as committed. It would have campaigned two changes
// behind, where majorities need not overlap.
test('what is written after a commit index that needed no write brings that index along', () => {
  const queue = new AppendQueue(1 << 20, { term: 1, vote: 0 })
  queue.push({ ...storageAppend([], 1), commit: 211 })
  const noted = queue.next()!
  assert.equal(noted.isSynced, false)
  queue.push(storageAppend([entryOf(212, 1)], 0))
  const written = queue.next()!
  assert.deepEqual([written.isSynced, written.hardState?.commit], [true, 211])
  queue.push(storageAppend([entryOf(213, 1)], 0))
  assert.equal(queue.next()!.hardState, undefined, 'it is on the disk now')
})

test('a damaged node neither votes nor campaigns nor acknowledges until it is refilled', () => {
  const group = new Group([1, 2, 3])
  group.elect(1)
  group.driver(1).propose(Buffer.from('a'))
  group.driver(1).propose(Buffer.from('b'))
  group.settle()
  const { term } = group.driver(1).status()
  // Node 3 comes back with its term, but without the last entry, while the leader believes
  // otherwise.
  const short = group.driver(3).log.between(1, group.driver(3).log.lastIndex() - 1)
  const damaged = group.restart(3, short, true)
  damaged.step(message({ type: 'vote', from: 2, to: 3, term: term + 5, index: 99, logTerm: term }))
  damaged.step(message({ type: 'timeout-now', from: 1, to: 3, term }))
  for (let i = 0; i < 100; i++) damaged.tick()
  const effects = damaged.ready()
  assert.deepEqual(sentBy(effects), [])
  group.carryOut(3, effects)
  assert.equal(damaged.status().term, term)
  const refused: string[] = []
  group.onSend = (from, each) => {
    if (from === 3 && damaged.isRecovering && each.type === 'append-response' && !each.reject) {
      refused.push(each.type)
    }
  }
  for (let i = 0; i < 60 && damaged.isRecovering; i++) {
    group.driver(1).tick()
    damaged.tick()
    group.settle()
  }
  assert.deepEqual(refused, [])
  assert.equal(damaged.isRecovering, false)
  assert.equal(damaged.log.lastIndex(), group.driver(1).log.lastIndex())
  group.driver(1).propose(Buffer.from('c'))
  group.settle()
  assert.deepEqual(group.applied(3), ['a', 'b', 'c'])
})

/** Drivers whose effects are carried out at once, unless an append is held. */
class Group {
  onAppend: (entries: readonly Entry[]) => void = () => {}
  onSend: (from: RaftId, each: Message) => void = () => {}
  readonly #drivers = new Map<RaftId, RaftDriver>()
  readonly #lines = new Map<RaftId, string[]>()
  readonly #answered = new Map<RaftId, number[]>()
  readonly #held = new Set<RaftId>()
  readonly #owed = new Set<RaftId>()
  readonly #founding: Entry[]

  constructor(ids: readonly RaftId[]) {
    this.#founding = ids.map((raftId, i) => ({
      term: 1,
      index: i + 1,
      type: 'conf-change-v2',
      data: encodeConfChange({
        transition: 'auto',
        changes: [{ type: 'add-voter', raftId }],
        context: new Uint8Array(0),
      }),
    }))
    for (const id of ids) this.#start(id, this.#founding, 1, false)
  }

  driver(id: RaftId): RaftDriver {
    return this.#drivers.get(id)!
  }

  applied(id: RaftId): string[] {
    return this.#lines.get(id)!
  }

  reads(id: RaftId): number[] {
    return this.#answered.get(id)!
  }

  elect(id: RaftId): void {
    this.settle()
    this.driver(id).campaign()
    this.settle()
    assert.equal(this.driver(id).status().role, 'leader')
  }

  restart(id: RaftId, entries: readonly Entry[], isRecovering: boolean): RaftDriver {
    return this.#start(id, entries, this.driver(id).status().term, isRecovering)
  }

  hold(id: RaftId): void {
    this.#held.add(id)
  }

  release(id: RaftId): void {
    this.#held.delete(id)
    if (this.#owed.delete(id)) this.driver(id).appendDone()
  }

  /** Carries effects out until nobody has any, and nothing is held back either. */
  settle(): void {
    do this.settleButHeld()
    while (this.releaseCommits())
  }

  /** Carries effects out until nobody has any. */
  settleButHeld(): void {
    for (let turn = 0; turn < 100; turn++) {
      let isQuiet = true
      for (const [id, driver] of this.#drivers) {
        const effects = driver.ready()
        if (effects.length > 0) isQuiet = false
        this.carryOut(id, effects)
      }
      if (isQuiet) return
    }
    assert.fail('the drivers come to rest')
  }

  /** As if a moment had passed; false if nothing was held. */
  releaseCommits(): boolean {
    const holding = [...this.#drivers.values()].filter(driver => driver.holdsCommits)
    for (const driver of holding) driver.releaseCommits()
    return holding.length > 0
  }

  carryOut(id: RaftId, effects: readonly DriverEffect[]): void {
    for (const effect of effects) this.#carryOut(id, this.driver(id), effect)
  }

  #carryOut(id: RaftId, driver: RaftDriver, effect: DriverEffect): void {
    if (effect.kind === 'append') {
      this.onAppend(effect.entries)
      if (this.#held.has(id)) this.#owed.add(id)
      else driver.appendDone()
    } else if (effect.kind === 'apply') {
      for (const item of effect.items) {
        if (item.kind === 'normal') this.applied(id).push(text(item.entry.data))
      }
      driver.applyDone()
    } else if (effect.kind === 'restore') {
      this.#lines.set(id, JSON.parse([...effect.snapshot.data].map(text).join('')))
    } else if (effect.kind === 'send') {
      for (const each of effect.messages) {
        this.onSend(id, each)
        this.#drivers.get(each.to)?.step(each)
      }
    } else if (effect.kind === 'answer-reads') {
      this.reads(id).push(...effect.ids)
    } else if (effect.kind === 'ask-refill') {
      this.driver(effect.to).refillPeer(id)
    } else if (effect.kind === 'offer-refill') {
      this.driver(effect.to).takeRefillOffer(effect.offer)
    }
  }

  #start(id: RaftId, entries: readonly Entry[], term: number, isRecovering: boolean): RaftDriver {
    this.#lines.set(id, [])
    this.#answered.set(id, [])
    const driver = new RaftDriver({
      raftId: id,
      config: DEFAULT_RAFT_CONFIG,
      random: seededRandom(id),
      start: {
        hardState: { term, vote: 0, commit: this.#founding.length },
        entries,
        previous: { index: 0, term: 0 },
        snapshot: undefined,
      },
      isRecovering,
      takeSnapshot: () => [Buffer.from(JSON.stringify(this.applied(id)))],
    })
    this.#drivers.set(id, driver)
    return driver
  }
}

function sentBy(effects: readonly DriverEffect[]): string[] {
  return effects.flatMap(effect =>
    effect.kind === 'send' ? effect.messages.map(each => each.type) : [],
  )
}

function storageAppend(entries: readonly Entry[], term: number): Message {
  return message({ type: 'storage-append', entries, term, vote: 0 })
}

function entryOf(index: number, term: number): Entry {
  return { index, term, type: 'normal', data: new Uint8Array(3) }
}
