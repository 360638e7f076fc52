/**
 * `x-autoscale.schedules`: windows of time with bounds of their own.
 *
 *     schedules: [{cron: "0 8 * * 1-5", duration: 10h, timezone: Europe/Berlin, min: 5}]
 */

import type { ScheduleSpec } from '@polis/autoscaler'
import { ownKeys } from './compose-keys.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

const KEYS = ownKeys('name', 'cron', 'duration', 'timezone', 'min', 'max')

/** The schedules of a policy, under the policy's own field; nothing if there are none. */
export function readSchedules(
  reader: Reader,
  autoscale: Section,
): { readonly schedules?: readonly ScheduleSpec[] } {
  const nodes = reader.list(autoscale, 'schedules')
  const schedules = nodes.flatMap((node, i): ScheduleSpec[] => {
    const path = pathOf(autoscale, `schedules[${i}]`)
    const section = reader.section(node, path)
    reader.checkKeys(section, KEYS)
    const cron = reader.text(section, 'cron')
    const durationMs = reader.durationMs(section, 'duration')
    const name = reader.text(section, 'name') ?? String(cron)
    const timeZone = reader.text(section, 'timezone')
    const min = reader.number(section, 'min')
    const max = reader.number(section, 'max')
    if (cron === undefined || durationMs === undefined) {
      reader.error(node.at, `${path} needs cron and duration`)
      return []
    }
    return [
      {
        ...{ name, cron, durationMs },
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      },
    ]
  })
  return schedules.length === 0 ? {} : { schedules }
}
