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
  /** Time for one answer of a container engine: under load a start takes it many seconds. */
  readonly engineTimeoutMs: number
  /** Delay before an engine that does not answer is asked again; doubles up to the second. */
  readonly engineRetryMs: number
  readonly engineRetryMaxMs: number
  /** A start waits so long for an engine that does not answer: a restart of dockerd, with room. */
  readonly engineWaitMs: number
  /** How often containers are compared with what is known of them, should an event be lost. */
  readonly engineLookMs: number
  /**
   * An engine that gives no answer for so long is gone, and the node takes no new containers: four
   * times what a restart of dockerd takes.
   */
  readonly engineSilentMs: number
  /** It is back after so long with nothing but answers: two looks. */
  readonly engineBackMs: number
  /**
   * A container with a check of its own is looked at as often as that runs, within these; the
   * engine keeps its last five results, and tells of a turn by itself.
   */
  readonly innerLookMsMin: number
  readonly innerLookMsMax: number
  /** A start that takes long says so this often, far below `startTimeoutMs`. */
  readonly progressMs: number
  /** A pull that gets nothing for so long is given up, to be tried again after the back-off. */
  readonly pullStallMs: number
  /** A whole pull: 10 GB at 5 MB/s. */
  readonly pullTimeoutMs: number
  /** Containers measured at one look, the others in turn: each costs the engine milliseconds. */
  readonly usageCallsMax: number
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
  engineTimeoutMs: 30_000,
  engineRetryMs: 250,
  engineRetryMaxMs: 5_000,
  engineWaitMs: 60_000,
  engineLookMs: 5_000,
  engineSilentMs: 30_000,
  engineBackMs: 10_000,
  innerLookMsMin: 1_000,
  innerLookMsMax: 30_000,
  progressMs: 5_000,
  pullStallMs: 60_000,
  pullTimeoutMs: 2_000_000,
  usageCallsMax: 10,
  logIndexBytesMax: 1024 * 1024,
}

/** Node ports for endpoints unless `--task-ports` says otherwise; below Linux's ephemeral range. */
export const DEFAULT_TASK_PORTS = { first: 20_000, last: 29_999 } as const

/** Ports one task may have; a service that needs more is several services. */
export const TASK_PORTS_MAX = 64
