/**
 * Reads the fields of one check that a person wrote, and collects what is wrong with them: one
 * reason a field, the first one.
 */

import { durationMs, messageOf } from '@polis/base'
import type { StatusRange, TlsSpec } from './check-kinds.ts'
import { CHECK_BOUNDS } from './config.ts'

export type CheckProblem = {
  /** The field, e.g. `interval`; empty if the check itself is no object. */
  readonly field: string
  readonly reason: string
}

const ANY_SUCCESS: StatusRange = { from: 200, to: 299 }

/** Headers that the probe sets itself: another value would break the request's framing. */
const RESERVED_HEADERS = ['connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect']

export class CheckReader {
  readonly problems: CheckProblem[] = []
  readonly #input: Readonly<Record<string, unknown>>

  constructor(input: Readonly<Record<string, unknown>>) {
    this.#input = input
  }

  has(field: string): boolean {
    return this.#input[field] !== undefined
  }

  bad(field: string, reason: string): void {
    if (this.problems.some(problem => problem.field === field)) return
    this.problems.push({ field, reason })
  }

  /** Printable text on one line that is not empty. */
  text(field: string, fallback: string): string {
    const value = this.#input[field] ?? fallback
    const isGood = typeof value === 'string' && value !== '' && isPrintable(value)
    if (isGood && value.length <= CHECK_BOUNDS.textMax) return value
    this.bad(field, 'must be printable text that is not empty')
    return fallback
  }

  /** Any text, empty and several lines included. */
  raw(field: string): string {
    const value = this.#input[field] ?? ''
    if (typeof value === 'string' && value.length <= CHECK_BOUNDS.textMax) return value
    this.bad(field, `must be text of at most ${CHECK_BOUNDS.textMax} characters`)
    return ''
  }

  hex(field: string): string {
    const value = this.raw(field)
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(value)) this.bad(field, 'must be pairs of hexadecimal digits')
    return value
  }

  choice<T extends string>(field: string, choices: readonly T[], fallback: T | undefined): T {
    const value = this.#input[field] ?? fallback
    if (!choices.includes(value as T)) {
      const what = value === undefined ? 'is missing' : `'${String(value)}' is not known`
      this.bad(field, `${what}; choose one of ${choices.join(', ')}`)
    }
    return value as T
  }

  integer<N extends number | null>(
    field: string,
    min: number,
    max: number,
    fallback: N,
  ): number | N {
    const value = this.#input[field] ?? fallback
    if (value === null) return fallback
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
      return value
    }
    this.bad(field, `must be an integer from ${min} to ${max}`)
    return fallback
  }

  /** Milliseconds, under `field` or `fieldMs`. */
  duration(field: string, minMs: number, maxMs: number, fallbackMs: number): number {
    const written = this.has(field) ? field : `${field}Ms`
    const value = this.#input[written] ?? fallbackMs
    try {
      const ms = Math.round(durationMs(value as string | number))
      if (ms >= minMs && ms <= maxMs) return ms
      this.bad(written, `must be from ${minMs} ms to ${maxMs / 1000} s`)
    } catch (error) {
      const isText = typeof value === 'string' || typeof value === 'number'
      this.bad(written, isText ? messageOf(error) : "must be milliseconds or text such as '30s'")
    }
    return fallbackMs
  }

  optionalDuration(field: string, minMs: number, maxMs: number): number | undefined {
    if (!this.has(field) && !this.has(`${field}Ms`)) return undefined
    return this.duration(field, minMs, maxMs, minMs)
  }

  /** A list of texts, empty ones included; none if it is absent. */
  texts(field: string, countMax: number): readonly string[] {
    const value = this.#input[field] ?? []
    const isGood = (text: unknown) => typeof text === 'string' && isBounded(text)
    if (Array.isArray(value) && value.length <= countMax && value.every(isGood)) return value
    this.bad(field, `must be a list of at most ${countMax} texts`)
    return []
  }

  flag(field: string): boolean {
    const value = this.#input[field] ?? false
    if (typeof value !== 'boolean') this.bad(field, 'must be true or false')
    return value === true
  }

  environment(): Readonly<Record<string, string>> {
    const value = this.scalars('environment')
    for (const name of Object.keys(value)) {
      const isName = /^[A-Za-z_]\w*$/.test(name)
      if (!isName) this.bad('environment', `'${name}' is not a variable's name`)
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]))
  }

  /** A flat object of texts, numbers and booleans. */
  scalars(field: string): Readonly<Record<string, string | number | boolean>> {
    const value = this.#input[field] ?? {}
    const isGood = (one: unknown) =>
      ['number', 'boolean'].includes(typeof one) || (typeof one === 'string' && isBounded(one))
    const isFlat = isRecord(value) && Object.values(value).every(isGood)
    if (isFlat && Object.keys(value).length <= CHECK_BOUNDS.argsMax) {
      return value as Record<string, string | number | boolean>
    }
    this.bad(field, 'must be a flat object of texts, numbers and booleans')
    return {}
  }

  /** `true`, or an object with `serverName`, `ca` and `verify`. */
  tls(): { tls?: TlsSpec } {
    const value = this.#input['tls'] ?? false
    if (value === false) return {}
    if (value === true) return { tls: {} }
    const isGood = (text: unknown) =>
      text === undefined || (typeof text === 'string' && text !== '')
    if (isRecord(value)) {
      const { serverName, ca, verify, ...others } = value
      const isShort = String(ca ?? '').length <= CHECK_BOUNDS.pemMax
      const isFlag = verify === undefined || typeof verify === 'boolean'
      if (
        Object.keys(others).length === 0 &&
        isGood(serverName) &&
        isGood(ca) &&
        isShort &&
        isFlag
      ) {
        const named = typeof serverName === 'string' ? { serverName } : {}
        const signed = typeof ca === 'string' ? { ca } : {}
        return { tls: { ...named, ...signed, ...(verify === false && { verify }) } }
      }
    }
    this.bad('tls', 'must be true, or an object with serverName, ca (PEM) and verify')
    return {}
  }

  httpPath(): string {
    const path = this.text('path', '/')
    if (!/^\/[\x21-\x7e]*$/.test(path) || path.includes('#')) {
      this.bad('path', 'must begin with / and have no space or #')
    }
    return path
  }

  headers(): Record<string, string> {
    const headers = this.#input['headers'] ?? {}
    if (!isRecord(headers) || Object.keys(headers).length > CHECK_BOUNDS.headersMax) {
      this.bad('headers', `must be an object of at most ${CHECK_BOUNDS.headersMax} texts`)
      return {}
    }
    for (const [name, value] of Object.entries(headers)) {
      const isToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)
      const isText = typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value)
      if (!isToken) this.bad('headers', `'${name}' is not a header's name`)
      else if (RESERVED_HEADERS.includes(name.toLowerCase())) {
        this.bad('headers', `${name} is set by the check itself`)
      } else if (!isText || value.length > CHECK_BOUNDS.textMax) {
        this.bad('headers', `the value of ${name} must be plain text on one line`)
      }
    }
    return headers as Record<string, string>
  }

  statuses(): readonly StatusRange[] {
    const value = this.#input['expectedStatus'] ?? [ANY_SUCCESS]
    const list = Array.isArray(value) ? value : [value]
    const ranges = list.map(readStatus)
    const isGood = ranges.length > 0 && ranges.length <= CHECK_BOUNDS.statusRangesMax
    if (isGood && ranges.every(range => range !== undefined)) return ranges
    this.bad('expectedStatus', "must be codes such as 200, '200-299', or a list of them")
    return [ANY_SUCCESS]
  }
}

function readStatus(value: unknown): StatusRange | undefined {
  let range: StatusRange | undefined
  if (typeof value === 'number') range = { from: value, to: value }
  else if (typeof value === 'string') {
    const match = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(value)
    if (match !== null) range = { from: Number(match[1]), to: Number(match[2] ?? match[1]) }
  } else if (isRecord(value)) range = { from: Number(value['from']), to: Number(value['to']) }
  if (range === undefined || !Number.isInteger(range.from) || !Number.isInteger(range.to)) {
    return undefined
  }
  return range.from >= 100 && range.from <= range.to && range.to <= 599 ? range : undefined
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isBounded(text: string): boolean {
  return text.length <= CHECK_BOUNDS.textMax && !text.includes('\0')
}

function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text)
}
