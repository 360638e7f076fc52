/**
 * What the leader knows of the load: bounded windows of what the nodes sent and applications
 * pushed, and what it lately concluded from them.
 *
 * CPU, memory and what was scraped are kept a task, traffic a node and service, pushed samples a
 * service. A missing node is a missing sample, not zero.
 */

import type { Evaluation } from '@polis/api'
import {
  demandOf,
  EvaluationRing,
  isDemand,
  LoadHistory,
  type MetricReading,
  MetricWindow,
  type MomentaryInputs,
  type PolicySpec,
  type ReplicaUsage,
  ServiceWindows,
  targetsOf,
  UsageHistory,
} from '@polis/autoscaler'
import type { Deployment, Task } from '@polis/cluster'
import type { Resources } from '@polis/runtime'
import { METRIC_STALE_MS, METRIC_WINDOW_SAMPLES, STARTING_MS } from './config.ts'
import { QueriedStore } from './queried-store.ts'
import { ScrapedStore } from './scraped-store.ts'
import { freshAverage, TrafficStore } from './traffic-store.ts'
import type { MetricsReport } from './wire.ts'

type TaskWindows = { readonly cpu: MetricWindow; readonly memory: MetricWindow }

export class MetricStore {
  /** The latest evaluations of every policy. */
  readonly evaluations = new EvaluationRing<Evaluation>()
  /** The load of every policy over the last day. */
  readonly loads = new LoadHistory()
  /** What the replicas of every service have used. */
  readonly usage = new UsageHistory()
  /** Answers to the queries of policies. */
  readonly queried = new QueriedStore()
  #usageKeptMs = Number.NEGATIVE_INFINITY
  readonly #tasks = new Map<string, TaskWindows>()
  readonly #traffic = new TrafficStore()
  readonly #scraped = new ScrapedStore()
  readonly #pushed = new Map<string, ServiceWindows>()
  /** node id → what was in use there when it last said so */
  readonly #machines = new Map<string, { readonly atMs: number; readonly used: Resources }>()

  /** Keeps what a node measured. */
  report(nodeId: string, report: MetricsReport, nowMs: number): void {
    if (report.node !== undefined) this.#machines.set(nodeId, { atMs: nowMs, used: report.node })
    for (const { taskId, cpuMillicores, memoryBytes } of report.tasks) {
      let windows = this.#tasks.get(taskId)
      if (windows === undefined) {
        windows = { cpu: newWindow(), memory: newWindow() }
        this.#tasks.set(taskId, windows)
      }
      windows.cpu.add({ atMs: nowMs, value: cpuMillicores })
      windows.memory.add({ atMs: nowMs, value: memoryBytes })
    }
    this.#traffic.report(nodeId, report.services, nowMs)
    this.#scraped.report(report.scraped ?? [], nowMs)
  }

  /** Keeps a sample that an application pushed. Throws `autoscaler/too-many`. */
  push(serviceId: string, values: ReadonlyMap<string, number>, nowMs: number): void {
    const windows = this.#pushed.get(serviceId) ?? new ServiceWindows()
    this.#pushed.set(serviceId, windows)
    windows.add(values, nowMs)
  }

  /** What is in use on a node; undefined if it has not said so lately. */
  usageOf(nodeId: string, nowMs: number): Resources | undefined {
    const known = this.#machines.get(nodeId)
    return known === undefined || nowMs - known.atMs > METRIC_STALE_MS ? undefined : known.used
  }

  /** Forgets tasks and services that are no more. */
  prune(hasTask: (id: string) => boolean, hasService: (id: string) => boolean): void {
    for (const id of this.#tasks.keys()) if (!hasTask(id)) this.#tasks.delete(id)
    this.#traffic.prune(hasService)
    this.#scraped.prune(hasTask)
    this.usage.prune(hasService)
    for (const id of this.#pushed.keys()) if (!hasService(id)) this.#pushed.delete(id)
  }

  /** Keeps what the tasks used since the last call, by service, at `logNowMs`. */
  keepUsage(tasks: Iterable<Task>, nowMs: number, logNowMs: number): void {
    const sinceMs = this.#usageKeptMs
    this.#usageKeptMs = nowMs
    const services = new Map<string, ReplicaUsage[]>()
    for (const { id, serviceId } of tasks) {
      const windows = this.#tasks.get(id)
      if (windows === undefined) continue
      const cpuMillicores = valuesAfter(windows.cpu, sinceMs)
      if (cpuMillicores.length === 0) continue
      const memoryPeakBytes = Math.max(0, ...valuesAfter(windows.memory, sinceMs))
      const replica = { cpuMillicores, memoryPeakBytes }
      const replicas = services.get(serviceId)
      if (replicas === undefined) services.set(serviceId, [replica])
      else replicas.push(replica)
    }
    for (const [id, replicas] of services) this.usage.add(id, replicas, logNowMs)
  }

  /** Keeps the loads among `readings`, of `ready` replicas that serve. */
  keepLoads(
    policyId: string,
    policy: PolicySpec,
    inputs: Pick<MomentaryInputs, 'readings' | 'replicas' | 'ready'>,
    logNowMs: number,
  ): void {
    for (const target of targetsOf(policy).filter(isDemand)) {
      const reading = inputs.readings.find(({ metric }) => metric === target.metric)
      const load = demandOf(target, reading, inputs)
      if (load !== undefined) this.loads.add(policyId, target.metric, load, logNowMs)
    }
  }

  /** What the targets of `policy` read now; pushed samples win over measured ones. */
  readings(
    policy: PolicySpec,
    deployment: Deployment,
    tasks: readonly Task[],
    livingNodes: readonly string[],
    nowMs: number,
    logNowMs: number,
  ): MetricReading[] {
    const pushed = new Map(
      (this.#pushed.get(deployment.serviceId)?.readings(policy, nowMs) ?? []).map(reading => [
        reading.metric,
        reading,
      ]),
    )
    return targetsOf(policy).flatMap(target => {
      const { metric } = target
      const known = pushed.get(metric)
      if (known !== undefined) return [known]
      if (metric === 'cpu' || metric === 'memory') {
        return [this.#usageReading(metric, deployment, tasks, nowMs, logNowMs)]
      }
      const own = policy.custom.find(one => one.metric === metric)
      if (own?.query !== undefined) return [this.queried.reading(deployment.id, metric, nowMs)]
      if (policy.scrape !== undefined && own !== undefined) {
        return [this.#scraped.reading(target, tasks, nowMs, logNowMs)]
      }
      return this.#traffic.reading(metric, deployment.serviceId, livingNodes, nowMs)
    })
  }

  #usageReading(
    metric: 'cpu' | 'memory',
    deployment: Deployment,
    tasks: readonly Task[],
    nowMs: number,
    logNowMs: number,
  ): MetricReading {
    const { reservations, limits } = deployment.spec.workload
    const whole =
      metric === 'cpu'
        ? reservations.cpuMillicores || limits.cpuMillicores
        : reservations.memoryBytes || limits.memoryBytes
    if (whole === 0) {
      return { kind: 'error', metric, reason: `no ${metric} reservation or limit to compare with` }
    }
    const samples: number[] = []
    let missing = 0
    let starting = 0
    for (const task of tasks) {
      if (task.observed.phase !== 'running') continue
      const average = freshAverage(this.#tasks.get(task.id)?.[metric], nowMs)
      if (logNowMs - task.observed.sinceMs < STARTING_MS) starting++
      else if (average === undefined) missing++
      else samples.push((average / whole) * 100)
    }
    const isReserved =
      (metric === 'cpu' ? reservations.cpuMillicores : reservations.memoryBytes) > 0
    const of = isReserved ? 'reservation' : 'limit'
    return { kind: 'per-replica', metric, samples, missing, starting, of }
  }
}

function newWindow(): MetricWindow {
  return new MetricWindow(METRIC_WINDOW_SAMPLES)
}

function valuesAfter(window: MetricWindow, sinceMs: number): number[] {
  return window.since(sinceMs).flatMap(({ atMs, value }) => (atMs > sinceMs ? [value] : []))
}
