/**
 * From what the machine wants to what the world does: Ready → effects, completions → responses.
 *
 *                 propose read step tick            appendDone applyDone
 *                          │                               │
 *                          ▼                               ▼
 *     RawNode ──ready──► driver ──effects──► append │ apply │ send │ answer reads
 *
 * At most one append and one apply are under way. The leader's own write runs beside its sends:
 * messages leave at once, only what promises a write waits for it (Raft thesis §10.2.1). The driver
 * is pure; its caller carries effects out in their order and reports back.
 */

import { assert, type Random } from '@polis/base'
import { decodeConfChange } from '../confchange/change.ts'
import type { RaftConfig } from '../config.ts'
import {
  type ConfChange,
  type ConfState,
  type Entry,
  type HardState,
  LOCAL_APPEND_THREAD,
  LOCAL_APPLY_THREAD,
  type Message,
  message,
  NONE,
  type RaftId,
  type Ready,
  type Role,
  type Snapshot,
  type SnapshotData,
  type SnapshotMetadata,
} from '../message.ts'
import { RawNode } from '../raw-node.ts'
import type { Tracer } from '../trace.ts'
import type { RefillOffer } from '../wire.ts'
import { type AppendGroup, AppendQueue } from './append-queue.ts'
import { HeldCommits } from './held-commits.ts'
import { PendingReads, type ReadId } from './pending-reads.ts'
import { Refill } from './refill.ts'
import { ReplicaLog, type ReplicaStart } from './replica-log.ts'

/** One committed entry for the state machine. */
export type ApplyItem =
  | { readonly kind: 'normal'; readonly entry: Entry }
  | {
      readonly kind: 'conf-change'
      readonly entry: Entry
      readonly change: ConfChange
      /** The membership that the change led to. */
      readonly state: ConfState
    }

/** What the caller has to do, in this order. */
export type DriverEffect =
  /** Store all of it, synced, and call `appendDone`. */
  | {
      readonly kind: 'append'
      readonly entries: readonly Entry[]
      readonly hardState: HardState | undefined
      readonly snapshot: Snapshot | undefined
    }
  /** Note the commit index; nothing waits for it. */
  | { readonly kind: 'note-commit'; readonly commit: number }
  /** Replace the state machine's state; the snapshot is stored, and may have been read already. */
  | { readonly kind: 'restore'; readonly snapshot: Snapshot }
  /** Apply in order, and call `applyDone`. */
  | { readonly kind: 'apply'; readonly items: readonly ApplyItem[]; readonly index: number }
  | { readonly kind: 'send'; readonly to: RaftId; readonly messages: readonly Message[] }
  /** These reads may look at the state machine now. */
  | { readonly kind: 'answer-reads'; readonly ids: readonly ReadId[]; readonly index: number }
  | {
      readonly kind: 'leader-changed'
      readonly leader: RaftId
      readonly role: Role
      readonly term: number
    }
  /** This node's log is damaged: ask the leader for the state. */
  | { readonly kind: 'ask-refill'; readonly to: RaftId }
  | { readonly kind: 'offer-refill'; readonly to: RaftId; readonly offer: RefillOffer }
  /** The log is whole again. */
  | { readonly kind: 'refilled' }

export type DriverOptions = {
  readonly raftId: RaftId
  readonly config: RaftConfig
  readonly random: Random
  readonly start: ReplicaStart
  /** True if the data directory was damaged. */
  readonly isRecovering: boolean
  /** A view of the state machine as of the last applied entry. */
  readonly takeSnapshot: () => SnapshotData
  /** Hears what the machine does; for tests and the simulator. */
  readonly tracer?: Tracer
}

/** Drives one Raft machine. */
export class RaftDriver {
  readonly log: ReplicaLog
  readonly #config: RaftConfig
  readonly #node: RawNode
  readonly #appends: AppendQueue
  readonly #reads: PendingReads
  readonly #refill: Refill
  readonly #commits = new HeldCommits()
  #ticks = 0
  #proposals: Uint8Array[] = []
  #proposalBytes = 0
  /** Peers for which some of the proposals came. */
  #proposers = new Set<RaftId>()
  #append: { readonly group: AppendGroup; readonly startTick: number } | undefined
  #applies: Message[] = []
  #isApplying = false
  #outgoing = new Map<RaftId, Message[]>()
  #effects: DriverEffect[] = []
  #leader: RaftId = NONE
  #role: Role = 'follower'
  #notedCommit: number

  constructor(options: DriverOptions) {
    const { config, start, random } = options
    this.log = new ReplicaLog(start, options.takeSnapshot)
    this.#config = config
    this.#appends = new AppendQueue(config.groupBytesMax, start.hardState)
    this.#reads = new PendingReads(random.int(2 ** 32), config.readRetryTicks)
    this.#refill = new Refill(options.isRecovering, config.refillRetryTicks)
    this.#notedCommit = start.hardState.commit
    this.#node = new RawNode({
      id: options.raftId,
      storage: this.log,
      random,
      applied: start.snapshot?.index ?? 0,
      electionTicks: config.electionTicks,
      heartbeatTicks: config.heartbeatTicks,
      maxMessageBytes: config.messageBytesMax,
      maxApplyingBytes: config.applyBytesMax,
      maxUncommittedBytes: config.uncommittedBytesMax,
      maxInflightMessages: config.inflightMessagesMax,
      maxInflightBytes: config.inflightBytesMax,
      tracer: options.tracer,
    })
  }

  get isRecovering(): boolean {
    return this.#refill.isRunning
  }

  /** Who leads, as the last Ready said; `NONE`: nobody known. */
  get leader(): RaftId {
    return this.#leader
  }

  /** The machine's own view; a copy. */
  status(): ReturnType<RawNode['status']> {
    return this.#node.status()
  }

  /** Time passes by one tick. */
  tick(): void {
    this.#ticks++
    this.#reads.expire(this.#ticks)
    const mayCampaign = !this.isRecovering && (this.#role === 'leader' || !this.#isStalled)
    if (mayCampaign) this.#node.tick()
    const { voters, votersOutgoing } = this.log.applied.confState
    const isAlone = voters.length === 1 && voters[0] === this.#node.id && !votersOutgoing.length
    if (isAlone && mayCampaign && this.#role === 'follower') this.#node.campaign()
    if (this.#leader !== NONE && this.#refill.shouldAsk(this.#ticks)) {
      this.#effects.push({ kind: 'ask-refill', to: this.#leader })
    }
    const { commit } = this.#node.status()
    if (commit > this.#notedCommit && this.#append === undefined) {
      this.#notedCommit = commit
      this.#effects.push({ kind: 'note-commit', commit })
    }
  }

  /** Takes a peer's message. */
  step(received: Message): void {
    // Whoever cannot write does not take office; the leader's hand-over runs out and it leads on.
    if (received.type === 'timeout-now' && this.#isStalled) return
    const admitted = this.#refill.admit(received)
    // What the machine refuses here is a peer's stale or misdirected word, which Raft ignores.
    if (admitted === undefined) return
    this.#node.step(admitted)
    if (admitted.type === 'propose') this.#commits.expect(admitted.from, this.#node.lastIndex)
  }

  /**
   * Takes a proposal for the next Ready; false if too much waits already. `proposer` hears at once
   * when it is committed; other peers may hear with the next entries, or when released.
   */
  propose(data: Uint8Array, proposer: RaftId = this.#node.id): boolean {
    if (this.#proposalBytes + data.length > this.#config.queuedProposalBytesMax) return false
    this.#proposals.push(data)
    this.#proposalBytes += data.length
    if (proposer !== this.#node.id) this.#proposers.add(proposer)
    return true
  }

  /** True if peers are yet to hear what is committed: call `releaseCommits` in a moment. */
  get holdsCommits(): boolean {
    return !this.#commits.isEmpty
  }

  /** Tells every peer what is committed, whether or not entries go with it. */
  releaseCommits(): void {
    for (const each of this.#commits.release()) this.#queue(each)
  }

  /** Proposes a membership change; false if it was refused right here. */
  proposeConfChange(change: ConfChange): boolean {
    return this.#node.proposeConfChange(change).kind === 'accepted'
  }

  /** Asks for a linearizable read; answered by an effect unless cancelled. */
  read(id: ReadId): void {
    this.#reads.add(id)
  }

  cancelRead(id: ReadId): void {
    this.#reads.cancel(id)
  }

  /** Campaigns now, unless this node leads, recovers, cannot write, or knows a leader. */
  campaign(): void {
    if (this.isRecovering || this.#isStalled) return
    if (this.#node.status().leader === NONE) this.#node.campaign()
  }

  transferLeader(to: RaftId): void {
    this.#node.transferLeader(to)
  }

  /** Nobody listens where `leader` was: its lease is not waited for. */
  forgetLeader(leader: RaftId): void {
    const status = this.#node.status()
    if (status.leader === leader && status.role === 'follower') this.#node.forgetLeader()
  }

  reportUnreachable(id: RaftId): void {
    this.#node.reportUnreachable(id)
  }

  reportSnapshot(id: RaftId, isSuccess: boolean): void {
    this.#node.reportSnapshot(id, isSuccess)
  }

  /** A damaged peer asks for the state; only a leader answers. */
  refillPeer(id: RaftId): void {
    const { role, term, lastIndex } = this.#node.status()
    const snapshot = role === 'leader' ? this.log.snapshot() : undefined
    if (snapshot === undefined) return
    this.#effects.push({ kind: 'offer-refill', to: id, offer: { raftId: id, term, lastIndex } })
    this.#queue(message({ type: 'snapshot', to: id, from: this.#node.id, term, snapshot }))
  }

  /** The leader's answer to `ask-refill`. */
  takeRefillOffer(offer: RefillOffer): void {
    if (offer.term === this.#node.status().term) this.#refill.takeOffer(offer)
  }

  /** The append under way is durable. */
  appendDone(): void {
    assert(this.#append !== undefined, 'an append is under way')
    const { group } = this.#append
    this.#append = undefined
    this.#notedCommit = Math.max(this.#notedCommit, group.hardState?.commit ?? 0)
    if (group.snapshot !== undefined) {
      this.log.install(group.snapshot.metadata)
      this.#effects.push({ kind: 'restore', snapshot: group.snapshot })
    }
    this.log.append(group.entries)
    this.#respond(group.responses)
  }

  /** What the apply effect named is applied. */
  applyDone(): void {
    assert(this.#isApplying, 'an apply is under way')
    this.#isApplying = false
    this.#respond(this.#applies.shift()!.responses)
  }

  /** The disk has dropped everything below `firstIndex`. */
  compactedTo(firstIndex: number): void {
    this.log.compactTo(firstIndex)
  }

  /** True if `ready` has something to do that no input will trigger. */
  get hasWork(): boolean {
    const canApply = this.#applies.length > 0 && !this.#isApplying
    return canApply || this.#node.hasReady || this.#proposals.length > 0 || this.#reads.wantsRound
  }

  /** Takes the effects wanted since the last call. */
  ready(): DriverEffect[] {
    this.#flushProposals()
    this.#startReads()
    do {
      while (this.#node.hasReady) this.#take(this.#node.ready())
      this.#startAppend()
    } while (this.#node.hasReady)
    this.#startApply()
    for (const { ids, index } of this.#reads.takeReady(this.log.applied.index)) {
      this.#effects.push({ kind: 'answer-reads', ids, index })
    }
    this.#flushOutgoing()
    const effects = this.#effects
    this.#effects = []
    return effects
  }

  /** True while a write has been under way for an election timeout (hashicorp/raft issue 503). */
  get #isStalled(): boolean {
    const append = this.#append
    return append !== undefined && this.#ticks - append.startTick >= this.#config.electionTicks
  }

  #flushProposals(): void {
    if (this.#proposals.length === 0) return
    const waiting = this.#proposals
    this.#proposals = []
    this.#proposalBytes = 0
    let batch: Uint8Array[] = []
    let bytes = 0
    for (const data of waiting) {
      if (batch.length > 0 && bytes + data.length > this.#config.messageBytesMax) {
        this.#node.proposeAll(batch)
        batch = []
        bytes = 0
      }
      batch.push(data)
      bytes += data.length
    }
    // A refusal is a drop: whoever proposed tries again with the same request id.
    this.#node.proposeAll(batch)
    for (const peer of this.#proposers) this.#commits.expect(peer, this.#node.lastIndex)
    this.#proposers.clear()
  }

  #startReads(): void {
    if (!this.#reads.wantsRound) return
    const context = this.#reads.startRound(this.#ticks)
    if (this.#node.readIndex(context).kind === 'refused') this.#reads.holdRound()
  }

  #take(ready: Ready): void {
    if (ready.softState !== undefined)
      this.#noteLeader(ready.softState.leader, ready.softState.role)
    for (const { context, index } of ready.readStates) this.#reads.confirm(context, index)
    for (const each of ready.messages) {
      if (each.to === LOCAL_APPEND_THREAD) this.#appends.push(each)
      else if (each.to === LOCAL_APPLY_THREAD) this.#applies.push(each)
      else this.#queue(each)
    }
  }

  #noteLeader(leader: RaftId, role: Role): void {
    const isOther = leader !== this.#leader
    this.#leader = leader
    this.#role = role
    if (isOther) this.#reads.refuseRound()
    this.#commits.clear()
    const { term } = this.#node.status()
    this.#effects.push({ kind: 'leader-changed', leader, role, term })
  }

  /** Begins the next write, if none is under way; what needs no write is answered at once. */
  #startAppend(): void {
    while (this.#append === undefined) {
      const group = this.#appends.next()
      if (group === undefined) return
      if (group.isSynced) {
        this.#append = { group, startTick: this.#ticks }
        const { entries, hardState, snapshot } = group
        this.#effects.push({ kind: 'append', entries, hardState, snapshot })
      } else {
        this.#respond(group.responses)
      }
    }
  }

  #startApply(): void {
    if (this.#isApplying) return
    // What a snapshot has overtaken on its way here is part of the state already.
    while ((this.#applies[0]?.entries.at(-1)?.index ?? Infinity) <= this.log.applied.index) {
      this.#respond(this.#applies.shift()!.responses)
    }
    const next = this.#applies[0]
    if (next === undefined) return
    this.#isApplying = true
    const items: ApplyItem[] = []
    let { confState }: SnapshotMetadata = this.log.applied
    for (const entry of next.entries) {
      if (entry.type === 'normal') {
        if (entry.data.length > 0) items.push({ kind: 'normal', entry })
      } else {
        const change = decodeConfChange(entry.data)
        confState = this.#node.applyConfChange(change, entry.index)
        items.push({ kind: 'conf-change', entry, change, state: confState })
      }
    }
    const { index, term } = next.entries.at(-1)!
    this.log.setApplied({ confState, index, term })
    this.#effects.push({ kind: 'apply', items, index })
  }

  #respond(responses: readonly Message[]): void {
    for (const response of responses) {
      if (response.to === this.#node.id) this.#node.step(response)
      else this.#queue(response)
    }
  }

  /** Queues a message to a peer, unless this node must not say it now. */
  #queue(outgoing: Message): void {
    const wasRecovering = this.isRecovering
    if (!this.#refill.mayAnswer(outgoing)) return
    if (wasRecovering && !this.isRecovering) this.#effects.push({ kind: 'refilled' })
    // A leader that cannot write falls silent, loses its quorum and steps down.
    const isLeading = outgoing.type === 'append' || outgoing.type === 'heartbeat'
    if (isLeading && this.#isStalled) return
    const queued = this.#outgoing.get(outgoing.to)
    if (queued === undefined) this.#outgoing.set(outgoing.to, [outgoing])
    else queued.push(outgoing)
  }

  #flushOutgoing(): void {
    for (const to of [...this.#outgoing.keys()].sort((a, b) => a - b)) {
      const messages = this.#commits.sift(to, this.#outgoing.get(to)!)
      if (messages.length > 0) this.#effects.push({ kind: 'send', to, messages })
    }
    this.#outgoing.clear()
  }
}
