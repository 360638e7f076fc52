import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HealthState, ProbeOutcome } from './check.ts'
import { CheckTracker } from './check-tracker.ts'
import { parseCheck } from './parse-check.ts'
import { type CheckLine, healthReport, reportMarkdown, reportPage } from './report.ts'
import { mergedStatistics } from './statistics.ts'
import { summarize, summaryOf } from './summary.ts'

function tracker(outcome: ProbeOutcome, output: string): CheckTracker {
  const parsed = parseCheck({ type: 'tcp', retries: 1 })
  assert(parsed.kind === 'ok')
  const made = new CheckTracker('e1', parsed.check, -60_000, 0, {
    historyMax: 9,
    historyAgeMs: 1e6,
  })
  made.apply({ outcome, output, responseTimeMs: 10 }, 0, 1_000)
  return made
}

function lineOf(target: string, made: CheckTracker): CheckLine {
  return { ...made.status, target, statistics: made.statistics(9_000) }
}

const trackers = [tracker('pass', 'fine'), tracker('fail', 'a <b>|[x](y)')]
const states: HealthState[] = trackers.map(({ state }) => state)
const statistics = mergedStatistics(
  trackers.map(({ recorder }) => recorder),
  9_000,
)
const report = healthReport(10_000, summaryOf(summarize(states), statistics, 'fine'), [
  lineOf('service web', trackers[0]!),
  lineOf('service db', trackers[1]!),
])

test('a report begins with what is worst, and is plain data', () => {
  assert.deepEqual(
    report.checks.map(({ state }) => state),
    ['critical', 'passing'],
  )
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report)
})

test('a report as Markdown says state, cause, uptime and response times', () => {
  const text = reportMarkdown(report, 'noon')
  assert.match(text, /^# Health report\n\n\*\*critical\*\* at noon: 1 of 2 checks are healthy\./)
  assert.match(text, /Uptime: 50\.00 % of the last hour/)
  assert.match(text, /\| service web \| tcp \| passing \| 9 s \| 100\.00 % .* \| fine \|/)
})

test('what a server says stays a text in a report', () => {
  assert(reportMarkdown(report, 'noon').includes('a failure: a \\<b\\>\\|\\[x\\]\\(y\\) |'))
})

test('a report as a page has every check, and nothing that a server said is markup', () => {
  const page = reportPage(report, 'noon')
  assert.match(page, /<b class="critical">critical<\/b> at noon: 1 of 2/)
  assert.match(page, /<tr class="passing"><td>service web<\/td><td>tcp<\/td>/)
  assert(page.includes('a failure: a &#60;b&#62;|[x](y)'))
  assert.doesNotMatch(page, /<script|<b>/)
})
