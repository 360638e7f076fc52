/**
 * What a proxy has to know of gRPC over HTTP/2 (doc/PROTOCOL-HTTP2.md and
 * doc/http-grpc-status-mapping.md of grpc/grpc).
 *
 * A call ends with `grpc-status` in its trailers; an answer without a body carries it in its head.
 * A call's deadline travels as `grpc-timeout`, in a unit of its own.
 */

import { ownBody } from './compose.ts'
import type { H2Headers, OutgoingH2Headers } from './h2-heads.ts'

const DEADLINE_EXCEEDED = 4
const RESOURCE_EXHAUSTED = 8
const UNIMPLEMENTED = 12
const INTERNAL = 13
const UNAVAILABLE = 14

/** Statuses that say that the endpoint failed: unknown, late, internal, unavailable, data loss. */
const FAILURES: ReadonlySet<string> = new Set(['2', '4', '13', '14', '15'])

const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
}

/** True for a call of gRPC, by its content type. */
export function isGrpc(headers: H2Headers): boolean {
  return /^application\/grpc(?:$|[+;])/.test(String(headers['content-type'] ?? ''))
}

/** The time a call may take, in milliseconds; `Infinity` without one, or one that breaks rules. */
export function grpcTimeoutMs(headers: H2Headers): number {
  const match = /^(\d{1,8})([HMSmun])$/.exec(String(headers['grpc-timeout'] ?? ''))
  return match === null ? Number.POSITIVE_INFINITY : Number(match[1]) * UNIT_MS[match[2]!]!
}

/** True if a call that ended with these trailers (or this head) failed at the endpoint. */
export function isGrpcFailure(trailers: H2Headers): boolean {
  return FAILURES.has(String(trailers['grpc-status'] ?? '0'))
}

/**
 * The HTTP status that an answer's head amounts to: one without a body carries how the call ended.
 * A call that was late is not held against its endpoint, since its client chose the deadline.
 */
export function judgedStatus(headers: H2Headers): number {
  const status = Number(headers[':status'])
  const grpcStatus = Number(headers['grpc-status'] ?? 0)
  if (grpcStatus === DEADLINE_EXCEEDED || !isGrpcFailure(headers)) return status
  return grpcStatus === UNAVAILABLE ? 503 : 500
}

/** An answer of the proxy's own to a call, a head that is all of it; `detail` says what it was. */
export function grpcAnswer(status: number, detail = ''): OutgoingH2Headers {
  return {
    ':status': '200',
    'content-type': 'application/grpc',
    'grpc-status': String(grpcStatus(status)),
    'grpc-message': ownBody(status, detail).trimEnd(),
  }
}

/** The status of gRPC for an HTTP status that the proxy would have answered. */
function grpcStatus(status: number): number {
  if (status === 504 || status === 408) return DEADLINE_EXCEEDED
  if (status === 404) return UNIMPLEMENTED
  if (status === 413 || status === 431) return RESOURCE_EXHAUSTED
  // Too many calls is something to come back from, says the mapping.
  if (status === 429 || status === 502 || status === 503) return UNAVAILABLE
  return INTERNAL
}
