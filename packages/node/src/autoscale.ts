/**
 * The autoscaler's round on the leader: every policy, its readings, and what follows from them.
 *
 * A pure step over the replicated state and the metric store. Changes of a count become operations
 * with their inputs; what was recommended is remembered for stabilization. It never fights a
 * rollout, and a new leader only grows until its windows are full.
 */

import type { Evaluation } from '@polis/api'
import { PolicyMemory } from '@polis/autoscaler'
import type { ClusterState, Deployment, Operation, Policy } from '@polis/cluster'
import { METRIC_STALE_MS } from './config.ts'
import type { MetricStore } from './metric-store.ts'

/** What a round looks at beside the state. */
export type AutoscaleView = {
  readonly metrics: MetricStore
  /** Monotonic time, of the metric store. */
  readonly nowMs: number
  /** The leader's log time. */
  readonly logNowMs: number
  readonly tookOfficeMs: number
  readonly livingNodes: readonly string[]
  readonly isReady: (taskId: string) => boolean
}

export class Autoscale {
  readonly #memories = new Map<string, PolicyMemory>()

  /** Evaluates every policy once; the answer is what to propose. */
  round(state: ClusterState, view: AutoscaleView): Operation[] {
    const operations: Operation[] = []
    for (const id of this.#memories.keys()) {
      if (!state.policies.has(id)) this.#memories.delete(id)
    }
    view.metrics.evaluations.prune(id => state.policies.has(id))
    view.metrics.loads.prune(id => state.policies.has(id))
    view.metrics.queried.prune(id => state.deployments.has(id))
    view.metrics.keepUsage(state.tasks.values(), view.nowMs, view.logNowMs)
    for (const policy of state.sorted('policy')) {
      const operation = this.#evaluate(state, policy, view)
      if (operation !== null) operations.push(operation)
    }
    return operations
  }

  #evaluate(state: ClusterState, policy: Policy, view: AutoscaleView): Operation | null {
    const deployment = state.deployments.get(policy.deploymentId)
    if (deployment === undefined) return null
    const { evaluations } = view.metrics
    const { rollout, replicas } = deployment
    const memory = this.#memories.get(policy.id) ?? new PolicyMemory()
    this.#memories.set(policy.id, memory)
    const isRolling = rollout.state === 'running' || rollout.state === 'rolling-back'
    if (isRolling || deployment.stopped !== undefined) {
      const why = isRolling ? `the rollout is ${rollout.state}` : 'the service is stopped'
      const reason = `left alone: ${why}`
      const left = { from: replicas, to: replicas, reason, inputs: null }
      evaluations.add(evaluationOf(policy, deployment, view.logNowMs, left))
      memory.stay(policy.spec, replicas, view.logNowMs)
      return null
    }
    const tasks = state.tasksOfDeployment(deployment.id).filter(task => task.desired === 'running')
    const { logNowMs } = view
    const readings = view.metrics.readings(
      policy.spec,
      deployment,
      tasks,
      view.livingNodes,
      view.nowMs,
      logNowMs,
    )
    const lastChangeMs = Math.max(policy.lastScaledUpMs ?? -1, policy.lastScaledDownMs ?? -1)
    const ready = tasks.filter(task => view.isReady(task.id)).length
    view.metrics.keepLoads(policy.id, policy.spec, { readings, replicas, ready }, logNowMs)
    const decision = memory.decide(
      policy.spec,
      {
        ...{ replicas, ready, readings },
        ...(lastChangeMs >= 0 ? { lastChangeMs } : {}),
        changes: policy.changes ?? [],
        canScaleDown: logNowMs - view.tookOfficeMs >= METRIC_STALE_MS,
      },
      logNowMs,
    )
    evaluations.add(evaluationOf(policy, deployment, logNowMs, decision))
    if (decision.kind === 'hold') return null
    return {
      op: 'service.scale',
      namespace: deployment.namespace,
      name: deployment.name,
      replicas: decision.to,
      cause: 'autoscaler',
      reason: decision.reason,
      details: { from: decision.from, to: decision.to, inputs: decision.inputs },
      expectedReplicas: deployment.replicas,
    }
  }
}

function evaluationOf(
  policy: Policy,
  { name: service, namespace }: Deployment,
  timeMs: number,
  { from, to, reason, inputs }: Pick<Evaluation, 'from' | 'to' | 'reason' | 'inputs'>,
): Evaluation {
  return { policyId: policy.id, timeMs, service, namespace, from, to, reason, inputs }
}
