/**
 * One life of a node of a simulated Raft group, from its start to its stop: production's driver and
 * cluster state on a simulated disk, link and clock.
 *
 *     frames, ticks, proposals, reads ──► RaftDriver ──effects──► disk │ link │ state │ clients
 *
 * It works effects off as `RaftNode` does: what arrives in one turn is handled at its end, at most
 * one write and one apply are under way, and the first failure of the disk ends the role.
 */

import type { Random } from '@polis/base'
import {
  ClusterState,
  type Command,
  type CommandResult,
  decodeCommand,
  decodeMemberChange,
} from '@polis/cluster'
import {
  type ConfChange,
  type DriverEffect,
  type Entry,
  type LogStart,
  type Message,
  NONE,
  type RaftConfig,
  RaftDriver,
  type RaftId,
  type Role,
  type Snapshot,
  type SnapshotMetadata,
  SoleVoter,
} from '@polis/raft'
import { PUMP_TURNS_MAX } from './config.ts'
import type { SimulatedDisk } from './disk.ts'
import { between, chance } from './draw.ts'
import type { History } from './history.ts'
import { check, type Invariants } from './invariants.ts'
import { type LinkWorld, SimulatedLink } from './link.ts'
import type { Mutation } from './mutation.ts'
import { foundingStart } from './operator.ts'
import { openStorage, type SimulatedStorage } from './storage.ts'
import type { Trace } from './trace.ts'

/** What a node needs of the world around it. */
export type NodeWorld = LinkWorld & {
  readonly trace: Trace
  readonly invariants: Invariants
  readonly history: History
  readonly random: Random
  readonly mutation: Mutation | undefined
  readonly crashInPump: () => number
  /** Longest time to the next turn now. */
  readonly turnMsMax: () => number
  /** The node's disk failed or it crashed within a pump: it goes down now. */
  onFallen(id: RaftId, why: string): void
}

type Asked = { readonly answer: (index: number) => void }

/** One life of a node, from its start to its stop. */
export class Life {
  readonly id: RaftId
  readonly state: ClusterState
  readonly driver: RaftDriver
  readonly link: SimulatedLink
  leader: RaftId = NONE
  role: Role = 'follower'
  term = 0
  readonly #world: NodeWorld
  readonly #config: RaftConfig
  readonly #storage: SimulatedStorage
  readonly #guard: (task: () => void) => void
  readonly #waiting = new Map<string, (result: CommandResult) => void>()
  readonly #reads = new Map<number, Asked>()
  /** The membership in which what the driver wants now was decided. */
  #membership: SnapshotMetadata
  #inbox: Message[] = []
  #lastRead = 0
  #isScheduled = false
  #isCompacting = false
  #isClosed = false
  #isReleaseDue = false
  readonly #soleVoter: SoleVoter
  #snapshotIndex: number
  #appliedIndex: number

  /** Opens the disk; undefined if it must not be started from. */
  static open(
    id: RaftId,
    disk: SimulatedDisk,
    config: RaftConfig,
    founding: readonly ConfChange[],
    world: NodeWorld,
    guard: (task: () => void) => void,
  ): Life | undefined {
    const onFailed = () => world.onFallen(id, 'its disk failed')
    const opened = openStorage(disk, id, config, onFailed)
    if (opened === undefined) return undefined
    const { kind, storage, snapshot } = opened
    check(kind !== 'recovering' || disk.hasBeenDamaged, 'a crash loses nothing', () => {
      return `n${id} finds its log damaged although only crashes happened to its disk`
    })
    const isFounding = kind === 'blank' && founding.length > 0
    const start = isFounding ? foundingStart(founding) : opened.start
    if (isFounding) storage.found(start)
    world.trace.note(
      `n${id} starts ${kind} term=${start.hardState.term} vote=${start.hardState.vote} commit=${start.hardState.commit} last=${start.previous.index + start.entries.length} snapshot=${snapshot?.metadata.index ?? 0}`,
    )
    return new Life(id, config, storage, start, snapshot, kind === 'recovering', world, guard)
  }

  private constructor(
    id: RaftId,
    config: RaftConfig,
    storage: SimulatedStorage,
    start: LogStart,
    snapshot: Snapshot | undefined,
    isRecovering: boolean,
    world: NodeWorld,
    guard: (task: () => void) => void,
  ) {
    this.id = id
    this.#config = config
    this.#storage = storage
    this.#world = world
    this.#guard = guard
    const replayedIndex = start.previous.index + start.entries.length
    this.#soleVoter = new SoleVoter(id, storage.isSoleVoter, replayedIndex)
    this.#snapshotIndex = snapshot?.metadata.index ?? 0
    this.#appliedIndex = this.#snapshotIndex
    this.state = new ClusterState()
    if (snapshot !== undefined) this.#restoreState(snapshot)
    this.driver = new RaftDriver({
      raftId: id,
      config,
      random: world.random,
      start: { ...start, snapshot: snapshot?.metadata },
      isRecovering,
      takeSnapshot: () => this.state.snapshot(),
      tracer: event => {
        if (event.kind !== 'committed') return
        world.invariants.committed(id, event.index, event.term, event.config)
      },
    })
    this.#membership = this.driver.log.applied
    this.link = new SimulatedLink(
      id,
      config,
      world,
      {
        onMessage: message => this.#receive(message),
        onRefillRequest: from => this.input(driver => driver.refillPeer(from)),
        onRefillOffer: offer => this.input(driver => driver.takeRefillOffer(offer)),
        onUnreachable: peer => this.input(driver => driver.reportUnreachable(peer)),
        onSnapshotReport: (peer, isSuccess) =>
          this.input(driver => driver.reportSnapshot(peer, isSuccess)),
      },
      world.mutation,
    )
  }

  /** True if the entry at `index` of `term` is synced here, or was before it was compacted. */
  holds(index: number, term: number): boolean {
    if (index > this.#storage.durable.lastIndex) return false
    return index < this.driver.log.firstIndex() || this.driver.log.term(index) === term
  }

  get appliedIndex(): number {
    return this.#appliedIndex
  }

  /** What `RaftNode.start` does first. */
  begin(): void {
    this.#pump()
    this.input(driver => driver.tick())
  }

  close(): void {
    this.#isClosed = true
    this.#storage.close()
  }

  /** Proposes `command` and hears its answer once it is applied here; false if dropped at once. */
  execute(requestId: string, bytes: Uint8Array, done: (result: CommandResult) => void): boolean {
    this.#waiting.set(requestId, done)
    let isTaken = false
    this.input(driver => {
      isTaken = driver.propose(bytes)
    })
    return isTaken
  }

  /** Nobody waits for `requestId` here any more. */
  forget(requestId: string): void {
    this.#waiting.delete(requestId)
  }

  /** Answers once a linearizable read may look at the state; the answer of the call gives up. */
  read(answer: (index: number) => void): () => void {
    if (this.#world.mutation === 'read-unconfirmed') {
      answer(this.#appliedIndex)
      return () => {}
    }
    const readId = ++this.#lastRead
    this.#reads.set(readId, { answer })
    this.input(driver => driver.read(readId))
    return () => {
      this.#reads.delete(readId)
      this.input(driver => driver.cancelRead(readId))
    }
  }

  /** Hands something to the driver; the consequences are worked off at the end of the turn. */
  input(give: (driver: RaftDriver) => void): void {
    if (this.#isClosed) return
    give(this.driver)
    this.#schedule()
  }

  #receive(received: Message): void {
    if (this.#isClosed) return
    this.#world.trace.message(this.id, received)
    this.#inbox.push(received)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isClosed) return
    this.#isScheduled = true
    this.#world.after(between(this.#world.random, 0, this.#world.turnMsMax()), () =>
      this.#guard(() => {
        this.#isScheduled = false
        this.#pump()
      }),
    )
  }

  #pump(): void {
    const inbox = this.#inbox
    this.#inbox = []
    for (const received of inbox) this.driver.step(received)
    for (let turn = 0; turn < PUMP_TURNS_MAX && !this.#isClosed; turn++) {
      this.#membership = this.driver.log.applied
      for (const effect of this.driver.ready()) {
        if (this.#isClosed) return
        this.#carryOut(effect)
        if (chance(this.#world.random, this.#world.crashInPump())) {
          this.#world.onFallen(this.id, `it crashed after '${effect.kind}'`)
          return
        }
      }
      if (!this.driver.hasWork) break
    }
    if (this.driver.hasWork) this.#schedule()
    if (this.driver.holdsCommits) this.#releaseSoon()
  }

  #releaseSoon(): void {
    if (this.#isReleaseDue) return
    this.#isReleaseDue = true
    this.#world.after(this.#config.commitHoldMs, () =>
      this.#guard(() => {
        this.#isReleaseDue = false
        this.input(driver => driver.releaseCommits())
      }),
    )
  }

  #carryOut(effect: DriverEffect): void {
    if (effect.kind === 'append') this.#append(effect)
    else if (effect.kind === 'apply') this.#apply(effect)
    else if (effect.kind === 'send') this.#send(effect.to, effect.messages)
    else if (effect.kind === 'answer-reads') this.#answerReads(effect.ids, effect.index)
    else if (effect.kind === 'note-commit') this.#storage.noteCommit(effect.commit)
    else if (effect.kind === 'restore') this.#restore(effect.snapshot)
    else if (effect.kind === 'leader-changed') this.#leaderChanged(effect)
    else if (effect.kind === 'ask-refill') this.link.askRefill(effect.to)
    else if (effect.kind === 'offer-refill') this.link.offerRefill(effect.to, effect.offer)
    else this.#refilled()
  }

  #append(effect: DriverEffect & { kind: 'append' }): void {
    const { entries, snapshot } = effect
    const { log } = this.driver
    const first = entries[0]
    const isFirst = first?.index === (snapshot?.metadata.index ?? Number.NaN) + 1
    const before = isFirst ? snapshot?.metadata.term : first && log.term(first.index - 1)
    this.#world.invariants.storing(this.id, entries, before, this.driver.status().commit)
    const stored = (low: number, high: number) => log.between(low, high)
    this.#storage.append(effect, stored, () => this.#guard(() => this.#appended()))
  }

  #appended(): void {
    if (this.#isClosed) return
    const { log } = this.driver
    this.driver.appendDone()
    const termAt = (index: number) => log.term(index)
    this.#world.invariants.stored(this.id, log.lastIndex(), log.firstIndex(), termAt)
    this.#pump()
  }

  #send(to: RaftId, messages: readonly Message[]): void {
    if (messages.some(({ type }) => type === 'vote' || type === 'pre-vote')) {
      const { role, commit } = this.driver.status()
      const isCandidate = role === 'candidate' || role === 'pre-candidate'
      if (isCandidate) this.#world.invariants.campaigning(this.id, commit, this.#membership.index)
    }
    const { durable } = this.#storage
    for (const each of messages) {
      this.#world.invariants.sending(this.id, each, durable)
    }
    this.link.send(to, messages)
  }

  #apply({ items, index }: DriverEffect & { kind: 'apply' }): void {
    const now = this.driver.status()
    const byIndex = new Map(items.map(item => [item.entry.index, item]))
    for (let at = this.#appliedIndex + 1; at <= index; at++) {
      const item = byIndex.get(at)
      const term = this.driver.log.term(at) ?? 0
      this.#world.invariants.applied(this.id, at, term, item?.entry, now)
      if (item?.kind === 'normal') this.#applyCommand(item.entry)
      else if (item !== undefined) this.#applyMember(at, item.change)
    }
    this.#world.trace.note(`n${this.id} applied ${index}`)
    this.driver.applyDone()
    this.#afterApply(index)
  }

  #applyCommand({ index, data }: Entry): void {
    const command = this.#mutated(decodeCommand(data))
    const result = this.state.apply(index, command)
    this.#world.history.applied(index, command, result)
    this.#waiting.get(command.requestId)?.(result)
  }

  #mutated(command: Command): Command {
    if (this.#world.mutation !== 'apply-not-deterministic') return command
    return { ...command, timeMs: command.timeMs + this.id }
  }

  #applyMember(index: number, { context }: ConfChange): void {
    if (context.length === 0) this.state.skipTo(index)
    else this.state.applyMember(index, decodeMemberChange(context))
  }

  #restore(snapshot: Snapshot): void {
    this.#world.trace.note(`n${this.id} restores ${snapshot.metadata.index}`)
    this.#restoreState(snapshot)
    this.#snapshotIndex = snapshot.metadata.index
    this.#afterApply(this.#snapshotIndex)
  }

  #restoreState({ data, metadata }: Snapshot): void {
    this.#world.invariants.state(this.id, metadata.index, data)
    this.state.restoreAll(data)
    this.#appliedIndex = metadata.index
  }

  #afterApply(index: number): void {
    this.#appliedIndex = index
    const { log, isRecovering } = this.driver
    const isSoleVoter = this.#soleVoter.change(index, log.applied.confState, isRecovering)
    if (isSoleVoter !== undefined) this.#storage.note({ isSoleVoter })
    this.#compactIfDue(index)
  }

  #compactIfDue(index: number): void {
    const { snapshotEntries, snapshotLogBytes } = this.#config
    const isLong = index - this.#snapshotIndex >= snapshotEntries
    const isLarge = index > this.#snapshotIndex && this.#storage.logBytes >= snapshotLogBytes
    if (this.#isCompacting || !(isLong || isLarge)) return
    const snapshot = this.driver.log.snapshot()
    if (snapshot === undefined) return
    this.#world.invariants.state(this.id, index, snapshot.data)
    this.#isCompacting = true
    this.#snapshotIndex = index
    this.#storage.compact(snapshot, this.#config, firstIndex =>
      this.#guard(() => {
        this.#isCompacting = false
        if (this.#isClosed) return
        this.#world.trace.note(`n${this.id} compacted to ${firstIndex}`)
        this.driver.compactedTo(firstIndex)
      }),
    )
  }

  #answerReads(ids: readonly number[], index: number): void {
    for (const readId of ids) {
      const asked = this.#reads.get(readId)
      this.#reads.delete(readId)
      asked?.answer(index)
    }
  }

  #leaderChanged({ leader, role, term }: DriverEffect & { kind: 'leader-changed' }): void {
    this.leader = leader
    this.role = role
    this.term = term
    this.#world.trace.note(`n${this.id} is ${role} of n${leader} in term ${term}`)
    if (role === 'leader') this.#world.invariants.leader(this.id, term, this.#membership)
  }

  #refilled(): void {
    this.#world.trace.note(`n${this.id} is whole again`)
    this.#storage.note({ isRecovering: false })
  }
}
