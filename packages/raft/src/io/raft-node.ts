/**
 * One member's Raft role: the machine, its storage, its clock and its peers, put together.
 *
 *     RaftNode.open → start ──► ticks, frames, proposals ──► driver ──► disk, peers, state machine
 *
 * Everything runs on one thread, and the driver is only ever called between awaits. What arrives in
 * one turn of the event loop is worked off together at its end, so a burst costs one frame a peer
 * and one write. The first failure of the disk or of the state machine ends the role.
 */

import { BoundedQueue, type Clock, Ewma, type Logger, messageOf, type Random } from '@polis/base'
import type { PeerAddress, PeerId, Transport } from '@polis/transport'
import { DEFAULT_RAFT_CONFIG, type RaftConfig } from '../config.ts'
import { type DriverEffect, RaftDriver } from '../driver/driver.ts'
import { SoleVoter } from '../driver/sole-voter.ts'
import { applyFailed, proposalTooLarge, type RaftError, raftStopped } from '../errors.ts'
import {
  type ConfChange,
  type Entry,
  type Message,
  NONE,
  type RaftId,
  type Role,
  type Snapshot,
} from '../message.ts'
import type { StateMachine } from '../state-machine.ts'
import { LeaderWatch } from './leader-watch.ts'
import type { Recovered } from './open-storage.ts'
import { PeerLink } from './peer-link.ts'
import type { MemberProgress, RaftStatus } from './raft-status.ts'
import { RaftStorage } from './raft-storage.ts'
import { SnapshotInstall } from './snapshot-install.ts'
import { WaitingReads } from './waiting-reads.ts'

export type RaftNodeOptions = {
  /** Holds `raft/` and `state/`; created if missing. */
  readonly dataDir: string
  readonly raftId: RaftId
  /**
   * The first membership changes, for a founder on an empty directory; ignored on any other.
   * Several founders are given the same list.
   */
  readonly bootstrap?: readonly ConfChange[]
  readonly stateMachine: StateMachine
  readonly transport: Transport
  /** The peer behind a member, from the applied membership. */
  readonly peerOf: (raftId: RaftId) => PeerId | undefined
  /** Where a member listens; without it a dead leader is noticed by its silence alone. */
  readonly addressOf?: (raftId: RaftId) => PeerAddress | undefined
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config?: Partial<RaftConfig>
}

export type LeaderChange = { readonly leader: RaftId; readonly term: number; readonly role: Role }

/** Turns of the driver in one turn of the event loop, before heartbeats and sockets get theirs. */
const TURNS_MAX = 4
const APPEND_AVERAGE_MS = 10_000

/** The Raft role of one node. */
export class RaftNode {
  readonly #options: RaftNodeOptions
  readonly #config: RaftConfig
  readonly #storage: RaftStorage
  readonly #driver: RaftDriver
  readonly #link: PeerLink
  readonly #install: SnapshotInstall
  readonly #inbox: BoundedQueue<Message>
  readonly #stopped = new AbortController()
  readonly #reads: WaitingReads
  readonly #watch: LeaderWatch
  readonly #leaderListeners = new Set<(change: LeaderChange) => void>()
  readonly #fatalListeners = new Set<(error: RaftError) => void>()
  readonly #appliedListeners = new Set<(index: number) => void>()
  readonly #appendMs = new Ewma(APPEND_AVERAGE_MS)
  #failure: RaftError | undefined
  #isStarted = false
  #isScheduled = false
  #isCompacting = false
  readonly #soleVoter: SoleVoter
  #snapshotIndex: number
  #ticker: NodeJS.Timeout | undefined
  #release: NodeJS.Timeout | undefined
  #stopListening: () => void = () => {}

  private constructor(options: RaftNodeOptions, storage: RaftStorage, start: Recovered) {
    const { stateMachine, raftId, random, transport, peerOf, logger } = options
    this.#options = options
    this.#config = { ...DEFAULT_RAFT_CONFIG, ...options.config }
    this.#inbox = new BoundedQueue(this.#config.inboxMessagesMax)
    this.#storage = storage
    this.#snapshotIndex = start.snapshot?.metadata.index ?? 0
    const { hardState, entries, previous } = start
    const replayedIndex = previous.index + entries.length
    this.#soleVoter = new SoleVoter(raftId, storage.isSoleVoter, replayedIndex)
    this.#driver = new RaftDriver({
      raftId,
      config: this.#config,
      random,
      start: { hardState, entries, previous, snapshot: start.snapshot?.metadata },
      isRecovering: start.kind === 'recovering',
      takeSnapshot: () => stateMachine.snapshot(),
    })
    this.#reads = new WaitingReads(this.#driver, this.#config.waitingReadsMax)
    this.#watch = new LeaderWatch(options, this.#config, {
      forget: leader => this.#input(driver => driver.forgetLeader(leader)),
      campaign: () => this.#input(driver => driver.campaign()),
      hasLeader: () => this.#driver.status().leader !== NONE,
    })
    this.#install = new SnapshotInstall(storage, stateMachine, error =>
      this.#fail(error as RaftError),
    )
    this.#link = new PeerLink({
      ...{ raftId, transport, peerOf, logger },
      config: this.#config,
      events: {
        onMessage: message => this.#receive(message),
        onRefillRequest: from => this.#input(driver => driver.refillPeer(from)),
        onRefillOffer: offer => this.#input(driver => driver.takeRefillOffer(offer)),
        onUnreachable: id => this.#input(driver => driver.reportUnreachable(id)),
        onSnapshotReport: (id, isSuccess) =>
          this.#input(driver => driver.reportSnapshot(id, isSuccess)),
        stageSnapshot: metadata => this.#install.stage(metadata),
      },
    })
  }

  /**
   * Opens the data directory and restores the state machine from the snapshot in it. Throws the
   * errors of `RaftStorage.open`.
   */
  static async open(options: RaftNodeOptions): Promise<RaftNode> {
    const { dataDir, raftId, random, stateMachine, logger } = options
    const config = { ...DEFAULT_RAFT_CONFIG, ...options.config }
    const storage = await RaftStorage.open({ dataDir, raftId, config, random })
    try {
      const start = await storage.found(options.bootstrap ?? [])
      if (start.kind === 'recovering') {
        logger.error({ dataDir, reason: start.reason }, 'the log is damaged; peers must refill it')
      }
      if (start.snapshot !== undefined) {
        const { index, term, confState } = start.snapshot.metadata
        const reader = stateMachine.restore(index, term, confState)
        for (const chunk of start.snapshot.data) reader.add(chunk)
        reader.finish()
      }
      return new RaftNode(options, storage, start)
    } catch (error) {
      await storage.close()
      throw error
    }
  }

  /** Begins to tick, to listen and to replay the log. */
  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    this.#stopListening = this.#options.transport.onLink(({ kind, peer }) => {
      if (kind === 'down') this.#linkDown(peer)
    })
    const tick = () => this.#input(driver => driver.tick())
    this.#ticker = setInterval(tick, this.#config.tickMs)
    // A founder alone learns from its own log that it is, and then need not wait for a tick.
    this.#pump()
    tick()
  }

  /** Ends the role; a leader should have handed over before. Writes under way are waited for. */
  async stop(): Promise<void> {
    this.#end(raftStopped())
    await this.#storage.close()
  }

  /** Who leads, 0 if nobody is known: of the status, what every write asks for. */
  get leader(): RaftId {
    return this.#driver.leader
  }

  status(): RaftStatus {
    const { raftId } = this.#options
    const { leader, term, role, commit, firstIndex, lastIndex, progress } = this.#driver.status()
    const members = [...progress].map(([id, each]): [RaftId, MemberProgress] => {
      const { match, next, state, isLearner, isRecentlyActive } = each
      return [id, { match, next, state, isLearner, isRecentlyActive }]
    })
    const { index, confState } = this.#driver.log.applied
    // Whoever has ended leads nobody, whatever the driver was doing last.
    const office = this.#hasEnded ? { leader: NONE, role: 'follower' as const } : { leader, role }
    return {
      ...{ ...office, raftId, term, firstIndex, lastIndex, confState },
      lastTerm: this.#driver.log.term(this.#driver.log.lastIndex()) ?? 0,
      commitIndex: commit,
      appliedIndex: index,
      progress: new Map(this.#hasEnded ? [] : members),
      isRecovering: this.#driver.isRecovering,
      hasFailed: this.#hasEnded && this.#failure?.code !== 'raft/stopped',
      appendMs: this.#appendMs.value,
    }
  }

  /**
   * Proposes a command here or, through the leader, elsewhere. It may get lost or, proposed again,
   * be applied twice: the command carries an id by which the state machine knows it. False if it
   * was dropped at once because too much waits. `proposer` is the peer on whose behalf: it hears
   * first. Throws `raft/proposal-too-large` and `raft/stopped`.
   */
  propose(data: Uint8Array, proposer?: PeerId): boolean {
    this.#mustRun()
    const { proposalBytesMax } = this.#config
    if (data.length > proposalBytesMax) throw proposalTooLarge(data.length, proposalBytesMax)
    const from = proposer === undefined ? undefined : this.#memberOf(proposer)
    const isTaken = this.#driver.propose(data, from)
    this.#schedule()
    return isTaken
  }

  /** Proposes a membership change; false if it was refused at once. Throws `raft/stopped`. */
  proposeConfChange(change: ConfChange): boolean {
    this.#mustRun()
    const isTaken = this.#driver.proposeConfChange(change)
    this.#schedule()
    return isTaken
  }

  /**
   * Resolves once this node has applied everything that was committed anywhere when it was called;
   * asks again after a change of leader until `signal` aborts. Rejects with the signal's reason,
   * `raft/stopped` or `raft/too-many-reads`.
   */
  readIndex(signal: AbortSignal): Promise<number> {
    if (this.#hasEnded) return Promise.reject(this.#failure ?? raftStopped())
    const answer = this.#reads.wait(signal)
    this.#schedule()
    return answer
  }

  /**
   * Asks the leader to hand over to `to`; on the leader without `to`, to the voter that is
   * furthest of those that answer.
   */
  transferLeadership(to?: RaftId): void {
    this.#mustRun()
    const target = to ?? this.#furthestVoter()
    if (target === undefined) return
    this.#driver.transferLeader(target)
    this.#schedule()
  }

  /**
   * The state as applied now, with the membership: a view whose chunks are pulled while the log
   * goes on. Undefined while nothing is applied.
   */
  takeSnapshot(): Snapshot | undefined {
    return this.#driver.log.snapshot()
  }

  /** Hears of every change of leader or of this node's role; the answer stops it. */
  onLeaderChange(listener: (change: LeaderChange) => void): () => void {
    this.#leaderListeners.add(listener)
    return () => this.#leaderListeners.delete(listener)
  }

  /**
   * Hears why the role ended, if it was not stopped; the answer stops it. Whoever listens for the
   * leader has heard by then that there is none.
   */
  onFatal(listener: (error: RaftError) => void): () => void {
    this.#fatalListeners.add(listener)
    return () => this.#fatalListeners.delete(listener)
  }

  /** Hears the index after every batch of applied entries; the answer stops it. */
  onApplied(listener: (index: number) => void): () => void {
    this.#appliedListeners.add(listener)
    return () => this.#appliedListeners.delete(listener)
  }

  get #hasEnded(): boolean {
    return this.#stopped.signal.aborted
  }

  #mustRun(): void {
    if (this.#hasEnded) throw this.#failure ?? raftStopped()
  }

  /** Keeps a message for the end of this turn: a bug met there stops the process, not a stream. */
  #receive(message: Message): void {
    // Beyond the bound it is lost, as on the network: Raft sends again.
    if (!this.#hasEnded && this.#isStarted) this.#inbox.push(message)
    this.#schedule()
  }

  /** Hands something to the driver and works the consequences off at the end of this turn. */
  #input(give: (driver: RaftDriver) => void): void {
    if (this.#hasEnded || !this.#isStarted) return
    give(this.#driver)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#isScheduled || this.#hasEnded || !this.#isStarted) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    for (let each = this.#inbox.shift(); each !== undefined; each = this.#inbox.shift()) {
      this.#driver.step(each)
    }
    for (let turn = 0; turn < TURNS_MAX && !this.#hasEnded; turn++) {
      for (const effect of this.#driver.ready()) {
        if (!this.#hasEnded) this.#carryOut(effect)
      }
      if (!this.#driver.hasWork) break
    }
    if (this.#driver.hasWork) this.#schedule()
    if (this.#driver.holdsCommits) this.#releaseSoon()
  }

  #releaseSoon(): void {
    this.#release ??= setTimeout(() => {
      this.#release = undefined
      this.#input(driver => driver.releaseCommits())
    }, this.#config.commitHoldMs)
  }

  #carryOut(effect: DriverEffect): void {
    if (effect.kind === 'append') this.#append(effect)
    else if (effect.kind === 'apply') this.#apply(effect)
    else if (effect.kind === 'send') this.#link.send(effect.to, effect.messages)
    else if (effect.kind === 'answer-reads') this.#reads.answer(effect.ids, effect.index)
    else if (effect.kind === 'note-commit') this.#store(this.#storage.noteCommit(effect.commit))
    else if (effect.kind === 'restore') this.#restore(effect.snapshot)
    else if (effect.kind === 'leader-changed') this.#tellLeader(effect)
    else if (effect.kind === 'ask-refill') this.#link.askRefill(effect.to)
    else if (effect.kind === 'offer-refill') this.#link.offerRefill(effect.to, effect.offer)
    else this.#refilled()
  }

  #tellLeader(change: LeaderChange): void {
    for (const listener of [...this.#leaderListeners]) listener(change)
  }

  #refilled(): void {
    this.#options.logger.info({ raftId: this.#options.raftId }, 'the log is whole again')
    this.#store(this.#storage.note({ isRecovering: false }))
  }

  #restore({ metadata: { index } }: Snapshot): void {
    try {
      this.#install.finish(index)
    } catch (error) {
      this.#fail(error as RaftError)
      return
    }
    this.#snapshotIndex = index
    this.#afterApply(index)
  }

  #append(effect: DriverEffect & { kind: 'append' }): void {
    const { clock } = this.#options
    const startMs = clock.nowMs()
    const stored = (low: number, high: number): readonly Entry[] =>
      this.#driver.log.between(low, high)
    const { snapshot } = effect
    const written = this.#storage.append(effect, stored).then(() => {
      const nowMs = clock.nowMs()
      this.#appendMs.add(nowMs - startMs, nowMs)
    })
    const read =
      snapshot === undefined
        ? written
        : written.then(() => this.#install.read(snapshot, () => this.#hasEnded))
    read.then(
      () => {
        if (this.#hasEnded) return
        this.#driver.appendDone()
        this.#pump()
      },
      error => this.#fail(error),
    )
  }

  #apply({ items, index }: DriverEffect & { kind: 'apply' }): void {
    const { stateMachine } = this.#options
    let at = index
    try {
      for (const item of items) {
        const { entry } = item
        at = entry.index
        if (item.kind === 'normal') stateMachine.apply(entry.index, entry.term, entry.data)
        else stateMachine.applyConfChange(entry.index, entry.term, item.change, item.state)
      }
    } catch (error) {
      this.#fail(applyFailed(at, error))
      return
    }
    this.#driver.applyDone()
    this.#afterApply(index)
  }

  #afterApply(index: number): void {
    const { log, isRecovering } = this.#driver
    const isSoleVoter = this.#soleVoter.change(index, log.applied.confState, isRecovering)
    if (isSoleVoter !== undefined) this.#store(this.#storage.note({ isSoleVoter }))
    this.#compactIfDue(index)
    for (const listener of [...this.#appliedListeners]) listener(index)
  }

  #compactIfDue(index: number): void {
    const { snapshotEntries, snapshotLogBytes, trailingEntries, trailingBytes } = this.#config
    const isLong = index - this.#snapshotIndex >= snapshotEntries
    const isLarge = index > this.#snapshotIndex && this.#storage.logBytes >= snapshotLogBytes
    if (this.#isCompacting || !(isLong || isLarge)) return
    const snapshot = this.#driver.log.snapshot()
    if (snapshot === undefined) return
    this.#isCompacting = true
    this.#snapshotIndex = index
    this.#storage.compact(snapshot, trailingEntries, trailingBytes).then(
      firstIndex => {
        this.#isCompacting = false
        if (!this.#hasEnded) this.#driver.compactedTo(firstIndex)
      },
      error => this.#fail(error),
    )
  }

  /** Waits for a write that nothing depends on, but whose failure ends the role. */
  #store(write: Promise<unknown>): void {
    write.catch(error => this.#fail(error))
  }

  #fail(error: RaftError): void {
    // After `stop` every queued write ends with `raft/stopped`, which nobody needs to hear.
    if (this.#hasEnded) return
    const { code, hint } = error
    this.#options.logger.fatal({ code, reason: messageOf(error), hint }, 'raft has stopped')
    this.#end(error)
    const { term } = this.#driver.status()
    this.#tellLeader({ leader: NONE, role: 'follower', term })
    for (const listener of [...this.#fatalListeners]) listener(error)
  }

  #end(reason: RaftError): void {
    if (this.#hasEnded) return
    this.#failure = reason
    this.#stopped.abort(reason)
    this.#stopListening()
    clearInterval(this.#ticker)
    clearTimeout(this.#release)
    this.#watch.close()
    this.#link.close()
    this.#reads.close(reason)
  }

  #linkDown(peer: PeerId): void {
    const id = this.#memberOf(peer)
    if (id === undefined) return
    const { leader, role } = this.#driver.status()
    this.#input(driver => driver.reportUnreachable(id))
    if (id === leader && role === 'follower') void this.#watch.suspect(leader)
  }

  /** The member behind a peer, as the applied membership has it. */
  #memberOf(peer: PeerId): RaftId | undefined {
    const { voters, votersOutgoing, learners } = this.#driver.log.applied.confState
    const isThePeer = (id: RaftId) => this.#link.peerOf(id) === peer
    return voters.find(isThePeer) ?? votersOutgoing.find(isThePeer) ?? learners.find(isThePeer)
  }

  #furthestVoter(): RaftId | undefined {
    const { progress, config, id: self } = this.#driver.status()
    const others = config.voters.filter(id => id !== self && progress.has(id))
    const isActive = (id: RaftId) => Number(progress.get(id)!.isRecentlyActive)
    return others.sort(
      (a, b) => isActive(b) - isActive(a) || progress.get(b)!.match - progress.get(a)!.match,
    )[0]
  }
}
