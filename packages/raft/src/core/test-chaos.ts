/**
 * A small world that treats machines badly, for tests: messages are lost, doubled and reordered,
 * networks split, nodes crash and lose what was not stored, logs are compacted, members come and
 * go. One seed decides everything, so whatever goes wrong can be watched again.
 *
 * After every step the promises of Raft figure 3 are checked: election safety, log matching, leader
 * completeness and state machine safety; and that votes, terms and commits once stored do not go
 * back, and that no read is stale.
 */

import { assert, type Random, seededRandom } from '@polis/base'
import { decodeConfChange } from '../confchange/change.ts'
import { MemoryStorage } from '../log/memory-storage.ts'
import {
  type ConfChangeSingle,
  type ConfState,
  EMPTY_CONF_STATE,
  type Entry,
  type HardState,
  LOCAL_APPEND_THREAD,
  LOCAL_APPLY_THREAD,
  type Message,
  type RaftId,
} from '../message.ts'
import { RawNode } from '../raw-node.ts'
import type { MachineOptions } from './options.ts'

const FOUNDERS: ConfState = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] }
const NODES = 5
const IN_FLIGHT_MAX = 300

/** Storage that remembers what it promised. */
class WatchedStorage extends MemoryStorage {
  private promised: HardState = { term: 0, vote: 0, commit: 0 }

  override setHardState(state: HardState): void {
    const { term, vote, commit } = this.promised
    assert(state.term >= term, 'a stored term never goes back')
    assert(state.commit >= commit, 'a stored commit index never goes back')
    const isSameTerm = state.term === term && vote !== 0
    assert(!isSameTerm || state.vote === vote, 'one vote a term')
    this.promised = state
    super.setHardState(state)
  }
}

/** What the state machine holds after an index: a digest of all that was applied. */
type Saved = { readonly index: number; readonly digest: number; readonly confState: ConfState }

/** One machine, its storage and its threads. */
class ChaosNode {
  readonly id: RaftId
  readonly storage = new WatchedStorage(FOUNDERS)
  /** States that are on disk, the oldest first; a crash falls back to one of them. */
  saved: Saved[] = [{ index: 0, digest: 0, confState: FOUNDERS }]
  appendWork: Message[] = []
  applyWork: Message[] = []
  raw: RawNode
  private readonly options: Partial<MachineOptions>
  private readonly random: Random

  constructor(id: RaftId, options: Partial<MachineOptions>, random: Random) {
    this.id = id
    this.options = options
    this.random = random
    this.raw = this.start()
  }

  get state(): Saved {
    return this.saved.at(-1)!
  }

  /** Loses queues and memory; of the state machine some earlier state is left. */
  crash(): void {
    this.appendWork = []
    this.applyWork = []
    const oldest = this.storage.firstIndex() - 1
    const usable = this.saved.filter(({ index }) => index >= oldest)
    this.saved = usable.slice(0, 1 + this.random.int(usable.length))
    this.raw = this.start()
  }

  private start(): RawNode {
    this.storage.setConfState(this.state.confState)
    return new RawNode({
      electionTicks: 8,
      heartbeatTicks: 2,
      maxInflightMessages: 4,
      maxMessageBytes: 200,
      maxApplyingBytes: 300,
      ...this.options,
      id: this.id,
      storage: this.storage,
      random: this.random,
      applied: this.state.index,
    })
  }
}

/** What happened in a world so far, to tell that a run was not idle. */
export type ChaosCounts = {
  readonly terms: number
  readonly applied: number
  readonly configs: number
  readonly snapshots: number
  readonly crashes: number
  readonly reads: number
}

/** The world of one seed. */
export class ChaosWorld {
  private readonly random: Random
  private readonly nodes: ChaosNode[]
  private inFlight: Message[] = []
  private cuts = new Set<string>()
  private isCalm = false

  private readonly leaderOf = new Map<number, RaftId>()
  private readonly entries = new Map<string, string>()
  private readonly committed: { term: number; digest: number }[] = [{ term: 0, digest: 0 }]
  private readonly readFloors = new Map<number, number>()
  private proposals = 0
  private counts = { configs: 0, snapshots: 0, crashes: 0, reads: 0 }

  constructor(seed: number, options: Partial<MachineOptions>) {
    this.random = seededRandom(seed)
    this.nodes = Array.from(
      { length: NODES },
      (_, at) => new ChaosNode(at + 1, options, this.random),
    )
  }

  get summary(): ChaosCounts {
    return { ...this.counts, terms: this.leaderOf.size, applied: this.committed.length - 1 }
  }

  /** One random thing happens. */
  step(): void {
    const node = this.pick(this.nodes)
    const dice = this.random.int(1000)
    if (dice < 380) this.deliverOne()
    else if (dice < 600) this.work(node)
    else if (dice < 710) this.append(node)
    else if (dice < 790) this.apply(node)
    else if (dice < 900) node.raw.tick()
    else if (dice < 940) this.propose(node)
    else if (dice < 960) this.read(node)
    else if (dice < 970) this.changeMembers(node)
    else if (dice < 982) this.compact(node)
    else if (dice < 986) this.crash(node)
    else if (dice < 988) this.split()
    else if (dice < 994) this.cuts.clear()
    else if (dice < 997) node.raw.transferLeader(1 + this.random.int(NODES))
    else node.raw.forgetLeader()
    this.checkLeader(node)
  }

  /** Everything works from now on; the group must agree on one more proposal within `rounds`. */
  mustRecover(rounds: number): void {
    this.isCalm = true
    this.cuts.clear()
    const target = this.proposals + 1
    for (let round = 0; round < rounds; round++) {
      for (const node of this.nodes) {
        node.raw.tick()
        // What transport reports when a snapshot was under way while a node was down.
        for (const [id, progress] of node.raw.status().progress) {
          if (progress.state === 'snapshot' && round % 20 === 0) node.raw.reportSnapshot(id, false)
        }
      }
      this.settle()
      const leader = this.nodes.find(({ raw }) => raw.status().role === 'leader')
      if (leader === undefined) continue
      if (this.proposals < target) this.propose(leader)
      this.settle()
      if (this.proposals >= target && this.hasConverged(leader)) return
    }
    assert(false, 'a group that is left in peace agrees')
  }

  private hasConverged(leader: ChaosNode): boolean {
    const { config, lastIndex, commit } = leader.raw.status()
    const members = [...config.voters, ...config.votersOutgoing, ...config.learners]
    const isApplied = members.every(id => this.nodes[id - 1]!.state.index === lastIndex)
    return commit === lastIndex && isApplied && config.votersOutgoing.length === 0
  }

  private settle(): void {
    for (let round = 0; round < 10_000; round++) {
      let isBusy = this.inFlight.length > 0
      if (isBusy) this.deliverOne()
      for (const node of this.nodes) {
        isBusy ||= node.raw.hasReady || node.appendWork.length + node.applyWork.length > 0
        this.work(node)
        this.append(node)
        this.apply(node)
        this.checkLeader(node)
      }
      if (!isBusy) return
    }
    assert(false, 'a group that is left in peace gets quiet')
  }

  private deliverOne(): void {
    if (this.inFlight.length === 0) return
    const at = this.random.int(this.inFlight.length)
    const sent = this.inFlight[at]!
    const dice = this.isCalm ? 100 : this.random.int(100)
    // One in seventeen is lost, one in twenty arrives again later.
    if (dice >= 5) this.inFlight.splice(at, 1)
    const isLost = dice >= 94 && dice < 100
    const isCut = this.cuts.has(`${sent.from}-${sent.to}`)
    const target = this.nodes[sent.to - 1]!
    if (isLost || isCut) {
      this.nodes[sent.from - 1]!.raw.reportUnreachable(sent.to)
    } else {
      target.raw.step(sent)
      this.checkLeader(target)
    }
    if (sent.type === 'snapshot')
      this.nodes[sent.from - 1]!.raw.reportSnapshot(sent.to, !isLost && !isCut)
  }

  private work(node: ChaosNode): void {
    if (!node.raw.hasReady) return
    const ready = node.raw.ready()
    for (const { index, context } of ready.readStates) {
      const floor = this.readFloors.get(new DataView(context.buffer).getUint32(0))
      assert(floor !== undefined && index >= floor, 'a read sees what was committed before it')
      this.counts.reads++
    }
    for (const sent of ready.messages) {
      if (sent.to === LOCAL_APPEND_THREAD) node.appendWork.push(sent)
      else if (sent.to === LOCAL_APPLY_THREAD) node.applyWork.push(sent)
      else this.send(sent)
    }
  }

  private send(sent: Message): void {
    if (this.inFlight.length < IN_FLIGHT_MAX) this.inFlight.push(sent)
  }

  private append(node: ChaosNode): void {
    const work = node.appendWork.shift()
    if (work === undefined) return
    const { term, vote, commit, snapshot, entries } = work
    if (term > 0) node.storage.setHardState({ term, vote, commit })
    if (snapshot !== undefined) this.restore(node, snapshot.metadata.index, work)
    for (const [at, entry] of entries.entries()) {
      this.checkEntry(entry, entries[at - 1]?.term ?? node.storage.term(entry.index - 1))
    }
    node.storage.append(entries)
    this.respond(node, work)
  }

  private restore(node: ChaosNode, index: number, work: Message): void {
    const snapshot = work.snapshot!
    if (!node.storage.applySnapshot(snapshot)) return
    const [data] = snapshot.data
    const digest = new DataView(data!.buffer).getUint32(0)
    assert(this.committed[index]?.digest === digest, 'a snapshot holds what was applied')
    node.saved = [{ index, digest, confState: snapshot.metadata.confState }]
    this.counts.snapshots++
  }

  private apply(node: ChaosNode): void {
    const work = node.applyWork.shift()
    if (work === undefined) return
    for (const entry of work.entries) this.applyEntry(node, entry)
    this.respond(node, work)
  }

  private applyEntry(node: ChaosNode, entry: Entry): void {
    const { index, digest, confState } = node.state
    // A snapshot may have overtaken what waited here.
    if (entry.index <= index) return
    assert(entry.index === index + 1, 'entries are applied in order')
    const next = digestOf(digest, entry)
    const known = this.committed[entry.index]
    if (known === undefined) {
      assert(entry.index === this.committed.length, 'entries are applied first in order')
      this.committed.push({ term: entry.term, digest: next })
    } else {
      assert(known.term === entry.term && known.digest === next, 'all nodes apply the same entries')
    }
    let config = confState
    if (entry.type !== 'normal') {
      config = node.raw.applyConfChange(decodeConfChange(entry.data), entry.index)
      this.counts.configs++
    }
    node.saved.push({ index: entry.index, digest: next, confState: config })
  }

  private respond(node: ChaosNode, work: Message): void {
    for (const response of work.responses) {
      if (response.to === node.id) node.raw.step(response)
      else this.send(response)
    }
  }

  private propose(node: ChaosNode): void {
    const data = new Uint8Array(1 + this.random.int(40)).fill(this.proposals)
    if (node.raw.propose(data).kind === 'accepted') this.proposals++
  }

  private read(node: ChaosNode): void {
    const id = this.readFloors.size
    const context = new Uint8Array(4)
    new DataView(context.buffer).setUint32(0, id)
    // Whatever anybody has applied was acknowledged, perhaps; a later read must see it.
    this.readFloors.set(id, this.committed.length - 1)
    node.raw.readIndex(context)
  }

  private changeMembers(node: ChaosNode): void {
    const types = ['add-voter', 'add-voter', 'remove', 'add-learner'] as const
    const changes = Array.from({ length: this.random.int(4) }, (): ConfChangeSingle => {
      return { type: this.pick(types), raftId: 1 + this.random.int(NODES) }
    })
    const transition = this.pick(['auto', 'auto', 'joint-implicit'] as const)
    node.raw.proposeConfChange({ transition, changes, context: new Uint8Array(0) })
  }

  private compact(node: ChaosNode): void {
    const { index, digest, confState } = node.state
    if (index <= node.storage.snapshot().metadata.index || index > node.storage.lastIndex()) return
    const data = new Uint8Array(4)
    new DataView(data.buffer).setUint32(0, digest)
    node.storage.createSnapshot(index, confState, [data])
    node.storage.setConfState(confState)
    node.storage.compact(index - this.random.int(3))
  }

  private crash(node: ChaosNode): void {
    node.crash()
    this.counts.crashes++
  }

  private split(): void {
    const isLeft = this.nodes.map(() => this.random.int(2) === 0)
    for (const a of this.nodes) {
      for (const b of this.nodes) {
        if (isLeft[a.id - 1] !== isLeft[b.id - 1]) this.cuts.add(`${a.id}-${b.id}`)
      }
    }
  }

  /** Election safety and leader completeness. */
  private checkLeader(node: ChaosNode): void {
    const { role, term } = node.raw.status()
    if (role !== 'leader') return
    const known = this.leaderOf.get(term)
    assert(known === undefined || known === node.id, 'at most one leader a term')
    if (known !== undefined) return
    this.leaderOf.set(term, node.id)
    const { log } = node.raw['raft']
    for (let index = log.firstIndex(); index < this.committed.length; index++) {
      const isThere = log.term(index) === this.committed[index]!.term
      assert(isThere, 'a leader has every entry that was committed before')
    }
  }

  /** Log matching: index and term decide an entry and the one before it. */
  private checkEntry(entry: Entry, before: number | undefined): void {
    if (before === undefined) return
    const key = `${entry.index}/${entry.term}`
    const value = `${before} ${entry.type} ${entry.data.join()}`
    const known = this.entries.get(key)
    assert(known === undefined || known === value, 'equal index and term, equal logs up to there')
    this.entries.set(key, value)
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.random.int(items.length)]!
  }
}

function digestOf(before: number, { index, term, data }: Entry): number {
  let digest = Math.imul(before ^ index, 0x9e3779b1) ^ term
  for (const byte of data) digest = Math.imul(digest ^ byte, 0x85ebca6b)
  return digest >>> 0
}
