/**
 * Commands: the only way to change replicated state, and what they answer.
 *
 * A command is proposed under a request id. Applying the same request id again answers what it
 * answered the first time, so a proposer may retry; the empty id is not remembered, for operations
 * that change nothing when they are applied twice (decisions of the leader, reports of nodes). The
 * leader stamps `timeMs`. Ids of new objects are drawn by the proposer and carried along.
 */

import type { PolicySpec } from '@polis/autoscaler'
import type { CronState } from './mode.ts'
import type {
  Availability,
  DeploymentSpec,
  RolloutState,
  ServiceSpec,
  TaskObserved,
  TaskPort,
} from './objects.ts'

/** One service of a manifest, complete with defaults. */
export type ServiceDefinition = {
  readonly name: string
  readonly spec: ServiceSpec
  readonly deployment: DeploymentSpec
  readonly replicas: number
  readonly autoscale: PolicySpec | null
}

export type RolloutAction = 'pause' | 'resume' | 'undo' | 'promote'

export type ServiceAction = 'stop' | 'start' | 'restart'

export type NewTask = {
  readonly id: string
  readonly deploymentId: string
  readonly slot: number
  readonly specRevision: number
  readonly nodeId: string
  readonly pendingReason: string
  readonly placementReasons: readonly string[]
  readonly run?: number
  readonly attempt?: number
}

/** What a node says about one task; the log adds when it said so. */
export type TaskReport = {
  readonly taskId: string
  readonly observed: Omit<TaskObserved, 'sinceMs' | 'healthySinceMs'>
}

export type Operation =
  /** The founder's first command; only the first one in a log has an effect. */
  | {
      readonly op: 'cluster.init'
      readonly clusterId: string
      readonly adminTokenHash: string
      /** The version that it begins with; absent is the first. */
      readonly version?: number
    }
  /** The cluster uses what this version has, from now on; refused if a member cannot. */
  | { readonly op: 'cluster.version'; readonly version: number }
  /** Creates or changes the services of a stack, all or none; `prune` removes those not named. */
  | {
      readonly op: 'stack.apply'
      readonly stack: string
      readonly namespace: string
      readonly services: readonly ServiceDefinition[]
      readonly prune: boolean
      /** Fresh ids for what must be created; taken from the front. */
      readonly ids: readonly string[]
      /** Compare-and-set: the state index that the plan was made at; null applies regardless. */
      readonly planIndex: number | null
    }
  | { readonly op: 'stack.remove'; readonly stack: string; readonly namespace: string }
  | {
      readonly op: 'service.put'
      readonly namespace: string
      readonly name: string
      readonly spec: ServiceSpec
      readonly id: string
      readonly expectedRevision: number | null
    }
  | { readonly op: 'service.remove'; readonly namespace: string; readonly name: string }
  /** Lets new requests of a service wait for that long from now; null: no longer. */
  | {
      readonly op: 'service.pause'
      readonly namespace: string
      readonly name: string
      readonly durationMs: number | null
      readonly reason: string
    }
  | {
      readonly op: 'service.scale'
      readonly namespace: string
      readonly name: string
      readonly replicas: number
      /** `nodes`: the leader's own, for a service that has one task a node. */
      readonly cause: 'manual' | 'autoscaler' | 'nodes'
      readonly reason: string
      readonly details: Readonly<Record<string, unknown>>
      /** Only if the count is still this one; null scales regardless. */
      readonly expectedReplicas: number | null
    }
  /** What people do to a service as a whole. */
  | {
      readonly op: 'service.control'
      readonly namespace: string
      readonly name: string
      readonly action: ServiceAction
      /** A fresh id for the rollout of a restart. */
      readonly rolloutId: string
    }
  /** The scaling policy of a deployed service, set beside its manifest. */
  | {
      readonly op: 'policy.set'
      readonly namespace: string
      readonly name: string
      /** Null ends autoscaling; the count stays. */
      readonly spec: PolicySpec | null
      /** Id of the policy, if the service has none yet. */
      readonly id: string
      /** Only if the policy's revision is this one (0: there is none); null sets regardless. */
      readonly expectedRevision: number | null
    }
  | {
      readonly op: 'endpoint.put'
      readonly namespace: string
      readonly service: string
      readonly id: string
      readonly address: string
      readonly port: number
      readonly weight: number
      readonly tags: readonly string[]
      readonly labels: Readonly<Record<string, string>>
      readonly version?: string
      readonly ttlMs?: number
      readonly deregisterAfterMs?: number
    }
  | {
      readonly op: 'endpoint.remove'
      readonly namespace: string
      readonly service: string
      readonly id: string
      /** Why, if it was not asked for by a client. */
      readonly reason?: string
      /** Only while its revision is this one; absent removes regardless. */
      readonly expectedRevision?: number
    }
  | { readonly op: 'endpoint.assign'; readonly id: string; readonly ownerNodeId: string }
  /** Leader's decisions. */
  | { readonly op: 'task.create'; readonly task: NewTask }
  | {
      readonly op: 'task.place'
      readonly id: string
      readonly nodeId: string
      readonly reasons: readonly string[]
    }
  | { readonly op: 'task.pend'; readonly id: string; readonly reason: string }
  /** Replaces the task by one on another node, start-first. */
  | { readonly op: 'task.move'; readonly id: string; readonly reason: string }
  /** Withdraws the task from every balancer and asks its node to stop it once drained. */
  | { readonly op: 'task.stop'; readonly id: string; readonly reason: string }
  | {
      readonly op: 'task.lost'
      readonly id: string
      readonly bootCount: number
      readonly reason: string
    }
  /** `reason`: why, for what had ended by itself. */
  | { readonly op: 'task.remove'; readonly id: string; readonly reason?: string }
  | {
      readonly op: 'rollout.set'
      readonly deploymentId: string
      readonly rolloutId: string
      readonly state: RolloutState
      readonly reason: string
      readonly failure: string | null
    }
  | { readonly op: 'rollout.rollback'; readonly deploymentId: string; readonly reason: string }
  /** A rollout in stages goes on to this one. */
  | {
      readonly op: 'rollout.step'
      readonly deploymentId: string
      readonly rolloutId: string
      readonly step: number
      readonly reason: string
    }
  /** What a person asks of a rollout. */
  | {
      readonly op: 'rollout.control'
      readonly namespace: string
      readonly name: string
      readonly action: RolloutAction
      /** Of `undo`: the spec revision to go back to; null is the one before. */
      readonly version: number | null
      /** Of `promote`: past all stages at once. */
      readonly isFull: boolean
      /** For the rollout that `undo` may begin. */
      readonly rolloutId: string
    }
  /** Where a job with a schedule stands: the leader's decision, with what changed in words. */
  | {
      readonly op: 'cron.set'
      readonly deploymentId: string
      readonly specRevision: number
      readonly cron: CronState
      readonly reason: string
    }
  /** A node's reports about its own tasks; of lost ones, only that they ended is believed. */
  | {
      readonly op: 'task.observe'
      readonly nodeId: string
      readonly bootCount: number
      readonly reports: readonly TaskReport[]
    }
  | {
      readonly op: 'member.availability'
      readonly id: string
      readonly availability: Availability
      /**
       * Of `draining`: what still runs so long from now is stopped; null waits for ever. Absent is
       * the deadline that the drain has already, or none.
       */
      readonly deadlineMs?: number | null
    }
  /** What a node says about itself when it starts: addresses, labels, capacity. */
  | {
      readonly op: 'member.update'
      /** Absent: as before. */
      readonly silentDrivers?: readonly string[]
      readonly devices?: readonly string[]
      readonly id: string
      readonly host: string
      readonly clusterPort: number
      readonly apiAddress: string
      readonly labels: Readonly<Record<string, string>>
      readonly drivers: readonly string[]
      readonly cpuMillicores: number
      readonly memoryBytes: number
      readonly release?: string
      readonly clusterVersion?: number
    }
  | {
      readonly op: 'kv.put'
      readonly key: string
      readonly value: Uint8Array
      /** Only if the key's revision is this one (0: does not exist); null writes regardless. */
      readonly expectedRevision: number | null
    }
  | { readonly op: 'kv.remove'; readonly key: string; readonly expectedRevision: number | null }

export type OperationKind = Operation['op']

/** What is proposed; `timeMs` is stamped by the leader, whatever the proposer wrote. */
export type Command = {
  readonly requestId: string
  /**
   * Index that its proposer had applied before the request was first made, so it cannot have been
   * applied at or below it. A request that may be forgotten again is refused as stale; absent or 0
   * for one that says nothing of its age.
   */
  readonly sinceIndex?: number
  readonly timeMs: number
  readonly operations: readonly Operation[]
}

/** What one operation answered; a refusal changed nothing. */
export type OperationResult =
  | { readonly kind: 'done'; readonly revision: number; readonly id: string }
  | {
      readonly kind: 'refused'
      readonly code: 'not-found' | 'conflict' | 'invalid' | 'stale'
      readonly message: string
      readonly hint: string
    }

/** The operation of one kind. */
export type OperationOf<K extends OperationKind> = Extract<Operation, { readonly op: K }>

/** The answer to a command: one result an operation, and the index that it was applied at. */
export type CommandResult = { readonly index: number; readonly results: readonly OperationResult[] }

export type { TaskPort }
