/**
 * A health report: every check with its state, cause and statistics, for people and programs.
 *
 * The report itself is plain data, so its JSON is the data as it is; Markdown is made of it.
 */

import type { CheckStatus } from './check-tracker.ts'
import type { CheckStatistics } from './statistics.ts'
import type { HealthSummary } from './summary.ts'

/** One check in a report. */
export type CheckLine = CheckStatus & {
  /** What is checked, for people. */
  readonly target: string
  readonly statistics: CheckStatistics
}

export type HealthReport = {
  /** Unix time. */
  readonly atMs: number
  readonly summary: HealthSummary
  /** Worst first, then by target and name. */
  readonly checks: readonly CheckLine[]
}

const ORDER = { critical: 0, unknown: 1, warning: 2, passing: 3 } as const

/** Puts a report together as of `atMs`. */
export function healthReport(
  atMs: number,
  summary: HealthSummary,
  checks: readonly CheckLine[],
): HealthReport {
  const sorted = checks.toSorted(
    (a, b) =>
      ORDER[a.state] - ORDER[b.state] || compare(a.target, b.target) || compare(a.name, b.name),
  )
  return { atMs, summary, checks: sorted }
}

/** The report as a Markdown page; `at` is its time as people write it. */
export function reportMarkdown({ atMs, summary, checks }: HealthReport, at: string): string {
  const { overallStatus, totalChecks, healthyChecks, uptime, responseTimeMs } = summary
  const lines = [
    '# Health report',
    '',
    `**${overallStatus}** at ${at}: ${healthyChecks} of ${totalChecks} checks are healthy.`,
    '',
    `Uptime: ${percent(uptime.lastHour)} of the last hour, ${percent(uptime.lastDay)} of the last ` +
      `day, ${percent(uptime.lastWeek)} of the last week.`,
    `Response times: p50 ${time(responseTimeMs.p50)}, p95 ${time(responseTimeMs.p95)}, ` +
      `p99 ${time(responseTimeMs.p99)}.`,
    '',
    '| target | check | state | since | uptime 1 h / 24 h / 7 d | p50 / p95 / p99 | why |',
    '|---|---|---|---|---|---|---|',
    ...checks.map(check => `| ${cellsOf(check, atMs).map(escaped).join(' | ')} |`),
  ]
  return `${lines.join('\n')}\n`
}

function cellsOf(check: CheckLine, atMs: number): string[] {
  const { target, name, state, changedAtMs, cause, output, statistics } = check
  const { uptimeLastHour, uptimeLastDay, uptimeLastWeek } = statistics
  const { responseTimeMsP50, responseTimeMsP95, responseTimeMsP99 } = statistics
  return [
    target,
    name,
    state,
    `${Math.max(0, Math.round((atMs - changedAtMs) / 1_000))} s`,
    [uptimeLastHour, uptimeLastDay, uptimeLastWeek].map(percent).join(' / '),
    [responseTimeMsP50, responseTimeMsP95, responseTimeMsP99].map(time).join(' / '),
    state === 'passing' ? output : cause || output,
  ]
}

/** A cell's text; what a server says must not become a table, a link or markup. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+!|~]/g, '\\$&')
}

function percent(ratio: number | null): string {
  return ratio === null ? '–' : `${(100 * ratio).toFixed(2)} %`
}

function time(ms: number | null): string {
  return ms === null ? '–' : `${Number(ms.toPrecision(3))} ms`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
