/** The leader's evaluations of policies, as bytes: `proto/polis/v1/autoscale.proto`. */

import type { Evaluation } from '@polis/api'
import { safeInteger } from '@polis/base'
import { autoscale } from '@polis/proto'

const wire = autoscale.v1.autoscale

/** Which evaluations are asked for; `beforeMs` is `Infinity` for the newest. */
export type EvaluationsAsked = {
  readonly policyIds: readonly string[]
  readonly limit: number
  readonly beforeMs: number
}

export const evaluationsRequest = {
  encode: ({ policyIds, limit, beforeMs }: EvaluationsAsked): Uint8Array =>
    wire.EvaluationsRequest.encode({
      ...{ policyIds: [...policyIds], limit },
      ...(Number.isFinite(beforeMs) ? { beforeMs } : {}),
    }).finish(),
  decode: (bytes: Uint8Array): EvaluationsAsked => {
    const { policyIds, limit, beforeMs } = wire.EvaluationsRequest.decode(bytes)
    const before = safeInteger(beforeMs ?? 0, 'before_ms')
    return { policyIds, limit, beforeMs: before === 0 ? Number.POSITIVE_INFINITY : before }
  },
}

/**
 * The newest of `evaluations`, newest first, that `bytesMax` has room for. Those of one time stay
 * together, so that what is older can be asked for, unless they are too many by themselves.
 */
export function newestWithin(evaluations: readonly Evaluation[], bytesMax: number): Evaluation[] {
  let bytes = 0
  let whole = 0
  for (const [i, evaluation] of evaluations.entries()) {
    if (i > 0 && evaluation.timeMs !== evaluations[i - 1]!.timeMs) whole = i
    bytes += evaluationsReply.encode([evaluation]).length
    if (bytes > bytesMax) return evaluations.slice(0, whole === 0 ? i : whole)
  }
  return [...evaluations]
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
