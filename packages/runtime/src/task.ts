/**
 * A task as a driver sees it: one workload of one service, placed on this node.
 *
 * A task keeps its id and its ports while it is restarted in place; each start is a new *run*,
 * numbered from 1, so that a late word about an earlier run is not taken for the current one.
 */

import { fileVariables, type PlacedFile } from './files.ts'
import { type Protocol, SIGNAL_NUMBERS, type WorkloadSpec } from './workload.ts'

/** Twelve characters of `0-9a-z`, drawn by whoever proposed the task. */
export type TaskId = string

/** A task that this node shall run. */
export type TaskPlacement = {
  readonly taskId: TaskId
  readonly service: string
  readonly namespace: string
  readonly node: string
  /** Address the workload shall listen on: the node's bind address. */
  readonly host: string
  /** Where workloads ask for names (`host:port`); null if this node serves no DNS. */
  readonly dns: string | null
  readonly workload: WorkloadSpec
}

/** The node port behind a target port; TCP and UDP of one target share it. */
export type AssignedPort = { readonly target: number; readonly port: number }

/** One start of a task. */
export type TaskStart = TaskPlacement & {
  /** Counts from 1. */
  readonly run: number
  readonly ports: readonly AssignedPort[]
  /** Its configs and secrets, which are there for this run; absent: none. */
  readonly files?: readonly PlacedFile[]
}

/** How a run ended. */
export type TaskExit = {
  /** 0 to 255, 128 + n for signal n; null if nobody could tell. */
  readonly code: number | null
  /** Name of the signal that ended it, if the code says so. */
  readonly signal: string | null
  /** One line for a person: `exit code 1`, `killed by SIGTERM`. */
  readonly reason: string
  /** Unix time. */
  readonly atMs: number
}

const SIGNAL_NAMES: ReadonlyMap<number, string> = new Map([
  ...Object.entries(SIGNAL_NUMBERS).map(([name, number]): [number, string] => [number, name]),
  [4, 'SIGILL'],
  [6, 'SIGABRT'],
  [7, 'SIGBUS'],
  [8, 'SIGFPE'],
  [11, 'SIGSEGV'],
  [13, 'SIGPIPE'],
  [14, 'SIGALRM'],
])

/** Reads an exit code as a shell reports it: 128 + n is signal n. */
export function exitFromCode(code: number, atMs: number): TaskExit {
  const signal = SIGNAL_NAMES.get(code - 128) ?? null
  const reason = signal === null ? `exit code ${code}` : `killed by ${signal} (exit code ${code})`
  return { code, signal, reason, atMs }
}

/** An exit without a status: the machine restarted, or somebody killed the supervisor too. */
export function exitUnknown(reason: string, atMs: number): TaskExit {
  return { code: null, signal: null, reason, atMs }
}

/** The distinct targets of a workload in the order of its ports, each with its protocols. */
export function targetsOf(
  spec: WorkloadSpec,
): { readonly target: number; readonly protocols: readonly Protocol[] }[] {
  const byTarget = new Map<number, Set<Protocol>>()
  for (const { target, protocol } of spec.ports) {
    const protocols = byTarget.get(target)
    if (protocols === undefined) byTarget.set(target, new Set([protocol]))
    else protocols.add(protocol)
  }
  return [...byTarget].map(([target, protocols]) => ({ target, protocols: [...protocols].sort() }))
}

/** Variables a plain process takes over from the node; anything else of the node stays private. */
export const INHERITED_VARIABLES = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
] as const

/**
 * The whole environment of a plain process: what it inherits, what its spec says, and on top of
 * them Polis's own variables, for a task that listens elsewhere could not be reached.
 */
export function taskEnvironment(
  task: TaskStart,
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of INHERITED_VARIABLES) {
    const value = inherited[name]
    if (value !== undefined) environment[name] = value
  }
  Object.assign(environment, task.workload.environment)
  task.ports.forEach(({ target, port }, index) => {
    if (index === 0) environment['PORT'] = String(port)
    environment[`PORT_${target}`] = String(port)
  })
  environment['HOST'] = task.host
  Object.assign(environment, fileVariables(task.files ?? []))
  return Object.assign(environment, identityVariables(task))
}

/**
 * What a container is given beside its image's own environment. Inside it the ports are the target
 * ports and every address is the container's, and its spec may say otherwise: the node ports are
 * published to the targets whatever it thinks.
 */
export function containerEnvironment(task: TaskStart): Record<string, string> {
  const environment: Record<string, string> = { HOST: '0.0.0.0' }
  task.ports.forEach(({ target }, index) => {
    if (index === 0) environment['PORT'] = String(target)
    environment[`PORT_${target}`] = String(target)
  })
  Object.assign(environment, task.workload.environment)
  // The node's loopback is not the container's.
  const dns = task.dns !== null && /^(?:127\.|\[::1\])/.test(task.dns) ? null : task.dns
  return Object.assign(environment, identityVariables({ ...task, dns }))
}

/** Who the task is, and where it may ask. */
function identityVariables(task: TaskStart): Record<string, string> {
  return {
    POLIS_TASK: task.taskId,
    POLIS_SERVICE: task.service,
    POLIS_NAMESPACE: task.namespace,
    POLIS_NODE: task.node,
    ...(task.dns !== null && { POLIS_DNS: task.dns }),
  }
}
