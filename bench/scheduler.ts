/**
 * The scheduler: how long one decision takes where 30,000 tasks run on 1,000 nodes.
 *
 * A decision is what a turn of the leader asks for: nodes for a group of tasks among all that run.
 * There is no peer to run beside: figures of others are of real clusters (classic Swarm: 400 ms).
 */

import { type PendingTask, type PlacedTask, type SchedulerNode, schedule } from '@polis/scheduler'
import { type Measure, Measurements, OURS } from './report.ts'
import type { Findings, Subsystem } from './subsystem.ts'

const NODES = 1_000
const TASKS = 30_000
const SERVICES = 300
/** Decisions a shape and turn. */
const DECISIONS = 60
const TURNS = 3
const MIB = 1024 ** 2

type Shape = {
  readonly name: string
  readonly tasks: number
  readonly fields: Partial<PendingTask>
}

const ZONES: Partial<PendingTask> = {
  constraints: ['node.labels.disk == ssd'],
  preferences: [{ spread: 'node.labels.zone' }],
}
const NEAR: Partial<PendingTask> = {
  affinities: [
    { serviceId: 'service-1', name: 'service-1', isAnti: false, isRequired: false },
    { serviceId: 'service-2', name: 'service-2', isAnti: true, isRequired: true },
  ],
}

const SHAPES: readonly Shape[] = [
  { name: '1 task, spread', tasks: 1, fields: {} },
  { name: '100 tasks, spread over zones', tasks: 100, fields: ZONES },
  { name: '500 tasks, spread', tasks: 500, fields: {} },
  { name: '100 tasks, packed', tasks: 100, fields: { strategy: 'binpack' } },
  { name: '100 tasks, near and away from services', tasks: 100, fields: NEAR },
  {
    name: '100 tasks that find no room',
    tasks: 100,
    fields: { reservations: { cpuMillicores: 0, memoryBytes: 10 ** 15 } },
  },
  {
    name: '20 tasks that preempt',
    tasks: 20,
    fields: {
      priority: 90,
      preempts: true,
      reservations: { cpuMillicores: 63_000, memoryBytes: 0 },
    },
  },
]

const METHOD: readonly string[] = [
  `${TASKS.toLocaleString('en')} tasks of ${SERVICES} services were placed by the scheduler itself ` +
    `on ${NODES.toLocaleString('en')} nodes in ten zones; each decision then places its tasks ` +
    'beside them and is forgotten.',
  `${DECISIONS} decisions of each shape a turn, ${TURNS} turns, in this process.`,
  'Times are CPU time of the thread, because wall-clock time on a shared machine measures others.',
]

/** `npm run bench -- scheduler`. */
export const scheduler: Subsystem = async (note, { turns = TURNS }): Promise<Findings> => {
  const measurements = new Measurements()
  const nodes = Array.from({ length: NODES }, (_, i) => nodeOf(i))
  for (let turn = 1; turn <= turns; turn++) {
    const startedMs = cpuMs()
    const { placed, times } = filled(nodes)
    const tookMs = cpuMs() - startedMs
    note(`turn ${turn}: ${placed.length} tasks in ${Math.round(tookMs)} ms`)
    const rate = (placed.length / tookMs) * 1_000
    measurements.add({ name: 'tasks placed one service after the other', unit: '1/s' }, OURS, rate)
    measurements.add(goalOf('filling, 100 tasks of a service'), OURS, p99(times))
    for (const shape of SHAPES) {
      const samples = Array.from({ length: DECISIONS }, (_, i) => decide(shape, nodes, placed, i))
      measurements.add(goalOf(shape.name), OURS, p99(samples))
    }
  }
  return { method: METHOD, rows: measurements.rows(), versions: {}, missing: [] }
}

function goalOf(name: string): Measure {
  return { name: `a decision, p99: ${name}`, unit: 'ms', goal: { most: 50 } }
}

function nodeOf(i: number): SchedulerNode {
  return {
    id: `n${String(i).padStart(4, '0')}`,
    name: `n${i}`,
    labels: { zone: `z${i % 10}`, disk: i % 2 === 0 ? 'ssd' : 'hdd' },
    isAlive: true,
    availability: 'ready',
    drivers: ['docker'],
    capacity: { cpuMillicores: 64_000, memoryBytes: 256 * 1024 * MIB },
  }
}

function taskOf(id: string, serviceId: string, fields: Partial<PendingTask>): PendingTask {
  return {
    id,
    serviceId,
    specRevision: 1,
    driver: 'docker',
    constraints: [],
    preferences: [],
    reservations: { cpuMillicores: 100, memoryBytes: 128 * MIB },
    ...fields,
  }
}

/** Places every service after the other; the time of each decision in milliseconds. */
function filled(nodes: readonly SchedulerNode[]) {
  const placed: PlacedTask[] = []
  const times: number[] = []
  for (let service = 0; service < SERVICES; service++) {
    const serviceId = `service-${service}`
    const tasks = Array.from({ length: TASKS / SERVICES }, (_, i) =>
      taskOf(`${serviceId}.${i}`, serviceId, service % 2 === 0 ? {} : ZONES),
    )
    const startedMs = cpuMs()
    const { placements } = schedule({ tasks, nodes, placed })
    times.push(cpuMs() - startedMs)
    for (const { taskId, nodeId } of placements) {
      placed.push({ id: taskId, serviceId, nodeId, reservations: tasks[0]!.reservations })
    }
  }
  if (placed.length !== TASKS) throw new Error('every task finds a node')
  return { placed, times }
}

/** One decision, in milliseconds. */
function decide(
  { tasks: count, fields }: Shape,
  nodes: readonly SchedulerNode[],
  placed: readonly PlacedTask[],
  i: number,
): number {
  const tasks = Array.from({ length: count }, (_, n) => taskOf(`new.${n}`, `new-${i}`, fields))
  const startedMs = cpuMs()
  const { placements, unplaced } = schedule({ tasks, nodes, placed })
  const tookMs = cpuMs() - startedMs
  if (placements.length + unplaced.length !== count) throw new Error('every task is answered')
  return tookMs
}

/** CPU time of this thread. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function p99(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.99) - 1]!
}
