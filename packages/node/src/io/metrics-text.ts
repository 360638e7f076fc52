/**
 * What `/metrics` answers. The registry and its library are loaded when they are first asked for:
 * most nodes are never scraped, and it is a tenth of what a node loads at its start.
 */

import type { Registry } from 'prom-client'
import type { MetricsDependencies } from './metrics.ts'

export class MetricsText {
  readonly #deps: MetricsDependencies
  #registry: Promise<Registry> | null = null

  constructor(deps: MetricsDependencies) {
    this.#deps = deps
  }

  /** The node's metrics in the Prometheus text format. */
  async text(): Promise<string> {
    this.#registry ??= import('./metrics.ts').then(({ createMetrics }) => createMetrics(this.#deps))
    return (await this.#registry).metrics()
  }

  async close(): Promise<void> {
    const registry = await this.#registry
    registry?.clear()
  }
}
