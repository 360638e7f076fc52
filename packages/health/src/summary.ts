/** Many checks on one line, with what they were like lately. */

import { combineStates, type HealthState } from './check.ts'
import type { CheckStatistics } from './statistics.ts'

export type HealthCounts = {
  /** The worst of all; `unknown` if there are no checks at all. */
  readonly overallStatus: HealthState
  readonly totalChecks: number
  /** Passing or warning: what is used. */
  readonly healthyChecks: number
  readonly warningChecks: number
  readonly criticalChecks: number
  readonly unknownChecks: number
}

export type HealthSummary = HealthCounts & {
  /** Parts of the observed time, 0 to 1; null where nothing was observed. */
  readonly uptime: {
    readonly lastHour: number | null
    readonly lastDay: number | null
    readonly lastWeek: number | null
  }
  /** Milliseconds of probes that were answered in the last quarter to half of an hour. */
  readonly responseTimeMs: {
    readonly p50: number | null
    readonly p95: number | null
    readonly p99: number | null
  }
  /** One line of the newest result of the worst check; empty before any. */
  readonly lastOutput: string
}

/** Counts `states`. */
export function summarize(states: Iterable<HealthState>): HealthCounts {
  const counts = { unknown: 0, passing: 0, warning: 0, critical: 0 }
  let totalChecks = 0
  for (const state of states) {
    counts[state]++
    totalChecks++
  }
  const present = (Object.keys(counts) as HealthState[]).filter(state => counts[state] > 0)
  return {
    overallStatus: totalChecks === 0 ? 'unknown' : combineStates(present),
    totalChecks,
    healthyChecks: counts.passing + counts.warning,
    warningChecks: counts.warning,
    criticalChecks: counts.critical,
    unknownChecks: counts.unknown,
  }
}

/** Counts together with the statistics of the same checks. */
export function summaryOf(
  counts: HealthCounts,
  statistics: CheckStatistics,
  lastOutput: string,
): HealthSummary {
  return {
    ...counts,
    uptime: {
      lastHour: statistics.uptimeLastHour,
      lastDay: statistics.uptimeLastDay,
      lastWeek: statistics.uptimeLastWeek,
    },
    responseTimeMs: {
      p50: statistics.responseTimeMsP50,
      p95: statistics.responseTimeMsP95,
      p99: statistics.responseTimeMsP99,
    },
    lastOutput,
  }
}
