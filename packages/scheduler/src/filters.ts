/**
 * Filters: which nodes may take a task at all, and why the others may not.
 *
 * A node is refused by the first filter that says no, and the filter then explains all its refusals
 * in one sentence with the figures that matter (the idea is swarmkit's). A new rule is one more
 * entry in `FILTERS`.
 */

import { satisfies } from './constraint.ts'
import type { Demand } from './demand.ts'
import { isMet, type NodeLoad } from './ledger.ts'

/** One rule. */
export type Filter = {
  readonly name: string
  /** True if the node may not take the task. */
  refuses(demand: Demand, load: NodeLoad): boolean
  /** One sentence about the nodes it refused, of which there is at least one. */
  explain(demand: Demand, refused: readonly NodeLoad[]): string
}

const alive: Filter = {
  name: 'alive',
  refuses: (_, load) => !load.node.isAlive,
  explain: (_, refused) => `${nodes(refused, 'is', 'are')} not alive: ${names(refused)}`,
}

const available: Filter = {
  name: 'available',
  refuses({ task }, { node }) {
    const isKept = task.pinnedTo !== undefined && node.availability === 'cordoned'
    return node.availability !== 'ready' && !isKept
  },
  explain(_, refused) {
    const parts = (['cordoned', 'draining'] as const)
      .map(state => [state, refused.filter(load => load.node.availability === state)] as const)
      .filter(([, loads]) => loads.length > 0)
      .map(([state, loads]) => `${nodes(loads, 'is', 'are')} ${state}: ${names(loads)}`)
    return parts.join('; ')
  },
}

const driver: Filter = {
  name: 'driver',
  refuses: ({ task }, { node }) =>
    !node.drivers.includes(task.driver) || node.silentDrivers?.includes(task.driver) === true,
  explain({ task }, refused) {
    const isSilent = ({ node }: NodeLoad) => node.drivers.includes(task.driver)
    const [silent, without] = [refused.filter(isSilent), refused.filter(load => !isSilent(load))]
    const what = `the driver '${task.driver}'`
    const parts = [
      ...(without.length > 0
        ? [`${nodes(without, 'does', 'do')} not offer ${what}: ${names(without)}`]
        : []),
      ...(silent.length > 0
        ? [`${nodes(silent, 'offers', 'offer')} ${what}, which is not reachable: ${names(silent)}`]
        : []),
    ]
    return parts.join('; ')
  },
}

const device: Filter = {
  name: 'device',
  refuses: ({ task }, load) => missingDevices(task.devices ?? [], load).length > 0,
  explain({ task }, refused) {
    const missing = (task.devices ?? []).filter(path =>
      refused.some(load => missingDevices([path], load).length > 0),
    )
    const list = missing.map(path => `'${path}'`).join(', ')
    return `${nodes(refused, 'does', 'do')} not offer the device ${list}: ${names(refused)}`
  },
}

const volume: Filter = {
  name: 'volume',
  refuses: ({ task }, { node }) => task.volumes?.some(({ nodeId }) => nodeId !== node.id) === true,
  explain({ task }, refused) {
    const missing = task.volumes!.filter(one => refused.some(({ node }) => node.id !== one.nodeId))
    const list = missing.map(({ name }) => `'${name}'`).join(', ')
    return `${nodes(refused, 'does', 'do')} not have the volume ${list}: ${names(refused)}`
  },
}

const constraint: Filter = {
  name: 'constraint',
  refuses: ({ constraints }, load) => !constraints.every(one => satisfies(load.node, one)),
  explain({ constraints }, refused) {
    const parts = constraints
      .map(one => [one, refused.filter(load => !satisfies(load.node, one))] as const)
      .filter(([, loads]) => loads.length > 0)
      .map(([one, loads]) => `'${one.text}' (${loads.length})`)
    return `${nodes(refused, 'does', 'do')} not satisfy ${parts.join(', ')}`
  },
}

const affinity: Filter = {
  name: 'affinity',
  refuses: ({ task }, load) =>
    task.affinities?.some(one => one.isRequired && !isMet(load, one)) === true,
  explain({ task }, refused) {
    const parts = task
      .affinities!.filter(({ isRequired }) => isRequired)
      .map(one => [one, refused.filter(load => !isMet(load, one))] as const)
      .filter(([, loads]) => loads.length > 0)
      .map(([{ isAnti, name }, loads]) =>
        isAnti
          ? `${nodes(loads, 'runs', 'run')} '${name}', which it stays away from: ${names(loads)}`
          : `${nodes(loads, 'runs', 'run')} no '${name}', beside which it must be: ${names(loads)}`,
      )
    return parts.join('; ')
  },
}

const memory: Filter = {
  name: 'memory',
  refuses: ({ task }, load) => task.reservations.memoryBytes > freeMemoryBytes(load),
  explain({ task }, refused) {
    const most = largest(refused, freeMemoryBytes)
    const need = mebibytes(task.reservations.memoryBytes, Math.ceil)
    const free = mebibytes(Math.max(0, freeMemoryBytes(most)), Math.floor)
    const lack = `${nodes(refused, 'lacks', 'lack')} memory`
    return `${lack}: need ${need} MiB, most free ${free} MiB on ${most.node.name}`
  },
}

/** Memory that is reserved but taken by something else on the machine is no use to a task. */
const realMemory: Filter = {
  name: 'real-memory',
  refuses: ({ task }, load) =>
    task.reservations.memoryBytes > 0 && task.reservations.memoryBytes > unusedBytes(load),
  explain({ task }, refused) {
    const most = largest(refused, unusedBytes)
    const need = mebibytes(task.reservations.memoryBytes, Math.ceil)
    const free = mebibytes(Math.max(0, unusedBytes(most)), Math.floor)
    const lack = `${nodes(refused, 'has', 'have')} memory unreserved but in use`
    return `${lack}: need ${need} MiB, most unused ${free} MiB on ${most.node.name}`
  },
}

const cpu: Filter = {
  name: 'cpu',
  refuses: ({ task }, load) => task.reservations.cpuMillicores > freeMillicores(load),
  explain({ task }, refused) {
    const most = largest(refused, freeMillicores)
    const need = task.reservations.cpuMillicores / 1000
    const free = Math.max(0, freeMillicores(most)) / 1000
    const lack = `${nodes(refused, 'lacks', 'lack')} CPU`
    return `${lack}: need ${need} cores, most free ${free} on ${most.node.name}`
  },
}

const perNode: Filter = {
  name: 'per-node',
  refuses: ({ task }, load) =>
    task.maxPerNode !== undefined && (load.byService.get(task.serviceId) ?? 0) >= task.maxPerNode,
  explain: ({ task }, refused) =>
    `${nodes(refused, 'already has', 'already have')} ${task.maxPerNode} of this service, ` +
    `the most allowed: ${names(refused)}`,
}

/** All rules, in the order in which they are asked: what no waiting can mend comes first. */
export const FILTERS: readonly Filter[] = [
  alive,
  available,
  driver,
  device,
  volume,
  constraint,
  affinity,
  memory,
  realMemory,
  cpu,
  perNode,
]

/** Rules that stopping other tasks can satisfy. */
export const ROOM_FILTERS: readonly Filter[] = [memory, cpu]

/** The first filter that refuses the node, or undefined if it may take the task. */
export function refusalOf(demand: Demand, load: NodeLoad): Filter | undefined {
  return FILTERS.find(filter => filter.refuses(demand, load))
}

/** One sentence for each filter that refuses any node of `loads`. */
export function explainRefusals(demand: Demand, loads: readonly NodeLoad[]): string[] {
  if (loads.length === 0) return ['there is no node']
  const refused = new Map<Filter, NodeLoad[]>()
  for (const load of loads) {
    const filter = refusalOf(demand, load)
    if (filter === undefined) continue
    const list = refused.get(filter)
    if (list === undefined) refused.set(filter, [load])
    else list.push(load)
  }
  return FILTERS.filter(filter => refused.has(filter)).map(filter =>
    filter.explain(demand, refused.get(filter)!),
  )
}

function missingDevices(wanted: readonly string[], { node }: NodeLoad): string[] {
  const offered = node.devices ?? []
  return wanted.filter(path => !offered.some(one => path === one || path.startsWith(`${one}/`)))
}

function freeMemoryBytes(load: NodeLoad): number {
  return load.node.capacity.memoryBytes - load.memoryBytes
}

function unusedBytes({ node }: NodeLoad): number {
  return node.capacity.memoryBytes - (node.used?.memoryBytes ?? 0)
}

function freeMillicores(load: NodeLoad): number {
  return load.node.capacity.cpuMillicores - load.cpuMillicores
}

function largest(loads: readonly NodeLoad[], measure: (load: NodeLoad) => number): NodeLoad {
  return loads.reduce((best, load) => (measure(load) > measure(best) ? load : best))
}

function mebibytes(bytes: number, round: (value: number) => number): number {
  return round(bytes / 1024 ** 2)
}

function nodes(loads: readonly NodeLoad[], one: string, several: string): string {
  return loads.length === 1 ? `1 node ${one}` : `${loads.length} nodes ${several}`
}

const NAMES_SHOWN = 3

function names(loads: readonly NodeLoad[]): string {
  const shown = loads.slice(0, NAMES_SHOWN).map(load => load.node.name)
  const more = loads.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
