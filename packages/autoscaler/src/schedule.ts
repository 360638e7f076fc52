/**
 * Bounds by the clock: "from eight to six on working days at least five replicas".
 *
 * A window begins where a cron pattern says, in a time zone, and lasts for a duration; while it is
 * open its bounds stand in place of the policy's. Whether it is open is a pure function of the time
 * that is given: it is, if the first beginning after (now − duration) is not in the future.
 * Patterns are read by croner, which knows summer time: a beginning that a change of the clocks
 * skips comes with the change.
 */

import { messageOf } from '@polis/base'
import { Cron } from 'croner'
import { REPLICAS_MAX, SCHEDULE_DURATION_MAX_MS, SCHEDULES_MAX } from './config.ts'
import type { PolicySpec } from './policy.ts'

/** A window of time with bounds of its own; at least one of them is given. */
export type ScheduleSpec = {
  readonly name: string
  /** When it begins: minute, hour, day of month, month, day of week. */
  readonly cron: string
  /** How long it is open, above 0 to `SCHEDULE_DURATION_MAX_MS`. */
  readonly durationMs: number
  /** An IANA time zone, such as `Europe/Berlin`; UTC without it. */
  readonly timeZone?: string
  readonly min?: number
  readonly max?: number
}

/** The bounds in force, and the windows that set them. */
export type Bounds = {
  readonly min: number
  readonly max: number
  readonly schedules: readonly string[]
}

/**
 * The bounds at a Unix time in milliseconds. Of several open windows the largest minimum and the
 * largest maximum count; a minimum above the maximum gives way to it.
 */
export function boundsAt(policy: PolicySpec, wallMs: number): Bounds {
  const open = (policy.schedules ?? []).filter(schedule => isOpen(schedule, wallMs))
  const minima = open.flatMap(({ min }) => (min === undefined ? [] : [min]))
  const maxima = open.flatMap(({ max }) => (max === undefined ? [] : [max]))
  const max = maxima.length > 0 ? Math.max(...maxima) : policy.max
  const min = minima.length > 0 ? Math.max(...minima) : policy.min
  return { min: Math.min(min, max), max, schedules: open.map(({ name }) => name) }
}

/**
 * The bounds that a count never leaves, whatever the time: those that a person may choose within,
 * and that a stored count is checked against.
 */
export function widestBounds(policy: PolicySpec): { readonly min: number; readonly max: number } {
  const schedules = policy.schedules ?? []
  return {
    min: Math.min(policy.min, ...schedules.map(({ min }) => min ?? policy.min)),
    max: Math.max(policy.max, ...schedules.map(({ max }) => max ?? policy.max)),
  }
}

/** What is wrong with the schedules of a policy, one line each, beginning with `schedules`. */
export function scheduleProblems(policy: PolicySpec): string[] {
  const { schedules = [] } = policy
  const problems: string[] = []
  if (schedules.length > SCHEDULES_MAX) {
    problems.push(`schedules: there are ${schedules.length}; at most ${SCHEDULES_MAX} are allowed`)
  }
  for (const schedule of schedules) {
    const { name, durationMs, timeZone } = schedule
    const complain = (what: string) => problems.push(`schedules: '${name}' ${what}`)
    if (!(durationMs > 0 && durationMs <= SCHEDULE_DURATION_MAX_MS)) {
      complain(`lasts ${durationMs} ms; it is above 0 to ${SCHEDULE_DURATION_MAX_MS}`)
    }
    if (timeZone !== undefined && !isTimeZone(timeZone)) complain(`is in no zone '${timeZone}'`)
    else {
      const reason = patternProblem(schedule)
      if (reason !== undefined) complain(`has no cron pattern: ${reason}`)
    }
    if (schedule.min === undefined && schedule.max === undefined) complain('has no min and no max')
    const { min = policy.min, max = policy.max } = schedule
    const isInteger = Number.isInteger(min) && min >= 0 && Number.isInteger(max) && max >= 1
    if (!isInteger || max > REPLICAS_MAX) complain(`has bounds from ${min} to ${max}`)
    else if (min > max) complain(`has min (${min}) above max (${max})`)
  }
  return problems
}

/** A pattern, and the last answer, which holds until the time it was asked for reaches it. */
type Compiled = { readonly cron: Cron; afterMs: number; nextMs: number }

/** Specifications are immutable, so what was read from one stays true. */
const compiled = new WeakMap<ScheduleSpec, Compiled>()

function isOpen(schedule: ScheduleSpec, wallMs: number): boolean {
  const afterMs = wallMs - schedule.durationMs
  let known = compiled.get(schedule)
  if (known === undefined) {
    known = { cron: cronOf(schedule), afterMs: Number.NaN, nextMs: Number.NaN }
    compiled.set(schedule, known)
  }
  // Nothing begins between `known.afterMs` and `known.nextMs`.
  if (!(known.afterMs <= afterMs && afterMs < known.nextMs)) {
    known.afterMs = afterMs
    known.nextMs = known.cron.nextRun(isoTime(afterMs))?.getTime() ?? Number.POSITIVE_INFINITY
  }
  return known.nextMs <= wallMs
}

/** Swedes write dates as ISO 8601 does; beginnings are at whole minutes, so seconds are enough. */
const UTC = new Intl.DateTimeFormat('sv-SE', {
  ...{ timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' },
})

function isoTime(wallMs: number): string {
  return `${UTC.format(wallMs).replace(' ', 'T')}Z`
}

function cronOf({ cron, timeZone }: ScheduleSpec): Cron {
  return new Cron(cron, { mode: '5-part', timezone: timeZone ?? 'UTC', paused: true })
}

function patternProblem(schedule: ScheduleSpec): string | undefined {
  try {
    cronOf(schedule)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
