/**
 * A group of Raft nodes as etcd's interaction scripts drive them: nodes in memory, messages in
 * flight, storage threads that work when told to, and a state machine that appends its entries.
 */

import { seededRandom } from '@polis/base'
import {
  type ConfState,
  decodeConfChange,
  EMPTY_CONF_STATE,
  type Entry,
  isLocalThread,
  type MachineOptions,
  MemoryStorage,
  type Message,
  type MessageType,
  RawNode,
  type Snapshot,
} from '@polis/raft'
import { describeEntry, describeMessage, describeReady } from './describe.ts'
import { Output } from './output.ts'
import { logLine } from './trace-lines.ts'

/** What one node is set up with; the rest is the same for all. */
export type NodeOptions = Omit<MachineOptions, 'id' | 'storage' | 'random' | 'tracer'>

/** Messages to one node, delivered or lost. */
export type Recipient = { readonly id: number; readonly isDropped: boolean }

const HEARTBEAT_TICKS = 1
const ELECTION_TICKS = 3
const INFLIGHT_MESSAGES = 2 ** 31 - 1

/** The snapshots a node sends are of its state machine, not of its storage. */
class SnapshottingStorage extends MemoryStorage {
  readonly history: Snapshot[]

  constructor(first: Snapshot) {
    super()
    this.history = [first]
  }

  override snapshot(): Snapshot {
    return this.history.at(-1)!
  }
}

/** One node with its threads. */
export type ScriptNode = {
  readonly raw: RawNode
  readonly storage: SnapshottingStorage
  readonly isAsync: boolean
  readonly appendWork: Message[]
  readonly applyWork: Message[]
}

/** All nodes of a script. */
export class Environment {
  readonly output = new Output()
  readonly nodes: ScriptNode[] = []
  messages: Message[] = []

  addNodes(count: number, options: NodeOptions, snapshot: Snapshot | undefined): void {
    for (let i = 0; i < count; i++) this.addNode(options, snapshot)
  }

  node(id: number): ScriptNode {
    const node = this.nodes[id - 1]
    if (node === undefined) throw new Error(`no node ${id}`)
    return node
  }

  tick(id: number, ticks: 'heartbeat' | 'election'): void {
    const count = ticks === 'heartbeat' ? HEARTBEAT_TICKS : ELECTION_TICKS
    for (let i = 0; i < count; i++) this.node(id).raw.tick()
  }

  processReady(id: number): void {
    const node = this.node(id)
    const ready = node.raw.ready()
    this.output.write(describeReady(ready))
    if (!node.isAsync) {
      const { hardState, entries, snapshot, committedEntries } = ready
      store(node, hardState ?? { term: 0, vote: 0, commit: 0 }, entries, snapshot)
      applyEntries(node, committedEntries)
    }
    for (const message of ready.messages) {
      if (message.type === 'storage-append') node.appendWork.push(message)
      else if (message.type === 'storage-apply') node.applyWork.push(message)
      else this.messages.push(message)
    }
    if (!node.isAsync) node.raw.advance()
  }

  processAppendThread(id: number): void {
    const node = this.node(id)
    const work = node.appendWork.shift()
    if (work === undefined) {
      this.output.write('no append work to perform')
      return
    }
    this.describeWork(work, () => store(node, work, work.entries, work.snapshot))
  }

  processApplyThread(id: number): void {
    const node = this.node(id)
    const work = node.applyWork.shift()
    if (work === undefined) {
      this.output.write('no apply work to perform')
      return
    }
    this.describeWork(work, () => applyEntries(node, work.entries))
  }

  /** Delivers or drops what is in flight; returns how many messages that were. */
  deliver(recipients: readonly Recipient[], type?: MessageType): number {
    let count = 0
    for (const { id, isDropped } of recipients) {
      const messages = this.takeMessages(id, isDropped, type)
      count += messages.length
      for (const message of messages) {
        this.output.write(`${isDropped ? 'dropped: ' : ''}${describeMessage(message)}\n`)
        if (!isDropped) this.stepNode(id, message)
      }
    }
    return count
  }

  /** Lets the nodes work until nothing is left to do, in etcd's order. */
  stabilize(ids: readonly number[]): void {
    const group = ids.length > 0 ? ids : this.nodes.map((_, at) => at + 1)
    for (;;) {
      let isDone = true
      const section = (id: number, title: string, body: () => void) => {
        this.output.write(`> ${id} ${title}\n`)
        this.output.indented(body)
        isDone = false
      }
      for (const id of group) {
        if (this.node(id).raw.hasReady) section(id, 'handling Ready', () => this.processReady(id))
      }
      for (const id of group) {
        if (!this.messages.some(message => message.to === id)) continue
        section(id, 'receiving messages', () => this.deliver([{ id, isDropped: false }]))
      }
      for (const id of group) {
        const { appendWork } = this.node(id)
        if (appendWork.length === 0) continue
        section(id, 'processing append thread', () => {
          while (appendWork.length > 0) this.processAppendThread(id)
        })
      }
      for (const id of group) {
        const { applyWork } = this.node(id)
        if (applyWork.length === 0) continue
        section(id, 'processing apply thread', () => {
          while (applyWork.length > 0) this.processApplyThread(id)
        })
      }
      if (isDone) return
    }
  }

  writeLog(id: number): void {
    const { storage } = this.node(id)
    const first = storage.firstIndex()
    const last = storage.lastIndex()
    if (last < first) {
      this.output.write(`log is empty: first index=${first}, last index=${last}`)
      return
    }
    const entries = storage.entries(first, last + 1, Number.POSITIVE_INFINITY) ?? []
    this.output.write(entries.map(entry => `${describeEntry(entry)}\n`).join(''))
  }

  private addNode(options: NodeOptions, snapshot: Snapshot | undefined): void {
    const id = this.nodes.length + 1
    const storage = new SnapshottingStorage(snapshot ?? EMPTY_SNAPSHOT)
    if (snapshot !== undefined) storage.applySnapshot(snapshot)
    const raw = new RawNode({
      ...SCRIPT_OPTIONS,
      ...options,
      id,
      storage,
      random: seededRandom(id),
      tracer: event => {
        const line = logLine(id, event)
        if (line !== undefined) this.output.log(line.level, line.text)
      },
    })
    const isAsync = options.isStorageAsync ?? false
    this.nodes.push({ raw, storage, isAsync, appendWork: [], applyWork: [] })
  }

  private describeWork(work: Message, body: () => void): void {
    this.output.write(`Processing:\n${describeMessage({ ...work, responses: [] })}\n`)
    body()
    this.output.write('Responses:\n')
    for (const response of work.responses) this.output.write(`${describeMessage(response)}\n`)
    this.messages.push(...work.responses)
  }

  /** Storage and a node's own answers are reliable: they are delivered, never dropped. */
  private takeMessages(to: number, isDropped: boolean, type?: MessageType): Message[] {
    const isTaken = (message: Message) =>
      message.to === to &&
      !(isDropped && (message.from === message.to || isLocalThread(message.from))) &&
      (type === undefined || message.type === type)
    const taken = this.messages.filter(isTaken)
    this.messages = this.messages.filter(message => !isTaken(message))
    return taken
  }

  private stepNode(id: number, message: Message): void {
    const outcome = this.node(id).raw.step(message)
    if (outcome.kind !== 'refused' || SILENT_REFUSALS.has(message.type)) return
    this.output.write(`${refusalText(outcome.reason)}\n`)
  }
}

/** Requests that etcd's machine drops without an error when it cannot serve them. */
const SILENT_REFUSALS: ReadonlySet<MessageType> = new Set(['transfer-leader', 'read-index'])

/** A refusal in etcd's words. */
export function refusalText(reason: string): string {
  if (reason === 'unknown-peer') return 'raft: cannot step as peer not found'
  if (reason === 'local-message') return 'raft: cannot step raft local message'
  return 'raft proposal dropped'
}

const EMPTY_SNAPSHOT: Snapshot = {
  data: [],
  metadata: { confState: EMPTY_CONF_STATE, index: 0, term: 0 },
}

const SCRIPT_OPTIONS: NodeOptions = {
  electionTicks: ELECTION_TICKS,
  heartbeatTicks: HEARTBEAT_TICKS,
  maxMessageBytes: Number.POSITIVE_INFINITY,
  maxApplyingBytes: Number.POSITIVE_INFINITY,
  maxUncommittedBytes: 0,
  maxInflightMessages: INFLIGHT_MESSAGES,
  maxInflightBytes: 0,
  isStorageAsync: false,
  preVote: false,
  checkQuorum: false,
  stepDownOnRemoval: false,
}

function store(
  node: ScriptNode,
  hardState: Pick<Message, 'term' | 'vote' | 'commit'>,
  entries: readonly Entry[],
  snapshot: Snapshot | undefined,
): void {
  const { term, vote, commit } = hardState
  if (term > 0 || vote > 0 || commit > 0) node.storage.setHardState({ term, vote, commit })
  if (snapshot === undefined) {
    node.storage.append(entries)
    return
  }
  if (entries.length > 0) throw new Error("can't apply snapshot and entries at the same time")
  if (!node.storage.applySnapshot(snapshot)) {
    throw new Error('requested index is older than the existing snapshot')
  }
}

/** The state is the concatenation of all that was applied. */
function applyEntries(node: ScriptNode, entries: readonly Entry[]): void {
  for (const { index, term, type, data } of entries) {
    const { history } = node.storage
    const last = history.at(-1)!
    let update = data
    let confState: ConfState = last.metadata.confState
    if (type !== 'normal') {
      const change = decodeConfChange(data)
      update = change.context
      confState = node.raw.applyConfChange(change)
    }
    history.push({ data: [...last.data, update], metadata: { confState, index, term } })
  }
}
