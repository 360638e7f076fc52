/**
 * Stickiness without state: a cookie that names the endpoint, signed with a replicated key.
 *
 *     ENDPOINT.SIGNATURE              until the client's session ends
 *     ENDPOINT.EXPIRY.SIGNATURE       until EXPIRY, seconds since 1970 in base 36
 *
 * Every node can make and check it (HMAC-SHA256, RFC 2104), so a client may come back through any
 * node. The signature keeps a client from choosing its endpoint, or its time. Expiries are rounded
 * up to a sixteenth of the cookie's life: few values exist, each is worked out once, and a client
 * gets a new one with its first request in each part.
 */

import { createHmac } from 'node:crypto'
import { STICKY_PARTS } from './config.ts'
import type { Candidate } from './pickers/picker.ts'
import type { Sticky } from './routes.ts'

/** Characters of the signature: 128 bits as base64url. */
const SIGNATURE_CHARACTERS = 22

/** Expiry of a cookie that ends with the session. */
const SESSION = 0

export class StickyCookies {
  readonly #sticky: Sticky
  readonly #serviceId: string
  /** Seconds from one expiry to the next; 0 without expiry. */
  readonly #stepSeconds: number
  readonly #byId = new Map<string, Candidate>()
  /** Expiry → endpoint → value; only expiries to come are kept. */
  readonly #values = new Map<number, Map<string, string>>()

  constructor(sticky: Sticky, serviceId: string) {
    this.#sticky = sticky
    this.#serviceId = serviceId
    const { maxAgeMs } = sticky
    this.#stepSeconds =
      maxAgeMs === undefined ? 0 : Math.max(1, Math.ceil(maxAgeMs / STICKY_PARTS / 1_000))
  }

  /** The endpoints of a new table. */
  update(candidates: readonly Candidate[]): void {
    this.#byId.clear()
    this.#values.clear()
    for (const candidate of candidates) this.#byId.set(candidate.id, candidate)
  }

  /** The cookie's value for an endpoint of the table; `nowMs` is milliseconds since 1970. */
  valueFor(candidate: Candidate, nowMs: number): string {
    return this.#value(candidate.id, this.#expiryAt(nowMs))
  }

  /** The endpoint that `value` names, if it is ours, has not expired and the endpoint is here. */
  find(value: string, nowMs: number): Candidate | undefined {
    const signature = value.lastIndexOf('.')
    if (this.#stepSeconds === 0) return this.#verified(value.slice(0, signature), SESSION, value)
    const dot = value.lastIndexOf('.', signature - 1)
    const expiry = Number.parseInt(value.slice(dot + 1, signature), 36)
    // One step more than this node gives: the clock of the one that gave it may be ahead.
    const latest = this.#expiryAt(nowMs) + this.#stepSeconds
    const isCurrent = expiry > nowMs / 1_000 && expiry <= latest
    if (!isCurrent || expiry % this.#stepSeconds !== 0) return undefined
    return this.#verified(value.slice(0, dot), expiry, value)
  }

  #verified(id: string, expiry: number, value: string): Candidate | undefined {
    const candidate = this.#byId.get(id)
    if (candidate === undefined || this.#value(id, expiry) !== value) return undefined
    return candidate
  }

  #expiryAt(nowMs: number): number {
    if (this.#stepSeconds === 0) return SESSION
    const end = (nowMs + this.#sticky.maxAgeMs!) / 1_000
    return Math.ceil(end / this.#stepSeconds) * this.#stepSeconds
  }

  #value(id: string, expiry: number): string {
    const known = this.#values.get(expiry) ?? this.#newValues(expiry)
    let value = known.get(id)
    if (value === undefined) {
      value = stickyValue(this.#sticky.key, this.#serviceId, id, expiry)
      known.set(id, value)
    }
    return value
  }

  #newValues(expiry: number): Map<string, string> {
    // All within a life and its rounding of the newest; older ones would be refused anyway.
    for (const old of this.#values.keys()) {
      if (old < expiry - (STICKY_PARTS + 1) * this.#stepSeconds) this.#values.delete(old)
    }
    const values = new Map<string, string>()
    this.#values.set(expiry, values)
    return values
  }
}

/** The cookie's value for an endpoint of a service; `expiry` in seconds since 1970, or 0. */
function stickyValue(key: string, serviceId: string, endpointId: string, expiry: number): string {
  const until = expiry === SESSION ? '' : `.${expiry.toString(36)}`
  const signed = `${serviceId}\n${endpointId}${until === '' ? '' : `\n${until}`}`
  const digest = createHmac('sha256', key).update(signed).digest('base64url')
  return `${endpointId}${until}.${digest.slice(0, SIGNATURE_CHARACTERS)}`
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

/** The Set-Cookie field value, for the service's path; without an age it ends with the session. */
export function setCookie(name: string, value: string, path: string, maxAgeMs?: number): string {
  const age = maxAgeMs === undefined ? '' : `; Max-Age=${Math.ceil(maxAgeMs / 1_000)}`
  return `${name}=${value}; Path=${path}${age}; HttpOnly; SameSite=Lax`
}
