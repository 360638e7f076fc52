/**
 * Tells the other members what this node's balancer has in flight on the endpoints of services that
 * ask for it (algorithm `prequal`), and its balancer what they have.
 *
 * Without such a service nothing is sent. A report that is lost is made up for by the next.
 */

import { type DataPlane, RemoteLoads } from '@polis/balancer'
import { systemClock } from '@polis/base'
import type { Transport } from '@polis/transport'
import { LOADS_INTERVAL_MS } from '../config.ts'
import { LOADS_CHANNEL, loadReport } from '../load-report.ts'

/** What is needed of the balancer. */
export type LoadedBalancer = Pick<DataPlane, 'reportedLoads' | 'setRemoteLoads'>

export class LoadExchange {
  readonly #transport: Transport
  readonly #dataPlane: LoadedBalancer
  readonly #remote = new RemoteLoads()
  #timer: ReturnType<typeof setInterval> | null = null
  /** True if the last report named something, so that its end is worth one more. */
  #wasBusy = false
  /** True if the balancer was last told of something. */
  #hasRemote = false

  constructor(transport: Transport, dataPlane: LoadedBalancer) {
    this.#transport = transport
    this.#dataPlane = dataPlane
    transport.receive(LOADS_CHANNEL, (message, from) => {
      this.#remote.hear(from, loadReport.decode(message), systemClock.nowMs())
    })
  }

  start(): void {
    this.#timer = setInterval(() => this.exchange(), LOADS_INTERVAL_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  /** Exchanges once; between `start` and `stop` that happens by itself. */
  exchange(): void {
    const remote = this.#remote.sums(systemClock.nowMs())
    // It looks at every endpoint, which is for nothing where nobody reports.
    if (remote.size > 0 || this.#hasRemote) this.#dataPlane.setRemoteLoads(remote)
    this.#hasRemote = remote.size > 0
    const own = this.#dataPlane.reportedLoads()
    if (own.size === 0 && !this.#wasBusy) return
    this.#wasBusy = own.size > 0
    const report = loadReport.encode(own)
    for (const peer of this.#transport.connected()) {
      this.#transport.send(peer, LOADS_CHANNEL, report)
    }
  }
}
