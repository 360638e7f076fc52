/** Ends the pauses of services whose time is over; the balancers have gone on by themselves. */

import type { Turn } from './turn.ts'

export function endPauses(turn: Turn): void {
  for (const { namespace, name, pausedUntilMs } of turn.state.sorted('service')) {
    if (pausedUntilMs === undefined || !turn.isDue(pausedUntilMs)) continue
    const reason = 'the time of its pause was over'
    turn.add('service', { op: 'service.pause', namespace, name, durationMs: null, reason })
  }
}
