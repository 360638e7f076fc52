/**
 * Which trailer fields go on to the next hop (RFC 9110 §6.5, RFC 9112 §7.1.2).
 *
 * A recipient may treat a trailer as if it had stood in the head, so a trailer must not say what a
 * head could not: nothing that had to be known before the body came, nothing that the proxy or the
 * service's rules decide. What no list here names is the application's own and passes: checksums
 * (Content-Digest and Repr-Digest, RFC 9530 §2, which are meant to be computed on the way), ETag
 * and Accept-Ranges (RFC 9110 §8.8.3, §14.3), Server-Timing, grpc-status.
 */

import { trimmed } from './fields.ts'
import { fieldLines, fieldsOf, type H2Headers, type OutgoingH2Headers } from './h2-heads.ts'

/** Never a trailer (RFC 9110 §6.5.1; RFC 7230 §4.1.2 says which fields are of these kinds). */
const WITHHELD: ReadonlySet<string> = new Set([
  // Framing and the connection (RFC 9110 §7.6.1, RFC 9113 §8.2.2).
  ...['connection', 'http2-settings', 'keep-alive', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade'],
  // Routing, and what the proxy says itself.
  ...['alt-svc', 'alt-used', 'forwarded', 'host', 'max-forwards', 'traceparent', 'tracestate'],
  ...['via', 'x-request-id'],
  // Authentication and cookies.
  ...['authentication-info', 'authorization', 'cookie', 'cookie2', 'set-cookie', 'set-cookie2'],
  'www-authenticate',
  // Request modifiers: controls, conditions, preferences, context (RFC 9110 §10.1, §12.5, §13.1).
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'expect', 'from'],
  ...['origin', 'pragma', 'prefer', 'priority', 'range', 'referer', 'user-agent'],
  // Response control (RFC 9110 §10.2, RFC 9111 §5), and policies of browsers.
  ...['age', 'allow', 'cache-control', 'clear-site-data', 'date', 'expires', 'location'],
  ...['permissions-policy', 'referrer-policy', 'refresh', 'retry-after', 'vary', 'warning'],
  ...['strict-transport-security', 'x-content-type-options', 'x-frame-options'],
])

/** Beginnings of names of the same kinds: how content is to be handled, conditions, and so on. */
const WITHHELD_KINDS =
  /^(?:content-(?!digest$|md5$)|x-forwarded-|if-|proxy-auth|access-control-|cross-origin-|sec-)/

const NO_NAMES: readonly string[] = []

/**
 * The lines of a trailer section that go on, as the body's reader has checked them. `connection`
 * is the Connection field of the same message, whose options name fields of that hop (RFC 9110
 * §7.6.1); `ruled` are lower-case names that the service's rules decide about.
 */
export function passedTrailers(section: string, connection: string, ruled = NO_NAMES): string {
  const listed = connection.split(',').map(option => option.trim())
  let passed = ''
  for (const line of section.split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    if (colon === -1 || isWithheld(name) || listed.includes(name) || ruled.includes(name)) continue
    passed += `${line.slice(0, colon)}: ${trimmed(line, colon + 1, line.length)}\r\n`
  }
  return passed
}

/** The same of a request that came by HTTP/2; undefined if none go on. */
export function passedH2Trailers(
  trailers: H2Headers,
  ruled = NO_NAMES,
): OutgoingH2Headers | undefined {
  let lines = ''
  for (const name of Object.keys(trailers)) {
    if (!isWithheld(name) && !ruled.includes(name)) lines += fieldLines(name, trailers[name]) ?? ''
  }
  return lines === '' ? undefined : trailersOf(lines)
}

/** Field lines as HTTP/2 sends them. */
export function trailersOf(lines: string): OutgoingH2Headers {
  return fieldsOf(`\r\n${lines}\r\n`)
}

/** Trailers of HTTP/2, already chosen, as field lines. */
export function trailerLines(trailers: OutgoingH2Headers): string {
  return Object.keys(trailers)
    .map(name => fieldLines(name, trailers[name]) ?? '')
    .join('')
}

function isWithheld(name: string): boolean {
  return WITHHELD.has(name) || WITHHELD_KINDS.test(name)
}
