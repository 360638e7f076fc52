/**
 * Stickiness without state: a cookie that names the endpoint, signed with a replicated key.
 *
 * Every node can make and check it (HMAC-SHA256, RFC 2104), so a client may come back through any
 * node. The signature keeps a client from choosing its endpoint. Values are worked out once a
 * table; a request costs one look-up.
 */

import { createHmac } from 'node:crypto'

/** Characters of the signature: 128 bits as base64url. */
const SIGNATURE_CHARACTERS = 22

/** The cookie's value for an endpoint of a service. */
export function stickyValue(key: string, serviceId: string, endpointId: string): string {
  const digest = createHmac('sha256', key).update(`${serviceId}\n${endpointId}`).digest('base64url')
  return `${endpointId}.${digest.slice(0, SIGNATURE_CHARACTERS)}`
}

/** The value of the cookie `name` in a Cookie field (RFC 6265 §4.2); the first one counts. */
export function cookieValue(field: string, name: string): string | undefined {
  let start = 0
  while (start < field.length) {
    let end = field.indexOf(';', start)
    if (end < 0) end = field.length
    const pair = field.slice(start, end).trim()
    if (pair.startsWith(name) && pair[name.length] === '=') return pair.slice(name.length + 1)
    start = end + 1
  }
  return undefined
}

/** The Set-Cookie field value; a session cookie for the service's path. */
export function setCookie(name: string, value: string, path: string): string {
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax`
}
