/**
 * Placement: filter, score, bind, and say why.
 *
 * Tasks that ask for the same are one group: filters and the spread tree are worked out once a
 * group, and each task then costs O(log nodes), after swarmkit's scheduler. Unlike it, every
 * placement carries its score and its reasons, and reserved resources break ties.
 *
 *     group ─► filters ─► nodes without recent failures of this spec ─► spread ─► fewest tasks
 *                    └──► nodes with them, once the others are full ──┘
 */

import { assert, type Random, shuffled } from '@polis/base'
import { FAILURES_BEFORE_BACK_OFF, PRIORITY_DEFAULT } from './config.ts'
import { type Demand, groupKey, parseDemand } from './demand.ts'
import { explainRefusals, refusalOf } from './filters.ts'
import {
  isBusy,
  missedAffinities,
  type NodeLoad,
  openLedger,
  place,
  reservedShare,
  specKey,
} from './ledger.ts'
import { makeRoom } from './preemption.ts'
import type {
  Affinity,
  PendingTask,
  PlacedTask,
  Placement,
  Schedule,
  SchedulerNode,
  TaskFailure,
  Unplaced,
} from './snapshot.ts'
import { type Pick, SpreadTree } from './spread-tree.ts'

/** What a decision is made from. Ids are unique within `nodes` and within `tasks`. */
export type ScheduleInput = {
  /**
   * In the order in which they get their nodes, of those of equal priority; groups are served by
   * their first task.
   */
  readonly tasks: readonly PendingTask[]
  readonly nodes: readonly SchedulerNode[]
  readonly placed: readonly PlacedTask[]
  /** Failures older than `FAILURE_WINDOW_MS` before `nowMs` do not count. */
  readonly failures?: readonly TaskFailure[]
  readonly nowMs?: number
  /** Breaks ties between equal nodes; without it the smaller id wins. */
  readonly random?: Random
}

/** Finds a node for each task; a function of its input alone (the order of `nodes` is not part). */
export function schedule(input: ScheduleInput): Schedule {
  const byId = [...input.nodes].sort((a, b) => (a.id < b.id ? -1 : 1))
  const nodes = input.random === undefined ? byId : shuffled(byId, input.random)
  const loads = openLedger(nodes, input.placed, input.failures ?? [], input.nowMs ?? 0)
  const placements = new Map<string, Placement>()
  const unplaced = new Map<string, Unplaced>()
  const byNode = new Map(loads.map(load => [load.node.id, load]))
  let waiting = groupsOf(input.tasks)
  // What must be beside others is asked about again once those may have got their nodes.
  for (let isNew = true; isNew && waiting.length > 0; ) {
    const before = placements.size
    waiting = waiting.flatMap(group => {
      const rest = placeWithin(group, loads, byNode, placements, unplaced)
      return rest.length > 0 && group[0]!.affinities?.some(isNearness) ? [rest] : []
    })
    isNew = placements.size > before
  }
  const inInputOrder = <T>(outcomes: Map<string, T>) =>
    input.tasks.map(task => outcomes.get(task.id)).filter(outcome => outcome !== undefined)
  return {
    placements: inInputOrder(placements),
    unplaced: inInputOrder(unplaced),
    preemptions: makeRoom(
      input.tasks.filter(({ id }) => unplaced.has(id)),
      input.placed,
      loads,
    ),
  }
}

function isNearness({ isAnti, isRequired }: Affinity): boolean {
  return isRequired && !isAnti
}

/** Places a group on the nodes that it may have; the tasks that found none, with their reasons. */
function placeWithin(
  group: readonly PendingTask[],
  loads: readonly NodeLoad[],
  byNode: ReadonlyMap<string, NodeLoad>,
  placements: Map<string, Placement>,
  unplaced: Map<string, Unplaced>,
): readonly PendingTask[] {
  const demand = parseDemand(group[0]!)
  const { pinnedTo } = group[0]!
  const pinned = pinnedTo === undefined ? undefined : byNode.get(pinnedTo)
  const within = pinnedTo === undefined ? loads : pinned === undefined ? [] : [pinned]
  const rest = demand.kind === 'invalid' ? group : placeGroup(group, demand, within, placements)
  for (const { id } of group) unplaced.delete(id)
  if (rest.length === 0) return rest
  const reasons = demand.kind === 'invalid' ? demand.reasons : explainRefusals(demand, within)
  for (const { id } of rest) unplaced.set(id, { taskId: id, reasons })
  return rest
}

/** Tasks that ask for the same, by priority and then in order of their first task. */
function groupsOf(tasks: readonly PendingTask[]): (readonly PendingTask[])[] {
  const groups = new Map<string, PendingTask[]>()
  for (const task of tasks) {
    const key = groupKey(task)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [task])
    else group.push(task)
  }
  const priorityOf = ([first]: PendingTask[]) => first!.priority ?? PRIORITY_DEFAULT
  return [...groups.values()].sort((a, b) => priorityOf(b) - priorityOf(a))
}

/** Places what fits into `placements`, and answers the tasks that found no node. */
export function placeGroup(
  group: readonly PendingTask[],
  demand: Demand,
  loads: readonly NodeLoad[],
  placements: Map<string, Placement>,
): readonly PendingTask[] {
  const { serviceId, specRevision, reservations } = demand.task
  const key = specKey(serviceId, specRevision)
  const isFit = (load: NodeLoad) => refusalOf(demand, load) === undefined
  const candidates = loads.filter(isFit)
  const isBackedOff = (load: NodeLoad) => (load.failures.get(key) ?? 0) >= FAILURES_BEFORE_BACK_OFF
  let next = 0
  for (const isLastResort of [false, true]) {
    const eligible = new Set(candidates.filter(load => isBackedOff(load) === isLastResort))
    if (eligible.size === 0) continue
    const tree = new SpreadTree(demand.task, demand.levels, loads, load => eligible.has(load))
    for (; next < group.length; next++) {
      const pick = tree.pick(isFit)
      if (pick === undefined) break
      const task = group[next]!
      assert(!placements.has(task.id), `task ${task.id} is given once`)
      placements.set(task.id, describe(task, demand, pick, candidates.length, loads.length, key))
      place(pick.load, serviceId, reservations)
      tree.placed()
    }
  }
  return group.slice(next)
}

/** The placement with its score and words, from the loads as they were before it. */
function describe(
  task: PendingTask,
  demand: Demand,
  { load, branches }: Pick,
  candidates: number,
  nodes: number,
  key: string,
): Placement {
  const failures = load.failures.get(key) ?? 0
  const isBackedOff = failures >= FAILURES_BEFORE_BACK_OFF
  const ofService = load.byService.get(task.serviceId) ?? 0
  const share = reservedShare(load)
  const { strategy, affinities = [] } = demand.task
  const missed = missedAffinities(load, affinities)
  const reasons = [`${candidates} of ${nodes} nodes could take it`]
  if (isBackedOff) reasons.push(`only nodes where it failed recently are left (${failures} times)`)
  branches.forEach(({ value, tasks }, level) => {
    const attribute = demand.task.preferences[level]!.spread
    reasons.push(`${attribute} '${value}' has the fewest tasks of the service: ${tasks}`)
  })
  const preferred = affinities.filter(({ isRequired }) => !isRequired).length
  if (preferred > 0) reasons.push(`${preferred - missed} of ${preferred} preferred affinities met`)
  if (isBusy(load)) reasons.push('its processors are busy, as those of every other choice')
  if (strategy === 'binpack') reasons.push('the fullest node that it fits, to pack')
  reasons.push(
    `${ofService} tasks of the service on the node, ${load.tasks} in all, ` +
      `${Math.round(share * 100)}% reserved`,
  )
  return {
    taskId: task.id,
    nodeId: load.node.id,
    score: [
      isBackedOff ? 1 : 0,
      ...branches.map(branch => branch.tasks),
      missed,
      ...(strategy === 'binpack' ? [] : [ofService]),
      isBusy(load) ? 1 : 0,
      ...(strategy === 'binpack' ? [1 - share] : [load.tasks, share]),
    ],
    reasons,
  }
}
