/**
 * What a container of Polis is called and labelled, and how it is known again.
 *
 * Everything made on an engine carries the cluster and the node, so that several nodes and other
 * users share one engine and nobody touches what is not its own. A restarted node reads its tasks
 * back from the labels alone.
 */

import type { AssignedPort, TaskId, TaskStart } from '../task.ts'

export const LABELS = {
  cluster: 'io.polis.cluster',
  node: 'io.polis.node',
  task: 'io.polis.task',
  run: 'io.polis.run',
  service: 'io.polis.service',
  namespace: 'io.polis.namespace',
  ports: 'io.polis.ports',
} as const

/** Whose containers they are. */
export type EngineOwner = { readonly clusterId: string; readonly nodeId: string }

/** A container of this node as a list of containers shows it. */
export type OwnContainer = {
  readonly containerId: string
  readonly taskId: TaskId
  readonly service: string
  readonly namespace: string
  readonly run: number
  readonly ports: readonly AssignedPort[]
  /** The engine's word: `created`, `running`, `exited`, … */
  readonly state: string
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy'
}

export function labelsOf(owner: EngineOwner, task: TaskStart): Record<string, string> {
  return {
    [LABELS.cluster]: owner.clusterId,
    [LABELS.node]: owner.nodeId,
    [LABELS.task]: task.taskId,
    [LABELS.run]: String(task.run),
    [LABELS.service]: task.service,
    [LABELS.namespace]: task.namespace,
    [LABELS.ports]: JSON.stringify(task.ports),
  }
}

/** The filter that finds what belongs to `owner` and nothing else. */
export function ownFilter(owner: EngineOwner): { readonly label: string[] } {
  return { label: [`${LABELS.cluster}=${owner.clusterId}`, `${LABELS.node}=${owner.nodeId}`] }
}

/** One name a run, so that a start that is tried again meets its own container. */
export function containerName(task: Pick<TaskStart, 'service' | 'taskId' | 'run'>): string {
  return `polis-${task.service}-${task.taskId}-${task.run}`
}

/**
 * A volume of this node: the same name on another node is another volume. A namespace has no dot,
 * so no two namespaces meet in one.
 */
export function volumeName(owner: EngineOwner, namespace: string, source: string): string {
  const node = owner.nodeId.slice(-8).toLowerCase()
  return `polis-${owner.clusterId.slice(0, 8)}-${node}-${namespace}.${source}`
}

/** What `container` is to this node; undefined if its labels do not say. */
export function readContainer(container: {
  readonly Id: string
  readonly State: string
  readonly Status: string
  readonly Labels: Readonly<Record<string, string>>
}): OwnContainer | undefined {
  const { Id: containerId, State: state, Status: status, Labels: labels } = container
  const taskId = labels[LABELS.task]
  const run = Number(labels[LABELS.run])
  const ports = readPorts(labels[LABELS.ports])
  if (taskId === undefined || !Number.isInteger(run) || ports === undefined) return undefined
  return {
    containerId,
    taskId,
    service: labels[LABELS.service] ?? '',
    namespace: labels[LABELS.namespace] ?? '',
    run,
    ports,
    state,
    health: healthIn(status),
  }
}

/** The engine shows health in words only: `Up 3 seconds (health: starting)`. */
function healthIn(status: string): OwnContainer['health'] {
  const word = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status)?.[1]
  return (word as OwnContainer['health'] | undefined) ?? 'none'
}

function readPorts(text: string | undefined): AssignedPort[] | undefined {
  try {
    const ports: unknown = JSON.parse(text ?? '')
    if (!Array.isArray(ports)) return undefined
    const isPort = (port: AssignedPort) =>
      Number.isInteger(port?.target) && Number.isInteger(port?.port)
    return ports.every(isPort) ? ports : undefined
  } catch {
    return undefined // Not written by a driver: the caller leaves the container alone.
  }
}
