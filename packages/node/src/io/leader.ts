/**
 * The leader's control loops: reconcile, voters, autoscaling.
 *
 * They run while this node leads, after every change and every quarter of a second, and only one
 * run at a time: the next looks at what the last has led to. A new leader first applies all that
 * was committed before it, so it never decides on an old state.
 */

import { type Logger, messageOf, newId, PolisError, systemClock } from '@polis/base'
import {
  type ClusterState,
  type ClusterView,
  type HealthStatus,
  isChecked,
  isKnownAt,
  type NodeLiveness,
  type Operation,
  reconcile,
  versionRise,
} from '@polis/cluster'
import type { RaftNode } from '@polis/raft'
import { Autoscale } from '../autoscale.ts'
import { COALESCE_MS, EVALUATION_INTERVAL_MS, LEADER_TICK_MS } from '../config.ts'
import { LeaderClock } from '../leader-clock.ts'
import type { MetricStore } from '../metric-store.ts'
import { pause } from './pause.ts'
import { proposeVoters, type SteeringDependencies, voterDecision } from './voter-steering.ts'

export type LeaderDependencies = {
  readonly state: ClusterState
  readonly raft: RaftNode
  readonly metrics: MetricStore
  readonly voters: SteeringDependencies
  /** Liveness with its time in this leader's log time. */
  readonly liveness: (nodeId: string, clock: LeaderClock) => NodeLiveness
  readonly health: (taskId: string) => HealthStatus
  readonly healthOutput: (taskId: string) => string
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  readonly logger: Logger
}

/** A proposal of the loops that takes longer is given up; the next run decides anew. */
const PROPOSE_TIMEOUT_MS = 5_000
/** Pause before a new leader tries again to catch up: a full queue of reads empties in less. */
const CATCH_UP_RETRY_MS = 100

export class Leader {
  readonly #deps: LeaderDependencies
  readonly #autoscale = new Autoscale()
  readonly #term: AbortController = new AbortController()
  #clock: LeaderClock | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  /** When the timer fires, and when the last run wants the next; monotonic. */
  #timerMs = 0
  #dueMs = Number.POSITIVE_INFINITY
  #isRunning = false
  #isWanted = false
  #nextEvaluationMs = 0
  /** Where the log ended when voters were last proposed. */
  #votersProposedAt = -1

  constructor(deps: LeaderDependencies) {
    this.#deps = deps
  }

  /** The clock of this term of office; null until everything before it was applied. */
  get clock(): LeaderClock | null {
    return this.#clock
  }

  /** Takes office: catches up, then starts deciding. Ends with `stop`. */
  async start(): Promise<void> {
    const { state, raft, logger } = this.#deps
    await this.#catchUp()
    if (this.#term.signal.aborted) return
    this.#clock = new LeaderClock(state.lastTimeMs, systemClock.wallMs(), systemClock.nowMs())
    logger.info({ term: raft.status().term }, 'leading')
    this.wake()
  }

  /** Applies what was committed before this term; tries until it ends, for nobody else can lead. */
  async #catchUp(): Promise<void> {
    const { raft, logger } = this.#deps
    const { signal } = this.#term
    while (!signal.aborted) {
      try {
        await raft.readIndex(signal)
        return
      } catch (error) {
        if (signal.aborted) return
        logger.warn({ reason: messageOf(error) }, 'cannot lead yet')
        await pause(CATCH_UP_RETRY_MS, signal)
      }
    }
  }

  /** Leaves office. */
  stop(): void {
    this.#term.abort()
    this.#clock = null
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** Something changed: look again soon. */
  wake(): void {
    this.#isWanted = true
    if (this.#clock === null || this.#isRunning) return
    this.#schedule(COALESCE_MS)
  }

  /** Runs after `delayMs`, or when it would have anyway: changes without end hold up nothing. */
  #schedule(delayMs: number): void {
    const atMs = systemClock.nowMs() + delayMs
    if (this.#timer !== null && this.#timerMs <= atMs) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timerMs = atMs
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#run()
    }, delayMs)
  }

  /** Until the next run: soon after a change, at once when something is due, else at the tick. */
  #pauseMs(): number {
    if (this.#isWanted) return COALESCE_MS
    return Math.min(LEADER_TICK_MS, Math.max(1, this.#dueMs - systemClock.nowMs()))
  }

  #run(): void {
    if (this.#isRunning || this.#clock === null) return
    this.#isRunning = true
    this.#isWanted = false
    this.#decide(this.#clock)
      .catch(error => {
        if (this.#term.signal.aborted) return
        // Anything but an operating error is a bug, which must not hide among lost proposals.
        const level = error instanceof PolisError ? 'debug' : 'error'
        this.#deps.logger[level]({ reason: messageOf(error) }, 'a decision was not applied')
      })
      .finally(() => {
        this.#isRunning = false
        if (this.#clock !== null) this.#schedule(this.#pauseMs())
      })
  }

  async #decide(clock: LeaderClock): Promise<void> {
    const { state, metrics } = this.#deps
    this.#steerVoters()
    const monotonicMs = systemClock.nowMs()
    const operations = this.#reconciled(clock)
    if (monotonicMs >= this.#nextEvaluationMs) {
      this.#nextEvaluationMs = monotonicMs + EVALUATION_INTERVAL_MS
      metrics.prune(
        id => state.tasks.has(id),
        id => state.services.has(id),
      )
      operations.push(...this.#evaluatePolicies(clock, monotonicMs))
    }
    if (operations.length === 0) return
    const signal = AbortSignal.any([this.#term.signal, AbortSignal.timeout(PROPOSE_TIMEOUT_MS)])
    await this.#deps.execute(operations, signal)
  }

  /** What the loops want, without what some member could not apply: it follows its upgrade. */
  #reconciled(clock: LeaderClock): Operation[] {
    const { state } = this.#deps
    const rise = versionRise(state)
    const wanted = reconcile(state, this.#view(clock), newId)
    const known = wanted.filter(operation => isKnownAt(state.clusterVersion, operation))
    return rise === undefined ? known : [rise, ...known]
  }

  #view(clock: LeaderClock): ClusterView {
    const monotonicMs = systemClock.nowMs()
    const nowMs = clock.nowMs(monotonicMs)
    this.#dueMs = Number.POSITIVE_INFINITY
    return {
      nowMs,
      wakeAt: timeMs => {
        this.#dueMs = Math.min(this.#dueMs, monotonicMs + timeMs - nowMs)
      },
      tookOfficeMs: clock.tookOfficeMs,
      liveness: nodeId => this.#deps.liveness(nodeId, clock),
      health: taskId => this.#deps.health(taskId),
      healthOutput: taskId => this.#deps.healthOutput(taskId),
      usage: nodeId => this.#deps.metrics.usageOf(nodeId, systemClock.nowMs()),
    }
  }

  #evaluatePolicies(clock: LeaderClock, monotonicMs: number): Operation[] {
    const { state, metrics } = this.#deps
    const livingNodes = state
      .sorted('member')
      .filter(member => this.#deps.liveness(member.id, clock).state === 'alive')
      .map(member => member.id)
    return this.#autoscale.round(state, {
      metrics,
      nowMs: monotonicMs,
      logNowMs: clock.nowMs(monotonicMs),
      tookOfficeMs: clock.tookOfficeMs,
      livingNodes,
      isReady: taskId => this.#isReady(taskId),
    })
  }

  #isReady(taskId: string): boolean {
    const task = this.#deps.state.tasks.get(taskId)
    if (task === undefined || task.observed.phase !== 'running') return false
    const service = this.#deps.state.services.get(task.serviceId)
    const hasChecks = (service?.spec.checks.length ?? 0) > 0
    if (service === undefined || !isChecked(task, hasChecks)) return true
    const health = this.#deps.health(taskId)
    return health === 'passing' || health === 'warning'
  }

  /** Proposes other voters when votes are missing, too many, or held by the dead. */
  #steerVoters(): void {
    const { raft, voters, logger } = this.#deps
    const { appliedIndex, lastIndex } = raft.status()
    // Raft refuses a change until the last one is applied, and what it refuses costs an entry.
    if (appliedIndex <= this.#votersProposedAt) return
    const decision = voterDecision(voters)
    if (decision.kind !== 'change') return
    const { promoted, demoted, reason } = decision
    logger.info({ promoted, demoted, reason }, 'changing the voters')
    if (proposeVoters(voters, decision)) this.#votersProposedAt = lastIndex
  }
}
