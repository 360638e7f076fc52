/**
 * The leader's evaluations of policies, asked from any node.
 *
 * They are in the memory of whoever leads; a node that leads answers from its own.
 */

import type { Evaluation } from '@polis/api'
import type { PeerId, Transport } from '@polis/transport'
import { readAnswer } from '../bad-answer.ts'
import { EVALUATIONS_BYTES_MAX, EVALUATIONS_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import {
  type EvaluationsAsked,
  evaluationsReply,
  evaluationsRequest,
  newestWithin,
} from '../evaluation-wire.ts'
import type { MetricStore } from '../metric-store.ts'
import { METHODS } from '../wire.ts'

export type EvaluationDependencies = {
  readonly self: PeerId
  readonly transport: Transport
  readonly metrics: MetricStore
  readonly leader: () => PeerId | null
  readonly nameOf: (peer: PeerId) => string
}

export class LeaderEvaluations {
  readonly #deps: EvaluationDependencies

  constructor(deps: EvaluationDependencies) {
    this.#deps = deps
    deps.transport.handle(METHODS.evaluations, body => {
      return evaluationsReply.encode(this.#own(evaluationsRequest.decode(body)))
    })
  }

  /**
   * As many of the evaluations that are asked for, newest first, as one answer has room for. Throws
   * `node/no-leader`, or `node/bad-answer`.
   */
  async latest(asked: EvaluationsAsked): Promise<readonly Evaluation[]> {
    const { self, transport } = this.#deps
    const leader = this.#deps.leader()
    if (leader === null) {
      throw nodeError('node/no-leader', { message: 'there is no leader now', retryable: true })
    }
    if (leader === self) return this.#own(asked)
    const body = evaluationsRequest.encode(asked)
    const options = { timeoutMs: EVALUATIONS_TIMEOUT_MS }
    const reply = await transport.request(leader, METHODS.evaluations, body, options)
    const name = this.#deps.nameOf(leader)
    return readAnswer(name, 'evaluations', () => evaluationsReply.decode(reply))
  }

  #own({ policyIds, limit, beforeMs }: EvaluationsAsked): Evaluation[] {
    const { evaluations } = this.#deps.metrics
    const wanted = policyIds.length > 0 ? policyIds : undefined
    return newestWithin(evaluations.latest(limit, wanted, beforeMs), EVALUATIONS_BYTES_MAX)
  }
}
