/**
 * What the HTTP API needs from a node: the API's one dependency, which packages/node implements.
 *
 * Reads are answered from the node's own memory; only `execute` and `readBarrier` ask the cluster.
 */

import type { BacktestAnswer, BacktestRequest, TracePoint, UsageSummary } from '@polis/autoscaler'
import type {
  ClusterState,
  CommandResult,
  Endpoint,
  Member,
  Operation,
  ParsedManifest,
  Plan,
  ServiceDefinition,
  Task,
} from '@polis/cluster'
import type { ResolveFilter } from '@polis/discovery'
import type { CheckResult, CheckStatistics, ProbeOutcome } from '@polis/health'
import type { Evaluation } from './evaluations.ts'
import type { FeedSource } from './event-feed.ts'
import type { JournalFilter, Journals } from './explain.ts'

/** The process that runs a node. */
export type NodeProcess = { readonly pid: number; readonly version: string }

/** Liveness as this node's gossip sees it; `unknown` before anything was heard. */
export type Liveness = 'alive' | 'suspect' | 'dead' | 'left' | 'restarting' | 'unknown'

/** What gossip knows of a member right now. */
export type MemberLiveness = { readonly liveness: Liveness; readonly sinceMs: number }

export type HealthState = 'passing' | 'warning' | 'critical' | 'unknown'

/** The cluster on one screen, as this node sees it. */
export type ClusterStatus = {
  readonly clusterId: string
  readonly node: { readonly id: string; readonly name: string; readonly version: string }
  readonly leader: { readonly id: string; readonly name: string } | null
  readonly raft: {
    readonly raftId: number
    readonly role: string
    readonly term: number
    readonly commitIndex: number
    readonly appliedIndex: number
    readonly voters: readonly string[]
    readonly learners: readonly string[]
    readonly isRecovering: boolean
  }
  readonly members: number
  readonly membersAlive: number
  readonly services: number
  readonly tasksRunning: number
  readonly tasksDesired: number
  /**
   * Change of an endpoint's health at its owner → taken up by this node's balancer; null before any.
   * Measured from the owner's wall clock to this one's, so a difference of the clocks is in it.
   */
  readonly propagation: {
    readonly samples: number
    readonly p50Ms: number
    readonly p99Ms: number
  } | null
  /** Plain sentences about what deserves attention. */
  readonly warnings: readonly string[]
}

/** A member of the Raft group, as `/v1/raft/members` answers it. */
export type RaftMember = {
  readonly id: string
  readonly raftId: number
  readonly name: string
  readonly role: 'leader' | 'voter' | 'learner'
  /** Highest log index that the leader knows it to have; null without a leader. */
  readonly matchIndex: number | null
  /** Committed entries that it is not known to have; null without a leader. */
  readonly lag: number | null
  readonly address: string
  /** The node label `zone`, empty without one. */
  readonly zone: string
  readonly liveness: Liveness
}

/** An endpoint as `/v1/resolve` answers it. */
export type ResolvedEndpoint = {
  readonly id: string
  readonly address: string
  readonly port: number
  readonly weight: number
  readonly health: HealthState
  readonly node: string
}

/** What is to be resolved; a filter that is absent leaves all. */
export type ResolveQuery = ResolveFilter & {
  readonly name: string
  readonly namespace: string
  /** Prefers the zone of the answering node. */
  readonly isNear: boolean
}

/** One line of a task's output. */
export type TaskLogLine = {
  readonly task: string
  readonly stream: string
  readonly timeMs: number
  readonly text: string
}

export type LogOptions = { readonly tail: number; readonly isFollowing: boolean }

/** A command to run beside a task; `input` is its whole standard input. */
export type ExecRequest = { readonly command: readonly string[]; readonly input: Uint8Array }

export type ExecEvent =
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly data: Uint8Array }
  | { readonly kind: 'exit'; readonly code: number }

/** A sample that an application or a person pushed (`POST …/metrics`). */
export type MetricSample = {
  readonly timestamp?: number | undefined
  readonly cpuUtilization?: number | undefined
  readonly memoryUtilization?: number | undefined
  readonly requestsPerSecond?: number | undefined
  readonly responseTimeMs?: number | undefined
  readonly errorRate?: number | undefined
  readonly activeConnections?: number | undefined
  readonly custom?: Readonly<Record<string, number>> | undefined
}

export type HealthSummary = {
  readonly overallStatus: 'healthy' | 'degraded' | 'unhealthy' | 'unknown'
  readonly totalChecks: number
  readonly healthyChecks: number
  readonly warningChecks: number
  readonly criticalChecks: number
  readonly unknownChecks: number
}

/** What a node says of a check that several nodes run; see `observers` of a check. */
export type CheckVote = {
  readonly node: string
  /** `balancers`: requests of its balancers failed, so they do not use the endpoint. */
  readonly voter: 'owner' | 'observer' | 'balancers'
  readonly state: HealthState
  readonly output: string
  /** Unix time; by the clock of that node. */
  readonly changedAtMs: number
}

/** One check of one endpoint, as the node that runs it says. */
export type CheckReport = {
  /** `SERVICE.CHECK`, the id of the check in `/v1/checks`. */
  readonly id: string
  readonly name: string
  readonly namespace: string
  readonly service: string
  readonly type: string
  readonly purpose: 'readiness' | 'liveness'
  /** Name of the task or the registered endpoint. */
  readonly endpoint: string
  readonly endpointId: string
  readonly node: string
  readonly state: HealthState
  /** Unix time since when; by the clock of its node. */
  readonly changedAtMs: number
  /** Why it came to this state; empty before the first change. */
  readonly cause: string
  /** One line of the last result. */
  readonly output: string
  /** Failures in a row. */
  readonly failures: number
  readonly statistics: CheckStatistics
  /** Oldest first; empty unless they were asked for. */
  readonly results: readonly CheckResult[]
  /** Of all nodes that run it, and what they come to together; absent if no other node does. */
  readonly votes?: readonly CheckVote[]
  readonly verdict?: HealthState
}

/** What the members said of their checks, and who did not answer. */
export type CheckReports = {
  readonly checks: readonly CheckReport[]
  /** Names of members that did not answer, or had more to say than there is room for. */
  readonly unanswered: readonly string[]
}

/** Services whose files have their versions, and what stores those that are new. */
export type SealedStack = {
  readonly services: readonly ServiceDefinition[]
  readonly operations: readonly Operation[]
}

export type Backend = {
  /** True with `--dev`: no token is asked for. */
  readonly isOpen: boolean
  state(): ClusterState
  status(): ClusterStatus
  /** Null once this node serves; else why not yet. */
  notReadyReason(): string | null
  leaderId(): string | null
  /** Milliseconds since this node last heard from the leader; 0 on the leader. */
  stalenessMs(): number
  isAdmin(token: string): boolean

  /**
   * Proposes operations and answers once this node has applied them. The same request id answers
   * the same again. Throws `node/no-leader` or `node/timed-out` (the outcome is then unknown).
   */
  execute(
    operations: readonly Operation[],
    options: { readonly requestId?: string; readonly signal: AbortSignal },
  ): Promise<CommandResult>
  /** Resolves once this node's state reflects every write acknowledged before the call. */
  readBarrier(signal: AbortSignal): Promise<void>
  /**
   * The whole state as a snapshot file, of everything that was acknowledged before the call, piece
   * by piece; it breaks off when `signal` aborts. Throws `node/no-leader` and `node/overloaded`.
   */
  saveSnapshot(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  /** Resolves once the state is newer than `index`, or after `waitMs`. */
  waitNewer(index: number, waitMs: number, signal: AbortSignal): Promise<void>

  /**
   * Removes a member from the cluster for good, draining it first if that is asked for and it is
   * alive. Throws `node/cannot-remove` if that is unsafe.
   */
  removeMember(
    memberId: string,
    options: { readonly isDraining: boolean },
    signal: AbortSignal,
  ): Promise<void>
  /** Every member of the Raft group, by raft id. */
  raftMembers(signal: AbortSignal): Promise<readonly RaftMember[]>
  /** Hands leadership to a voter; resolves once it leads. Throws `node/cannot-transfer`. */
  transferLeadership(memberId: string, signal: AbortSignal): Promise<void>

  liveness(memberId: string): MemberLiveness
  taskHealth(task: Task): HealthState
  memberName(memberId: string): string
  resolve(query: ResolveQuery): readonly ResolvedEndpoint[] | null
  catalogVersion(): number
  waitCatalogNewer(version: number, waitMs: number, signal: AbortSignal): Promise<void>
  healthSummary(): HealthSummary
  /**
   * Tells what a registered endpoint says of itself to the node that watches it. Throws
   * `node/no-owner`.
   */
  reportEndpoint(endpoint: Endpoint, state: HealthState, output: string): Promise<void>

  /** Asks every living member for its checks: all, those of a service, or one with its results. */
  checkReports(query: {
    readonly serviceId?: string
    readonly checkId?: string
    readonly withResults: boolean
  }): Promise<CheckReports>
  /**
   * Tells the node that runs a check of type `ttl` what its application says. Throws
   * `node/no-owner`.
   */
  reportCheck(task: Task, checkId: string, outcome: ProbeOutcome, output: string): Promise<void>

  /**
   * Seals the configs and secrets of a manifest for the stack that it is to be. `isPlan`: nothing
   * will be stored. Throws `node/no-cluster-key`, and `node/no-value` for an external one that
   * nobody has.
   */
  seal(
    place: { readonly stack: string; readonly namespace: string },
    manifest: ParsedManifest,
    isPlan: boolean,
    signal: AbortSignal,
  ): Promise<SealedStack>
  plan(stack: string, namespace: string, services: readonly ServiceDefinition[]): Plan
  pushMetrics(namespace: string, service: string, sample: MetricSample): Promise<void>
  balancerStats(): unknown
  /** Replaces the data threads of this node's balancer; resolves once the new ones serve. */
  reloadBalancer(): Promise<unknown>
  /** The process of this node, and whether another may take over from it. */
  process(): NodeProcess
  /** Has another process take over; throws `node/cannot-upgrade`. It happens after the answer. */
  upgrade(): NodeProcess
  /**
   * Up to `limit` of the leader's latest evaluations of each policy (from before `beforeMs`), newest
   * first, as many as one answer has room for. Throws `node/no-leader`.
   */
  evaluations(
    policyIds: readonly string[],
    limit: number,
    beforeMs?: number,
  ): Promise<readonly Evaluation[]>
  /** What the leader alone has recorded; both throw `node/no-leader`. */
  readonly records: {
    /** The load of a policy, oldest first. */
    load(policyId: string, metric: string): Promise<readonly TracePoint[]>
    /** What the replicas of services used; one without a sample is absent. */
    usage(serviceIds: readonly string[]): Promise<ReadonlyMap<string, UsageSummary>>
  }
  /**
   * Replays in a thread of this node until `signal` aborts. Throws `autoscaler/busy` while another
   * one runs.
   */
  backtest(request: BacktestRequest, signal: AbortSignal): Promise<BacktestAnswer>
  metricsText(): Promise<string>

  /** Output of one task, wherever it runs. */
  logs(task: Task, options: LogOptions, signal: AbortSignal): AsyncIterable<TaskLogLine>
  /** What all nodes observed of some objects, for `explain`. */
  journals(filter: JournalFilter): Promise<Journals>
  /** CPU and memory by task id, of the tasks of those nodes that answer at once. */
  usage(
    nodeIds: Iterable<string>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, { readonly cpuMillicores: number; readonly memoryBytes: number }>>
  /** Runs a command beside a task, wherever it runs: what it writes, then its exit code. */
  exec(task: Task, request: ExecRequest, signal: AbortSignal): AsyncIterable<ExecEvent>
  /** The histories that event streams are read from. */
  events(): FeedSource
  /** Calls `listener` when there may be new events of either kind; the answer stops it. */
  onEvents(listener: () => void): () => void
}

export type { Member }
