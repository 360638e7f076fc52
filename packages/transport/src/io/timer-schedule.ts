/** The `Schedule` of the real world: the event loop. */

import type { Schedule } from '../schedule.ts'

/** Runs a task in a later turn of the event loop, or after a timer. */
export const timerSchedule: Schedule = (task, delayMs) => {
  if (delayMs <= 0) {
    const immediate = setImmediate(task)
    return () => clearImmediate(immediate)
  }
  const timer = setTimeout(task, delayMs)
  return () => clearTimeout(timer)
}
