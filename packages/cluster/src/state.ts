/**
 * The replicated state: what every node holds after applying the Raft log up to `index`.
 *
 *     log entry ─► decodeCommand ─► apply ─► tables ─► listeners (routes, catalog, agent)
 *                                       └──► events, changes (recent history)
 *
 * Only `apply`, `applyMember`, `refound` and `restore` change it. Applying is deterministic: it reads no
 * clock, draws no random number, and visits objects by ascending id, so all nodes agree byte for
 * byte (`hash`).
 */

import { createHash } from 'node:crypto'
import { assert, type Epoch } from '@polis/base'
import { type ApplyContext, applyOperation } from './apply/apply.ts'
import { refuse } from './apply/context.ts'
import { NO_IDENTITY } from './apply/identity.ts'
import { changeMember } from './apply/member.ts'
import { type Refounding, refoundCluster } from './apply/refound.ts'
import { FIRST_CLUSTER_VERSION } from './cluster-version.ts'
import type { Command, CommandResult, OperationResult } from './commands.ts'
import { FailureLog, type FailureRecord } from './failure-log.ts'
import { type ChangesSince, type EventsSince, History } from './history.ts'
import type {
  ClusterEvent,
  ClusterIdentity,
  Deployment,
  Endpoint,
  KvEntry,
  Member,
  Policy,
  Service,
  Task,
} from './objects.ts'
import { RequestLog } from './request-log.ts'
import { type SnapshotMeta, SnapshotReader, snapshotView } from './snapshot.ts'
import { type Change, type Kind, Store, type Tables } from './store.ts'
import type { MemberChange } from './wire.ts'

/** What a request is answered that may have been carried out before, too long ago to know. */
const FORGOTTEN = refuse(
  'stale',
  'this request is older than what is remembered: it may have been carried out already',
  'read before you write again',
)

/** Told after each applied entry, on the same turn; it must not throw and not change anything. */
export type AppliedListener = (
  changes: readonly Change[],
  index: number,
  events: readonly ClusterEvent[],
) => void

/** Told when the whole state was replaced by a snapshot: derived state must be rebuilt. */
export type RestoredListener = (index: number) => void

export class ClusterState {
  #store = new Store()
  #requests = new RequestLog()
  #failures = new FailureLog()
  #history = new History()
  #index = 0
  #timeMs = 0
  #identity: ClusterIdentity = NO_IDENTITY
  #nextRaftId = 1
  #appliedListeners = new Set<AppliedListener>()
  #restoredListeners = new Set<RestoredListener>()

  /** The Raft index of the last applied entry. */
  get index(): number {
    return this.#index
  }

  /** The newest `timeMs` that was applied; never goes back. */
  get lastTimeMs(): number {
    return this.#timeMs
  }

  /** Empty until the founder's first command is applied. */
  get clusterId(): string {
    return this.#identity.clusterId
  }

  /** How often the cluster was recovered from the loss of its quorum. */
  get epoch(): Epoch {
    return this.#identity.epoch
  }

  /** Which operations the log may hold: see `cluster-version.ts`. */
  get clusterVersion(): number {
    return this.#identity.version ?? FIRST_CLUSTER_VERSION
  }

  /** Hash of the first admin token; empty until the founder's first command is applied. */
  get adminTokenHash(): string {
    return this.#identity.adminTokenHash
  }

  /** The Raft id that the next member gets; never given twice. */
  get nextRaftId(): number {
    return this.#nextRaftId
  }

  get members(): ReadonlyMap<string, Member> {
    return this.#store.tables.member
  }

  get services(): ReadonlyMap<string, Service> {
    return this.#store.tables.service
  }

  get deployments(): ReadonlyMap<string, Deployment> {
    return this.#store.tables.deployment
  }

  get policies(): ReadonlyMap<string, Policy> {
    return this.#store.tables.policy
  }

  get tasks(): ReadonlyMap<string, Task> {
    return this.#store.tables.task
  }

  get endpoints(): ReadonlyMap<string, Endpoint> {
    return this.#store.tables.endpoint
  }

  get kv(): ReadonlyMap<string, KvEntry> {
    return this.#store.tables.kv
  }

  /** Keys of `kv` that hold configs and secrets, in no order. */
  get valueKeys(): ReadonlySet<string> {
    return this.#store.valueKeys
  }

  /** All objects of a kind by ascending id; use it wherever the order matters. */
  sorted<K extends Kind>(kind: K): readonly Tables[K][] {
    return this.#store.sorted(kind)
  }

  serviceByName(namespace: string, name: string): Service | undefined {
    return this.#store.serviceByName(namespace, name)
  }

  memberByName(name: string): Member | undefined {
    return this.sorted('member').find(member => member.name === name)
  }

  memberByRaftId(raftId: number): Member | undefined {
    return this.sorted('member').find(member => member.raftId === raftId)
  }

  tasksOfDeployment(deploymentId: string): readonly Task[] {
    return this.#store.tasksOfDeployment(deploymentId)
  }

  tasksOfService(serviceId: string): readonly Task[] {
    return this.#store.tasksOfService(serviceId)
  }

  /** Tasks bound to a node; `''` has those that wait for one. */
  tasksOfNode(nodeId: string): readonly Task[] {
    return this.#store.tasksOfNode(nodeId)
  }

  endpointsOfService(serviceId: string): readonly Endpoint[] {
    return this.#store.endpointsOfService(serviceId)
  }

  /** Registered endpoints that the node checks; `''` has those that nobody does. */
  endpointsOfNode(nodeId: string): readonly Endpoint[] {
    return this.#store.endpointsOfNode(nodeId)
  }

  /** Recent failures of a deployment's tasks, oldest first. */
  failuresOf(deploymentId: string): readonly FailureRecord[] {
    return this.#failures.of(deploymentId)
  }

  /**
   * Applies the command of the entry at `index`. A request id that was applied before answers
   * what it answered then and changes nothing; one that may have been, too long ago to know, is
   * refused.
   */
  apply(index: number, command: Command): CommandResult {
    this.#begin(index, command.timeMs)
    const known = this.#requests.get(command.requestId)
    if (known !== undefined) {
      this.#end([])
      return known
    }
    const { requestId, sinceIndex = 0 } = command
    if (requestId !== '' && sinceIndex > 0 && this.#requests.mayHaveForgotten(sinceIndex)) {
      this.#end([])
      return { index, results: command.operations.map(() => FORGOTTEN) }
    }
    const events: ClusterEvent[] = []
    const context = this.#context(events)
    const results = command.operations.map(operation => this.#applyOne(context, operation, events))
    const result: CommandResult = { index, results }
    this.#requests.set(command.requestId, result)
    this.#end(events)
    return result
  }

  /** Applies what the configuration change at `index` says about the member records. */
  applyMember(index: number, change: MemberChange): void {
    this.#begin(index, change.kind === 'add' ? change.member.joinedMs : 0)
    const events: ClusterEvent[] = []
    changeMember(change, this.#context(events))
    if (change.kind === 'add') {
      this.#nextRaftId = Math.max(this.#nextRaftId, change.member.raftId + 1)
    }
    this.#end(events)
  }

  /** Goes on from this copy alone, at `index`, as an operator wants; `timeMs` is now. */
  refound(index: number, timeMs: number, refounding: Refounding): void {
    this.#begin(index, timeMs)
    const events: ClusterEvent[] = []
    refoundCluster(refounding, this.#context(events))
    if (refounding.kind === 'restored') {
      this.#nextRaftId = Math.max(this.#nextRaftId, refounding.founder.raftId + 1)
    }
    this.#end(events)
  }

  /** Notes that the entry at `index` was applied although it concerns others (an empty entry). */
  skipTo(index: number): void {
    assert(index >= this.#index, 'entries are applied in log order')
    this.#index = index
  }

  /**
   * The state as it is now, in chunks that are made when they are asked for, however much is
   * applied meanwhile. Every iteration gives the same chunks.
   */
  snapshot(): Iterable<Uint8Array> {
    return snapshotView(this.#meta(), this.#store)
  }

  /**
   * Takes a snapshot chunk by chunk; the state is replaced at `finish`, at once, and not before.
   * Both throw as `SnapshotReader` does, and then nothing has changed.
   */
  restore(): { add(chunk: Uint8Array): void; finish(): void } {
    const reader = new SnapshotReader()
    return {
      add: chunk => reader.add(chunk),
      finish: () => this.#replace(reader.finish()),
    }
  }

  /** Replaces the state by all of `chunks` in one go. Throws as `restore` does. */
  restoreAll(chunks: Iterable<Uint8Array>): void {
    const { add, finish } = this.restore()
    for (const chunk of chunks) add(chunk)
    finish()
  }

  #replace({ meta, store }: { meta: SnapshotMeta; store: Store }): void {
    this.#store = store
    this.#index = meta.index
    this.#identity = meta.identity
    this.#nextRaftId = meta.nextRaftId
    this.#timeMs = meta.lastTimeMs
    this.#requests.restore(meta.requests, meta.forgottenIndex)
    this.#failures.restore(meta.failures)
    this.#history.reset(meta.index)
    for (const listener of this.#restoredListeners) listener(meta.index)
  }

  /** SHA-256 of the state: equal on all nodes that applied the same entries. */
  hash(): string {
    const hash = createHash('sha256')
    for (const chunk of this.snapshot()) hash.update(chunk)
    return hash.digest('hex')
  }

  /** Subscribes to applied entries; the answer ends it. */
  onApplied(listener: AppliedListener): () => void {
    this.#appliedListeners.add(listener)
    return () => this.#appliedListeners.delete(listener)
  }

  /** Subscribes to whole replacements of the state; the answer ends it. */
  onRestored(listener: RestoredListener): () => void {
    this.#restoredListeners.add(listener)
    return () => this.#restoredListeners.delete(listener)
  }

  /** Changes applied after `index`. */
  changesSince(index: number): ChangesSince {
    return this.#history.changesSince(index, this.#index)
  }

  /**
   * Events after the one with that id (`INDEX.ORDINAL`), after a whole index, or all (null); at most
   * `limit` of them.
   */
  eventsSince(id: string | null, limit?: number): EventsSince {
    return this.#history.eventsSince(id, limit)
  }

  #begin(index: number, timeMs: number): void {
    assert(index > this.#index, 'entries are applied once and in log order')
    this.#index = index
    this.#timeMs = Math.max(this.#timeMs, timeMs)
  }

  #end(events: readonly ClusterEvent[]): void {
    const changes = this.#store.takeChanges()
    for (const { kind, id, after } of changes) {
      if (kind === 'deployment' && after === undefined) this.#failures.forget(id)
    }
    this.#history.push(this.#index, events, changes)
    for (const listener of this.#appliedListeners) listener(changes, this.#index, events)
  }

  #context(events: ClusterEvent[]): ApplyContext {
    const index = this.#index
    return {
      store: this.#store,
      failures: this.#failures,
      identity: {
        get: () => this.#identity,
        set: identity => {
          this.#identity = identity
        },
      },
      index,
      timeMs: this.#timeMs,
      emit: ({ object, reason = '', details = {}, ...event }) => {
        events.push({
          id: `${index}.${events.length}`,
          index,
          ordinal: events.length,
          topic: event.topic,
          action: event.action,
          objectId: object.id,
          name: object.name,
          namespace: object.namespace ?? '',
          timeMs: this.#timeMs,
          reason,
          details,
        })
      },
    }
  }

  /** One operation, all or nothing. */
  #applyOne(
    context: ApplyContext,
    operation: Command['operations'][number],
    events: ClusterEvent[],
  ): OperationResult {
    const mark = this.#store.mark()
    const eventsBefore = events.length
    const result = applyOperation(operation, context)
    if (result.kind === 'refused') {
      this.#store.rollBack(mark)
      events.length = eventsBefore
    }
    return result
  }

  #meta(): SnapshotMeta {
    return {
      index: this.#index,
      identity: this.#identity,
      nextRaftId: this.#nextRaftId,
      lastTimeMs: this.#timeMs,
      requests: this.#requests.entries(),
      forgottenIndex: this.#requests.forgottenIndex,
      failures: this.#failures.entries(),
    }
  }
}
