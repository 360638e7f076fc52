/** `polis autoscale ls|history`: policies, and what was decided by them and why. */

import type { HistoryEntry, ServiceView } from '@polis/api'
import { hasCode } from '@polis/base'
import { age, type Column, note, printRows } from '../output.ts'
import type { Session } from '../session.ts'

/** What these commands read of `/v1/policies`. */
type PolicyView = {
  readonly name: string
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly min: number
    readonly max: number
    readonly custom: readonly { readonly metric: string; readonly target: number }[]
  }
}

type PolicyRow = {
  readonly name: string
  readonly policy: PolicyView
  readonly replicas: number | null
  readonly latest: HistoryEntry | undefined
}

/** Targets that a policy may have, in the order in which they are shown. */
const TARGETS = ['cpu', 'memory', 'rps', 'responseTimeMs', 'inflight', 'errorRate'] as const

const POLICY_COLUMNS: readonly Column<PolicyRow>[] = [
  { heading: 'SERVICE', text: ({ name }) => name },
  { heading: 'REPLICAS', text: ({ replicas }) => String(replicas ?? '-') },
  { heading: 'BOUNDS', text: ({ policy }) => `${policy.spec.min}-${policy.spec.max}` },
  { heading: 'TARGETS', text: ({ policy }) => targetsText(policy) },
  { heading: 'SEEN', text: ({ latest }) => (latest ? age(Date.now() - latest.timeMs) : '-') },
  { heading: 'REASON', text: ({ latest }) => latest?.reason ?? '-' },
]

type EntryRow = HistoryEntry & { readonly name: string }

const ENTRY_COLUMNS: readonly Column<EntryRow>[] = [
  { heading: 'TIME', text: ({ timeMs }) => new Date(timeMs).toISOString().slice(0, 19) },
  { heading: 'SERVICE', text: ({ service }) => service },
  { heading: 'REPLICAS', text: ({ from, to }) => (from === to ? `${to}` : `${from} -> ${to}`) },
  { heading: 'REASON', text: ({ reason }) => reason },
  { heading: 'INPUTS', text: ({ inputs }) => JSON.stringify(inputs), isWide: true },
]

/** Policies of the namespace with what their latest evaluation said. */
export async function listPolicies({ client, namespace, output }: Session): Promise<void> {
  const query = { namespace }
  const { value: policies } = await client.call<PolicyView[]>('GET', '/v1/policies', { query })
  if (output === 'json' || output === 'yaml') return printRows(policies, output, [])
  const { value: services } = await client.call<ServiceView[]>('GET', '/v1/services', { query })
  const latest = await latestOf({ client, namespace })
  const rows = policies.map(policy => ({
    name: policy.name,
    policy,
    replicas: services.find(({ name }) => name === policy.name)?.replicas ?? null,
    latest: latest.find(({ service }) => service === policy.name),
  }))
  printRows(rows, output, POLICY_COLUMNS)
}

/** Changes of the count, and with `all` evaluations that changed nothing, newest first. */
export async function showHistory(
  { client, namespace, output }: Session,
  service: string | undefined,
  { all: hasAll }: { readonly all?: boolean },
): Promise<void> {
  const entries = async (more: { readonly evaluations: string; readonly before?: number }) => {
    const query = { namespace, service, ...more }
    return (await client.call<HistoryEntry[]>('GET', '/v1/autoscale/history', { query })).value
  }
  const value = await entries({ evaluations: hasAll ? 'all' : 'changes' })
  let page = hasAll ? value : []
  while (page.length > 0) {
    page = await entries({ evaluations: 'all', before: page.at(-1)!.timeMs })
    value.push(...page)
  }
  if (output === 'json' || output === 'yaml') return printRows(value.map(named), output, [])
  printRows(value.map(named), output, ENTRY_COLUMNS)
}

function named(entry: HistoryEntry): EntryRow {
  return { name: entry.service, ...entry }
}

/** The leader's latest evaluations; none, and a note, while there is no leader to ask. */
async function latestOf({
  client,
  namespace,
}: Pick<Session, 'client' | 'namespace'>): Promise<HistoryEntry[]> {
  try {
    const query = { namespace, evaluations: 'latest' }
    return (await client.call<HistoryEntry[]>('GET', '/v1/autoscale/history', { query })).value
  } catch (error) {
    if (!hasCode(error, 'node/no-leader')) throw error
    note('there is no leader now: evaluations are missing')
    return []
  }
}

function targetsText({ spec }: PolicyView): string {
  const own = TARGETS.filter(name => spec[name] !== undefined).map(name => `${name}=${spec[name]}`)
  const custom = spec.custom.map(({ metric, target }) => `${metric}=${target}`)
  return [...own, ...custom].join(' ') || '-'
}
