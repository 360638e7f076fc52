/**
 * Errors on the wire: problem details (RFC 9457) with Polis' `code` and `hint`.
 *
 * Every refusal says which thing, why, and how to mend it. The status follows from the code, in one
 * table, so the CLI can turn it back into its documented exit code.
 */

import { hasCode, messageOf, PolisError } from '@polis/base'
import { isReservedKey, type OperationResult } from '@polis/cluster'

/** A problem as it is sent (`application/problem+json`). */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly hint: string
  readonly [extra: string]: unknown
}

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'api/invalid': 400,
  'autoscaler/bad-policy': 400,
  'autoscaler/bad-trace': 400,
  'autoscaler/busy': 429,
  'autoscaler/too-long': 504,
  'api/not-allowed': 401,
  'api/not-found': 404,
  'api/conflict': 409,
  'api/gone': 410,
  'api/stale-revision': 412,
  'api/too-large': 413,
  'base/bad-value': 400,
  'cluster/bad-manifest': 400,
  'discovery/bad-selector': 400,
  'cluster/bad-record': 400,
  'cluster/command-too-large': 413,
  'cluster/needs-upgrade': 409,
  'node/cannot-remove': 409,
  'node/cannot-transfer': 409,
  'node/cannot-upgrade': 409,
  'balancer/reload-busy': 409,
  'node/no-leader': 503,
  'node/no-owner': 503,
  'node/no-cluster-key': 503,
  'node/no-value': 409,
  'node/bad-answer': 502,
  'node/no-such-task': 404,
  'raft/proposal-too-large': 413,
  'raft/stopped': 503,
  'runtime/not-running': 409,
  'node/timed-out': 504,
  'node/starting': 503,
  'node/stopping': 503,
  'transport/unreachable': 503,
  'transport/timeout': 504,
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  410: 'Gone',
  412: 'Changed meanwhile',
  413: 'Too large',
  429: 'Come again later',
  500: 'Internal error',
  502: 'Bad answer of a node',
  503: 'Unavailable',
  504: 'Timed out',
}

/** A problem with its title filled in. */
export function problem(
  status: number,
  code: string,
  detail: string,
  hint = '',
  extra: Readonly<Record<string, unknown>> = {},
): Problem {
  return {
    type: `https://polis.invalid/errors/${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    code,
    detail,
    hint,
    ...extra,
  }
}

/** The problem that tells of anything thrown; what is no `PolisError` is an internal error. */
export function problemOf(error: unknown): Problem {
  if (error instanceof PolisError) {
    const status = STATUS_OF_CODE[error.code] ?? (error.retryable ? 503 : 500)
    return problem(status, error.code, error.message, error.hint, { ...error.fields })
  }
  if (isFrameworkError(error)) {
    const status = error.statusCode
    const code = status === 413 ? 'api/too-large' : status === 404 ? 'api/not-found' : 'api/invalid'
    return problem(status, code, messageOf(error))
  }
  return problem(500, 'api/internal', messageOf(error), 'see the log of this node')
}

/** Errors of the HTTP framework itself (body too large, bad JSON) carry a 4xx status. */
function isFrameworkError(error: unknown): error is Error & { statusCode: number } {
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  return typeof status === 'number' && status >= 400 && status < 500
}

const REFUSAL_CODE = {
  'not-found': 'api/not-found',
  conflict: 'api/conflict',
  invalid: 'api/invalid',
  stale: 'api/stale-revision',
} as const

/** The result of an operation that was carried out; throws the refusal of one that was not. */
export function doneOrThrow(result: OperationResult | undefined): { revision: number; id: string } {
  if (result === undefined) throw notFound('the answer to this request', 'it is no longer kept')
  if (result.kind === 'done') return result
  throw new PolisError(REFUSAL_CODE[result.code], { message: result.message, hint: result.hint })
}

/** `api/not-found` for a thing named by its kind and reference. */
export function notFound(thing: string, hint = ''): PolisError<'api/not-found'> {
  return new PolisError('api/not-found', { message: `${thing} does not exist`, hint })
}

/** `api/invalid` for a request that cannot be understood. */
export function invalid(message: string, hint = ''): PolisError<'api/invalid'> {
  return new PolisError('api/invalid', { message, hint })
}

export { hasCode }

/** Throws `api/invalid` for a key of the key-value store that is Polis's own. */
export function refuseReserved(key: string): void {
  if (isReservedKey(key)) throw invalid(`keys like '${key}' are Polis's own`)
}
