/**
 * A group of machines in one process, for tests: they talk through a network that can be cut, and
 * store in memory. Everything runs in a fixed order, so a test is the same each time.
 */

import { assert, seededRandom } from '@polis/base'
import { decodeConfChange } from '../confchange/change.ts'
import { MemoryStorage } from '../log/memory-storage.ts'
import {
  type ConfState,
  EMPTY_CONF_STATE,
  type Entry,
  type Message,
  type MessageType,
  type RaftId,
  type ReadState,
} from '../message.ts'
import { RawNode } from '../raw-node.ts'
import type { MachineOptions } from './options.ts'

/** Options of every machine of a group. */
export type GroupOptions = Partial<MachineOptions>

/** More rounds than any test needs: a group that is still busy then never gets quiet. */
const ROUNDS_MAX = 1000

/** One machine with its storage and what it applied. */
export class TestNode {
  readonly id: RaftId
  readonly storage: MemoryStorage
  readonly applied: string[] = []
  readonly reads: ReadState[] = []
  raw: RawNode
  private readonly options: GroupOptions
  private appliedIndex: number

  constructor(id: RaftId, storage: MemoryStorage, options: GroupOptions) {
    this.id = id
    this.storage = storage
    this.options = options
    this.appliedIndex = storage.firstIndex() - 1
    this.raw = this.start()
  }

  /** Stops and starts again from what is stored; what was in memory alone is gone. */
  restart(): void {
    this.raw = this.start()
  }

  /** Carries out one Ready; returns the messages to send. */
  work(): readonly Message[] {
    const ready = this.raw.ready()
    const { hardState, snapshot, entries, committedEntries, messages } = ready
    if (hardState !== undefined) this.storage.setHardState(hardState)
    if (snapshot !== undefined) {
      this.storage.applySnapshot(snapshot)
      this.appliedIndex = snapshot.metadata.index
    }
    this.storage.append(entries)
    for (const entry of committedEntries) this.apply(entry)
    this.reads.push(...ready.readStates)
    this.raw.advance()
    return messages
  }

  private apply({ index, type, data }: Entry): void {
    assert(index === this.appliedIndex + 1, 'entries are applied without a gap')
    this.appliedIndex = index
    if (type === 'normal') {
      if (data.length > 0) this.applied.push(new TextDecoder().decode(data))
      return
    }
    this.storage.setConfState(this.raw.applyConfChange(decodeConfChange(data)))
  }

  private start(): RawNode {
    return new RawNode({
      electionTicks: 10,
      heartbeatTicks: 1,
      isStorageAsync: false,
      preVote: false,
      checkQuorum: false,
      ...this.options,
      id: this.id,
      storage: this.storage,
      random: seededRandom(this.id),
      applied: this.appliedIndex,
    })
  }
}

/** Machines and the network between them. */
export class TestGroup {
  readonly nodes = new Map<RaftId, TestNode>()
  readonly sent: Message[] = []
  private readonly options: GroupOptions
  private readonly cuts = new Set<string>()
  private ignored = new Set<MessageType>()
  private readonly founders: ConfState

  /** Voters 1 to `voters`, all with an empty log. */
  constructor(voters: number, options: GroupOptions = {}) {
    this.options = options
    const ids = Array.from({ length: voters }, (_, at) => at + 1)
    this.founders = { ...EMPTY_CONF_STATE, voters: ids }
    for (const id of ids) this.add(id)
  }

  /** Adds a machine; it starts with an empty log, before which the founders were the voters. */
  add(id: RaftId, storage = new MemoryStorage(this.founders)): TestNode {
    const node = new TestNode(id, storage, this.options)
    this.nodes.set(id, node)
    return node
  }

  node(id: RaftId): TestNode {
    const node = this.nodes.get(id)
    assert(node !== undefined, `node ${id} exists`)
    return node
  }

  raw(id: RaftId): RawNode {
    return this.node(id).raw
  }

  /** Elects `id` and lets everybody hear of it. */
  elect(id: RaftId): void {
    this.raw(id).campaign()
    this.run()
  }

  propose(id: RaftId, text: string): void {
    this.raw(id).propose(new TextEncoder().encode(text))
    this.run()
  }

  tick(id: RaftId, ticks: number): void {
    for (let i = 0; i < ticks; i++) this.raw(id).tick()
  }

  /** Lets time pass on one machine, with everything delivered after each tick. */
  pass(id: RaftId, ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      this.tick(id, 1)
      this.run()
    }
  }

  /** No messages between the two, either way. */
  cut(a: RaftId, b: RaftId): void {
    this.cuts.add(`${a}-${b}`).add(`${b}-${a}`)
  }

  isolate(id: RaftId): void {
    for (const other of this.nodes.keys()) if (other !== id) this.cut(id, other)
  }

  /** Loses messages of these types from now on. */
  ignore(...types: MessageType[]): void {
    this.ignored = new Set(types)
  }

  heal(): void {
    this.cuts.clear()
    this.ignored.clear()
  }

  /** Delivers and works until nothing is left to do. */
  run(): void {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const busy = [...this.nodes.values()].filter(node => node.raw.hasReady)
      if (busy.length === 0) return
      const messages = busy.flatMap(node => node.work())
      for (const message of messages) this.deliver(message)
    }
    assert(false, 'a group gets quiet')
  }

  /** The ids that believe to lead. */
  leaders(): RaftId[] {
    return [...this.nodes.values()]
      .filter(node => node.raw.status().role === 'leader')
      .map(({ id }) => id)
  }

  private deliver(message: Message): void {
    const isLost = this.cuts.has(`${message.from}-${message.to}`) || this.ignored.has(message.type)
    if (isLost) return
    this.sent.push(message)
    this.nodes.get(message.to)?.raw.step(message)
  }
}

/** A stored log whose entries have these terms, of a member of `confState`. */
export function storageWithTerms(
  terms: readonly number[],
  confState: ConfState,
  term = terms.at(-1) ?? 0,
): MemoryStorage {
  const storage = new MemoryStorage(confState)
  storage.append(
    terms.map((each, at) => ({
      term: each,
      index: at + 1,
      type: 'normal' as const,
      data: new TextEncoder().encode(`${at + 1}@${each}`),
    })),
  )
  storage.setHardState({ term, vote: 0, commit: 0 })
  return storage
}

/** The terms of a stored log, first to last. */
export function termsOf(storage: MemoryStorage): number[] {
  const first = storage.firstIndex()
  const count = storage.lastIndex() - first + 1
  return Array.from({ length: count }, (_, at) => storage.term(first + at)!)
}
