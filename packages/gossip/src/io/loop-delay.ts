/**
 * How late the event loop runs, from perf_hooks: the p99 of each period.
 *
 * A starved process misses acks that did arrive; the machine must know before it accuses.
 */

import { monitorEventLoopDelay } from 'node:perf_hooks'

/** The finest step at which the delay is sampled; the histogram itself costs next to nothing. */
const RESOLUTION_MS = 20
const NANOSECONDS_PER_MS = 1e6

/** Reports the delay every `periodMs` until the answer is called. */
export function watchLoopDelay(periodMs: number, report: (lagMs: number) => void): () => void {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  const timer = setInterval(() => {
    // The sampling timer itself is one resolution late when all is well.
    const lagMs = histogram.percentile(99) / NANOSECONDS_PER_MS - RESOLUTION_MS
    histogram.reset()
    report(Math.max(0, lagMs))
  }, periodMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    histogram.disable()
  }
}
