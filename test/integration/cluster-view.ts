/**
 * What a node says of its cluster, as tests ask for it.
 */

import type { ClusterStatus, TaskView } from '@polis/api'
import type { NodeProcess, TestCluster } from './cluster-process.ts'
import { eventually, type Reached } from './eventually.ts'

/**
 * How long an orderly change (voters promoted, a service at its size) may take on a busy machine.
 */
const SETTLE_MS = 40_000

export async function statusOf(node: NodeProcess): Promise<ClusterStatus> {
  return (await node.client.call<ClusterStatus>('GET', '/v1/status')).value
}

/** Waits until every node that runs sees `voters` voters, a leader and all running nodes alive. */
export function settled(cluster: TestCluster, voters: number): Promise<Reached<true>> {
  const running = cluster.nodes.filter(node => node.isRunning)
  const promise = `${running.length} nodes see each other, a leader and ${voters} voters`
  return eventually(promise, SETTLE_MS, async () => {
    const statuses = await Promise.all(running.map(statusOf))
    const isSettled = statuses.every(
      ({ leader, raft, membersAlive }) =>
        leader !== null && raft.voters.length === voters && membersAlive === running.length,
    )
    return isSettled ? true : undefined
  })
}

/** The node that leads, as the running ones see it. */
export async function leaderOf(cluster: TestCluster): Promise<NodeProcess> {
  const running = cluster.nodes.filter(node => node.isRunning)
  const { value } = await eventually('the nodes agree on a leader', SETTLE_MS, async () => {
    const names = await Promise.all(running.map(async node => (await statusOf(node)).leader?.name))
    return new Set(names).size === 1 ? names[0] : undefined
  })
  return cluster.nodes.find(({ name }) => name === value)!
}

/** The tasks of a service as `node` sees them. */
export async function tasksOf(node: NodeProcess, service: string): Promise<TaskView[]> {
  const { value } = await node.client.call<TaskView[]>('GET', '/v1/tasks', { query: { service } })
  return value
}

/** Those that are to run, run, and pass their checks. */
export function healthyOf(tasks: readonly TaskView[]): TaskView[] {
  return tasks.filter(
    ({ desired, status }) =>
      desired === 'running' && status.phase === 'running' && status.health === 'passing',
  )
}

/** Waits until a service has exactly `count` tasks, all healthy, and nothing else of it is left. */
export async function replicas(
  node: NodeProcess,
  service: string,
  count: number,
): Promise<Reached<TaskView[]>> {
  return eventually(`${service} has ${count} healthy tasks and no other`, SETTLE_MS, async () => {
    const tasks = await tasksOf(node, service)
    const isReached = tasks.length === count && healthyOf(tasks).length === count
    return isReached ? tasks : undefined
  })
}

/** Ids of tasks, sorted. */
export function idsOf(tasks: readonly TaskView[]): string[] {
  return tasks.map(({ id }) => id).sort()
}
