/**
 * Preemption: which tasks of lower priority to stop so that one that found no room gets it.
 *
 * Off unless a task asks for it. Of the nodes that lack nothing but room, the one is taken where
 * the most important victim is the least important, then where the fewest are stopped (the idea is
 * Nomad's). What is being stopped already counts as gone, so asking again stops nothing more; the
 * task itself is placed once its room is free.
 */

import { PREEMPTION_DISTANCE, PRIORITY_DEFAULT } from './config.ts'
import { type Demand, groupKey, parseDemand } from './demand.ts'
import { FILTERS, type Filter, ROOM_FILTERS } from './filters.ts'
import { type NodeLoad, place } from './ledger.ts'
import type { PendingTask, PlacedTask, Preemption, Resources } from './snapshot.ts'

/** A node as it will be, and what may be stopped there, the least important first. */
type Future = { load: NodeLoad; readonly lesser: PlacedTask[] }
type Choice = { readonly future: Future; readonly victims: readonly PlacedTask[] }

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
  // As it will be once what is being stopped has ended, with the least important tasks first.
  const futures = loads.map((load): Future => {
    const there = byNode.get(load.node.id) ?? []
    return { load: emptied(load, there), lesser: there.filter(isGoing).sort(byPriority) }
  })
  const choices = new Map<string, (Choice | undefined)[]>()
  return asking
    .toSorted((a, b) => priorityOf(b) - priorityOf(a))
    .flatMap(task => {
      const demand = parseDemand(task)
      if (demand.kind === 'invalid') return []
      const key = groupKey(task)
      const known = choices.get(key) ?? futures.map(future => choiceOf(demand, future))
      choices.set(key, known)
      const best = known.reduce((least, one) => (isBetter(one, least) ? one : least), undefined)
      if (best === undefined) return []
      const { lesser } = best.future
      const load = { ...best.future.load, byService: new Map(best.future.load.byService) }
      best.future.load = load
      for (const victim of best.victims) {
        lesser.splice(lesser.indexOf(victim), 1)
        release(load, victim.reservations)
      }
      place(load, task.serviceId, task.reservations)
      // On this node alone something has changed: for tasks like this one, and for all others.
      known[futures.indexOf(best.future)] = choiceOf(demand, best.future)
      for (const other of choices.keys()) if (other !== key) choices.delete(other)
      return [preemption(task, best)]
    })
}

/** The least important tasks of the node whose end makes room; undefined if none do. */
function choiceOf(demand: Demand, future: Future): Choice | undefined {
  const { load, lesser } = future
  if (OTHER_FILTERS.some(filter => filter.refuses(demand, load))) return undefined
  const limit = priorityOf(demand.task) - PREEMPTION_DISTANCE
  const left = { ...load }
  const isShort = (filter: Filter) => filter.refuses(demand, left)
  const victims: PlacedTask[] = []
  for (const task of lesser) {
    if (priorityOf(task) > limit || !ROOM_FILTERS.some(isShort)) break
    release(left, task.reservations)
    victims.push(task)
  }
  return ROOM_FILTERS.some(isShort) ? undefined : { future, victims }
}

/** True for what may be stopped to make room: it runs on, and holds something. */
function isGoing({ isStopping, reservations }: PlacedTask): boolean {
  return isStopping !== true && (reservations.cpuMillicores > 0 || reservations.memoryBytes > 0)
}

function byPriority(a: PlacedTask, b: PlacedTask): number {
  return priorityOf(a) - priorityOf(b) || (a.id < b.id ? -1 : 1)
}

/** Better: the most important victim is less important, then fewer, then the order of nodes. */
function isBetter(one: Choice | undefined, than: Choice | undefined): boolean {
  if (one === undefined || than === undefined) return one !== undefined
  const highest = ({ victims }: Choice) => (victims.length === 0 ? -1 : priorityOf(victims.at(-1)!))
  const difference = highest(one) - highest(than) || one.victims.length - than.victims.length
  return difference < 0 || (difference === 0 && one.future.load.order < than.future.load.order)
}

function preemption(task: PendingTask, { future: { load }, victims }: Choice): Preemption {
  const { id: nodeId, name } = load.node
  const reason = `waits for tasks of lower priority to be stopped on ${name}`
  return { taskId: task.id, nodeId, victims: victims.map(({ id }) => id), reason }
}

function emptied(load: NodeLoad, placed: readonly PlacedTask[]): NodeLoad {
  const copy = { ...load }
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
