/**
 * Measures this node each second and tells the leader: CPU and memory of its tasks, requests per
 * second of its balancers. A leader keeps what arrives; anybody else forgets it. Beside it, members
 * tell one another the load on endpoints.
 */

import { cpus, freemem, totalmem } from 'node:os'
import type { DataPlane } from '@polis/balancer'
import { type Logger, messageOf, systemClock } from '@polis/base'
import type { PeerId, Transport } from '@polis/transport'
import { METRICS_INTERVAL_MS } from '../config.ts'
import type { MetricStore } from '../metric-store.ts'
import { METHODS, METRICS_CHANNEL, type MetricsReport, metricsReport } from '../wire.ts'
import type { Driver } from './agent.ts'
import { LoadExchange } from './load-exchange.ts'

export type MeasureDependencies = {
  readonly self: PeerId
  readonly transport: Transport
  readonly drivers: Iterable<Driver>
  readonly dataPlane: DataPlane
  readonly store: MetricStore
  readonly leader: () => PeerId | null
  readonly logger: Logger
}

export class Measure {
  readonly #deps: MeasureDependencies
  readonly #loads: LoadExchange
  /** Requests of each service at the last look. */
  #requests: ReadonlyMap<string, number> = new Map()
  /** Time of all processors at the last look. */
  #processors = { idleMs: 0, totalMs: 0 }
  #tasks: MetricsReport['tasks'] = []
  #timer: ReturnType<typeof setInterval> | null = null
  #lastMs = systemClock.nowMs()

  constructor(deps: MeasureDependencies) {
    this.#deps = deps
    this.#loads = new LoadExchange(deps.transport, deps.dataPlane)
    deps.transport.receive(METRICS_CHANNEL, (message, from) => {
      deps.store.report(from, metricsReport.decode(message), systemClock.nowMs())
    })
    deps.transport.handle(METHODS.taskUsage, () =>
      metricsReport.encode({ tasks: this.#tasks, services: [] }),
    )
  }

  /** What the tasks of this node used at the last look. */
  get tasks(): MetricsReport['tasks'] {
    return this.#tasks
  }

  start(): void {
    this.#loads.start()
    this.#timer = setInterval(() => {
      this.#measure().catch(error =>
        this.#deps.logger.warn({ reason: messageOf(error) }, 'cannot measure this node'),
      )
    }, METRICS_INTERVAL_MS)
  }

  stop(): void {
    this.#loads.stop()
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  async #measure(): Promise<void> {
    const { self, transport, store, leader } = this.#deps
    this.#tasks = await this.#usage()
    const report = { tasks: this.#tasks, services: this.#traffic(), node: this.#machine() }
    const to = leader()
    if (to === self) store.report(self, report, systemClock.nowMs())
    else if (to !== null) transport.send(to, METRICS_CHANNEL, metricsReport.encode(report))
  }

  async #usage(): Promise<MetricsReport['tasks']> {
    const usages = await Promise.all([...this.#deps.drivers].map(driver => driver.usage()))
    return usages.flatMap(usage =>
      [...usage].map(([taskId, { cpuMillicores, memoryBytes }]) => ({
        taskId,
        cpuMillicores,
        memoryBytes,
      })),
    )
  }

  /** What the whole machine has used since the last look. */
  #machine(): Required<MetricsReport>['node'] {
    const all = cpus()
    const idleMs = all.reduce((sum, { times }) => sum + times.idle, 0)
    const totalMs = all.reduce((sum, { times }) => {
      return sum + times.user + times.nice + times.sys + times.irq + times.idle
    }, 0)
    const before = this.#processors
    this.#processors = { idleMs, totalMs }
    const spentMs = Math.max(1, totalMs - before.totalMs)
    const busy = Math.max(0, 1 - (idleMs - before.idleMs) / spentMs)
    return {
      cpuMillicores: Math.round(busy * all.length * 1_000),
      memoryBytes: totalmem() - freemem(),
    }
  }

  #traffic(): MetricsReport['services'] {
    const nowMs = systemClock.nowMs()
    const elapsedS = Math.max(0.001, (nowMs - this.#lastMs) / 1_000)
    this.#lastMs = nowMs
    const { services } = this.#deps.dataPlane.stats()
    const before = this.#requests
    this.#requests = new Map(services.map(({ id, requests }) => [id, requests]))
    return services.map(({ id, requests }) => {
      const more = Math.max(0, requests - (before.get(id) ?? requests))
      return { serviceId: id, requestsPerSecond: more / elapsedS }
    })
  }
}
