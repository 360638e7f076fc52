/**
 * `AutoScaler`: policies, deployments and metrics in one process, in memory.
 *
 * The same `evaluate` that a cluster's leader runs, with the state around it: windows of metrics,
 * the count of each deployment, cooldowns and a bounded history. It works without anything else;
 * `scale` is where an owner of real replicas plugs in. Evaluation runs when it is called for, or
 * every interval between `start` and `stop`.
 */

import { EventEmitter } from 'node:events'
import {
  type Clock,
  type Duration,
  durationMs,
  messageOf,
  PolisError,
  systemClock,
} from '@polis/base'
import { DEPLOYMENTS_MAX, EVALUATION_INTERVAL_MS, HISTORY_MAX } from '../config.ts'
import type { Deployment } from '../deployment.ts'
import type { AutoscalerErrorCode } from '../errors.ts'
import type { Decision } from '../evaluate.ts'
import type { Sample } from '../metric-window.ts'
import { policyProblems } from '../policy.ts'
import { PolicyMemory } from '../policy-memory.ts'
import { type Change, rememberChange } from '../rate.ts'
import type { ScalingPolicy } from '../scaling-policy.ts'
import { type ServiceMetrics, ServiceWindows, seriesOf } from '../service-metrics.ts'

/** One evaluation as `history` keeps it; `timestamp` is Unix time in milliseconds. */
export type ScalingRecord = Decision & {
  readonly policyId: string
  readonly deploymentId: string
  readonly timestamp: number
  /** Why a scaling step was not carried out. */
  readonly error?: string
}

/** What an `AutoScaler` emits. */
export type AutoScalerEvents = {
  'policy-registered': [policy: ScalingPolicy]
  'policy-removed': [policy: ScalingPolicy]
  'deployment-created': [deployment: Deployment]
  'deployment-updated': [deployment: Deployment]
  'deployment-removed': [deployment: Deployment]
  'metrics-collected': [deploymentId: string, metrics: ServiceMetrics]
  /** A metric went above its target, or back. */
  'threshold-crossed': [crossing: ThresholdCrossing]
  /** A decision to change the count was carried out. */
  scaled: [record: ScalingRecord]
  /** It was decided, but `scale` failed. */
  'scale-failed': [record: ScalingRecord]
}

/** A metric that crossed its target; `value` and `target` are per replica. */
export type ThresholdCrossing = {
  readonly policyId: string
  readonly deploymentId: string
  readonly metric: string
  readonly value: number
  readonly target: number
  readonly isAbove: boolean
}

/** Settings of an `AutoScaler`. */
export type AutoScalerOptions = {
  readonly clock?: Clock
  /** Between two automatic evaluations; 5 s by default. */
  readonly evaluationInterval?: Duration
  /**
   * Carries a step out: resolves once that many replicas serve, rejects if it could not. Without it
   * the count is a number in memory.
   */
  readonly scale?: (deployment: Deployment, replicas: number) => Promise<void>
}

type DeploymentState = {
  deployment: Deployment
  readonly windows: ServiceWindows
  lastChangeMs?: number
  changes: Change[]
}

type PolicyState = {
  readonly policy: ScalingPolicy
  readonly memory: PolicyMemory
  /** Metrics that are above their target. */
  readonly above: Set<string>
}

/** Scales deployments by their policies. */
export class AutoScaler extends EventEmitter<AutoScalerEvents> {
  readonly #clock: Clock
  readonly #scale: NonNullable<AutoScalerOptions['scale']>
  readonly #intervalMs: number
  readonly #deployments = new Map<string, DeploymentState>()
  readonly #policies = new Map<string, PolicyState>()
  #history: ScalingRecord[] = []
  #timer: NodeJS.Timeout | undefined
  #running: Promise<ScalingRecord[]> | undefined

  constructor(options: AutoScalerOptions = {}) {
    super()
    this.#clock = options.clock ?? systemClock
    this.#scale = options.scale ?? (() => Promise.resolve())
    this.#intervalMs = durationMs(options.evaluationInterval ?? EVALUATION_INTERVAL_MS)
  }

  /** Adds or replaces a policy. Throws `autoscaler/bad-policy`, `autoscaler/too-many`. */
  async registerPolicy(policy: ScalingPolicy): Promise<void> {
    const problems = policyProblems(policy.spec)
    if (problems.length > 0) {
      throw failure('autoscaler/bad-policy', `policy '${policy.name}': ${problems.join('; ')}`)
    }
    refuseBeyond(this.#policies, policy.id, 'policies')
    this.#policies.set(policy.id, { policy, memory: new PolicyMemory(), above: new Set() })
    this.emit('policy-registered', policy)
  }

  /** Throws `autoscaler/unknown-policy`. */
  async removePolicy(policyId: string): Promise<void> {
    const { policy } = this.#policyOf(policyId)
    this.#policies.delete(policyId)
    this.emit('policy-removed', policy)
  }

  getPolicies(): ScalingPolicy[] {
    return [...this.#policies.values()].map(({ policy }) => policy)
  }

  /** Adds or replaces a deployment. Throws `autoscaler/too-many`. */
  async createDeployment(deployment: Deployment): Promise<void> {
    refuseBeyond(this.#deployments, deployment.id, 'deployments')
    this.#deployments.set(deployment.id, { deployment, windows: new ServiceWindows(), changes: [] })
    this.emit('deployment-created', deployment)
  }

  /** Throws `autoscaler/unknown-deployment`. */
  async removeDeployment(deploymentId: string): Promise<void> {
    const { deployment } = this.#deploymentOf(deploymentId)
    this.#deployments.delete(deploymentId)
    this.emit('deployment-removed', deployment)
  }

  getDeployment(deploymentId: string): Deployment | undefined {
    return this.#deployments.get(deploymentId)?.deployment
  }

  getDeployments(): Deployment[] {
    return [...this.#deployments.values()].map(({ deployment }) => deployment)
  }

  /** Tells how many replicas serve. Throws `autoscaler/unknown-deployment`. */
  async reportReady(deploymentId: string, readyReplicas: number): Promise<void> {
    const state = this.#deploymentOf(deploymentId)
    const { replicas } = state.deployment
    const status = readyReplicas === replicas ? 'stable' : 'scaling'
    this.#update(state, state.deployment.withStatus(status, replicas, readyReplicas))
  }

  /** Sets the count by hand, which starts the cooldowns. Throws `autoscaler/unknown-deployment`. */
  async scaleDeployment(deploymentId: string, replicas: number): Promise<void> {
    const state = this.#deploymentOf(deploymentId)
    await this.#carryOut(state, replicas)
  }

  /** Keeps a report. Throws `autoscaler/unknown-deployment`, `autoscaler/bad-metrics`. */
  async collectMetrics(deploymentId: string, metrics: ServiceMetrics): Promise<void> {
    const { windows } = this.#deploymentOf(deploymentId)
    const nowMs = this.#clock.nowMs()
    const wallMs = this.#clock.wallMs()
    const ageMs = Math.max(0, wallMs - Number(metrics.timestamp ?? wallMs))
    windows.add(seriesOf(metrics), nowMs - ageMs)
    this.emit('metrics-collected', deploymentId, metrics)
  }

  /** Means over the last `window` by metric; one that fell silent is absent. */
  getAverages(deploymentId: string, window: Duration): Record<string, number> {
    const { windows } = this.#deploymentOf(deploymentId)
    return windows.averages(durationMs(window), this.#clock.nowMs())
  }

  /** The `percentile` (0 to 100) over the last `window` by metric; one that fell silent is absent. */
  getPercentiles(
    deploymentId: string,
    percentile: number,
    window: Duration,
  ): Record<string, number> {
    const { windows } = this.#deploymentOf(deploymentId)
    return windows.quantiles(percentile / 100, durationMs(window), this.#clock.nowMs())
  }

  /** Samples of one metric over the last `window`, oldest first, with Unix times. */
  getMetrics(deploymentId: string, metric: string, window: Duration): Sample[] {
    const nowMs = this.#clock.nowMs()
    const toWallMs = this.#clock.wallMs() - nowMs
    const { windows } = this.#deploymentOf(deploymentId)
    return windows
      .samples(metric, nowMs - durationMs(window))
      .map(({ atMs, value }) => ({ atMs: atMs + toWallMs, value }))
  }

  /** Evaluations, newest first; holds are among them. */
  getHistory(deploymentId?: string): ScalingRecord[] {
    const records = this.#history.filter(
      record => deploymentId === undefined || record.deploymentId === deploymentId,
    )
    return records.reverse()
  }

  /** Evaluates every policy, carries the decisions out, and answers them. One run at a time. */
  evaluatePolicies(): Promise<ScalingRecord[]> {
    this.#running ??= this.#evaluateAll().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Begins to evaluate every interval; a failure is an event and a record, never a rejection. */
  start(): void {
    this.#timer ??= setInterval(() => void this.evaluatePolicies(), this.#intervalMs)
  }

  /** Ends automatic evaluation, and waits for a run that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    await this.#running
  }

  async #evaluateAll(): Promise<ScalingRecord[]> {
    const records: ScalingRecord[] = []
    for (const policyId of [...this.#policies.keys()].sort()) {
      const state = this.#policies.get(policyId)
      const target = state && this.#deployments.get(state.policy.deploymentId)
      // A policy may be registered before its deployment.
      if (state !== undefined && target !== undefined) records.push(await this.#run(state, target))
    }
    return records
  }

  async #run(state: PolicyState, target: DeploymentState): Promise<ScalingRecord> {
    const { policy } = state
    const nowMs = this.#clock.nowMs()
    const decision = state.memory.decide(
      policy.spec,
      {
        replicas: target.deployment.replicas,
        ready: target.deployment.readyReplicas,
        readings: target.windows.readings(policy.spec, nowMs),
        changes: target.changes,
        canScaleDown: true,
        wallMs: this.#clock.wallMs(),
        ...(target.lastChangeMs === undefined ? {} : { lastChangeMs: target.lastChangeMs }),
      },
      nowMs,
    )
    this.#reportCrossings(state, decision)
    let record: ScalingRecord = {
      ...decision,
      policyId: policy.id,
      deploymentId: policy.deploymentId,
      timestamp: this.#clock.wallMs(),
    }
    if (decision.kind === 'scale') {
      try {
        await this.#carryOut(target, decision.to)
        this.emit('scaled', record)
      } catch (error) {
        record = { ...record, error: messageOf(error) }
        this.emit('scale-failed', record)
      }
    }
    this.#history.push(record)
    if (this.#history.length > HISTORY_MAX) this.#history = this.#history.slice(-HISTORY_MAX)
    return record
  }

  async #carryOut(state: DeploymentState, replicas: number): Promise<void> {
    const { deployment } = state
    this.#update(
      state,
      deployment.withStatus('scaling', deployment.replicas, deployment.readyReplicas),
    )
    try {
      await this.#scale(deployment, replicas)
    } catch (error) {
      this.#update(
        state,
        deployment.withStatus('failed', deployment.replicas, deployment.readyReplicas),
      )
      throw error
    }
    const atMs = this.#clock.nowMs()
    state.lastChangeMs = atMs
    state.changes = rememberChange(state.changes, { atMs, from: deployment.replicas, to: replicas })
    this.#update(state, deployment.withStatus('stable', replicas, replicas))
  }

  #reportCrossings({ policy, above }: PolicyState, decision: Decision): void {
    for (const { metric, value, target, ratio } of decision.inputs.metrics) {
      if (value === undefined || ratio === undefined) continue
      const isAbove = value > target
      if (isAbove === above.has(metric)) continue
      if (isAbove) above.add(metric)
      else above.delete(metric)
      const { id, deploymentId } = policy
      this.emit('threshold-crossed', { policyId: id, deploymentId, metric, value, target, isAbove })
    }
  }

  #update(state: DeploymentState, deployment: Deployment): void {
    state.deployment = deployment
    this.emit('deployment-updated', deployment)
  }

  #deploymentOf(deploymentId: string): DeploymentState {
    const state = this.#deployments.get(deploymentId)
    if (state !== undefined) return state
    throw failure('autoscaler/unknown-deployment', `there is no deployment '${deploymentId}'`)
  }

  #policyOf(policyId: string): PolicyState {
    const state = this.#policies.get(policyId)
    if (state !== undefined) return state
    throw failure('autoscaler/unknown-policy', `there is no policy '${policyId}'`)
  }
}

function refuseBeyond(map: ReadonlyMap<string, unknown>, id: string, kind: string): void {
  if (map.has(id) || map.size < DEPLOYMENTS_MAX) return
  throw failure('autoscaler/too-many', `there are ${DEPLOYMENTS_MAX} ${kind} already`)
}

function failure(code: AutoscalerErrorCode, message: string): PolisError {
  return new PolisError(code, { message })
}
