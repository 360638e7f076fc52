/**
 * One turn of the reconcile loop: what it looks at, and the operations it has decided so far.
 *
 * Decisions of a turn see each other: a task stopped or lost in this turn no longer counts, so the
 * same turn can already create its replacement and a second turn finds nothing left to do.
 */

import type { Resources } from '@polis/scheduler'
import type { Operation } from '../commands.ts'
import { RECONCILE_OPERATIONS_MAX, type ReconcileConfig, TASKS_CREATED_MAX } from '../config.ts'
import type { Deployment, Task } from '../objects.ts'
import type { ClusterState } from '../state.ts'
import { hasEnded, isChecked } from '../task-phase.ts'

export type LivenessState = 'alive' | 'suspect' | 'dead' | 'left' | 'restarting' | 'unknown'

/** What gossip says about a node. */
export type NodeLiveness = {
  readonly state: LivenessState
  /** When it came to be so, in the leader's log time. */
  readonly sinceMs: number
  readonly bootCount: number
}

export type HealthStatus = 'passing' | 'warning' | 'critical' | 'unknown'

/** What the leader observes, beside the replicated state. */
export type ClusterView = {
  /** The leader's log time: the last applied `timeMs` plus monotonic time since. */
  readonly nowMs: number
  /** When it took office; grace never counts from earlier. */
  readonly tookOfficeMs: number
  liveness(nodeId: string): NodeLiveness
  health(taskId: string): HealthStatus
  /** What its checks say in a line, for the reason of a decision; absent where nobody knows. */
  healthOutput?(taskId: string): string
  /** What is really in use on a node; undefined while nothing is known of it lately. */
  usage?(nodeId: string): Resources | undefined
  /** Told when something is to be decided that waits for its time alone; called any number of times. */
  wakeAt?(timeMs: number): void
}

/** A task to be created; its node is found when all of the turn's tasks are known. */
export type Draft = {
  readonly id: string
  readonly deployment: Deployment
  readonly slot: number
  readonly specRevision: number
  readonly run?: number
  readonly attempt?: number
}

type Bucket =
  | 'failure'
  | 'rollback'
  | 'lost'
  | 'create'
  | 'place'
  | 'stop'
  | 'remove'
  | 'rollout'
  | 'endpoint'
  | 'service'
  | 'value'

/** Creations come before removals, so a turn cut off at its bound leaves no slot forgotten. */
const ORDER: readonly Bucket[] = [
  'failure',
  'rollback',
  'lost',
  'create',
  'place',
  'stop',
  'remove',
  'rollout',
  'endpoint',
  'service',
  'value',
]

export class Turn {
  readonly state: ClusterState
  readonly view: ClusterView
  readonly config: ReconcileConfig
  readonly drafts: Draft[] = []
  /** Why deployments do not start yet, by id. */
  readonly waiting = new Map<string, string>()
  readonly #newId: () => string
  readonly #operations = new Map<Bucket, Operation[]>()
  readonly #rolloutNews = new Set<string>()
  readonly #steps = new Map<string, number>()
  readonly #lost = new Set<string>()
  readonly #stopped = new Set<string>()
  readonly #removed = new Set<string>()

  constructor(
    state: ClusterState,
    view: ClusterView,
    newId: () => string,
    config: ReconcileConfig,
  ) {
    this.state = state
    this.view = view
    this.config = config
    this.#newId = newId
  }

  get nowMs(): number {
    return this.view.nowMs
  }

  /** True once it is `atMs`; before, the turn is wanted again then, which no change would tell. */
  isDue(atMs: number): boolean {
    if (this.nowMs >= atMs) return true
    this.view.wakeAt?.(atMs)
    return false
  }

  /** Time since `startMs`, counted from the leader's taking office if that was later. */
  graceSpentMs(startMs: number): number {
    return this.nowMs - Math.max(startMs, this.view.tookOfficeMs)
  }

  /** All operations decided, in an order in which each can be applied. */
  operations(): Operation[] {
    const all = ORDER.flatMap(bucket => this.#operations.get(bucket) ?? [])
    return all.slice(0, RECONCILE_OPERATIONS_MAX)
  }

  add(bucket: Bucket, operation: Operation): void {
    if (operation.op === 'rollout.set' || operation.op === 'rollout.rollback') {
      this.#rolloutNews.add(operation.deploymentId)
    }
    const operations = this.#operations.get(bucket)
    if (operations === undefined) this.#operations.set(bucket, [operation])
    else operations.push(operation)
  }

  /** True if this turn has already said something about the deployment's rollout. */
  hasRolloutNews(deploymentId: string): boolean {
    return this.#rolloutNews.has(deploymentId)
  }

  /** A rollout in stages goes on to the next in this turn. */
  step(deployment: Deployment, step: number, reason: string): void {
    const { id: deploymentId, rollout } = deployment
    this.#steps.set(deploymentId, step)
    this.add('rollback', {
      ...{ op: 'rollout.step', deploymentId, rolloutId: rollout.id },
      ...{ step, reason },
    })
  }

  /** The stage that the deployment's rollout has reached, in this turn or before. */
  stepOf({ id, rollout }: Deployment): number {
    return this.#steps.get(id) ?? rollout.step ?? 0
  }

  /** Asks for a task; its node is found later in the turn. Beyond the bound, the next turn asks. */
  create(
    deployment: Deployment,
    slot: number,
    specRevision: number,
    job: Pick<Draft, 'run' | 'attempt'> = {},
  ): void {
    if (this.drafts.length >= TASKS_CREATED_MAX) return
    this.drafts.push({ id: this.#newId(), deployment, slot, specRevision, ...job })
  }

  /** Withdraws and stops a task; one that waits for a node or has ended is just removed. */
  stop(task: Task, reason: string): void {
    if (task.nodeId === '' || (hasEnded(task) && task.desired === 'running')) {
      this.remove(task, reason)
    } else if (task.desired === 'running' && !this.#stopped.has(task.id)) {
      this.#stopped.add(task.id)
      this.add('stop', { op: 'task.stop', id: task.id, reason })
    }
  }

  remove(task: Task, reason?: string): void {
    if (this.#removed.has(task.id)) return
    this.#removed.add(task.id)
    const why = reason === undefined ? {} : { reason }
    this.add('remove', { op: 'task.remove', id: task.id, ...why })
  }

  lose(task: Task, bootCount: number, reason: string): void {
    this.#lost.add(task.id)
    this.add('lost', { op: 'task.lost', id: task.id, bootCount, reason })
  }

  isLost(task: Task): boolean {
    return task.observed.phase === 'lost' || this.#lost.has(task.id)
  }

  isRemoved(task: Task): boolean {
    return this.#removed.has(task.id)
  }

  /** True if the task is asked to stop, by the log or by this turn. */
  isStopping(task: Task): boolean {
    return task.desired === 'stopped' || this.#stopped.has(task.id)
  }

  /** True if the task serves: it runs, and passes its checks if its service, or its container, has any. */
  isReady(task: Task, hasChecks: boolean): boolean {
    if (task.observed.phase !== 'running' || !this.isNodeUp(task.nodeId)) return false
    if (!isChecked(task, hasChecks)) return true
    const health = this.view.health(task.id)
    return health === 'passing' || health === 'warning'
  }

  /** True if a node serves as far as this leader knows. */
  isNodeUp(nodeId: string): boolean {
    const { state } = this.view.liveness(nodeId)
    return state === 'alive' || state === 'suspect' || state === 'restarting'
  }

  nodeName(nodeId: string): string {
    return this.state.members.get(nodeId)?.name ?? nodeId
  }
}
