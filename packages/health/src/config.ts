/**
 * Every bound of this package, with the reason for its value.
 */

/** Defaults of a check: what facts of other systems agree on, and three failures in a row. */
export const CHECK_DEFAULTS = {
  intervalMs: 10_000,
  timeoutMs: 3_000,
  retries: 3,
  successes: 1,
  startPeriodMs: 0,
} satisfies Record<string, number>

/** What a check may ask for. */
export const CHECK_BOUNDS = {
  /** Ten probes a second at most: more is a load test. */
  intervalMsMin: 100,
  intervalMsMax: 86_400_000,
  timeoutMsMin: 10,
  timeoutMsMax: 300_000,
  /** Failures, or successes, in a row. */
  countMax: 100,
  startPeriodMsMax: 86_400_000,
  headersMax: 32,
  /** Of a path, a header's value or a name: what common servers accept in a request line. */
  textMax: 2_048,
  statusRangesMax: 32,
  /** More hops are a loop. */
  redirectsMax: 5,
  /** Arguments of a command, variables, options. */
  argsMax: 64,
  /** Each one probes at the check's interval: eight voters outvote three that are wrong. */
  observersMax: 7,
  /** A chain of a few certificates. */
  pemMax: 16_384,
  maxAgeMsMax: 366 * 86_400_000,
} as const

/** How the runner treats the checks of one node. */
export type RunnerConfig = {
  /**
   * Until its first conclusion a check runs this often, so that a new task is used as soon as it
   * answers: half a second of delay is what a rollout may lose per step.
   */
  readonly startIntervalMs: number
  /**
   * Its first probes come sooner still: most programs listen within a second of their start, and
   * until then nobody is sent to the task.
   */
  readonly earlyIntervalMs: number
  readonly earlyProbes: number
  /** Each interval varies by this part, so that checks that began together drift apart. */
  readonly jitter: number
  /** First probes of checks that come together are spread over so long a check: 1,000 a second. */
  readonly spreadMsPerCheck: number
  /** Probes under way at once: 3,000 hang if 10,000 checks each second meet a 3 s timeout. */
  readonly probesInFlightMax: number
  /** How often the runner looks whether it was paused itself. */
  readonly beatMs: number
  /** A beat this late means that the node was paused: failures of then say nothing. */
  readonly pauseMs: number
  /** Results kept a check, for `check history`. */
  readonly historyMax: number
  /** Results older than this are not kept either: statistics go on. */
  readonly historyAgeMs: number
}

export const DEFAULT_RUNNER_CONFIG: RunnerConfig = {
  startIntervalMs: 500,
  earlyIntervalMs: 100,
  earlyProbes: 10,
  jitter: 0.05,
  spreadMsPerCheck: 1,
  probesInFlightMax: 4_096,
  beatMs: 100,
  pauseMs: 500,
  historyMax: 50,
  historyAgeMs: 86_400_000,
}

/** Files over which remembered checks are spread: 10,000 of them make files of some megabytes. */
export const ARCHIVE_SHARDS = 16
/** One of them is written so often, so every check once in half a minute. */
export const ARCHIVE_TURN_MS = 2_000
/** Checks between two looks of the event loop at other things: 25 take about a millisecond. */
export const ARCHIVE_SLICE = 25
/** What is read and wanted by nobody for so long after the start is of tasks that are gone. */
export const ARCHIVE_KEEP_MS = 600_000

/** Silence so long means that a UDP port did not refuse: a refusal takes a round trip. */
export const UDP_SILENCE_MS = 500

/** Bytes of a file that are searched. */
export const FILE_BYTES_MAX = 65_536

/** Commands that run at once on a node; more wait for their turn within their own timeout. */
export const COMMANDS_MAX = 32

/** Memory of the thread of one custom check; more ends it. */
export const CUSTOM_MEMORY_MB_MAX = 64

/** How often the thread of a custom check is asked whether it answers, while calls are in it. */
export const CUSTOM_BEAT_MS = 100
/** Beats without an answer until it is taken for blocked: less may be a garbage collection. */
export const CUSTOM_BEATS_MISSED_MAX = 3
/** Threads of one custom check that only wait for calls that hang; more cost the oldest. */
export const CUSTOM_RETIRED_MAX = 4
/** Threads that may end under a call that did not cause it, as far as can be seen. */
export const CUSTOM_DEATHS_MAX = 2

/** Answers before the final one (1xx, RFC 9110 §15.2): more are somebody who plays. */
export const INTERIM_ANSWERS_MAX = 8

/** Bytes of the line before a chunk (RFC 9112 §7.1): a size and a few extensions. */
export const CHUNK_LINE_BYTES_MAX = 256

/** Header values and the like shorter than this are not taken for secrets in an output. */
export const SECRET_CHARS_MIN = 6

/** Bytes of an answer that are read; the rest of a body is not waited for. */
export const BODY_BYTES_MAX = 4_096

/** Bytes of an answer's headers; more is a failure. */
export const HEADER_BYTES_MAX = 16_384

/** Characters of an answer that are kept as a check's output. */
export const OUTPUT_CHARS_MAX = 200
