/**
 * Rebalancing: which tasks would move if they were placed anew, and what that gains.
 *
 * Nothing moves by itself when a node returns; this says what would, so that a person decides.
 * Task by task, the fullest nodes first: a task moves if the scheduler would put it on a node that
 * has at least two fewer tasks of its service. So each move makes the spread better, and the plan
 * ends. Packed services and tasks pinned to their nodes stay.
 */

import { MOVES_MAX, TRIES_MAX } from './config.ts'
import { parseDemand } from './demand.ts'
import { type NodeLoad, openLedger, place, unplace } from './ledger.ts'
import { placeGroup } from './schedule.ts'
import type { PendingTask, PlacedTask, Placement, SchedulerNode } from './snapshot.ts'

/** A task that runs, with what it asks for. */
export type RunningTask = { readonly placed: PlacedTask; readonly demand: PendingTask }

export type Move = {
  readonly taskId: string
  readonly fromNodeId: string
  readonly toNodeId: string
  readonly reasons: readonly string[]
}

/** Most and least tasks on a node that takes tasks. */
export type Extremes = { readonly most: number; readonly least: number }

export type RebalancePlan = {
  readonly moves: readonly Move[]
  readonly before: Extremes
  readonly after: Extremes
}

/**
 * The moves that even out `running`, at most `MOVES_MAX`; `others` hold resources and stay. A pure
 * function of its input: the plan that is shown is the plan that is carried out.
 */
export function rebalance(
  nodes: readonly SchedulerNode[],
  running: readonly RunningTask[],
  others: readonly PlacedTask[] = [],
): RebalancePlan {
  const sorted = nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const loads = openLedger(sorted, [...running.map(({ placed }) => placed), ...others], [], 0)
  const byId = new Map(loads.map(load => [load.node.id, load]))
  const before = extremes(loads)
  const moves: Move[] = []
  /** Services of which a task on that node has no better place; neither have the others there. */
  const settled = new Set<string>()
  let tries = 0
  for (const { placed, demand } of byFullness(running)) {
    const key = `${placed.serviceId}@${demand.specRevision} ${placed.nodeId}`
    const from = byId.get(placed.nodeId)
    const isFixed = demand.strategy === 'binpack' || demand.pinnedTo !== undefined
    if (from === undefined || isFixed || settled.has(key)) continue
    if (moves.length >= MOVES_MAX || ++tries > TRIES_MAX) break
    const move = moveOf(demand, from, loads, byId)
    if (move === undefined) settled.add(key)
    else moves.push(move)
  }
  return { moves, before, after: extremes(loads) }
}

/** Moves the task in the ledger if that is better; undefined, and all as it was, if it is not. */
function moveOf(
  demand: PendingTask,
  from: NodeLoad,
  loads: readonly NodeLoad[],
  byId: ReadonlyMap<string, NodeLoad>,
): Move | undefined {
  const parsed = parseDemand(demand)
  if (parsed.kind === 'invalid') return undefined
  const { serviceId, reservations } = demand
  const here = from.byService.get(serviceId) ?? 0
  unplace(from, serviceId, reservations)
  const placements = new Map<string, Placement>()
  placeGroup([demand], parsed, loads, placements)
  const found = placements.get(demand.id)
  const to = found && byId.get(found.nodeId)!
  const there = to === undefined ? 0 : to.byService.get(serviceId)! - 1
  if (found !== undefined && to !== undefined && to !== from && here - there >= 2) {
    const why = `${here} tasks of the service there, ${there} where it would go`
    const { nodeId: toNodeId, reasons } = found
    return {
      ...{ taskId: demand.id, fromNodeId: from.node.id, toNodeId },
      reasons: [why, ...reasons],
    }
  }
  if (to !== undefined) unplace(to, serviceId, reservations)
  place(from, serviceId, reservations)
  return undefined
}

/** Tasks of the services and nodes that have the most first; a stable order. */
function byFullness(running: readonly RunningTask[]): RunningTask[] {
  const key = ({ placed }: RunningTask) => `${placed.serviceId} ${placed.nodeId}`
  const counts = new Map<string, number>()
  for (const task of running) counts.set(key(task), (counts.get(key(task)) ?? 0) + 1)
  return running.toSorted(
    (a, b) => counts.get(key(b))! - counts.get(key(a))! || (a.placed.id < b.placed.id ? -1 : 1),
  )
}

function extremes(loads: readonly NodeLoad[]): Extremes {
  const counts = loads
    .filter(({ node }) => node.isAlive && node.availability === 'ready')
    .map(({ tasks }) => tasks)
  return { most: Math.max(0, ...counts), least: counts.length === 0 ? 0 : Math.min(...counts) }
}
