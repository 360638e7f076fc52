/**
 * Preemption: which tasks of lower priority to stop so that one that found no room gets it.
 *
 * Off unless a task asks for it. Of the nodes that lack nothing but room, the one is taken where
 * the most important victim is the least important, then where the fewest are stopped (the idea is
 * Nomad's). What is being stopped already counts as gone, so asking again stops nothing more; the
 * task itself is placed once its room is free.
 */

import { PREEMPTION_DISTANCE, PRIORITY_DEFAULT } from './config.ts'
import { type Demand, parseDemand } from './demand.ts'
import { FILTERS, type Filter, ROOM_FILTERS } from './filters.ts'
import { type NodeLoad, place } from './ledger.ts'
import type { PendingTask, PlacedTask, Preemption, Resources } from './snapshot.ts'

type Choice = { readonly load: NodeLoad; readonly victims: readonly PlacedTask[] }

const OTHER_FILTERS = FILTERS.filter(filter => !ROOM_FILTERS.includes(filter))

/** Room for those of `tasks`, which found none, that may preempt; most important first. */
export function makeRoom(
  tasks: readonly PendingTask[],
  placed: readonly PlacedTask[],
  loads: readonly NodeLoad[],
): Preemption[] {
  const asking = tasks.filter(({ preempts }) => preempts === true)
  if (asking.length === 0) return []
  const byNode = Map.groupBy(placed, ({ nodeId }) => nodeId)
  // As it will be once what is being stopped has ended.
  const future = loads.map(load => emptied(load, byNode.get(load.node.id) ?? []))
  const sacrificed = new Set<string>()
  return asking
    .toSorted((a, b) => priorityOf(b) - priorityOf(a))
    .flatMap(task => {
      const demand = parseDemand(task)
      if (demand.kind === 'invalid') return []
      const choices = future.flatMap(load => {
        const others = (byNode.get(load.node.id) ?? []).filter(({ id }) => !sacrificed.has(id))
        return choiceOf(demand, load, others) ?? []
      })
      const [best] = choices.sort(compare)
      if (best === undefined) return []
      for (const victim of best.victims) {
        sacrificed.add(victim.id)
        release(best.load, victim.reservations)
      }
      place(best.load, task.serviceId, task.reservations)
      return [preemption(task, best)]
    })
}

/** The least important tasks of the node whose end makes room; undefined if none do. */
function choiceOf(
  demand: Demand,
  load: NodeLoad,
  placed: readonly PlacedTask[],
): Choice | undefined {
  if (OTHER_FILTERS.some(filter => filter.refuses(demand, load))) return undefined
  const limit = priorityOf(demand.task) - PREEMPTION_DISTANCE
  const lesser = placed
    .filter(task => task.isStopping !== true && priorityOf(task) <= limit)
    .sort((a, b) => priorityOf(a) - priorityOf(b) || (a.id < b.id ? -1 : 1))
  const left = { ...load }
  const isShort = (filter: Filter) => filter.refuses(demand, left)
  const victims: PlacedTask[] = []
  for (const task of lesser) {
    if (!ROOM_FILTERS.some(isShort)) break
    const { cpuMillicores, memoryBytes } = task.reservations
    // What reserves nothing makes no room.
    if (cpuMillicores === 0 && memoryBytes === 0) continue
    release(left, task.reservations)
    victims.push(task)
  }
  return ROOM_FILTERS.some(isShort) ? undefined : { load, victims }
}

/** Where the most important victim is the least important, then the fewest, then by order. */
function compare(a: Choice, b: Choice): number {
  const highest = ({ victims }: Choice) => Math.max(-1, ...victims.map(priorityOf))
  return (
    highest(a) - highest(b) || a.victims.length - b.victims.length || a.load.order - b.load.order
  )
}

function preemption(task: PendingTask, { load, victims }: Choice): Preemption {
  const { id: nodeId, name } = load.node
  const reason = `waits for tasks of lower priority to be stopped on ${name}`
  return { taskId: task.id, nodeId, victims: victims.map(({ id }) => id), reason }
}

function emptied(load: NodeLoad, placed: readonly PlacedTask[]): NodeLoad {
  const copy = { ...load, byService: new Map(load.byService) }
  for (const task of placed) if (task.isStopping === true) release(copy, task.reservations)
  return copy
}

function release(load: NodeLoad, { cpuMillicores, memoryBytes }: Resources): void {
  load.cpuMillicores -= cpuMillicores
  load.memoryBytes -= memoryBytes
}

function priorityOf({ priority = PRIORITY_DEFAULT }: Pick<PlacedTask, 'priority'>): number {
  return priority
}
