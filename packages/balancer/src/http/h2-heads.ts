/**
 * Heads of HTTP/2 (RFC 9113 §8.2, §8.3) to and from the text that the parser of HTTP/1.1 reads.
 *
 * A request of HTTP/2 is written as one of HTTP/1.1 and read by the same strict parser, so what may
 * be refused is refused once, and nothing is smuggled on the way down: a name that is no token, a
 * value with a line's end or a field that belongs to one hop never becomes text.
 */

import { FIELD_VALUE, TOKEN_LOWER } from './characters.ts'
import { trimmed } from './fields.ts'

/** Fields as Node has them: lower-case names; several values of one name as a list. */
export type H2Headers = {
  readonly [name: string]: string | readonly string[] | number | undefined
}

/** Fields to be sent. */
export type OutgoingH2Headers = Record<string, string | string[]>

/** Fields of HTTP/1.1's connections; a message of HTTP/2 with one is malformed (§8.2.2). */
const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
])

/**
 * The head as text of HTTP/1.1; undefined if it is malformed. `isEnd`: no body follows. A body
 * without a length is chunked: HTTP/2 has its own ends.
 */
export function requestText(headers: H2Headers, isEnd: boolean): string | undefined {
  const method = headers[':method']
  const path = headers[':path']
  const authority = headers[':authority'] ?? headers['host']
  if (typeof method !== 'string' || typeof authority !== 'string') return undefined
  if (typeof path !== 'string' && method !== 'CONNECT') return undefined
  const host = headers['host']
  if (host !== undefined && host !== authority) return undefined
  // Neither an absolute target, which would name another host, nor anything else (§8.3.1).
  if (typeof path === 'string' && !path.startsWith('/') && path !== '*') return undefined
  if (!isText(method) || !isText(String(path)) || !isText(authority)) return undefined
  let text = `${method} ${path ?? authority} HTTP/1.1\r\nhost: ${authority}\r\n`
  for (const name of Object.keys(headers)) {
    if (name.charCodeAt(0) === 0x3a || name === 'host') continue
    const lines = fieldLines(name, headers[name])
    if (lines === undefined) return undefined
    text += lines
  }
  if (!isEnd && headers['content-length'] === undefined) text += 'transfer-encoding: chunked\r\n'
  return `${text}\r\n`
}

/** Lines of one field, as HTTP/1.1 has them; undefined for what must not become text. */
export function fieldLines(name: string, value: H2Headers[string]): string | undefined {
  if (CONNECTION_FIELDS.has(name) || !isToken(name)) return undefined
  if (name === 'te' && value !== 'trailers') return undefined
  let lines = ''
  for (const one of Array.isArray(value) ? value : [value]) {
    if (!isText(String(one))) return undefined
    lines += `${name}: ${one}\r\n`
  }
  return lines
}

/**
 * The fields of `text`, a head of HTTP/1.1 written by the proxy for the next hop, as HTTP/2 sends
 * them; the first line and what concerns a connection of HTTP/1.1 are left out.
 */
export function fieldsOf(text: string): OutgoingH2Headers {
  const headers = noFields()
  let start = text.indexOf('\r\n') + 2
  for (;;) {
    const end = text.indexOf('\r\n', start)
    if (end <= start) return headers
    const colon = text.indexOf(':', start)
    const name = text.slice(start, colon).toLowerCase()
    if (!isOfHop(name) && name !== 'host') {
      append(headers, name, trimmed(text, colon + 1, end))
    }
    start = end + 2
  }
}

/** The fields of a request for an endpoint that speaks HTTP/2; `text` is its head as HTTP/1.1. */
export function requestHeaders(text: string, scheme: string): OutgoingH2Headers {
  const [method = '', target = ''] = text.slice(0, text.indexOf('\r\n')).split(' ')
  const host = /\r\nHost: ([^\r]*)/.exec(text)?.[1] ?? ''
  const pseudo = { ':method': method, ':scheme': scheme, ':authority': host, ':path': target }
  // Without it servers may leave trailers out, and gRPC servers answer with an error (RFC 9110
  // §10.1.4); the field concerns this hop alone, so it is never the client's own.
  return Object.assign(noFields(), pseudo, fieldsOf(text), { te: 'trailers' })
}

/** A response's fields, or trailers, of an endpoint that speaks HTTP/2, for the client. */
export function passedOn(headers: H2Headers): OutgoingH2Headers {
  const passed = noFields()
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (name.charCodeAt(0) === 0x3a || value === undefined || isOfHop(name)) continue
    for (const one of Array.isArray(value) ? value : [value]) append(passed, name, String(one))
  }
  return passed
}

/** True for what concerns one connection alone; `te` does too, and HTTP/2 knows one value of it. */
function isOfHop(name: string): boolean {
  return name === 'te' || CONNECTION_FIELDS.has(name)
}

/** Without the names that every object has, such as `constructor`. */
function noFields(): OutgoingH2Headers {
  return Object.create(null) as OutgoingH2Headers
}

/**
 * Lines of one name are one list (RFC 9110 §5.3), but for `set-cookie`; Node refuses to send two
 * lines of what is no list, which some endpoints do send.
 */
function append(headers: OutgoingH2Headers, name: string, value: string): void {
  const before = headers[name]
  if (before === undefined) headers[name] = value
  else if (name === 'set-cookie') headers[name] = [...[before].flat(), value]
  else headers[name] = `${before}${name === 'cookie' ? '; ' : ', '}${value}`
}

/** `headers` with one more cookie for the client. */
export function withCookie(headers: OutgoingH2Headers, cookie: string): OutgoingH2Headers {
  const before = headers['set-cookie'] ?? []
  return { ...headers, 'set-cookie': [...(Array.isArray(before) ? before : [before]), cookie] }
}

function isToken(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (!TOKEN_LOWER[name.charCodeAt(i)]) return false
  return name !== ''
}

function isText(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (FIELD_VALUE[value.charCodeAt(i)] !== 1) return false
  return true
}
