/**
 * The replicated objects: what the Raft log decides, as plain data.
 *
 * Every field has one writer: `desired*` and decisions are the leader's, `observed` is the node's
 * that runs the task. Times are `timeMs` of the command that wrote them, never a local clock.
 * `revision` is the Raft index that last changed the object. The words are docs/nomenclature.md's.
 */

import type { Change, PolicySpec } from '@polis/autoscaler'
import type {
  Algorithm,
  BalancingPolicy,
  HashBy,
  HttpOptions,
  L4Options,
  Protocol,
  Subset,
} from '@polis/balancer'
import type { Epoch } from '@polis/base'
import type { ServiceName, StoredQuery } from '@polis/discovery'
import type { CheckSpec } from '@polis/health'
import type { WorkloadSpec } from '@polis/runtime'
import type { Dependency } from './dependency.ts'
import type { DisconnectSpec } from './disconnect.ts'
import type { CronState, DeploymentMode } from './mode.ts'
import type { PlacementSpec } from './placement-spec.ts'
import type { RolloutStrategy, Share } from './stages.ts'

/** What every object has; `name` is unique in its namespace and kind. */
export type ObjectMeta = {
  readonly id: string
  readonly name: string
  readonly namespace: string
  readonly revision: number
  readonly createdMs: number
}

/**
 * What the founder decided once, the cluster's id and its admin token's hash (SHA-256, hex), and
 * how often the cluster was recovered since.
 */
export type ClusterIdentity = {
  readonly clusterId: string
  readonly adminTokenHash: string
  readonly epoch: Epoch
  /** Which operations the log may hold (`cluster-version.ts`); absent is the first version. */
  readonly version?: number
}

export type Availability = 'ready' | 'cordoned' | 'draining'

/** A machine of the cluster; `id` is its peer id. Its record comes with a configuration change. */
export type Member = {
  readonly id: string
  readonly name: string
  readonly raftId: number
  readonly host: string
  readonly clusterPort: number
  readonly apiAddress: string
  readonly labels: Readonly<Record<string, string>>
  readonly drivers: readonly string[]
  /** Those of them that do not work now: an engine that does not answer. Absent: none. */
  readonly silentDrivers?: readonly string[]
  /** Devices that its operator lets tasks have, each with those below it. Absent: none. */
  readonly devices?: readonly string[]
  readonly cpuMillicores: number
  readonly memoryBytes: number
  readonly availability: Availability
  /** While it is draining: what still runs after that long is stopped, replaced or not. */
  readonly drain?: { readonly startedMs: number; readonly deadlineMs: number }
  /** True if it votes in Raft; every other member is a learner with the whole state. */
  readonly isVoter: boolean
  /** The Polis that it runs, and the cluster version that this one can; absent: 0.2 or older. */
  readonly release?: string
  readonly clusterVersion?: number
  readonly joinedMs: number
  readonly revision: number
}

/** A port of a service: tasks listen on `target`; balancers of all nodes listen on `published`. */
export type ServicePort = {
  readonly name: string
  readonly target: number
  readonly published: number | null
  readonly protocol: 'tcp' | 'udp'
}

/** How balancers treat a service (`x-lb`). */
export type LoadBalancerSpec = L4Options & {
  readonly algorithm: Algorithm
  /** What its published TCP ports speak; UDP ports are UDP. `udp`: TCP ports beside are TCP. */
  readonly protocol: Protocol
  /** Host name that HTTP requests must carry, or TLS clients ask for; null takes any. */
  readonly host: string | null
  readonly path: string
  readonly stickyCookie: string | null
  /** How long requests in flight on a withdrawn endpoint may go on. */
  readonly drainMs: number
  /** What else an HTTP service asks of balancers; absent: nothing. */
  readonly http?: HttpOptions
  /** What hashes hash; absent: the client's address. */
  readonly hashBy?: HashBy
  /** Life of the sticky cookie; absent: the client's session. */
  readonly stickyMaxAgeMs?: number
  /** True: a node sends to endpoints of its own zone while they are well. */
  readonly preferZone?: boolean
  /** Which of the endpoints a node uses; absent: all. */
  readonly subset?: Subset
  readonly policy?: BalancingPolicy
}

/** Replaces tasks of an old specification (Compose's `update_config`). */
export type UpdateSpec = {
  /** Slots replaced at a time; 0 means all. */
  readonly parallelism: number
  readonly delayMs: number
  readonly order: 'start-first' | 'stop-first'
  readonly failureAction: 'rollback' | 'pause' | 'continue'
  /** How long a new task must stay healthy before its slot counts as done. */
  readonly monitorMs: number
  /** A new task that is not healthy by then has failed. */
  readonly healthyDeadlineMs: number
  readonly maxFailureRatio: number
  /** In stages with a share of the requests; absent: slot by slot, straight on. */
  readonly strategy?: RolloutStrategy
  /** Instead of `parallelism` and `order`: slots that may have two tasks at a time. */
  readonly maxSurge?: Share
  /** Instead of `parallelism` and `order`: slots that may have none that serves. */
  readonly maxUnavailable?: Share
}

/** What to run and how many times. */
export type DeploymentSpec = {
  readonly workload: WorkloadSpec
  readonly constraints: readonly string[]
  readonly preferences: readonly { readonly spread: string }[]
  readonly maxPerNode: number | null
  readonly update: UpdateSpec
  /** Absent: `replicas` tasks that run for ever. */
  readonly mode?: DeploymentMode
  /** Absent: spread, near to nothing, of ordinary priority. */
  readonly placement?: PlacementSpec
  /** What becomes of tasks whose node cannot be reached; absent: replaced after some seconds. */
  readonly disconnect?: DisconnectSpec
  /** What its first start waits for; absent: nothing. */
  readonly dependsOn?: readonly Dependency[]
}

export type ServiceSpec = {
  readonly version: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly ports: readonly ServicePort[]
  readonly lb: LoadBalancerSpec
  readonly checks: readonly CheckSpec[]
  readonly dnsTtlMs: number
  /** Makes it a stored query: it answers with endpoints of other services. */
  readonly query?: StoredQuery
  /**
   * Whose healthy endpoints discovery answers with while nothing of it is healthy; an empty
   * namespace is the service's own.
   */
  readonly failover?: readonly ServiceName[]
}

/** A service: the name that clients use, and how its endpoints are checked and balanced. */
export type Service = ObjectMeta & {
  readonly stack: string | null
  readonly spec: ServiceSpec
  /** Null if Polis does not run it itself: its endpoints are registered through the API. */
  readonly deploymentId: string | null
  readonly policyId: string | null
  /** Until then (log time) the balancers of all nodes let new requests wait; absent: they do not. */
  readonly pausedUntilMs?: number
}

export type RolloutState =
  | 'running'
  | 'paused'
  | 'complete'
  | 'failed'
  | 'rolling-back'
  | 'rolled-back'

/** One change from an older specification to `Deployment.spec`; kept until the next one. */
export type Rollout = {
  readonly id: string
  readonly state: RolloutState
  readonly reason: string
  readonly startedMs: number
  /** When it turned into a rollback; null if it did not. */
  readonly rollbackStartedMs: number | null
  readonly finishedMs: number | null
  /** Why new tasks failed so far, newest last, bounded. */
  readonly failures: readonly string[]
  /** The stage that a rollout in stages has reached, from 0; absent is 0. */
  readonly step?: number
  /** When it reached that stage; absent for the first. */
  readonly stepAtMs?: number
  /** True if it went in stages before it turned back: what failed then gets no more requests. */
  readonly wasStaged?: boolean
  /** True if a person paused it, who alone lets it go on; absent: it paused because tasks failed. */
  readonly isPausedByHand?: boolean
  /** True if it replaces tasks by others of the same specification, which needs no stages. */
  readonly isRestart?: boolean
}

export type SpecVersion = {
  readonly specRevision: number
  readonly spec: DeploymentSpec
  readonly serviceSpec: ServiceSpec
  /** When its rollout completed. */
  readonly completedMs?: number
}

/** Keeps `replicas` tasks of `spec` running; same name as its service. */
export type Deployment = ObjectMeta & {
  readonly serviceId: string
  readonly replicas: number
  /** The Raft index that last set `replicas`. */
  readonly scaledRevision: number
  readonly spec: DeploymentSpec
  /** The Raft index at which `spec` was decided: tasks carry it. */
  readonly specRevision: number
  /** The newest specification whose rollout completed, to roll back to; null before the first. */
  readonly stable: SpecVersion | null
  /** The last specifications whose rollouts completed, newest last; absent before the first. */
  readonly versions?: readonly SpecVersion[]
  readonly rollout: Rollout
  /** Set while it is stopped by hand: how many tasks it had. `replicas` is 0 meanwhile. */
  readonly stopped?: { readonly replicas: number; readonly atMs: number }
  /** Of a job with a schedule, once the leader has looked at it. */
  readonly cron?: CronState
}

/** A replicated autoscaling policy of one deployment. */
export type Policy = ObjectMeta & {
  readonly deploymentId: string
  readonly spec: PolicySpec
  readonly lastScaledUpMs: number | null
  readonly lastScaledDownMs: number | null
  /** Recent changes of the count in log time, kept while a rate rule needs them. */
  readonly changes?: readonly Change[]
}

/** A health check of one service, for `/v1/checks`; the spec is the service's. */
export type Check = ObjectMeta & { readonly serviceId: string; readonly spec: CheckSpec }

export type TaskPhase =
  | 'pending'
  | 'starting'
  | 'running'
  | 'backoff'
  | 'stopping'
  | 'exited'
  | 'failed'
  | 'lost'

/** A node port that reaches the task's target port. */
export type TaskPort = { readonly name: string; readonly target: number; readonly port: number }

/** What the task's node reported last; `lost` is the one phase that the leader writes. */
export type TaskObserved = {
  readonly phase: TaskPhase
  readonly reason: string
  readonly ports: readonly TaskPort[]
  readonly exitCode: number | null
  readonly restarts: number
  readonly bootCount: number
  /** When this phase began. */
  readonly sinceMs: number
  /** Whether the log ever saw it healthy since its start; null without a check. */
  readonly wasHealthy: boolean | null
  /** When it came to run and, with checks, was first seen healthy; null before. */
  readonly healthySinceMs: number | null
  /** Its container has a check of its own, which its engine runs; absent: none. */
  readonly hasHealthcheck?: true
}

/** One replica, bound to one node for its whole life. Its name is `SERVICE.SLOT`. */
export type Task = ObjectMeta & {
  readonly serviceId: string
  readonly deploymentId: string
  readonly slot: number
  readonly specRevision: number
  /** The run of a cron job that it belongs to. */
  readonly run?: number
  /** Which try of its slot it is, for a job; absent is the first. */
  readonly attempt?: number
  readonly workload: WorkloadSpec
  /** Empty while it waits for a node; `pendingReason` then says why. */
  readonly nodeId: string
  readonly pendingReason: string
  readonly placementReasons: readonly string[]
  readonly desired: 'running' | 'stopped'
  /** Why it is to stop; empty while it is to run. */
  readonly stopReason: string
  /** Why it is to run on another node; it runs on until its replacement serves. */
  readonly moveReason?: string
  /** Raft index at which it was withdrawn from every balancer; null while it is routed. */
  readonly withdrawnIndex: number | null
  /** How long its requests in flight may go on after the withdrawal. */
  readonly drainMs: number
  readonly observed: TaskObserved
}

/** An endpoint that Polis does not run; checked by the living node that the leader assigned. */
export type Endpoint = ObjectMeta & {
  readonly serviceId: string
  readonly address: string
  readonly port: number
  readonly weight: number
  readonly tags: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly ownerNodeId: string
  /** The version that runs there; the service's if absent. */
  readonly version?: string
  /** How long it may be silent before it is critical; absent: it need not report. */
  readonly ttlMs?: number
  /** How long it may be critical before it is removed; absent: it stays. */
  readonly deregisterAfterMs?: number
}

/** One key of the small replicated store; `value` at most 512 KiB. */
/**
 * A key with its value, which is kept as it came in the command: most values are written far more
 * often than this node reads them, and small byte arrays are dear.
 */
export class KvEntry {
  readonly key: string
  readonly revision: number
  /** A character a byte: a copy that neither keeps the log entry alive nor costs a buffer. */
  readonly #value: string

  constructor(key: string, value: Uint8Array, revision: number) {
    this.key = key
    this.revision = revision
    this.#value = Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1')
  }

  /** Bytes of the value. */
  get byteLength(): number {
    return this.#value.length
  }

  /** The value, a copy each time. */
  get value(): Uint8Array {
    return Buffer.from(this.#value, 'latin1')
  }
}

export type EventTopic =
  | 'service'
  | 'deployment'
  | 'task'
  | 'policy'
  | 'check'
  | 'kv'
  | 'member'
  | 'endpoint'

/** A decided change, in log order; `id` is `INDEX.ORDINAL`. */
export type ClusterEvent = {
  readonly id: string
  readonly index: number
  readonly ordinal: number
  readonly topic: EventTopic
  readonly action: 'created' | 'changed' | 'removed'
  readonly objectId: string
  readonly name: string
  readonly namespace: string
  readonly timeMs: number
  /** Why, in words; the inputs of a decision are in `details`. */
  readonly reason: string
  readonly details: Readonly<Record<string, unknown>>
}
