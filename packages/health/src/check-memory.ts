/**
 * What is kept of a check when its node is restarted: results, counts, uptime and response times.
 *
 * Times are ages from when it was written, because the monotonic clock begins anew with every
 * process. Its state is not kept: what a check found before a restart says little about now, so it
 * begins with `unknown`, and the time between is observed by nobody. It is plain data for JSON; what
 * is read is looked at before it is used, since a file may hold anything.
 */

import { HEALTH_STATES } from './check.ts'
import { isRecord } from './check-reader.ts'
import type { CheckResult } from './check-tracker.ts'
import type { RecorderMemory } from './statistics.ts'

export type CheckMemory = {
  /** Unix time at which it was taken. */
  readonly atMs: number
  /** Oldest first. */
  readonly history: readonly CheckResult[]
  readonly recorder: RecorderMemory
}

/** A memory out of JSON; undefined if it is none. */
export function readCheckMemory(value: unknown): CheckMemory | undefined {
  if (!isRecord(value)) return undefined
  const { atMs, history, recorder } = value
  const isGood = isCount(atMs) && Array.isArray(history) && history.every(isResult)
  return isGood && isRecorder(recorder) ? (value as CheckMemory) : undefined
}

function isResult(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { outcome, output, responseTimeMs, atMs, state } = value
  const isKnown = ['pass', 'warn', 'fail'].includes(outcome as string)
  const isState = HEALTH_STATES.includes(state as (typeof HEALTH_STATES)[number])
  return (
    isKnown && isState && typeof output === 'string' && isCount(responseTimeMs) && isCount(atMs)
  )
}

function isRecorder(value: unknown): value is RecorderMemory {
  if (!isRecord(value) || !isRecord(value['times']) || !isRecord(value['uptime'])) return false
  const { times, uptime } = value
  const rows = [times['current'], times['previous'], uptime['minutes'], uptime['hours']]
  return isCount(value['results']) && isCount(value['failures']) && isCount(times['ageMs'])
    ? rows.every(row => Array.isArray(row) && row.every(isNumbers))
    : false
}

function isNumbers(row: unknown): boolean {
  return Array.isArray(row) && row.every(isCount)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
