/**
 * What a task runs: plain data that travels in a deployment's spec and on to a driver.
 *
 * The shape is Compose's service, reduced to what a driver needs and with defaults filled in.
 * A port is named by its *target*: the port a container listens on, or for a plain process just a
 * name; the *node port* behind it is assigned when the task starts (design.md §4 "Addresses").
 */

import { TASK_PORTS_MAX } from './config.ts'
import { type ContainerSettings, containerProblems } from './container.ts'
import { fileProblems, type WorkloadFile } from './files.ts'

export type DriverName = 'process' | 'docker'
export type Protocol = 'tcp' | 'udp'

/** Signals that a manifest may name and a supervisor forwards, with their numbers on Linux. */
export const SIGNAL_NUMBERS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
  SIGWINCH: 28,
} as const
export type SignalName = keyof typeof SIGNAL_NUMBERS

export type WorkloadPort = {
  readonly name: string
  readonly target: number
  readonly protocol: Protocol
}

/** When a task that ended is started again on the same node, and how soon. */
export type RestartPolicy = {
  readonly policy: 'always' | 'on-failure' | 'never'
  /** Delay before the first restart; it doubles with each failure in a row. */
  readonly delayMs: number
  readonly maxDelayMs: number
  /** Restarts in a row after which the task has failed for good; null is no limit. */
  readonly maxAttempts: number | null
  /** A run that lasted this long counts as a success: the next failure is a first one again. */
  readonly windowMs: number
}

/** Zero means: no limit, or nothing reserved. */
export type Resources = { readonly cpuMillicores: number; readonly memoryBytes: number }

export type WorkloadSpec = {
  readonly driver: DriverName
  /** The image of a container; null for a plain process. */
  readonly image: string | null
  /** Program and arguments. Empty only where an image brings its own. */
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Absolute, or null for the image's own, or the task's own folder for a plain process. */
  readonly workingDir: string | null
  /**
   * `NAME|UID[:GROUP|GID]`: inside a container its own; of a plain process the machine's, which only
   * a node that runs as root can take on. Null: the image's, or the node's.
   */
  readonly user: string | null
  readonly stopSignal: SignalName
  /** Time between `stopSignal` and SIGKILL. */
  readonly stopGraceMs: number
  readonly ports: readonly WorkloadPort[]
  readonly restart: RestartPolicy
  /** Enforced on containers, and on plain processes where the node may make control groups. */
  readonly limits: Resources
  /** What the scheduler sets aside. */
  readonly reservations: Resources
  /** What else a container is told; absent for a plain process and where nothing is. */
  readonly container?: ContainerSettings
  /** Configs and secrets; absent: none. */
  readonly files?: readonly WorkloadFile[]
}

/** Restart for ever, as Compose's `unless-stopped`: 0.5 s at first, a minute at most. */
export const DEFAULT_RESTART: RestartPolicy = {
  policy: 'always',
  delayMs: 500,
  maxDelayMs: 60_000,
  maxAttempts: null,
  windowMs: 30_000,
}

/** The grace that Docker gives. */
export const DEFAULT_STOP_GRACE_MS = 10_000

const NOTHING: Resources = { cpuMillicores: 0, memoryBytes: 0 }

/** A complete workload from the parts that were given. */
export function workload(
  parts: Partial<WorkloadSpec> & Pick<WorkloadSpec, 'driver'>,
): WorkloadSpec {
  return {
    image: null,
    command: [],
    environment: {},
    workingDir: null,
    user: null,
    stopSignal: 'SIGTERM',
    stopGraceMs: DEFAULT_STOP_GRACE_MS,
    ports: [],
    restart: DEFAULT_RESTART,
    limits: NOTHING,
    reservations: NOTHING,
    ...parts,
  }
}

/** One thing that is wrong with a workload: the field, and one line that says what is. */
export type WorkloadProblem = { readonly field: string; readonly reason: string }

/** What is wrong with `spec`; an empty list if a driver can run it. */
export function workloadProblems(spec: WorkloadSpec): WorkloadProblem[] {
  const problems: WorkloadProblem[] = []
  const check = (isGood: boolean, field: string, reason: string) => {
    if (!isGood) problems.push({ field, reason })
  }
  if (spec.driver === 'process') {
    check(spec.command.length > 0, 'command', 'a plain process needs a command')
    check(spec.image === null, 'image', 'a plain process has no image')
    const isUser = spec.user === null || /^[\w.-]{1,64}(?::[\w.-]{1,64})?$/.test(spec.user)
    check(isUser, 'user', `'${spec.user}' is not NAME or UID, with :GROUP or :GID`)
    check(spec.container === undefined, 'container', 'a plain process has no container')
  } else {
    check(spec.image !== null && spec.image !== '', 'image', 'a container needs an image')
    problems.push(...containerProblems(spec.container ?? {}))
  }
  problems.push(...fileProblems(spec.files ?? [], spec.driver === 'docker'))
  check(!spec.command.some(hasNul), 'command', 'a command cannot contain a NUL character')
  for (const [name, value] of Object.entries(spec.environment)) {
    check(/^[A-Za-z_][A-Za-z0-9_]*$/.test(name), 'environment', `'${name}' is not a variable name`)
    check(!hasNul(value), 'environment', `the value of ${name} contains a NUL character`)
  }
  const isAbsolute = spec.workingDir === null || spec.workingDir.startsWith('/')
  check(isAbsolute, 'workingDir', 'the working directory must be an absolute path')
  check(Object.hasOwn(SIGNAL_NUMBERS, spec.stopSignal), 'stopSignal', 'no such signal')
  check(spec.stopGraceMs >= 0, 'stopGraceMs', 'the grace cannot be negative')
  check(spec.ports.length <= TASK_PORTS_MAX, 'ports', `at most ${TASK_PORTS_MAX} ports`)
  for (const port of spec.ports) {
    const isPort = Number.isInteger(port.target) && port.target >= 1 && port.target <= 65_535
    check(isPort, 'ports', `${port.target} is not a port (1 to 65535)`)
  }
  const { delayMs, maxDelayMs, maxAttempts } = spec.restart
  check(delayMs >= 0 && maxDelayMs >= delayMs, 'restart', 'needs 0 <= delay <= longest delay')
  check(maxAttempts === null || maxAttempts >= 0, 'restart', 'attempts cannot be negative')
  return problems
}

function hasNul(text: string): boolean {
  return text.includes('\0')
}
