/**
 * From what a person wrote to a check, with defaults filled in, or one reason for each bad field.
 *
 * Durations are text such as `'2s'` or milliseconds, under `interval` or `intervalMs` alike, so a
 * manifest, the HTTP API and a stored check are all read by the same function.
 */

import { durationMs, messageOf } from '@polis/base'
import type { CheckSpec, StatusRange } from './check.ts'
import { CHECK_BOUNDS, CHECK_DEFAULTS } from './config.ts'

export type CheckProblem = {
  /** The field, e.g. `interval`; empty if the check itself is no object. */
  readonly field: string
  readonly reason: string
}

export type ParsedCheck =
  | { readonly kind: 'ok'; readonly check: CheckSpec }
  | { readonly kind: 'bad'; readonly problems: readonly CheckProblem[] }

const BASE_FIELDS = ['id', 'name', 'type', 'port', 'retries', 'successes']
const DURATION_FIELDS = ['interval', 'timeout', 'startPeriod']
const HTTP_FIELDS = ['method', 'path', 'headers', 'expectedStatus']
const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'] as const
const ANY_SUCCESS: StatusRange = { from: 200, to: 299 }

/** Headers that the probe sets itself: another value would break the request's framing. */
const RESERVED_HEADERS = ['connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect']

/** Reads one check. */
export function parseCheck(input: unknown): ParsedCheck {
  if (!isRecord(input)) {
    return { kind: 'bad', problems: [{ field: '', reason: 'a check is an object' }] }
  }
  const reader = new Reader(input)
  const type = reader.choice('type', ['http', 'tcp'] as const, undefined)
  reader.refuseUnknown(type)
  const port = reader.integer('port', 1, 65_535, null)
  const timing = {
    intervalMs: reader.duration('interval', CHECK_BOUNDS.intervalMsMin, CHECK_BOUNDS.intervalMsMax),
    timeoutMs: reader.duration('timeout', CHECK_BOUNDS.timeoutMsMin, CHECK_BOUNDS.timeoutMsMax),
    startPeriodMs: reader.duration('startPeriod', 0, CHECK_BOUNDS.startPeriodMsMax),
    retries: reader.integer('retries', 1, CHECK_BOUNDS.countMax, CHECK_DEFAULTS.retries),
    successes: reader.integer('successes', 1, CHECK_BOUNDS.countMax, CHECK_DEFAULTS.successes),
  }
  const http =
    type === 'http'
      ? {
          method: reader.choice('method', METHODS, 'GET'),
          path: reader.path(),
          headers: reader.headers(),
          expectedStatus: reader.statuses(),
        }
      : {}
  const place = `${port ?? ''}${'path' in http ? http.path : ''}`
  const id = reader.text('id', place === '' ? String(type) : `${type}:${place}`)
  const name = reader.text('name', id)
  if (reader.problems.length > 0) return { kind: 'bad', problems: reader.problems }
  return { kind: 'ok', check: { type, id, name, port, ...timing, ...http } as CheckSpec }
}

/** Reads fields of one object and collects what is wrong with them. */
class Reader {
  readonly problems: CheckProblem[] = []
  readonly #input: Readonly<Record<string, unknown>>

  constructor(input: Readonly<Record<string, unknown>>) {
    this.#input = input
  }

  refuseUnknown(type: 'http' | 'tcp' | undefined): void {
    const known = [...BASE_FIELDS, ...DURATION_FIELDS, ...DURATION_FIELDS.map(f => `${f}Ms`)]
    if (type !== 'tcp') known.push(...HTTP_FIELDS)
    for (const field of Object.keys(this.#input)) {
      if (known.includes(field)) continue
      const isForHttp = HTTP_FIELDS.includes(field)
      this.#bad(field, isForHttp ? 'a tcp check has no such field' : 'a check has no such field')
    }
  }

  text(field: string, fallback: string): string {
    const value = this.#input[field] ?? fallback
    const isGood = typeof value === 'string' && value !== '' && isPrintable(value)
    if (isGood && value.length <= CHECK_BOUNDS.textMax) return value
    this.#bad(field, 'must be printable text that is not empty')
    return fallback
  }

  choice<T extends string>(field: string, choices: readonly T[], fallback: T | undefined): T {
    const value = this.#input[field] ?? fallback
    if (!choices.includes(value as T)) {
      const what = value === undefined ? 'is missing' : `'${String(value)}' is not known`
      this.#bad(field, `${what}; choose one of ${choices.join(', ')}`)
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
    this.#bad(field, `must be an integer from ${min} to ${max}`)
    return fallback
  }

  duration(field: 'interval' | 'timeout' | 'startPeriod', minMs: number, maxMs: number): number {
    const written = this.#input[field] !== undefined ? field : `${field}Ms`
    const value = this.#input[written] ?? CHECK_DEFAULTS[`${field}Ms`]
    try {
      const ms = Math.round(durationMs(value as string | number))
      if (ms >= minMs && ms <= maxMs) return ms
      this.#bad(written, `must be from ${minMs} ms to ${maxMs / 1000} s`)
    } catch (error) {
      const isText = typeof value === 'string' || typeof value === 'number'
      this.#bad(written, isText ? messageOf(error) : "must be milliseconds or text such as '30s'")
    }
    return CHECK_DEFAULTS[`${field}Ms`]
  }

  path(): string {
    const path = this.text('path', '/')
    if (!/^\/[\x21-\x7e]*$/.test(path) || path.includes('#')) {
      this.#bad('path', 'must begin with / and have no space or #')
    }
    return path
  }

  headers(): Record<string, string> {
    const headers = this.#input['headers'] ?? {}
    if (!isRecord(headers) || Object.keys(headers).length > CHECK_BOUNDS.headersMax) {
      this.#bad('headers', `must be an object of at most ${CHECK_BOUNDS.headersMax} texts`)
      return {}
    }
    for (const [name, value] of Object.entries(headers)) {
      const isToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)
      const isText = typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value)
      if (!isToken) this.#bad('headers', `'${name}' is not a header's name`)
      else if (RESERVED_HEADERS.includes(name.toLowerCase())) {
        this.#bad('headers', `${name} is set by the check itself`)
      } else if (!isText || value.length > CHECK_BOUNDS.textMax) {
        this.#bad('headers', `the value of ${name} must be plain text on one line`)
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
    this.#bad('expectedStatus', "must be codes such as 200, '200-299', or a list of them")
    return [ANY_SUCCESS]
  }

  #bad(field: string, reason: string): void {
    if (!this.problems.some(problem => problem.field === field))
      this.problems.push({ field, reason })
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text)
}
