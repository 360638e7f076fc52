/** Limits of the replicated state, with the reason for each value. */

/**
 * Largest command. Raft sends an entry in one frame beside others, and a manifest of hundreds of
 * services or one KV value of 512 KiB fits.
 */
export const COMMAND_BYTES_MAX = 4 * 1024 * 1024

/** Operations in one command: bounds how long one apply holds the control thread. */
export const OPERATIONS_MAX = 10_000

/** Largest member record: a name, addresses and labels, read before the peer is trusted. */
export const MEMBER_CHANGE_BYTES_MAX = 64 * 1024

/** Largest snapshot: 100,000 tasks of 2 kB and a full KV store fit many times. */
export const SNAPSHOT_BYTES_MAX = 1024 * 1024 * 1024

/** One chunk of a snapshot: made in well under a millisecond, so nothing waits for it. */
export const SNAPSHOT_CHUNK_BYTES = 64 * 1024

/** One record of a snapshot: the answer to the largest command, some 10,000 refusals, and room. */
export const SNAPSHOT_RECORD_BYTES_MAX = 32 * 1024 * 1024

/** Longest request id: a UUID or a client's own `Idempotency-Key`. */
export const REQUEST_ID_LENGTH_MAX = 128

/**
 * Results that are remembered for those who ask again: a node does after a second without an
 * answer, so this is what a leader can apply in two. A few megabytes.
 */
export const RESULTS_KEPT = 32_768

/** Events kept in memory for `events --since`; older ones answer "gone". About 5 MB. */
export const EVENTS_KEPT = 10_000

/** Changes kept in memory for followers of derived state; about as many as events. */
export const CHANGES_KEPT = 10_000

/** Value of one KV key, as the contract has it. */
export const KV_VALUE_BYTES_MAX = 512 * 1024

/** Content of one config or secret: Docker's own limit, and what fits a key when it is sealed. */
export const VALUE_BYTES_MAX = 500 * 1024

/** Length of a KV key: paths of a few segments. */
export const KV_KEY_LENGTH_MAX = 512

/** Keys in the KV store; it is in every node's memory and in every snapshot. */
export const KV_KEYS_MAX = 100_000

/** All values of the KV store together: each node holds them in memory and in its snapshots. */
export const KV_BYTES_MAX = 256 * 1024 * 1024

/**
 * Longest pause of a service: requests that wait longer than ten minutes have lost their clients,
 * and a pause that is forgotten must not become an outage.
 */
export const PAUSE_MS_MAX = 600_000

/** Replicas of one service: ten times what one host runs, times a hundred hosts. */
export const REPLICAS_MAX = 10_000

/** Services in one stack: a manifest is at most 1 MiB. */
export const STACK_SERVICES_MAX = 1_000

/** Failures of new tasks that a rollout records; with so many it has failed at any ratio. */
export const ROLLOUT_FAILURES_KEPT = 100

/** Failures remembered for a deployment: back-off and placement look at the last ten minutes. */
export const TASK_FAILURES_KEPT = 64

/** Length of an explanation stored in the log. */
export const REASON_LENGTH_MAX = 1_000

/** Operations in one answer of `reconcile`; the rest follows with the next turn. */
export const RECONCILE_OPERATIONS_MAX = 2_000

/** Tasks created by one answer of `reconcile`: a placement decision stays under 100 ms. */
export const TASKS_CREATED_MAX = 500

/** Times and tolerances of the reconcile loop; all in milliseconds of the log's time. */
export type ReconcileConfig = {
  /** A node must be dead for this long before its tasks are given up. */
  readonly lostAfterMs: number
  /** How long a node that restarts, or of which a new leader has not heard, keeps its tasks. */
  readonly restartingMs: number
  /** First delay before a crashed task is replaced; it doubles with each failure of its slot. */
  readonly backoffMs: number
  readonly backoffMaxMs: number
  /** Failures older than this no longer lengthen the delay. */
  readonly failureWindowMs: number
  /** Restarts in place that a first deployment may need, as when it waits for a database. */
  readonly firstRestartsMax: number
  /** A lost task whose node has been back for this long without a word about it is forgotten. */
  readonly forgetLostMs: number
}

/**
 * Lost after 5 s: gossip needs about one to be sure, and a replacement must run within ten
 * (design.md §4 "Tasks"). Restarting 30 s: an upgrade of the node ("Lives"). The back-off starts
 * low, because most crashes are not loops, and ends at a minute, as the runtime's own does.
 */
export const RECONCILE_DEFAULTS: ReconcileConfig = {
  lostAfterMs: 5_000,
  restartingMs: 30_000,
  backoffMs: 1_000,
  backoffMaxMs: 60_000,
  failureWindowMs: 600_000,
  firstRestartsMax: 3,
  forgetLostMs: 300_000,
}

/** Shortest time to live of a registered endpoint: reports travel through gossip in about that. */
export const ENDPOINT_TTL_MS_MIN = 1_000

/** Largest file of a manifest in characters; those of hundreds of services are far smaller. */
export const MANIFEST_LENGTH_MAX = 1024 * 1024

/**
 * Words and signs of a file: some 35,000 lines. Composing them takes about ten microseconds each on
 * the control thread, which a megabyte of commas would hold for ten seconds.
 */
export const MANIFEST_LEXEMES_MAX = 250_000

/**
 * Nodes after aliases and `extends`, counted wherever they are used; sixteen characters count as
 * one more. About what 1 MiB of plain YAML can hold.
 */
export const MANIFEST_NODES_MAX = 200_000

/** Deepest nesting; Compose needs about eight. The recursion that follows it stays shallow. */
export const MANIFEST_DEPTH_MAX = 32

/** Aliases in one file, each of which repeats what it names; the largest real ones have 100. */
export const MANIFEST_ALIASES_MAX = 1_000

/** Documents in one file, which are merged as several files are. */
export const MANIFEST_DOCUMENTS_MAX = 16

/** Mistakes reported of one file; nobody reads more, and a hostile one has a million. */
export const MANIFEST_PROBLEMS_MAX = 50

/** Files of one manifest: `-f`, `include`, `extends`, `env_file`. Large ones name dozens. */
export const MANIFEST_FILES_MAX = 256

/** How deep `include` may include, and `extends` extend; people stop at three. */
export const MANIFEST_CHAIN_MAX = 16

/** Characters that variables may add to a manifest: it is refused above 1 MiB anyway. */
export const INTERPOLATED_LENGTH_MAX = 4 * MANIFEST_LENGTH_MAX

/** Runs of one cron job at a time, where they may overlap: more is a schedule gone wrong. */
export const CRON_RUNS_MAX = 100

/** Finished runs of a cron job that may be kept: each is in every node's memory. */
export const CRON_HISTORY_MAX = 100

/** Finished runs of a cron job that are kept where the manifest does not say: the last few days. */
export const CRON_HISTORY_DEFAULT = 5

/** A run that starts so long after it was due says so: a leader looks four times a second. */
export const CRON_LATE_MS = 5_000

/** Tries of one slot of a job where the manifest does not say: Nomad's three restarts. */
export const JOB_ATTEMPTS_DEFAULT = 4

/** Most tries of one slot of a job. */
export const JOB_ATTEMPTS_MAX = 1_000

/** Rounds of stopping less important tasks in one turn: each goes down in priority. */
export const PREEMPTION_ROUNDS_MAX = 10

/** Versions of a deployment that can be gone back to: each carries its whole specification. */
export const VERSIONS_KEPT = 5

/** Stages of a canary: a person follows each of them. */
export const STAGES_MAX = 20

/**
 * Between a cut-off node's stopping of a task and its replacement elsewhere: the node notices the
 * loss of its leader an election timeout late (2 s at most), and looks once a second.
 */
export const DISCONNECT_MARGIN_MS = 10_000

/** A task whose node is away is given up after that long, whoever would win on its return. */
export const AWAY_MS_MAX = 3_600_000

/** Failures of a slot within the failure window from which on it is called a crash loop. */
export const CRASH_LOOP_FAILURES = 3
