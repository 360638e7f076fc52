/** `polis ls`, `ps`, `node ls`, `inspect`: what there is. */

import type { NodeView, ServiceView, TaskView } from '@polis/api'
import { hasCode, PolisError } from '@polis/base'
import { age, type Column, printRows, printValue } from '../output.ts'
import type { Session } from '../session.ts'

const SERVICE_COLUMNS: readonly Column<ServiceView>[] = [
  { heading: 'NAME', text: service => service.name },
  { heading: 'STACK', text: service => service.stack ?? '-' },
  { heading: 'MODE', text: ({ status }) => status.mode ?? '-' },
  {
    heading: 'REPLICAS',
    text: ({ replicas, status }) =>
      replicas === null ? '-' : `${status.completed ?? status.healthy}/${replicas}`,
  },
  {
    heading: 'ROLLOUT',
    text: ({ status }) => (status.isStopped ? 'stopped' : (status.rollout ?? '-')),
  },
  {
    heading: 'PORTS',
    text: ({ spec }) =>
      spec.ports
        .map(p => (p.published === null ? `${p.target}` : `${p.published}->${p.target}`))
        .join(',') || '-',
  },
  { heading: 'ID', text: service => service.id, isWide: true },
  {
    heading: 'NEXT RUN',
    text: ({ status }) =>
      status.nextRunMs === null ? '-' : new Date(status.nextRunMs).toISOString(),
    isWide: true,
  },
  { heading: 'REASON', text: ({ status }) => status.reason, isWide: true },
]

const TASK_COLUMNS: readonly Column<TaskView>[] = [
  { heading: 'TASK', text: task => task.name },
  { heading: 'ID', text: task => task.id },
  { heading: 'NODE', text: task => task.node || '-' },
  { heading: 'DESIRED', text: task => task.desired },
  { heading: 'PHASE', text: task => task.status.phase },
  { heading: 'HEALTH', text: task => task.status.health },
  { heading: 'ADDRESS', text: task => task.status.address ?? '-' },
  {
    heading: 'SINCE',
    text: task => (task.observed.sinceMs > 0 ? age(Date.now() - task.observed.sinceMs) : '-'),
  },
  { heading: 'REASON', text: task => task.status.reason },
]

const NODE_COLUMNS: readonly Column<NodeView>[] = [
  { heading: 'NAME', text: node => node.name },
  { heading: 'ID', text: node => node.id.slice(-10) },
  { heading: 'STATE', text: node => node.status.liveness },
  { heading: 'AVAILABILITY', text: node => node.availability },
  { heading: 'LEADER', text: node => (node.status.isLeader ? 'yes' : '') },
  { heading: 'TASKS', text: node => String(node.status.tasks) },
  { heading: 'ADDRESS', text: node => `${node.host}:${node.clusterPort}` },
  { heading: 'API', text: node => node.apiAddress, isWide: true },
  { heading: 'RELEASE', text: node => node.release ?? '-', isWide: true },
  { heading: 'RAFT', text: node => String(node.raftId), isWide: true },
  {
    heading: 'LABELS',
    text: node =>
      Object.entries(node.labels)
        .map(([k, v]) => `${k}=${v}`)
        .join(',') || '-',
    isWide: true,
  },
  { heading: 'DRIVERS', text: driversOf, isWide: true },
  { heading: 'DEVICES', text: node => node.devices?.join(',') || '-', isWide: true },
]

/** The drivers of a node; one that does not work now is marked. */
function driversOf({ drivers, silentDrivers = [] }: NodeView): string {
  const words = drivers.map(name => (silentDrivers.includes(name) ? `${name}(silent)` : name))
  return words.join(',') || '-'
}

/** `polis ls`: every service of the namespace. */
export async function listServices({ client, namespace, output }: Session): Promise<void> {
  const { value } = await client.call<ServiceView[]>('GET', '/v1/services', {
    query: { namespace },
  })
  printRows(value, output, SERVICE_COLUMNS)
}

/** `polis ps [SERVICE]`: tasks. */
export async function listTasks(session: Session, service: string | undefined): Promise<void> {
  const { client, namespace, output } = session
  const { value } = await client.call<TaskView[]>('GET', '/v1/tasks', {
    query: { namespace, service },
  })
  printRows(value, output, TASK_COLUMNS)
}

/** `polis node ls`: members. */
export async function listNodes({ client, output }: Session): Promise<void> {
  const { value } = await client.call<NodeView[]>('GET', '/v1/nodes')
  printRows(value, output, NODE_COLUMNS)
}

const KINDS = ['services', 'tasks', 'nodes', 'deployments', 'policies', 'checks'] as const

/** `polis inspect REF`: the first object of any kind with that id, prefix of an id or name. */
export async function inspect(session: Session, reference: string): Promise<void> {
  const { client, namespace, output } = session
  for (const kind of KINDS) {
    try {
      const path = `/v1/${kind}/${encodeURIComponent(reference)}`
      const { value } = await client.call('GET', path, { query: { namespace } })
      return printValue(value, output === 'yaml' ? 'yaml' : 'json')
    } catch (error) {
      if (!hasCode(error, 'api/not-found')) throw error
    }
  }
  throw new PolisError('api/not-found', {
    message: `nothing is called '${reference}'`,
    hint: 'see polis ls, polis ps and polis node ls',
  })
}
