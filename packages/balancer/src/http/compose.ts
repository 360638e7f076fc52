/**
 * Writes heads for the next hop from what was parsed, never from received bytes alone.
 *
 * Framing, Host, Connection, Upgrade and the forwarding fields are written by the proxy; the rest
 * is the end-to-end fields in their order (RFC 9110 §7.6).
 */

import type { Random } from '@polis/base'
import type { Forwarded } from '../routes.ts'
import type { Fields } from './fields.ts'
import type { RequestHead } from './request-head.ts'
import type { ResponseHead } from './response-head.ts'
import type { HttpRules } from './rules.ts'

/** What a request's head needs beyond the request. */
export type ForwardingContext = {
  readonly clientAddress: string
  readonly forwarded: Forwarded
  /** Goes out instead of the client's, if any; empty leaves that one. */
  readonly requestId: string
  /** Host for a client of HTTP/1.0 that named none. */
  readonly defaultHost: string
  /** What the client speaks: `http` or `https`. */
  readonly scheme: string
  /** The protocol the request came in by, for Via: `1.0`, `1.1` or `2.0`. */
  readonly version: string
  /** What the service changes about its requests. */
  readonly rules: HttpRules | undefined
  readonly random: Random
}

const FORWARDED_FIELDS = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']

/** The head of the request for the endpoint. */
export function composeRequest(head: RequestHead, context: ForwardingContext): string {
  const { fields } = head
  const { rules } = context
  const host = head.host === '' ? context.defaultHost : head.host
  let forwarded = ''
  if (context.forwarded !== 'off') {
    let client = context.clientAddress
    if (fields.hasForwarded) {
      if (context.forwarded === 'append' && fields.forwardedFor !== '') {
        client = `${fields.forwardedFor}, ${client}`
      }
      fields.dropKept(context.forwarded === 'append' ? ['x-forwarded-for'] : FORWARDED_FIELDS)
    }
    // What a client says of itself could be a lie in this form as well.
    if (fields.forwarded !== '' && context.forwarded === 'replace') fields.dropKept(['forwarded'])
    forwarded = `X-Forwarded-For: ${client}\r\n`
    if (!fields.hasForwarded || context.forwarded === 'replace') {
      forwarded += `X-Forwarded-Proto: ${context.scheme}\r\nX-Forwarded-Host: ${host}\r\n`
    }
  }
  if (rules !== undefined) forwarded += changedFields(rules, fields, host, context)
  const requestId = context.requestId === '' ? '' : `X-Request-Id: ${context.requestId}\r\n`
  return (
    `${head.method} ${rules === undefined ? head.target : rules.rewrite(head.target)} HTTP/1.1\r\n` +
    `Host: ${rules?.host ?? host}\r\n${fields.kept}` +
    `${requestFraming(head)}${forwarded}${requestId}Via: ${context.version} polis\r\n\r\n`
  )
}

function changedFields(
  rules: HttpRules,
  fields: Fields,
  host: string,
  { clientAddress, scheme, forwarded, requestId, random }: ForwardingContext,
): string {
  if (fields.hasRequestId && requestId !== '') fields.dropKept(['x-request-id'])
  return rules.changeRequest(
    fields,
    { clientAddress, host, scheme },
    forwarded === 'append',
    random,
  )
}

function requestFraming(head: RequestHead): string {
  if (head.bodyKind === 'chunked') return 'Transfer-Encoding: chunked\r\n'
  if (head.bodyKind === 'length') return `Content-Length: ${head.bodyLength}\r\n`
  // A POST without content says so (RFC 9110 §8.6), if its client did.
  const length = head.fields.contentLength === 0 ? 'Content-Length: 0\r\n' : ''
  return head.upgrade === ''
    ? length
    : `${length}Connection: upgrade\r\nUpgrade: ${head.upgrade}\r\n`
}

/** How the body of a response travels to the client. */
export type ResponseFraming = 'none' | 'length' | 'chunked' | 'close'

/** The framing towards a client of HTTP/1.`minorVersion`; only 1.1 has chunks. */
export function responseFraming(head: ResponseHead, minorVersion: number): ResponseFraming {
  if (head.bodyKind === 'none' || head.bodyKind === 'length') return head.bodyKind
  return minorVersion === 1 ? 'chunked' : 'close'
}

/**
 * The head of the response for the client. `isKeepAlive` says whether the connection stays open;
 * `lines` are further field lines with their CRLF.
 */
export function composeResponse(
  head: ResponseHead,
  framing: ResponseFraming,
  minorVersion: number,
  isKeepAlive: boolean,
  lines: string,
): string {
  let text = `HTTP/1.1 ${head.status} ${head.reason}\r\n${head.fields.kept}`
  if (framing === 'chunked') text += 'Transfer-Encoding: chunked\r\n'
  else if (head.fields.contentLength >= 0 && head.status !== 204) {
    text += `Content-Length: ${head.fields.contentLength}\r\n`
  }
  text += lines
  if (!isKeepAlive) text += 'Connection: close\r\n'
  else if (minorVersion === 0) text += 'Connection: keep-alive\r\n'
  return `${text}\r\n`
}

/** The head of an interim response (RFC 9110 §15.2), or of the switch to another protocol. */
export function composeInterim(head: ResponseHead): string {
  const upgrade =
    head.status === 101 ? `Connection: upgrade\r\nUpgrade: ${head.fields.upgrade}\r\n` : ''
  return `HTTP/1.1 ${head.status} ${head.reason}\r\n${head.fields.kept}${upgrade}\r\n`
}

/** Reason phrases of the answers that the proxy gives itself. */
export const REASONS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  414: 'URI Too Long',
  413: 'Content Too Large',
  417: 'Expectation Failed',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
}

/** The body of an answer of the proxy's own; `detail` says what was the matter. */
export function ownBody(status: number, detail = ''): string {
  return `${status} ${REASONS[status] ?? 'Error'}${detail === '' ? '' : `: ${detail}`}\n`
}

/**
 * A whole response of the proxy's own; `fields` are further field lines with their CRLF, `detail`
 * says in its body what was the matter.
 */
export function composeOwnResponse(
  status: number,
  isHead: boolean,
  isKeepAlive: boolean,
  fields = '',
  detail = '',
): string {
  const reason = REASONS[status] ?? 'Error'
  const body = ownBody(status, detail)
  return (
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain\r\n` +
    `Content-Length: ${body.length}\r\n${fields}` +
    `${isKeepAlive ? '' : 'Connection: close\r\n'}\r\n${isHead ? '' : body}`
  )
}
