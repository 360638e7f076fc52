/**
 * A health report: every check with its state, cause and statistics, for people and programs.
 *
 * The report itself is plain data, so its JSON is the data as it is; Markdown and a page for a
 * browser are made of it. A page has no script, and what a server said is text in it.
 */

import type { CheckStatus } from './check-tracker.ts'
import type { CheckStatistics } from './statistics.ts'
import type { HealthSummary } from './summary.ts'

/** One check in a report. */
export type CheckLine = Omit<CheckStatus, 'lastOutcome' | 'lastAtMs'> & {
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

const HEADINGS = [
  ...['target', 'check', 'state', 'since', 'uptime 1 h / 24 h / 7 d', 'p50 / p95 / p99', 'why'],
]

/** The report as Markdown; `at` is its time as people write it. */
export function reportMarkdown(report: HealthReport, at: string): string {
  const { overallStatus, totalChecks, healthyChecks } = report.summary
  const lines = [
    '# Health report',
    '',
    `**${overallStatus}** at ${at}: ${healthyChecks} of ${totalChecks} checks are healthy.`,
    '',
    ...figuresOf(report.summary),
    `| ${HEADINGS.join(' | ')} |`,
    `|${'---|'.repeat(HEADINGS.length)}`,
    ...report.checks.map(check => `| ${cellsOf(check, report.atMs).map(escaped).join(' | ')} |`),
  ]
  return `${lines.join('\n')}\n`
}

/** The report as a page for a browser; `at` is its time as people write it. */
export function reportPage({ atMs, summary, checks }: HealthReport, at: string): string {
  const { overallStatus, totalChecks, healthyChecks } = summary
  const row = (check: CheckLine) => {
    const cells = cellsOf(check, atMs).map(text => `<td>${asText(text)}</td>`)
    return `<tr class="${check.state}">${cells.join('')}</tr>`
  }
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Health report</title><style>${STYLE}</style></head>
<body><h1>Health report</h1>
<p><b class="${overallStatus}">${overallStatus}</b> at ${asText(at)}: ${healthyChecks} of ${totalChecks}
checks are healthy.</p>
<p>${figuresOf(summary).map(asText).join(' ')}</p>
<table><thead><tr>${HEADINGS.map(text => `<th>${text}</th>`).join('')}</tr></thead>
<tbody>${checks.map(row).join('\n')}</tbody></table></body></html>
`
}

const STYLE = `body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem }
table { border-collapse: collapse } td, th { padding: .2rem .8rem .2rem 0; text-align: left }
.critical td:nth-child(3), b.critical { color: #b00020 }
.warning td:nth-child(3), b.warning { color: #945b00 }
.passing td:nth-child(3), b.passing { color: #006b3c }`

/** Of all checks together; nothing where nobody has them together. */
function figuresOf({ uptime, responseTimeMs }: HealthSummary): string[] {
  const known = [...Object.values(uptime), ...Object.values(responseTimeMs)]
  if (known.every(figure => figure === null)) return []
  return [
    `Uptime: ${percent(uptime.lastHour)} of the last hour, ${percent(uptime.lastDay)} of the last ` +
      `day, ${percent(uptime.lastWeek)} of the last week.`,
    `Response times: p50 ${time(responseTimeMs.p50)}, p95 ${time(responseTimeMs.p95)}, ` +
      `p99 ${time(responseTimeMs.p99)}.`,
    '',
  ]
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

/** Text of a page: nothing of it is markup. */
function asText(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => `&#${character.codePointAt(0)};`)
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
