/**
 * Measures this node each second and tells the leader: CPU and memory of its tasks, and the traffic
 * through its balancers. A leader keeps what arrives; anybody else forgets it. Beside it, members
 * tell one another the load on endpoints.
 */

import type { DataPlane } from '@polis/balancer'
import { type Logger, messageOf, systemClock } from '@polis/base'
import type { ClusterState } from '@polis/cluster'
import type { PeerId, Transport } from '@polis/transport'
import { METRICS_INTERVAL_MS } from '../config.ts'
import type { MetricStore } from '../metric-store.ts'
import { type TrafficCounters, trafficBetween } from '../traffic.ts'
import { METRICS_CHANNEL, type MetricsReport, metricsReport } from '../wire.ts'
import type { Agent, Driver } from './agent.ts'
import { LoadExchange } from './load-exchange.ts'
import { Scraper } from './scraper.ts'

export type MeasureDependencies = {
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
  /** Counters of each service at the last look. */
  #counters: ReadonlyMap<string, TrafficCounters> = new Map()
  #timer: ReturnType<typeof setInterval> | null = null
  #lastMs = systemClock.nowMs()

  constructor(deps: MeasureDependencies) {
    this.#deps = deps
    this.#loads = new LoadExchange(deps.transport, deps.dataPlane)
    this.#scraper = new Scraper({ ...deps, running: () => deps.agent.running() })
    deps.transport.receive(METRICS_CHANNEL, (message, from) => {
      deps.store.report(from, metricsReport.decode(message), systemClock.nowMs())
    })
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
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  async #measure(): Promise<void> {
    const { self, transport, store, leader } = this.#deps
    const scraped = this.#scraper.exchange()
    const report = { tasks: await this.#usage(), services: this.#traffic(), scraped }
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

  #traffic(): MetricsReport['services'] {
    const nowMs = systemClock.nowMs()
    const elapsedS = Math.max(0.001, (nowMs - this.#lastMs) / 1_000)
    this.#lastMs = nowMs
    const before = this.#counters
    this.#counters = new Map(this.#deps.dataPlane.stats().services.map(one => [one.id, one]))
    return trafficBetween(before, this.#counters, elapsedS)
  }
}
