/**
 * What runs tasks on this machine: orders go in, events come out.
 *
 * Every order is carried out in the background and answered by an event, so that the node's agent
 * stays a machine and the simulator can use a driver without promises. Orders for one task are
 * carried out one after the other; different tasks do not wait for each other.
 *
 *     adopt  ──► adopted            start ──► progress … started | start-failed
 *     signal, kill ──► (nothing; the run's `exited` follows when it ends) | absent
 *     remove ──► removed
 *
 * A driver never decides: restarts, grace and back-off are the task machine's.
 */

import type { AssignedPort, TaskExit, TaskId, TaskStart } from './task.ts'
import type { DriverName, SignalName } from './workload.ts'

/** A task that an earlier life of the node has left behind. */
export type AdoptedTask = {
  readonly taskId: TaskId
  readonly service: string
  readonly namespace: string
  readonly run: number
  readonly ports: readonly AssignedPort[]
  /** Unix time of the run's start. */
  readonly startedAtMs: number
  /** Null while it runs; else how it ended, maybe while the node was away. */
  readonly exit: TaskExit | null
}

/** One look of the check inside a workload. */
export type InnerResult = {
  /** Unix times. */
  readonly startedAtMs: number
  readonly endedAtMs: number
  /** 0 is a success; -1 if its time was over. */
  readonly exitCode: number
  /** What it has written, bounded by the engine. */
  readonly output: string
}

/** A check that the engine runs inside a workload (Docker's `HEALTHCHECK`). */
export type InnerCheck = {
  /** What the engine makes of it: `starting` until it has passed, or failed for good. */
  readonly state: 'starting' | 'healthy' | 'unhealthy'
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly retries: number
  readonly startPeriodMs: number
  /** Failures in a row. */
  readonly failures: number
  /** What has not been told yet, oldest first. */
  readonly results: readonly InnerResult[]
}

export type DriverEvent =
  | { readonly kind: 'adopted'; readonly tasks: readonly AdoptedTask[] }
  /** A start goes on, for the reason given, and has got further; it may take longer. */
  | {
      readonly kind: 'progress'
      readonly taskId: TaskId
      readonly run: number
      readonly reason: string
    }
  | {
      readonly kind: 'started'
      readonly taskId: TaskId
      readonly run: number
      readonly startedAtMs: number
    }
  /** The workload's own check inside it has failed for good; it still runs. */
  | {
      readonly kind: 'unhealthy'
      readonly taskId: TaskId
      readonly run: number
      readonly reason: string
    }
  /** What the workload's own check has found since it was last told; also before `started`. */
  | {
      readonly kind: 'checked'
      readonly taskId: TaskId
      readonly run: number
      readonly check: InnerCheck
    }
  | {
      readonly kind: 'start-failed'
      readonly taskId: TaskId
      readonly run: number
      readonly reason: string
    }
  | {
      readonly kind: 'exited'
      readonly taskId: TaskId
      readonly run: number
      readonly exit: TaskExit
    }
  /** A signal was for a task that does not run here. */
  | { readonly kind: 'absent'; readonly taskId: TaskId }
  | { readonly kind: 'removed'; readonly taskId: TaskId }

export type DriverListener = (event: DriverEvent) => void

export type RuntimeDriver = {
  readonly name: DriverName
  /** Calls `listener` for every event from now on; the result ends that. */
  onEvent(listener: DriverListener): () => void
  /**
   * Calls `listener` with the reason once nothing that is ordered can be carried out any more, and
   * with null once it can again; the result ends that. Absent: that does not happen.
   */
  onSilence?(listener: (reason: string | null) => void): () => void
  /** Once, before any other order: finds what still runs and what ended meanwhile. */
  adopt(): void
  /** Starts a run of a task that does not run; a run that runs already is answered `started`. */
  start(task: TaskStart): void
  /** Sends a signal to the workload itself, not to what it has started. */
  signal(taskId: TaskId, signal: SignalName): void
  /** Ends the workload and everything it has started, at once. */
  kill(taskId: TaskId): void
  /** Kills it if it runs, and forgets the task with its output. */
  remove(taskId: TaskId): void
}

/** What a task uses now. */
export type TaskUsage = {
  /** Since the last look, or since its start; 1000 is one core. */
  readonly cpuMillicores: number
  readonly memoryBytes: number
}

/** A line of a task's output, standard error and standard output alike. */
export type LogLine = {
  /** Unix time at which it had been written, to the second; 0 if that was not recorded. */
  readonly atMs: number
  readonly text: string
}

export type LogQuery = {
  /** The last so many lines; null for all that is kept. */
  readonly tail: number | null
  /** Only lines written at or after this Unix time; null for all. */
  readonly sinceMs: number | null
  /** Go on with new lines until the task is removed or the signal aborts. */
  readonly follow: boolean
}

/** A command to run beside a task's workload, in its surroundings. */
export type ExecRequest = {
  /** Program and arguments. */
  readonly command: readonly string[]
  /** Its whole standard input. */
  readonly input: Uint8Array
  /** Variables besides the task's own; absent: none. */
  readonly environment?: Readonly<Record<string, string>>
  /**
   * It is a check: nothing that it has started in its process group is left when a plain process's
   * has ended, and a container's is not started again before the one before it has ended.
   */
  readonly leavesNothing?: true
}

/** What comes of it: pieces of output, and as the last the exit code as a shell has it. */
export type ExecEvent =
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly data: Uint8Array }
  | { readonly kind: 'exit'; readonly code: number }

/** The questions that a driver on a real machine answers. */
export type TaskInspector = {
  /** Usage of every running task. */
  usage(): Promise<ReadonlyMap<TaskId, TaskUsage>>
  /** Output, oldest line first. Its first step throws `runtime/unknown-task`. */
  logs(taskId: TaskId, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine>
  /** Runs a command; an abort kills it. Its first step throws `runtime/unknown-task` or `runtime/not-running`. */
  exec(taskId: TaskId, request: ExecRequest, signal: AbortSignal): AsyncIterable<ExecEvent>
}
