/**
 * What each node holds while a decision is being made.
 *
 * Built once from the placed tasks, then updated with every placement, so that the tasks of one
 * decision see each other.
 */

import { BUSY_SHARE, FAILURE_WINDOW_MS } from './config.ts'
import type { Affinity, PlacedTask, Resources, SchedulerNode, TaskFailure } from './snapshot.ts'

/** A node and what is reserved and running on it. */
export type NodeLoad = {
  readonly node: SchedulerNode
  /** Breaks ties between nodes that score the same. */
  readonly order: number
  cpuMillicores: number
  memoryBytes: number
  tasks: number
  /** Tasks that count, by service. */
  readonly byService: Map<string, number>
  /** Failures within the window, by service and spec revision. */
  readonly failures: Map<string, number>
}

/** Names a service's spec in `NodeLoad.failures`. */
export function specKey(serviceId: string, specRevision: number): string {
  return `${serviceId}@${specRevision}`
}

/** The load of each node, in the order of `nodes`, which is also the order of ties. */
export function openLedger(
  nodes: readonly SchedulerNode[],
  placed: readonly PlacedTask[],
  failures: readonly TaskFailure[],
  nowMs: number,
): NodeLoad[] {
  const loads = nodes.map((node, order) => ({
    node,
    order,
    cpuMillicores: 0,
    memoryBytes: 0,
    tasks: 0,
    byService: new Map<string, number>(),
    failures: new Map<string, number>(),
  }))
  const byId = new Map(loads.map(load => [load.node.id, load]))
  for (const task of placed) {
    const load = byId.get(task.nodeId)
    if (load === undefined) continue
    reserve(load, task.reservations)
    if (task.isStopping !== true) count(load, task.serviceId)
  }
  for (const failure of failures) {
    const load = byId.get(failure.nodeId)
    if (load === undefined || nowMs - failure.atMs > FAILURE_WINDOW_MS) continue
    const key = specKey(failure.serviceId, failure.specRevision)
    load.failures.set(key, (load.failures.get(key) ?? 0) + 1)
  }
  return loads
}

/** Enters one more running task of `serviceId`. */
export function place(load: NodeLoad, serviceId: string, reservations: Resources): void {
  reserve(load, reservations)
  count(load, serviceId)
}

/** Takes a task of `serviceId` off the node again. */
export function unplace(load: NodeLoad, serviceId: string, reservations: Resources): void {
  load.cpuMillicores -= reservations.cpuMillicores
  load.memoryBytes -= reservations.memoryBytes
  load.tasks--
  load.byService.set(serviceId, (load.byService.get(serviceId) ?? 0) - 1)
}

/** The larger of the node's reserved shares of CPU and memory; 1 is full. */
export function reservedShare(load: NodeLoad): number {
  const { capacity } = load.node
  const cpu = capacity.cpuMillicores > 0 ? load.cpuMillicores / capacity.cpuMillicores : 0
  const memory = capacity.memoryBytes > 0 ? load.memoryBytes / capacity.memoryBytes : 0
  return Math.max(cpu, memory)
}

/** True if the machine's processors are nearly all in use, whatever is reserved. */
export function isBusy({ node }: NodeLoad): boolean {
  const { used, capacity } = node
  return used !== undefined && used.cpuMillicores > capacity.cpuMillicores * BUSY_SHARE
}

/** True if the node has, or for the other kind has no, task of the service. */
export function isMet(load: NodeLoad, { serviceId, isAnti }: Affinity): boolean {
  return (load.byService.get(serviceId) ?? 0) > 0 !== isAnti
}

/** How many preferred affinities the node misses. */
export function missedAffinities(load: NodeLoad, affinities: readonly Affinity[]): number {
  let missed = 0
  for (const one of affinities) if (!one.isRequired && !isMet(load, one)) missed++
  return missed
}

function reserve(load: NodeLoad, reservations: Resources): void {
  load.cpuMillicores += reservations.cpuMillicores
  load.memoryBytes += reservations.memoryBytes
}

function count(load: NodeLoad, serviceId: string): void {
  load.tasks++
  load.byService.set(serviceId, (load.byService.get(serviceId) ?? 0) + 1)
}
