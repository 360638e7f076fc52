/**
 * From what a person wrote to a check, with defaults filled in, or one reason for each bad field.
 *
 * Durations are text such as `'2s'` or milliseconds, under `interval` or `intervalMs` alike, so a
 * manifest, the HTTP API and a stored check are all read by the same function. Optional fields are
 * only there if they were written, so what was stored before there was such a field stays equal.
 */

import { CHECK_TYPES, type CheckSpec, type CheckType, HEALTH_STATES } from './check.ts'
import { type CheckProblem, CheckReader, isRecord } from './check-reader.ts'
import { CHECK_BOUNDS, CHECK_DEFAULTS } from './config.ts'

export type { CheckProblem } from './check-reader.ts'

export type ParsedCheck =
  | { readonly kind: 'ok'; readonly check: CheckSpec }
  | { readonly kind: 'bad'; readonly problems: readonly CheckProblem[] }

const BASE_FIELDS = ['id', 'name', 'type', 'port', 'retries', 'successes', 'initial']
const DURATION_FIELDS = ['interval', 'timeout', 'startPeriod', 'startInterval']
const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'] as const

const FIELDS_OF: Readonly<Record<CheckType, readonly string[]>> = {
  http: ['method', 'path', 'headers', 'expectedStatus', 'contains'],
  tcp: ['send', 'expect', 'encoding'],
}

/** Every field that a check of any type may have, as people write them. */
export const CHECK_FIELDS: readonly string[] = [
  ...new Set([...BASE_FIELDS, ...DURATION_FIELDS, ...Object.values(FIELDS_OF).flat()]),
]

/** Reads one check. */
export function parseCheck(input: unknown): ParsedCheck {
  if (!isRecord(input)) {
    return { kind: 'bad', problems: [{ field: '', reason: 'a check is an object' }] }
  }
  const reader = new CheckReader(input)
  const type = reader.choice('type', CHECK_TYPES, undefined)
  refuseUnknown(reader, Object.keys(input), type)
  const port = reader.integer('port', 1, 65_535, null)
  const initial = reader.choice('initial', HEALTH_STATES, 'unknown')
  const base = { port, ...timingOf(reader), ...(initial !== 'unknown' && { initial }) }
  const own = CHECK_TYPES.includes(type) ? OWN_FIELDS[type](reader) : {}
  const place = `${port ?? ''}${own['path'] ?? ''}`
  const id = reader.text('id', place === '' ? String(type) : `${type}:${place}`)
  const name = reader.text('name', id)
  if (reader.problems.length > 0) return { kind: 'bad', problems: reader.problems }
  return { kind: 'ok', check: { type, id, name, ...base, ...own } as CheckSpec }
}

function refuseUnknown(reader: CheckReader, fields: readonly string[], type: CheckType): void {
  const base = [...BASE_FIELDS, ...DURATION_FIELDS, ...DURATION_FIELDS.map(f => `${f}Ms`)]
  const others = Object.values(FIELDS_OF).flat()
  const isKnownType = CHECK_TYPES.includes(type)
  const known = [...base, ...(isKnownType ? FIELDS_OF[type] : others)]
  for (const field of fields) {
    if (known.includes(field)) continue
    const isOfOther = isKnownType && others.includes(field)
    const article = type === 'http' ? 'an http' : 'a tcp'
    reader.bad(field, isOfOther ? `${article} check has no such field` : 'a check has no such field')
  }
}

function timingOf(reader: CheckReader) {
  const { intervalMsMin, intervalMsMax, timeoutMsMin, timeoutMsMax, countMax } = CHECK_BOUNDS
  const { intervalMs, timeoutMs, startPeriodMs, retries, successes } = CHECK_DEFAULTS
  const startIntervalMs = reader.optionalDuration('startInterval', intervalMsMin, intervalMsMax)
  return {
    intervalMs: reader.duration('interval', intervalMsMin, intervalMsMax, intervalMs),
    timeoutMs: reader.duration('timeout', timeoutMsMin, timeoutMsMax, timeoutMs),
    startPeriodMs: reader.duration('startPeriod', 0, CHECK_BOUNDS.startPeriodMsMax, startPeriodMs),
    retries: reader.integer('retries', 1, countMax, retries),
    successes: reader.integer('successes', 1, countMax, successes),
    ...(startIntervalMs !== undefined && { startIntervalMs }),
  }
}

type Own = Readonly<Record<string, unknown>>

const OWN_FIELDS: Readonly<Record<CheckType, (reader: CheckReader) => Own>> = {
  http: reader => ({
    method: reader.choice('method', METHODS, 'GET'),
    path: reader.httpPath(),
    headers: reader.headers(),
    expectedStatus: reader.statuses(),
    ...(reader.has('contains') && { contains: reader.raw('contains') }),
  }),
  tcp: reader => exchangeOf(reader),
}

function exchangeOf(reader: CheckReader): Own {
  const encoding = reader.choice('encoding', ['text', 'hex'] as const, 'text')
  const read = (field: string) => (encoding === 'hex' ? reader.hex(field) : reader.raw(field))
  return {
    ...(reader.has('send') && { send: read('send') }),
    ...(reader.has('expect') && { expect: read('expect') }),
    ...(encoding === 'hex' && { encoding }),
  }
}
