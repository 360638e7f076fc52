/**
 * The leader's evaluations of policies, asked from any node.
 *
 * They are in the memory of whoever leads; a node that leads answers from its own.
 */

import type { Evaluation } from '@polis/api'
import type { PeerId, Transport } from '@polis/transport'
import { EVALUATIONS_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import { evaluationsReply, evaluationsRequest } from '../evaluation-wire.ts'
import type { MetricStore } from '../metric-store.ts'
import { METHODS } from '../wire.ts'

export type EvaluationDependencies = {
  readonly self: PeerId
  readonly transport: Transport
  readonly metrics: MetricStore
  readonly leader: () => PeerId | null
}

export class LeaderEvaluations {
  readonly #deps: EvaluationDependencies

  constructor(deps: EvaluationDependencies) {
    this.#deps = deps
    deps.transport.handle(METHODS.evaluations, body => {
      const { policyIds, limit } = evaluationsRequest.decode(body)
      const wanted = policyIds.length > 0 ? policyIds : undefined
      return evaluationsReply.encode(deps.metrics.evaluations.latest(limit, wanted))
    })
  }

  /** Up to `limit` evaluations of each policy, newest first. Throws `node/no-leader`. */
  async latest(policyIds: readonly string[], limit: number): Promise<readonly Evaluation[]> {
    const { self, transport, metrics } = this.#deps
    const leader = this.#deps.leader()
    if (leader === null) {
      throw nodeError('node/no-leader', { message: 'there is no leader now', retryable: true })
    }
    if (leader === self) return metrics.evaluations.latest(limit, policyIds)
    const body = evaluationsRequest.encode(policyIds, limit)
    const options = { timeoutMs: EVALUATIONS_TIMEOUT_MS }
    const reply = await transport.request(leader, METHODS.evaluations, body, options)
    return evaluationsReply.decode(reply)
  }
}
