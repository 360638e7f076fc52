/** `polis check ls|history|report`: what the checks of endpoints find, and what tasks say. */

import type { CheckReport, CheckReports } from '@polis/api'
import { age, type Column, note, print, printRows, printValue, table } from '../output.ts'
import type { Session } from '../session.ts'

const COLUMNS: readonly Column<CheckReport>[] = [
  { heading: 'CHECK', text: ({ service, name }) => `${service}.${name}` },
  { heading: 'ENDPOINT', text: check => check.endpoint },
  { heading: 'NODE', text: check => check.node },
  { heading: 'STATE', text: check => check.state },
  { heading: 'SINCE', text: check => age(Date.now() - check.changedAtMs) },
  { heading: 'UPTIME', text: ({ statistics }) => percent(statistics.uptimeLastHour) },
  { heading: 'P95', text: ({ statistics }) => time(statistics.responseTimeMsP95) },
  { heading: 'OUTPUT', text: check => check.output },
  { heading: 'CAUSE', text: check => check.cause, isWide: true },
  { heading: 'TYPE', text: check => check.type, isWide: true },
  { heading: 'PURPOSE', text: check => check.purpose, isWide: true },
  { heading: '24H', text: ({ statistics }) => percent(statistics.uptimeLastDay), isWide: true },
  { heading: '7D', text: ({ statistics }) => percent(statistics.uptimeLastWeek), isWide: true },
  { heading: 'P50', text: ({ statistics }) => time(statistics.responseTimeMsP50), isWide: true },
  { heading: 'P99', text: ({ statistics }) => time(statistics.responseTimeMsP99), isWide: true },
  { heading: 'VERDICT', text: ({ verdict }) => verdict ?? '-', isWide: true },
  { heading: 'VOTES', text: votes, isWide: true },
  { heading: 'ID', text: check => check.id, isWide: true },
]

/** `polis check ls [SERVICE]`: every check of every endpoint. */
export async function listChecks(session: Session, service: string | undefined): Promise<void> {
  const { client, namespace, output } = session
  const query = { namespace, service }
  const { value } = await client.call<CheckReports>('GET', '/v1/health/checks', { query })
  if (output === 'json' || output === 'yaml') return printValue(value, output)
  printRows(value.checks, output, COLUMNS)
  noteUnanswered(value)
}

/** `polis check history CHECK`: the last results of each endpoint, oldest first. */
export async function showHistory(session: Session, check: string): Promise<void> {
  const { client, namespace, output } = session
  const path = `/v1/checks/${encodeURIComponent(check)}/history`
  const { value } = await client.call<CheckReports>('GET', path, { query: { namespace } })
  if (output === 'json' || output === 'yaml') return printValue(value, output)
  const rows = value.checks
    .flatMap(({ endpoint, results }) => results.map(result => ({ endpoint, ...result })))
    .sort((a, b) => a.atMs - b.atMs)
  print(table(['TIME', 'ENDPOINT', 'RESULT', 'STATE', 'TOOK', 'OUTPUT'], rows.flatMap(rowsOf)))
  for (const report of value.checks.filter(({ verdict }) => verdict !== undefined)) {
    print(`${report.endpoint} is ${report.verdict} by the votes of ${votes(report)}`)
  }
  noteUnanswered(value)
}

/** `polis check report CHECK TASK`: says how a task is, for its check of type ttl. */
export async function reportCheck(
  { client, namespace }: Session,
  [check, task]: readonly [string, string],
  flags: { readonly state: string; readonly message?: string },
): Promise<void> {
  const path = `/v1/checks/${encodeURIComponent(check)}/ttl`
  const body = { task, state: flags.state, output: flags.message ?? '' }
  await client.call('PUT', path, { query: { namespace }, body })
  print(`${task} is ${flags.state}`)
}

type Row = CheckReport['results'][number] & { readonly endpoint: string }

/** A result; before it, the time in which nobody looked, as such. */
function rowsOf({ atMs, endpoint, outcome, state, responseTimeMs, output, ...more }: Row) {
  const at = new Date(atMs).toISOString()
  const row = [at, endpoint, outcome, state, time(responseTimeMs), output]
  const { unobservedMs } = more
  if (unobservedMs === undefined) return [row]
  const since = new Date(atMs - unobservedMs).toISOString()
  const gap = `nobody looked for ${age(unobservedMs)}: the node did not run`
  return [[since, endpoint, '-', 'unknown', '-', gap], row]
}

/** Who votes what: `n1 passing, n2 critical (observer), n3 critical (balancers)`. */
function votes({ votes: all = [] }: CheckReport): string {
  if (all.length === 0) return '-'
  const texts = all.map(({ node, voter, state }) => {
    return voter === 'owner' ? `${node} ${state}` : `${node} ${state} (${voter})`
  })
  return texts.join(', ')
}

function noteUnanswered({ unanswered }: CheckReports): void {
  if (unanswered.length > 0) note(`not everything was said by: ${unanswered.join(', ')}`)
}

function percent(ratio: number | null): string {
  return ratio === null ? '-' : `${(100 * ratio).toFixed(2)}%`
}

function time(ms: number | null): string {
  return ms === null || ms === 0 ? '-' : `${Number(ms.toPrecision(3))}ms`
}
