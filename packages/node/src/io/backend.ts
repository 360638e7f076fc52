/**
 * The node as the HTTP API sees it.
 */

import { timingSafeEqual } from 'node:crypto'
import {
  type Backend,
  type CheckReports,
  type ClusterStatus,
  type FeedSource,
  type HealthState,
  type HealthSummary,
  type JournalFilter,
  type Journals,
  type LogOptions,
  type MemberLiveness,
  type MetricSample,
  type NodeProcess,
  type RaftMember,
  type ResolvedEndpoint,
  type ResolveQuery,
  type SealedStack,
  type TaskLogLine,
  tokenHash,
} from '@polis/api'
import { Backtests, seriesOf } from '@polis/autoscaler'
import type { DataPlane } from '@polis/balancer'
import { systemClock } from '@polis/base'
import {
  type ClusterState,
  type CommandResult,
  type Endpoint,
  type Member,
  type Operation,
  type Plan,
  type ServiceDefinition,
  type Task,
  versionWarnings,
} from '@polis/cluster'
import type { Catalog } from '@polis/discovery'
import type { Gossip, PropagationLag } from '@polis/gossip'
import type { ConfState, RaftNode, RaftStatus } from '@polis/raft'
import type { ExecEvent, ExecRequest } from '@polis/runtime'
import type { PeerId, Transport } from '@polis/transport'
import { nodeError } from '../errors.ts'
import type { MetricStore } from '../metric-store.ts'
import type { NodeOptions } from '../options.ts'
import { METHODS, pushedReply, pushedSample } from '../wire.ts'
import type { CheckDesk } from './check-desk.ts'
import type { EndpointWatch } from './endpoint-watch.ts'
import { NodeJournals } from './journals.ts'
import { LeaderEvaluations } from './leader-evaluations.ts'
import { LeaderRecords } from './leader-records.ts'
import type { Observations } from './observations.ts'
import { pause } from './pause.ts'
import type { Proposer } from './proposer.ts'
import type { RaftGroup } from './raft-group.ts'
import type { RemovalOptions } from './removal.ts'
import { SnapshotSaves } from './snapshot-save.ts'
import { Successions } from './succession.ts'
import type { TaskAccess } from './task-access.ts'
import type { Values } from './values.ts'

/** What exists once the node has entered its cluster. */
export type Running = {
  readonly raft: RaftNode
  readonly gossip: Gossip
  readonly proposer: Proposer
  readonly dataPlane: DataPlane
  readonly propagation: () => PropagationLag
  readonly access: TaskAccess
  readonly endpoints: EndpointWatch
  readonly checks: CheckDesk
  readonly values: Values
  readonly observations: Observations
  readonly raftGroup: RaftGroup
  readonly metricsText: () => Promise<string>
  readonly plan: (stack: string, namespace: string, services: readonly ServiceDefinition[]) => Plan
}

export type BackendDependencies = {
  readonly options: NodeOptions
  readonly self: PeerId
  readonly name: () => string
  readonly state: ClusterState
  readonly catalog: Catalog
  readonly transport: Transport
  readonly metrics: MetricStore
  readonly leader: () => PeerId | null
}

const PUSH_TIMEOUT_MS = 2_000
/** A majority confirms a read within a round trip; an election takes at most a few seconds. */
const BARRIER_TIMEOUT_MS = 15_000

export class NodeBackend implements Backend {
  readonly isOpen: boolean
  readonly successions = new Successions()
  readonly #deps: BackendDependencies
  readonly #saves: SnapshotSaves
  readonly #evaluations: LeaderEvaluations
  readonly #backtests = new Backtests()
  readonly records: LeaderRecords
  #running: Running | null = null
  #journals: NodeJournals | null = null
  #notReady: string | null = 'the node is starting'
  /** When this node last lost sight of a leader; null while it knows one. */
  #leaderlessSinceMs: number | null = systemClock.nowMs()

  constructor(deps: BackendDependencies) {
    this.#deps = deps
    this.#saves = new SnapshotSaves({ state: deps.state, nodeName: deps.name })
    const led = { leader: () => this.leaderId(), nameOf: (id: PeerId) => this.memberName(id) }
    this.#evaluations = new LeaderEvaluations({ ...deps, ...led })
    this.records = new LeaderRecords({ ...deps, ...led })
    this.isOpen = deps.options.isDev
    deps.transport.handle(METHODS.pushMetrics, body => {
      const { serviceId, timeMs, values } = pushedSample.decode(body)
      if (timeMs < 0) return pushedReply.encode()
      deps.metrics.push(serviceId, new Map(Object.entries(values)), systemClock.nowMs())
      return pushedReply.encode()
    })
  }

  /** From now on everything can be asked. */
  entered(running: Running): void {
    this.#running = running
    const { self, state, transport } = this.#deps
    const journal = running.observations.source.observed
    const isAlive = (peer: PeerId) => !['dead', 'left'].includes(this.liveness(peer).liveness)
    this.#journals = new NodeJournals({ self, state, transport, journal, isAlive })
    running.raft.onLeaderChange(({ leader }) => {
      if (leader !== 0) this.#leaderlessSinceMs = null
      else this.#leaderlessSinceMs ??= systemClock.nowMs()
    })
  }

  /** Serves, or not any more. */
  setReady(notReadyReason: string | null): void {
    this.#notReady = notReadyReason
  }

  state(): ClusterState {
    return this.#deps.state
  }

  status(): ClusterStatus {
    const { state, options, self, name } = this.#deps
    const raft = this.#mustRun().raft.status()
    const leader = this.leaderId()
    const members = [...state.members.values()]
    const tasks = [...state.tasks.values()]
    const nameOf = (raftId: number) => state.memberByRaftId(raftId)?.name ?? String(raftId)
    const { voters, learners } = raft.confState
    return {
      clusterId: state.clusterId,
      node: { id: self, name: name(), version: options.version },
      leader: leader === null ? null : { id: leader, name: this.memberName(leader) },
      raft: {
        raftId: raft.raftId,
        role: raft.role,
        term: raft.term,
        commitIndex: raft.commitIndex,
        appliedIndex: raft.appliedIndex,
        voters: voters.map(nameOf),
        learners: learners.map(nameOf),
        isRecovering: raft.isRecovering,
      },
      members: members.length,
      membersAlive: members.filter(({ id }) => this.liveness(id).liveness === 'alive').length,
      services: state.services.size,
      tasksRunning: tasks.filter(task => task.observed.phase === 'running').length,
      tasksDesired: [...state.deployments.values()].reduce((sum, d) => sum + d.replicas, 0),
      propagation: this.#propagation(),
      warnings: [
        ...this.#warnings(voters.length, members.length, raft),
        ...versionWarnings(state),
        ...fencedMembers(members, raft.confState),
      ],
    }
  }

  #propagation(): ClusterStatus['propagation'] {
    const lag = this.#running?.propagation()
    return lag === undefined || lag.samples === 0 ? null : lag
  }

  #warnings(voters: number, members: number, raft: RaftStatus): string[] {
    const { isRecovering, hasFailed } = raft
    const warnings: string[] = []
    if (this.leaderId() === null) warnings.push('there is no leader: nothing can be decided now')
    if (hasFailed) {
      warnings.push(
        'the disk of this node failed: it shows what it knew then, until it is restarted',
      )
    }
    if (isRecovering) warnings.push('the log of this node is damaged and being refilled by others')
    if (voters === 1 && members > 2) {
      warnings.push('one voter alone holds the log: no others are up to date, see polis raft ls')
    } else if (voters === 1 && members === 2) {
      warnings.push('one voter alone holds the log: add a third member to survive its loss')
    } else if (voters === 1) warnings.push('one voter alone holds the log: add two more members')
    for (const { kind, value, members } of this.#running?.gossip.conflicts() ?? []) {
      const names = members.map(id => this.memberName(id)).join(' and ')
      warnings.push(`${names} have the same ${kind} ${value}: remove who is gone`)
    }
    for (const member of this.#deps.state.members.values()) {
      const { liveness } = this.liveness(member.id)
      if (liveness === 'dead' || liveness === 'suspect') {
        warnings.push(`${member.name} is ${liveness}`)
      }
    }
    return warnings
  }

  notReadyReason(): string | null {
    return this.#notReady
  }

  leaderId(): string | null {
    return this.#deps.leader()
  }

  stalenessMs(): number {
    return this.#leaderlessSinceMs === null ? 0 : systemClock.nowMs() - this.#leaderlessSinceMs
  }

  isAdmin(token: string): boolean {
    const expected = this.#deps.state.adminTokenHash
    const given = tokenHash(token)
    if (expected.length !== given.length) return false
    return timingSafeEqual(Buffer.from(expected), Buffer.from(given))
  }

  execute(
    operations: readonly Operation[],
    options: { readonly requestId?: string; readonly signal: AbortSignal },
  ): Promise<CommandResult> {
    return this.#mustRun().proposer.execute(operations, options)
  }

  async readBarrier(signal: AbortSignal): Promise<void> {
    try {
      await this.#mustRun().raft.readIndex(signal)
    } catch (error) {
      if (!signal.aborted) throw error
      throw nodeError(this.leaderId() === null ? 'node/no-leader' : 'node/timed-out', {
        message: 'the read could not be confirmed by a majority in time',
        hint: 'read with ?consistency=stale, or see polis status',
        retryable: true,
        cause: error,
      })
    }
  }

  async saveSnapshot(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    await this.readBarrier(AbortSignal.any([signal, AbortSignal.timeout(BARRIER_TIMEOUT_MS)]))
    return this.#saves.begin(this.#mustRun().raft, signal)
  }

  async waitNewer(index: number, waitMs: number, signal: AbortSignal): Promise<void> {
    const { state } = this.#deps
    await waitFor(
      () => state.index > index,
      wake => state.onApplied(wake),
      waitMs,
      signal,
    )
  }

  async waitCatalogNewer(version: number, waitMs: number, signal: AbortSignal): Promise<void> {
    const { catalog } = this.#deps
    await waitFor(
      () => catalog.version > version,
      wake => {
        const subscription = catalog.subscribe(wake)
        return () => subscription.close()
      },
      waitMs,
      signal,
    )
  }

  catalogVersion(): number {
    return this.#deps.catalog.version
  }

  removeMember(memberId: string, options: RemovalOptions, signal: AbortSignal): Promise<void> {
    return this.#mustRun().raftGroup.remove(memberId, options, signal)
  }

  raftMembers(signal: AbortSignal): Promise<readonly RaftMember[]> {
    return this.#mustRun().raftGroup.members(signal)
  }

  transferLeadership(memberId: string, signal: AbortSignal): Promise<void> {
    return this.#mustRun().raftGroup.transfer(memberId, signal)
  }

  liveness(memberId: string): MemberLiveness {
    const view = this.#running?.gossip.members().find(member => member.peer === memberId)
    if (view === undefined) return { liveness: 'unknown', sinceMs: 0 }
    const agoMs = systemClock.nowMs() - view.sinceMs
    return { liveness: view.liveness, sinceMs: Math.round(systemClock.wallMs() - agoMs) }
  }

  taskHealth(task: Task): HealthState {
    if (task.observed.phase !== 'running') return 'unknown'
    return this.#running?.gossip.health(task.id)?.state ?? 'unknown'
  }

  memberName(memberId: string): string {
    return this.#deps.state.members.get(memberId)?.name ?? memberId
  }

  resolve(query: ResolveQuery): readonly ResolvedEndpoint[] | null {
    const { name, namespace, isNear, ...filter } = query
    const { options, catalog } = this.#deps
    const zone = query.zone ?? (isNear ? options.labels['zone'] : undefined)
    const found = catalog.resolve(name, namespace, { ...filter, ...(zone && { zone }) })
    return found === undefined ? null : (found as readonly ResolvedEndpoint[])
  }

  healthSummary(): HealthSummary {
    const { state } = this.#deps
    const counts = { passing: 0, warning: 0, critical: 0, unknown: 0 }
    for (const task of state.tasks.values()) {
      const asked = state.services.get(task.serviceId)?.spec.checks.length ?? 0
      const checks = asked + (task.observed.hasHealthcheck === true ? 1 : 0)
      if (task.desired === 'running' && checks > 0) counts[this.taskHealth(task)] += checks
    }
    const { passing, warning, critical, unknown } = counts
    const totalChecks = passing + warning + critical + unknown
    const overallStatus =
      totalChecks === 0
        ? 'unknown'
        : critical === 0 && unknown === 0
          ? 'healthy'
          : passing + warning > 0
            ? 'degraded'
            : 'unhealthy'
    return {
      overallStatus,
      totalChecks,
      healthyChecks: passing,
      warningChecks: warning,
      criticalChecks: critical,
      unknownChecks: unknown,
    }
  }

  checkReports({
    serviceId = '',
    checkId = '',
    withResults,
  }: Parameters<Backend['checkReports']>[0]): Promise<CheckReports> {
    return this.#mustRun().checks.reports({ serviceId, checkId, withResults })
  }

  reportCheck(...report: Parameters<Backend['reportCheck']>): Promise<void> {
    return this.#mustRun().checks.report(...report)
  }

  seal(...what: Parameters<Backend['seal']>): Promise<SealedStack> {
    return this.#mustRun().values.seal(...what)
  }

  plan(stack: string, namespace: string, services: readonly ServiceDefinition[]): Plan {
    return this.#mustRun().plan(stack, namespace, services)
  }

  async pushMetrics(namespace: string, service: string, sample: MetricSample): Promise<void> {
    const { state, self, metrics, transport } = this.#deps
    const target = state.serviceByName(namespace, service)
    const leader = this.leaderId()
    if (target === undefined) return
    if (leader === null) {
      throw nodeError('node/no-leader', { message: 'there is no leader now', retryable: true })
    }
    const values = seriesOf(withoutUndefined(sample))
    if (leader === self) return metrics.push(target.id, values, systemClock.nowMs())
    const body = pushedSample.encode({
      serviceId: target.id,
      timeMs: sample.timestamp ?? systemClock.wallMs(),
      values: Object.fromEntries(values),
    })
    await transport.request(leader, METHODS.pushMetrics, body, { timeoutMs: PUSH_TIMEOUT_MS })
  }

  balancerStats(): unknown {
    return this.#mustRun().dataPlane.stats()
  }

  reloadBalancer(): Promise<unknown> {
    return this.#mustRun().dataPlane.reload()
  }

  process(): NodeProcess {
    return { pid: process.pid, version: this.#deps.options.version }
  }

  upgrade(): NodeProcess {
    this.#mustRun()
    this.successions.ask(this.#deps.options)
    return this.process()
  }

  evaluations(...[policyIds, limit, beforeMs]: Parameters<Backend['evaluations']>) {
    const asked = { policyIds, limit, beforeMs: beforeMs ?? Number.POSITIVE_INFINITY }
    return this.#evaluations.latest(asked)
  }

  backtest(...[request, signal]: Parameters<Backend['backtest']>) {
    return this.#backtests.run(request, signal)
  }

  metricsText(): Promise<string> {
    return this.#mustRun().metricsText()
  }

  logs(task: Task, options: LogOptions, signal: AbortSignal): AsyncIterable<TaskLogLine> {
    return this.#mustRun().access.read(task, options, signal)
  }

  usage(nodeIds: Iterable<string>, signal: AbortSignal) {
    return this.#mustRun().access.usage(nodeIds, signal)
  }

  exec(task: Task, request: ExecRequest, signal: AbortSignal): AsyncIterable<ExecEvent> {
    return this.#mustRun().access.exec(task, request, signal)
  }

  async journals(filter: JournalFilter): Promise<Journals> {
    this.#mustRun()
    return this.#journals!.ask(filter)
  }

  events(): FeedSource {
    return this.#mustRun().observations.source
  }

  onEvents(listener: () => void): () => void {
    return this.#mustRun().observations.onEvents(listener)
  }

  reportEndpoint(endpoint: Endpoint, state: HealthState, output: string): Promise<void> {
    return this.#mustRun().endpoints.report(endpoint, state, output)
  }

  #mustRun(): Running {
    if (this.#running !== null) return this.#running
    throw nodeError('node/starting', {
      message: 'this node has not entered its cluster yet',
      hint: 'see /readyz',
      retryable: true,
    })
  }
}

/** Waits until `holds`, woken by `subscribe`, at most `waitMs`. */
async function waitFor(
  holds: () => boolean,
  subscribe: (wake: () => void) => () => void,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (holds() || waitMs === 0) return
  const woken = new AbortController()
  const stop = subscribe(() => {
    if (holds()) woken.abort()
  })
  try {
    if (!holds()) await pause(waitMs, AbortSignal.any([signal, woken.signal]))
  } finally {
    stop()
  }
}

function withoutUndefined(sample: MetricSample): Parameters<typeof seriesOf>[0] {
  return Object.fromEntries(Object.entries(sample).filter(([, value]) => value !== undefined))
}

/** A sentence for each member that no configuration knows: a recovery has fenced it. */
function fencedMembers(members: readonly Member[], configuration: ConfState): string[] {
  const { voters, votersOutgoing, learners, learnersNext } = configuration
  const known = new Set([...voters, ...votersOutgoing, ...learners, ...learnersNext])
  const fenced = members.filter(({ raftId }) => !known.has(raftId))
  return fenced.map(({ name }) => {
    return `${name} was fenced by a recovery: 'polis node rm ${name}', and join it again empty`
  })
}
