/** The machine's own clock: monotonic time from `performance`, Unix time from `Date`. */

import type { Clock } from '../clock.ts'

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
}
