/** `polis status`, `resolve`, `events`, `logs`: what goes on. */

import type {
  ClusterStatus,
  FeedEvent,
  LaggedEvent,
  ResolvedEndpoint,
  TaskLogLine,
} from '@polis/api'
import { note, print, printable, printRows, printValue } from '../output.ts'
import type { Session } from '../session.ts'

/** `polis status`: the cluster on one screen. */
export async function showStatus({ client, output }: Session): Promise<void> {
  const { value } = await client.call<ClusterStatus>('GET', '/v1/status')
  if (output === 'json' || output === 'yaml') return printValue(value, output)
  const { raft } = value
  print(
    [
      `cluster    ${value.clusterId}`,
      `node       ${value.node.name} (${value.node.version})`,
      `leader     ${value.leader?.name ?? 'none'}`,
      `members    ${value.membersAlive} of ${value.members} alive`,
      `raft       ${raft.role}, term ${raft.term}, applied ${raft.appliedIndex}; ` +
        `voters ${raft.voters.join(', ') || '-'}; learners ${raft.learners.join(', ') || '-'}`,
      `services   ${value.services}`,
      `tasks      ${value.tasksRunning} of ${value.tasksDesired} running`,
      `health     ${lagText(value.propagation)}`,
      ...value.warnings.map(warning => `warning    ${warning}`),
    ].join('\n'),
  )
}

function lagText(lag: ClusterStatus['propagation']): string {
  if (lag === null) return 'no change of another node was seen yet'
  return `changes of others reach this balancer in ${lag.p50Ms} ms (p50), ${lag.p99Ms} ms (p99)`
}

/** `polis resolve NAME`: the endpoints of a service as this node sees them. */
export async function resolveName(
  { client, namespace, output }: Session,
  name: string,
  options: {
    readonly healthy?: boolean
    readonly tag: readonly string[]
    readonly label?: string
    readonly ofVersion?: string
    readonly near?: string | true
  },
): Promise<void> {
  const path = `/v1/resolve/${encodeURIComponent(name)}`
  const query = {
    namespace,
    healthy: options.healthy ?? false,
    tag: options.tag.length === 0 ? undefined : options.tag.join(','),
    label: options.label,
    version: options.ofVersion,
    near: options.near,
  }
  const { value } = await client.call<ResolvedEndpoint[]>('GET', path, { query })
  const rows = value.map(endpoint => ({ ...endpoint, name: endpoint.id }))
  if (output === 'json' || output === 'yaml') return printValue(value, output)
  printRows(rows, output, [
    { heading: 'ID', text: row => row.id },
    { heading: 'ADDRESS', text: row => `${row.address}:${row.port}` },
    { heading: 'HEALTH', text: row => row.health },
    { heading: 'NODE', text: row => row.node },
    { heading: 'WEIGHT', text: row => String(row.weight), isWide: true },
  ])
}

/** `polis events [-w] [--since ID]`: every change; without `-w` only those that are kept. */
export async function showEvents(
  { client, output }: Session,
  options: { readonly watch?: boolean; readonly since?: string; readonly topic?: string },
): Promise<void> {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  const { since, topic, watch = false } = options
  const query = { since, topic, follow: watch }
  const headers = { accept: 'application/x-ndjson' }
  const { signal } = controller
  for await (const event of client.lines<FeedEvent>('/v1/events', { query, headers, signal })) {
    if (output === 'json' || output === 'yaml') print(JSON.stringify(event))
    else print(eventLine(event))
  }
}

function eventLine(event: FeedEvent): string {
  if (event.topic === 'lagged') return `${event.reason}; the oldest kept is ${event.details.oldest}`
  const time = new Date(event.timeMs).toISOString().slice(0, 19)
  const what = event.topic === 'resync' ? wholeText(event.details) : changeText(event)
  return printable(
    `${time}  ${event.id.padEnd(8)}  ${what}${event.reason ? `: ${event.reason}` : ''}`,
  )
}

function changeText({ topic, name, action, details }: Exclude<FeedEvent, LaggedEvent>): string {
  const now =
    topic === 'health' ? details['health'] : topic === 'liveness' ? details['liveness'] : ''
  return typeof now === 'string' && now !== ''
    ? `${topic} ${name} ${now}`
    : `${topic} ${name} ${action}`
}

/** The whole observed state, in numbers; `-o json` has it all. */
function wholeText(details: Readonly<Record<string, unknown>>): string {
  const { nodes, endpoints } = details as { nodes: unknown[]; endpoints: unknown[] }
  return `resync of ${nodes.length} nodes and ${endpoints.length} endpoints`
}

/** `polis logs SERVICE|TASK [-f] [--tail N]`. */
export async function showLogs(
  { client, namespace, output }: Session,
  reference: string,
  options: { readonly follow?: boolean; readonly tail?: string },
): Promise<void> {
  const isTask = await client
    .call('GET', `/v1/tasks/${encodeURIComponent(reference)}`, { query: { namespace } })
    .then(() => true)
    .catch(() => false)
  const path = `/v1/${isTask ? 'tasks' : 'services'}/${encodeURIComponent(reference)}/logs`
  const query = { namespace, follow: options.follow ?? false, tail: options.tail }
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  let lines = 0
  for await (const line of client.lines<TaskLogLine>(path, { query, signal: controller.signal })) {
    lines++
    if (output === 'json') print(JSON.stringify(line))
    else print(`${line.task} | ${printable(line.text)}`)
  }
  if (lines === 0) note(`${reference} has written nothing`)
}
