/**
 * From what a person wrote to a check, with defaults filled in, or one reason for each bad field.
 *
 * Durations are text such as `'2s'` or milliseconds, under `interval` or `intervalMs` alike, so a
 * manifest, the HTTP API and a stored check are all read by the same function. Optional fields are
 * only there if they were written, so what was stored before there was such a field stays equal.
 */

import { type CheckSpec, HEALTH_STATES, type WrittenType } from './check.ts'
import { KIND_FIELDS } from './check-fields.ts'
import { CHECK_TYPES, dialsPort } from './check-kinds.ts'
import { type CheckProblem, CheckReader, isRecord } from './check-reader.ts'
import { CHECK_BOUNDS, CHECK_DEFAULTS } from './config.ts'

export type { CheckProblem } from './check-reader.ts'

export type ParsedCheck =
  | { readonly kind: 'ok'; readonly check: CheckSpec }
  | { readonly kind: 'bad'; readonly problems: readonly CheckProblem[] }

const PLAIN_FIELDS = ['id', 'name', 'type', 'port', 'retries', 'successes']
const BASE_FIELDS = [...PLAIN_FIELDS, 'initial', 'purpose', 'host', 'observers']
const DURATION_FIELDS = ['interval', 'timeout', 'startPeriod', 'startInterval', 'maxAge']
const OWN_FIELDS = CHECK_TYPES.flatMap(type => KIND_FIELDS[type].fields)

/** Every field that a check of any type may have, as people write them. */
export const CHECK_FIELDS: readonly string[] = [
  ...new Set([...BASE_FIELDS, ...DURATION_FIELDS, ...OWN_FIELDS]),
]

/** Reads one check. */
export function parseCheck(input: unknown): ParsedCheck {
  if (!isRecord(input)) {
    return { kind: 'bad', problems: [{ field: '', reason: 'a check is an object' }] }
  }
  const reader = new CheckReader(input)
  const type = reader.choice('type', CHECK_TYPES, undefined)
  refuseUnknown(reader, Object.keys(input), type)
  const base = baseOf(reader, type)
  const own = ownOf(reader, type)
  const isLiveness = base.purpose === 'liveness' ? ':liveness' : ''
  const id = reader.text('id', defaultId(type, base.port, own) + isLiveness)
  const name = reader.text('name', id)
  if (reader.problems.length > 0) return { kind: 'bad', problems: reader.problems }
  return { kind: 'ok', check: { type, id, name, ...base, ...own } as CheckSpec }
}

function baseOf(reader: CheckReader, type: WrittenType) {
  const port = reader.integer('port', 1, 65_535, null)
  const initial = reader.choice('initial', HEALTH_STATES, 'unknown')
  const purpose = reader.choice('purpose', ['readiness', 'liveness'] as const, 'readiness')
  if (reader.has('host') && CHECK_TYPES.includes(type) && !dialsPort(type)) {
    reader.bad('host', `${KIND_FIELDS[type].words} check dials nothing`)
  }
  const observers = reader.integer('observers', 0, CHECK_BOUNDS.observersMax, 0)
  if (observers > 0 && CHECK_TYPES.includes(type) && !dialsPort(type)) {
    reader.bad(
      'observers',
      `${KIND_FIELDS[type].words} check can only be run where the endpoint is`,
    )
  } else if (observers > 0 && purpose === 'liveness') {
    reader.bad('observers', 'whether a task lives is decided by its node alone')
  }
  if (reader.has('host') && port === null) reader.bad('port', 'is missing: another host has it')
  return {
    port,
    ...timingOf(reader, type),
    ...(initial !== 'unknown' && { initial }),
    ...(purpose === 'liveness' && { purpose }),
    ...(reader.has('host') && { host: reader.text('host', '') }),
    ...(observers > 0 && { observers }),
  }
}

function ownOf(reader: CheckReader, type: WrittenType): Readonly<Record<string, unknown>> {
  return CHECK_TYPES.includes(type) ? KIND_FIELDS[type].read(reader) : {}
}

/** `http:3000/up`, `tcp:3000`, `tcp`, `command:/bin/true`, … */
function defaultId(type: WrittenType, port: number | null, own: object): string {
  const fields = KIND_FIELDS[type] as { place?: (own: object) => string } | undefined
  const place = `${port ?? ''}${fields?.place?.(own) ?? ''}`
  return place === '' ? String(type) : `${type}:${place}`
}

function refuseUnknown(reader: CheckReader, fields: readonly string[], type: WrittenType): void {
  const kind = CHECK_TYPES.includes(type) ? KIND_FIELDS[type] : undefined
  const own = kind?.fields ?? OWN_FIELDS
  const known = new Set([...BASE_FIELDS, ...own])
  for (const field of DURATION_FIELDS) {
    if (field !== 'maxAge' || own.includes(field)) known.add(field).add(`${field}Ms`)
  }
  for (const field of fields) {
    if (known.has(field)) continue
    const isOfOther = kind !== undefined && CHECK_FIELDS.includes(field.replace(/Ms$/, ''))
    reader.bad(
      field,
      isOfOther ? `${kind.words} check has no such field` : 'a check has no such field',
    )
  }
}

function timingOf(reader: CheckReader, type: WrittenType) {
  const { intervalMsMin, intervalMsMax, timeoutMsMin, timeoutMsMax, countMax } = CHECK_BOUNDS
  const defaults = { ...CHECK_DEFAULTS, ...KIND_FIELDS[type]?.defaults }
  const { startPeriodMsMax } = CHECK_BOUNDS
  const startIntervalMs = reader.optionalDuration('startInterval', intervalMsMin, intervalMsMax)
  return {
    intervalMs: reader.duration('interval', intervalMsMin, intervalMsMax, defaults.intervalMs),
    timeoutMs: reader.duration('timeout', timeoutMsMin, timeoutMsMax, defaults.timeoutMs),
    startPeriodMs: reader.duration('startPeriod', 0, startPeriodMsMax, defaults.startPeriodMs),
    retries: reader.integer('retries', 1, countMax, defaults.retries),
    successes: reader.integer('successes', 1, countMax, defaults.successes),
    ...(startIntervalMs !== undefined && { startIntervalMs }),
  }
}
