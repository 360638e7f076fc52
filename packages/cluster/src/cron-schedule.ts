/**
 * When a schedule is due: a pure function of the log's time, through `croner`.
 *
 * Only the leader asks, and what it is answered goes into the log: nodes with other time-zone data
 * never disagree. Days on which clocks change are croner's affair: a time that does not exist is
 * run when the clock has passed it, one that comes twice is run once.
 */

import { messageOf } from '@polis/base'
import { Cron } from 'croner'
import type { CronSpec } from './mode.ts'

type Schedule = Pick<CronSpec, 'schedule' | 'timezone'>

/** The first time after `afterMs` at which the schedule is due; null if there is none any more. */
export function nextCronMs({ schedule, timezone }: Schedule, afterMs: number): number | null {
  const next = new Cron(schedule, { timezone, paused: true }).nextRun(isoTime(afterMs))
  return next === null ? null : next.getTime()
}

/** What is wrong with a schedule or its zone; undefined if it can be followed. */
export function cronProblem(schedule: Schedule): string | undefined {
  try {
    nextCronMs(schedule, 0)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Swedish dates are ISO 8601's. */
const ISO_FORMAT = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'UTC',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** A time of the log as people write it: UTC, to the second. */
export function isoTime(timeMs: number): string {
  return `${ISO_FORMAT.format(timeMs).replace(' ', 'T')}Z`
}
