/**
 * A Raft node without threads, clock, disk or network: messages and ticks go in, a Ready comes out.
 *
 *     loop: tick() every tick, step(message) for each received one, propose(data)
 *           if (hasReady) carry out ready()
 *
 * Storage writes are messages to two local threads, worked off in order (`Ready`); while one is
 * under way the machine goes on. Whoever prefers to write and wait uses the same machine with
 * `isStorageAsync: false`, where `advance()` stands for the answers of both threads. The contract
 * is that of etcd's raft (`rawnode.go`, `doc.go`).
 */

import { assert } from '@polis/base'
import { encodeConfChange } from './confchange/change.ts'
import { applyConfChange } from './core/membership.ts'
import { type MachineOptions, resolveOptions } from './core/options.ts'
import { type Outcome, refuse } from './core/outcome.ts'
import { Raft } from './core/raft.ts'
import { step, tick } from './core/step.ts'
import { entriesBytes } from './log/entry-size.ts'
import {
  type ConfChange,
  type ConfState,
  type Entry,
  type HardState,
  LOCAL_APPEND_THREAD,
  LOCAL_APPLY_THREAD,
  type Message,
  type MessageType,
  message,
  type RaftId,
  type Ready,
  type SoftState,
} from './message.ts'
import {
  mustSync,
  needsAppendResponse,
  storageAppend,
  storageAppendResponse,
  storageApply,
  storageApplyResponse,
} from './ready.ts'
import { type Status, statusOf } from './status.ts'

const LOCAL_TYPES: ReadonlySet<MessageType> = new Set<MessageType>([
  'hup',
  'beat',
  'unreachable',
  'snapshot-status',
  'check-quorum',
  'storage-append',
  'storage-append-response',
  'storage-apply',
  'storage-apply-response',
])

const RESPONSE_TYPES: ReadonlySet<MessageType> = new Set<MessageType>([
  'append-response',
  'vote-response',
  'heartbeat-response',
  'unreachable',
  'read-index-response',
  'pre-vote-response',
  'storage-append-response',
  'storage-apply-response',
])

/** One Raft machine. Not reentrant: call nothing from a tracer. */
export class RawNode {
  private readonly raft: Raft
  private readonly isAsync: boolean
  private previousSoftState: SoftState
  private previousHardState: HardState
  /** Without asynchronous writes: what `advance` steps. */
  private stepsOnAdvance: Message[] = []

  constructor(options: MachineOptions) {
    const resolved = resolveOptions(options)
    this.raft = new Raft(resolved)
    this.isAsync = resolved.isStorageAsync
    this.previousSoftState = this.softState()
    this.previousHardState = this.raft.hardState
  }

  get id(): RaftId {
    return this.raft.id
  }

  /** Index of the newest entry, stored or not. */
  get lastIndex(): number {
    return this.raft.log.lastIndex()
  }

  /** Moves the machine's time on by one tick. */
  tick(): void {
    tick(this.raft)
  }

  /** Takes a message of a peer, or one of the responses of a storage message addressed to us. */
  step(received: Message): Outcome {
    const isFromStorage = isLocalThread(received.from)
    if (!isFromStorage && LOCAL_TYPES.has(received.type)) return refuse('local-message')
    const isKnown = this.raft.tracker.progress.has(received.from)
    if (!isFromStorage && !isKnown && RESPONSE_TYPES.has(received.type)) {
      return refuse('unknown-peer')
    }
    return step(this.raft, received)
  }

  /** Starts an election now instead of at the timeout. */
  campaign(): void {
    step(this.raft, message({ type: 'hup', from: this.raft.id }))
  }

  /** Proposes one normal entry; forwarded if another node leads. */
  propose(data: Uint8Array): Outcome {
    return this.proposeAll([data])
  }

  /** Proposes normal entries that follow one another in the log: all of them or none. */
  proposeAll(data: readonly Uint8Array[]): Outcome {
    return this.proposeEntries(
      data.map(bytes => ({ type: 'normal', data: bytes, term: 0, index: 0 })),
    )
  }

  /**
   * Proposes a membership change. A leader that has one under way, or cannot do this one now, puts
   * an empty entry in its place: watch what is applied. `type` is for clusters that know v1 only.
   */
  proposeConfChange(
    change: ConfChange,
    type: 'conf-change' | 'conf-change-v2' = 'conf-change-v2',
  ): Outcome {
    return this.proposeEntries([{ type, data: encodeConfChange(change), term: 0, index: 0 }])
  }

  /**
   * Must be called for every change that is applied, in order; returns the membership it led to.
   * With `index`, the entry's, a change that a snapshot has overtaken is left out: needed wherever
   * entries can still wait to be applied when a snapshot arrives.
   */
  applyConfChange(change: ConfChange, index = Number.POSITIVE_INFINITY): ConfState {
    return applyConfChange(this.raft, change, index)
  }

  /** Asks for an index at which a read is safe; the answer comes in `Ready.readStates`. */
  readIndex(context: Uint8Array): Outcome {
    return step(this.raft, message({ type: 'read-index', from: this.raft.id, context }))
  }

  /** Asks the leader to hand over to `to`; it has one election timeout to succeed. */
  transferLeader(to: RaftId): Outcome {
    return step(this.raft, message({ type: 'transfer-leader', from: to }))
  }

  /** Makes a follower forget its leader, so that it grants votes before the lease ends. */
  forgetLeader(): void {
    step(this.raft, message({ type: 'forget-leader', from: this.raft.id }))
  }

  /** Says that messages to `id` were probably lost. */
  reportUnreachable(id: RaftId): void {
    step(this.raft, message({ type: 'unreachable', from: id }))
  }

  /** Says how sending a snapshot to `id` ended; needed for failures above all. */
  reportSnapshot(id: RaftId, isSuccess: boolean): void {
    step(this.raft, message({ type: 'snapshot-status', from: id, reject: !isSuccess }))
  }

  /** Overrides the drawn election timeout until the next draw; for tests and scripts. */
  setRandomizedElectionTicks(ticks: number): void {
    this.raft.randomizedElectionTicks = ticks
  }

  get hasReady(): boolean {
    const { raft } = this
    return (
      raft.messages.length > 0 ||
      raft.messagesAfterAppend.length > 0 ||
      raft.readStates.length > 0 ||
      raft.log.unstable.hasNextEntries ||
      raft.log.unstable.nextSnapshot() !== undefined ||
      raft.log.hasNextCommitted(!this.isAsync) ||
      this.hasNewHardState() ||
      this.hasNewSoftState()
    )
  }

  /** Takes what is to be done; it must be carried out, the machine counts on it. */
  ready(): Ready {
    assert(this.stepsOnAdvance.length === 0, 'advance comes before the next ready')
    const ready = this.collect()
    this.accept(ready)
    return ready
  }

  /** Without asynchronous writes: says that the last Ready has been carried out. */
  advance(): void {
    assert(!this.isAsync, 'asynchronous writes are answered, not advanced')
    const steps = this.stepsOnAdvance
    this.stepsOnAdvance = []
    for (const response of steps) step(this.raft, response)
  }

  status(): Status {
    return statusOf(this.raft)
  }

  private proposeEntries(entries: readonly Entry[]): Outcome {
    return step(this.raft, message({ type: 'propose', from: this.raft.id, entries }))
  }

  private collect(): Ready {
    const { raft, isAsync } = this
    const entries = raft.log.unstable.nextEntries()
    const committedEntries = raft.log.nextCommitted(!isAsync)
    const snapshot = raft.log.unstable.nextSnapshot()
    const hardState = this.hasNewHardState() ? raft.hardState : undefined
    const base: Ready = {
      ...(this.hasNewSoftState() ? { softState: this.softState() } : {}),
      ...(hardState === undefined ? {} : { hardState }),
      ...(snapshot === undefined ? {} : { snapshot }),
      readStates: raft.readStates,
      entries,
      committedEntries,
      messages: [],
      mustSync: mustSync(raft.hardState, this.previousHardState, entries.length),
    }
    return { ...base, messages: this.collectMessages(base) }
  }

  private collectMessages(ready: Ready): readonly Message[] {
    const { raft } = this
    if (!this.isAsync) {
      const toOthers = raft.messagesAfterAppend.filter(after => after.to !== raft.id)
      return raft.messages.concat(toOthers)
    }
    const messages = raft.messages
    const append = storageAppend(raft, ready)
    if (append !== undefined) messages.push(append)
    if (ready.committedEntries.length > 0) messages.push(storageApply(raft, ready.committedEntries))
    return messages
  }

  private accept(ready: Ready): void {
    const { raft } = this
    if (ready.softState !== undefined) this.previousSoftState = ready.softState
    if (ready.hardState !== undefined) this.previousHardState = ready.hardState
    if (!this.isAsync) {
      const steps = raft.messagesAfterAppend.filter(after => after.to === raft.id)
      if (needsAppendResponse(raft, ready)) steps.push(storageAppendResponse(raft, ready))
      if (ready.committedEntries.length > 0) {
        steps.push(storageApplyResponse(raft, ready.committedEntries))
      }
      this.stepsOnAdvance = steps
    }
    raft.readStates = []
    raft.messages = []
    raft.messagesAfterAppend = []
    raft.log.unstable.acceptInProgress()
    const last = ready.committedEntries.at(-1)
    if (last !== undefined) {
      raft.log.acceptApplying(last.index, entriesBytes(ready.committedEntries), !this.isAsync)
    }
  }

  private softState(): SoftState {
    return { leader: this.raft.leader, role: this.raft.role }
  }

  private hasNewSoftState(): boolean {
    const { leader, role } = this.previousSoftState
    return leader !== this.raft.leader || role !== this.raft.role
  }

  private hasNewHardState(): boolean {
    const { term, vote, commit } = this.previousHardState
    const { raft } = this
    return term !== raft.term || vote !== raft.vote || commit !== raft.log.committed
  }
}

/** True for the two addressees of storage messages. */
export function isLocalThread(id: RaftId): boolean {
  return id === LOCAL_APPEND_THREAD || id === LOCAL_APPLY_THREAD
}
