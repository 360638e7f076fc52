/**
 * Every bound of this package, with the reason for its value.
 */

/** How the node treats its tasks; the defaults suit a machine with up to a few hundred of them. */
export type RuntimeConfig = {
  /** Time to find free ports. Binding is local and takes microseconds; 10 s is a hung machine. */
  readonly portsTimeoutMs: number
  /** Time for a driver to start a task, apart from fetching an image. */
  readonly startTimeoutMs: number
  /** After SIGKILL a task should be gone in milliseconds; it is killed anew after each of these. */
  readonly killTimeoutMs: number
  /** Ports are tried one after the other; this many taken ones in a row mean the range is full. */
  readonly portAttemptsMax: number
  /** A freed port rests: balancers far away may still dial it by an older table (design.md §4). */
  readonly portRestMs: number
  /** Size at which a task's output file is copied away and truncated. */
  readonly logBytesMax: number
  /** Rotated output files kept beside the current one. */
  readonly logFilesKept: number
  /** A longer line of output is handed on in pieces of this size. */
  readonly logLineBytesMax: number
  /** How often sizes of output files are looked at; the grain of a line's time, too. */
  readonly logPollMs: number
  /** How often a follower looks for new output: below what a person notices. */
  readonly followPollMs: number
  /** How often an adopted task is looked at: it is no child of this process, so nobody tells. */
  readonly adoptedPollMs: number
  /** Time of the index beside an output file: 1 MiB is about 40,000 seconds with output. */
  readonly logIndexBytesMax: number
}

export const DEFAULT_RUNTIME_CONFIG: RuntimeConfig = {
  portsTimeoutMs: 10_000,
  startTimeoutMs: 30_000,
  killTimeoutMs: 5_000,
  portAttemptsMax: 256,
  portRestMs: 600_000,
  logBytesMax: 10 * 1024 * 1024,
  logFilesKept: 3,
  logLineBytesMax: 64 * 1024,
  logPollMs: 1_000,
  followPollMs: 200,
  adoptedPollMs: 500,
  logIndexBytesMax: 1024 * 1024,
}

/** Node ports for endpoints unless `--task-ports` says otherwise; below Linux's ephemeral range. */
export const DEFAULT_TASK_PORTS = { first: 20_000, last: 29_999 } as const

/** Ports one task may have; a service that needs more is several services. */
export const TASK_PORTS_MAX = 64
