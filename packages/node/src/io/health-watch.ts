/**
 * The health of what runs here: checks run against this node's own tasks, and what they find is
 * said to everybody through gossip.
 */

import { type Logger, systemClock } from '@polis/base'
import type { ClusterState } from '@polis/cluster'
import type { Gossip, HealthRecord } from '@polis/gossip'
import { type CheckRunner, type CheckTarget, isObserved } from '@polis/health'
import { InnerChecks } from '../inner-checks.ts'
import { ownerVotes } from '../observed-checks.ts'
import type { Agent, AgentDependencies } from './agent.ts'

export type HealthWatchDependencies = {
  readonly self: string
  readonly nodeName: string
  readonly dns: () => string
  readonly state: ClusterState
  readonly agent: Agent
  readonly gossip: Gossip
  readonly runner: CheckRunner
  readonly logger: Logger
  /** Where tasks of this node are dialled. */
  readonly address: string
}

/** Says the health of more than what runs here, in the same breath. */
type Source = () => readonly Pick<HealthRecord, 'endpointId' | 'state' | 'output' | 'weight'>[]

export class HealthWatch {
  readonly #deps: HealthWatchDependencies
  readonly #sources: Source[] = []
  readonly #inner = new InnerChecks()
  #isStarted = false
  /** Endpoints with checks that other nodes observe too. */
  #voting: readonly CheckTarget[] = []
  readonly #records = new Map<
    string,
    { state: 'unknown' | 'passing' | 'warning' | 'critical'; output: string }
  >()

  constructor(deps: HealthWatchDependencies) {
    this.#deps = deps
    deps.runner.onChange(({ endpointId, state, output }) => {
      this.#records.set(endpointId, { state, output })
      this.#publish()
      // What warns serves.
      if (state === 'passing' || state === 'warning') deps.agent.sawHealthy(endpointId)
    })
    deps.runner.onResult((key, _, change) => {
      if (change === undefined || !this.#voting.some(target => target.key === key)) return
      // After the endpoint's own state has followed, so that both go together.
      queueMicrotask(() => this.#publish())
    })
    deps.runner.onLivenessFailure(({ endpointId, checkId, cause }) => {
      const about = { task: endpointId, check: checkId, reason: cause }
      deps.logger.warn(about, 'a task does not live any more and is killed')
      deps.agent.killHung(endpointId)
    })
  }

  start(): void {
    this.#deps.runner.start()
    this.#isStarted = true
    this.sync()
    // What an earlier boot said of its endpoints stays visible until this one says something.
    this.#publish()
  }

  stop(): void {
    this.#deps.runner.stop()
  }

  /** Publishes what `source` says too; the answer is to be called when that has changed. */
  include(source: Source): () => void {
    this.#sources.push(source)
    return () => {
      if (this.#isStarted) this.#publish()
    }
  }

  /** Takes what the check inside a container has found. */
  checked({ taskId, run, check }: Parameters<AgentDependencies['onChecked']>[0]): void {
    this.#inner.take(taskId, run, check)
    this.sync()
  }

  /** Checks exactly what runs here now. */
  sync(): void {
    this.#inner.prune(id => this.#deps.agent.knows(id))
    const targets = this.#targets()
    const ids = new Set(targets.map(target => target.endpointId))
    this.#voting = targets.filter(({ checks }) => checks.some(isObserved))
    this.#deps.runner.setTargets(targets)
    let hasGone = false
    for (const id of this.#records.keys()) if (!ids.has(id)) hasGone = this.#records.delete(id)
    if (hasGone) this.#publish()
    this.#tellInner()
  }

  /** Tells the runner what the checks inside containers have found since it was last told. */
  #tellInner(): void {
    const { runner } = this.#deps
    for (const taskId of this.#inner.taskIds()) {
      const status = runner.checks(taskId).find(({ type }) => type === 'healthcheck')
      if (status === undefined) continue
      const news = this.#inner.newsOf(taskId, status, systemClock.wallMs())
      for (const { result, atMs, state } of news) {
        runner.tell(taskId, status.checkId, result, atMs, state)
      }
    }
  }

  #targets(): CheckTarget[] {
    return [...this.#taskTargets(), ...this.#endpointTargets()]
  }

  /**
   * Registered endpoints of which this node is the owner. They are elsewhere, so its operator must
   * allow that they are dialled; one that reports by itself is not asked.
   */
  #endpointTargets(): CheckTarget[] {
    const { self, state } = this.#deps
    return state.endpointsOfNode(self).flatMap(endpoint => {
      const { id, serviceId, address, port, ttlMs, createdMs: startedAtMs } = endpoint
      const { checks = [], ports = [] } = state.services.get(serviceId)?.spec ?? {}
      if (checks.length === 0 || ttlMs !== undefined) return []
      const targets = ports.length === 0 ? [port] : ports.map(({ target }) => target)
      const own = targets.map(target => ({ target, port }))
      const about = { key: id, endpointId: id, address, isForeign: true, ports: own }
      return [{ ...about, checks, startedAtMs }]
    })
  }

  #taskTargets(): CheckTarget[] {
    const { state, agent, address, nodeName, dns } = this.#deps
    return agent.running().flatMap(({ task, startedAtMs, ports }) => {
      const asked = state.services.get(task.serviceId)?.spec.checks ?? []
      const checks = this.#inner.withOwn(task.id, asked)
      if (checks.length === 0) return []
      const variables = {
        POLIS_TASK: task.id,
        POLIS_SERVICE: state.services.get(task.serviceId)?.name ?? '',
        POLIS_NODE: nodeName,
        POLIS_DNS: dns(),
      }
      const target = { key: task.id, endpointId: task.id, address, ports, checks, startedAtMs }
      return [{ ...target, isTask: true, variables }]
    })
  }

  #publish(): void {
    const own = [...this.#records].map(([endpointId, { state, output }]) => ({
      endpointId,
      state,
      output,
      weight: 1,
    }))
    const votes = this.#voting.flatMap(target =>
      ownerVotes(target, this.#deps.runner.checks(target.key)),
    )
    const others = this.#sources.flatMap(source => source())
    this.#deps.gossip.setHealth([...own, ...votes, ...others])
  }
}
