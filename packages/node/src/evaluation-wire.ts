/** The leader's evaluations of policies, as bytes: `proto/polis/v1/autoscale.proto`. */

import type { Evaluation } from '@polis/api'
import { safeInteger } from '@polis/base'
import { autoscale } from '@polis/proto'

const wire = autoscale.v1.autoscale

export const evaluationsRequest = {
  encode: (policyIds: readonly string[], limit: number): Uint8Array =>
    wire.EvaluationsRequest.encode({ policyIds: [...policyIds], limit }).finish(),
  decode: (bytes: Uint8Array): { readonly policyIds: string[]; readonly limit: number } => {
    const { policyIds, limit } = wire.EvaluationsRequest.decode(bytes)
    return { policyIds, limit }
  },
}

export const evaluationsReply = {
  encode: (evaluations: readonly Evaluation[]): Uint8Array =>
    wire.EvaluationsReply.encode({
      evaluations: evaluations.map(one => ({ ...one, inputs: JSON.stringify(one.inputs) })),
    }).finish(),
  /** Throws a `SyntaxError` if the inputs of an evaluation are no JSON. */
  decode: (bytes: Uint8Array): Evaluation[] =>
    wire.EvaluationsReply.decode(bytes).evaluations.map(one => ({
      policyId: one.policyId ?? '',
      timeMs: safeInteger(one.timeMs ?? 0, 'time_ms'),
      service: one.service ?? '',
      namespace: one.namespace ?? '',
      from: one.from ?? 0,
      to: one.to ?? 0,
      reason: one.reason ?? '',
      inputs: JSON.parse(one.inputs || 'null'),
    })),
}
