/**
 * Measures this node each second and tells the leader: CPU and memory of its tasks, and the traffic
 * through its balancers. A leader keeps what arrives; anybody else forgets it. Beside it, members
 * tell one another the load on endpoints.
 */

import { cpus, freemem, totalmem } from 'node:os'
import type { DataPlane } from '@polis/balancer'
import { type Logger, messageOf, systemClock } from '@polis/base'
import type { ClusterState } from '@polis/cluster'
import type { PeerId, Transport } from '@polis/transport'
import { METRICS_INTERVAL_MS } from '../config.ts'
import { dialableAddress } from '../dialable-address.ts'
import type { MetricStore } from '../metric-store.ts'
import type { NodeOptions } from '../options.ts'
import { type TrafficCounters, trafficBetween } from '../traffic.ts'
import { METHODS, METRICS_CHANNEL, type MetricsReport, metricsReport } from '../wire.ts'
import type { Agent, Driver } from './agent.ts'
import { LoadExchange } from './load-exchange.ts'
import { PrometheusReader } from './prometheus-reader.ts'
import { Scraper } from './scraper.ts'

export type MeasureDependencies = {
  readonly options: Pick<NodeOptions, 'bind' | 'prometheusUrl'>
  readonly self: PeerId
  readonly transport: Transport
  readonly drivers: Iterable<Driver>
  readonly dataPlane: DataPlane
  readonly store: MetricStore
  readonly leader: () => PeerId | null
  readonly agent: Agent
  readonly state: ClusterState
  readonly logger: Logger
}

export class Measure {
  readonly #deps: MeasureDependencies
  readonly #loads: LoadExchange
  readonly #scraper: Scraper
  readonly #prometheus: PrometheusReader
  /** Counters of each service at the last look. */
  #counters: ReadonlyMap<string, TrafficCounters> = new Map()
  /** Time of all processors at the last look. */
  #processors = { idleMs: 0, totalMs: 0 }
  #tasks: MetricsReport['tasks'] = []
  #timer: ReturnType<typeof setInterval> | null = null
  #lastMs = systemClock.nowMs()

  constructor(deps: MeasureDependencies) {
    this.#deps = deps
    this.#loads = new LoadExchange(deps.transport, deps.dataPlane)
    this.#scraper = new Scraper({
      ...deps,
      address: dialableAddress(deps.options.bind),
      running: () => deps.agent.running(),
    })
    const { state, logger, store, options } = deps
    const { prometheusUrl } = options
    this.#prometheus = new PrometheusReader({ prometheusUrl, state, logger, store: store.queried })
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
    this.#scraper.stop()
    this.#prometheus.stop()
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  async #measure(): Promise<void> {
    const { self, transport, store, leader } = this.#deps
    this.#tasks = await this.#usage()
    const scraped = this.#scraper.exchange()
    const report = {
      ...{ tasks: this.#tasks, services: this.#traffic(), node: this.#machine(), scraped },
    }
    const to = leader()
    if (to === self) {
      store.report(self, report, systemClock.nowMs())
      this.#prometheus.look()
    } else if (to !== null) transport.send(to, METRICS_CHANNEL, metricsReport.encode(report))
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
    const before = this.#counters
    this.#counters = new Map(this.#deps.dataPlane.stats().services.map(one => [one.id, one]))
    return trafficBetween(before, this.#counters, elapsedS)
  }
}
