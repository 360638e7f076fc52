/**
 * A request and the service that it is for: its head as endpoints get it, what keeps its client on
 * one of them, and what is said when there is none. Exchanges of HTTP/1.1 and HTTP/2 do it alike.
 */

import type { Attempts } from '../attempts.ts'
import { composeRequest } from '../http/compose.ts'
import { affinityHash, requestHash } from '../http/request-hash.ts'
import type { RequestHead } from '../http/request-head.ts'
import { cookieValue, setCookie } from '../sticky.ts'
import type { ExchangeRules, Peer } from './exchange-rules.ts'
import type { ServiceState } from './thread-context.ts'

/** The head for the endpoint, as HTTP/1.1; `version` is what it came by: `1.0`, `1.1` or `2.0`. */
export function headForEndpoint(
  { service }: ServiceState,
  head: RequestHead,
  { context, clientAddress, listener }: Peer,
  rules: ExchangeRules | undefined,
  version: string,
): string {
  return composeRequest(head, {
    clientAddress,
    forwarded: service.forwarded ?? 'replace',
    requestId: rules?.requestId ?? (head.fields.hasRequestId ? '' : context.nextRequestId()),
    defaultHost: service.host ?? service.name,
    scheme: listener.protocol,
    version,
    rules: rules?.rules,
    random: context.random,
  })
}

/** Begins `attempts`; answers the sticky cookie that came with the request, empty without one. */
export function beginAttempts(
  attempts: Attempts,
  { service, balancer }: ServiceState,
  head: RequestHead,
  { clientAddress }: Peer,
  nowMs: number,
): string {
  const { sticky } = service
  const cookie = sticky === undefined ? '' : (cookieValue(head.fields.cookie, sticky.cookie) ?? '')
  const hash = requestHash(service, head, clientAddress)
  attempts.begin(balancer, hash, cookie, nowMs, affinityHash(service, head, clientAddress))
  return cookie
}

/** The value of Set-Cookie that goes with an answer; empty if `sent` still holds, or for none. */
export function stickyAnswer(
  { service, balancer }: ServiceState,
  { candidate }: Attempts,
  sent: string,
  nowMs: number,
): string {
  if (service.sticky === undefined || candidate === undefined) return ''
  const { cookie, maxAgeMs } = service.sticky
  const value = balancer.cookieFor(candidate, nowMs)
  if (value === undefined || value === sent) return ''
  return setCookie(cookie, value, service.path ?? '/', maxAgeMs)
}

/** Why `next` has answered none, for the client. */
export function refusalText({ refusal }: Attempts): string {
  return refusal === undefined ? 'no endpoint' : `circuit open: ${refusal}`
}
