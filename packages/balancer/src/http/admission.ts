/**
 * What a service's rules say to a request before an endpoint is looked for: go elsewhere, come back
 * later, too large, or nothing.
 */

import { RETRY_AFTER_SECONDS } from '../config.ts'
import type { Counters } from '../counters.ts'
import type { RateLimiter } from '../rate-limiter.ts'
import type { RequestHead } from './request-head.ts'
import { type Asked, type HttpRules, locationOf } from './rules.ts'

/** An answer of the proxy's own: a status, and fields by their lower-case names. */
export type OwnAnswer = {
  readonly status: number
  readonly fields: Readonly<Record<string, string>>
}

/** Who counts what is limited; `addressHash` is the client's. */
export type Limited = {
  readonly limiter: RateLimiter
  readonly counters: Counters
  readonly addressHash: number
}

const TOO_LARGE: OwnAnswer = { status: 413, fields: {} }
const TOO_BUSY: OwnAnswer = {
  status: 503,
  fields: { 'retry-after': String(RETRY_AFTER_SECONDS) },
}

/** The answer to a request for the service of counter row `row`; undefined to let it through. */
export function ownAnswer(
  rules: HttpRules,
  row: number,
  head: RequestHead,
  asked: Asked,
  limited: Limited,
  nowMs: number,
): OwnAnswer | undefined {
  const { redirect, limits } = rules.options
  if (limits?.clientRate !== undefined) {
    const { limiter, addressHash } = limited
    const waitMs = limiter.takeOfClient(row, addressHash, limits.clientRate, nowMs)
    if (waitMs > 0) return tooMany(waitMs)
  }
  if (limits?.rate !== undefined) {
    const waitMs = limited.limiter.takeOfService(row, limits.rate, nowMs)
    if (waitMs > 0) return tooMany(waitMs)
  }
  if (redirect !== undefined) {
    const location = locationOf(redirect, asked, head.target)
    return { status: redirect.status, fields: { location } }
  }
  if (limits === undefined) return undefined
  if (limits.bodyBytes !== undefined && head.bodyLength > limits.bodyBytes) return TOO_LARGE
  const isBusy =
    limits.requests !== undefined && limited.counters.inFlightOf(row) >= limits.requests
  return isBusy ? TOO_BUSY : undefined
}

/** RFC 6585 §4; Retry-After counts whole seconds. */
function tooMany(waitMs: number): OwnAnswer {
  return { status: 429, fields: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } }
}

/** The fields of an answer as lines. */
export function ownFieldLines({ fields }: OwnAnswer): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
}
