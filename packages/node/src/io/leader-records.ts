/**
 * What the leader alone has recorded, asked from any node: the load of policies, and what replicas
 * used. Both begin anew with another leader.
 */

import type { TracePoint, UsageSummary } from '@polis/autoscaler'
import type { PeerId, Transport } from '@polis/transport'
import { EVALUATIONS_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import type { MetricStore } from '../metric-store.ts'
import { loadReply, loadRequest, usageReply, usageRequest } from '../record-wire.ts'
import { METHODS } from '../wire.ts'

export type RecordDependencies = {
  readonly self: PeerId
  readonly transport: Transport
  readonly metrics: MetricStore
  readonly leader: () => PeerId | null
}

export class LeaderRecords {
  readonly #deps: RecordDependencies

  constructor(deps: RecordDependencies) {
    this.#deps = deps
    const { transport, metrics } = deps
    transport.handle(METHODS.recordedLoad, body => {
      const { policyId, metric } = loadRequest.decode(body)
      return loadReply.encode(metrics.loads.points(policyId, metric))
    })
    transport.handle(METHODS.recordedUsage, body =>
      usageReply.encode(this.#own(usageRequest.decode(body))),
    )
  }

  /** The recorded load of a policy, oldest first. Throws `node/no-leader`. */
  async load(policyId: string, metric: string): Promise<readonly TracePoint[]> {
    const leader = this.#leader()
    if (leader === this.#deps.self) return this.#deps.metrics.loads.points(policyId, metric)
    const body = loadRequest.encode({ policyId, metric })
    return loadReply.decode(await this.#ask(leader, METHODS.recordedLoad, body))
  }

  /** What the replicas of services used; a service without a sample is absent. */
  async usage(serviceIds: readonly string[]): Promise<ReadonlyMap<string, UsageSummary>> {
    const leader = this.#leader()
    if (leader === this.#deps.self) return this.#own(serviceIds)
    const body = usageRequest.encode(serviceIds)
    return usageReply.decode(await this.#ask(leader, METHODS.recordedUsage, body))
  }

  #own(serviceIds: readonly string[]): Map<string, UsageSummary> {
    const found = new Map<string, UsageSummary>()
    for (const id of serviceIds) {
      const summary = this.#deps.metrics.usage.summary(id)
      if (summary !== undefined) found.set(id, summary)
    }
    return found
  }

  #leader(): PeerId {
    const leader = this.#deps.leader()
    if (leader !== null) return leader
    throw nodeError('node/no-leader', { message: 'there is no leader now', retryable: true })
  }

  #ask(leader: PeerId, method: string, body: Uint8Array): Promise<Uint8Array> {
    const { transport } = this.#deps
    return transport.request(leader, method, body, { timeoutMs: EVALUATIONS_TIMEOUT_MS })
  }
}
