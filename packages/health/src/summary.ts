/** Many checks on one line. */

import { combineStates, type HealthState } from './check.ts'

export type HealthSummary = {
  /** The worst of all; `unknown` if there are no checks at all. */
  readonly overallStatus: HealthState
  readonly totalChecks: number
  /** Passing or warning: what is used. */
  readonly healthyChecks: number
  readonly warningChecks: number
  readonly criticalChecks: number
  readonly unknownChecks: number
}

/** Counts `states`. */
export function summarize(states: readonly HealthState[]): HealthSummary {
  const count = (state: HealthState) => states.filter(other => other === state).length
  const warningChecks = count('warning')
  return {
    overallStatus: states.length === 0 ? 'unknown' : combineStates(states),
    totalChecks: states.length,
    healthyChecks: count('passing') + warningChecks,
    warningChecks,
    criticalChecks: count('critical'),
    unknownChecks: count('unknown'),
  }
}
