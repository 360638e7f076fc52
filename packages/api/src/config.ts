/** The bounds of the HTTP API. */

/** Largest request body: a manifest is at most 1 MiB, a KV value 512 KiB. */
/** Asking every node what its tasks use; each has a second to answer. */
export const USAGE_TIMEOUT_MS = 3_000

/** Words of a command that is run beside a task; more are a script, which is a file. */
export const EXEC_WORDS_MAX = 1_024

export const BODY_BYTES_MAX = 2 * 1024 * 1024

/** Longest `?wait=` of a blocking query (Consul's bound is the same ten minutes). */
export const WAIT_MS_MAX = 600_000
export const WAIT_MS_DEFAULT = 30_000

/** A write is answered or given up within this time; elections take at most a few seconds. */
export const WRITE_TIMEOUT_MS = 15_000

/** Removing a member first moves its tasks elsewhere (packages/node REMOVAL_DRAIN_MS and more). */
export const REMOVAL_TIMEOUT_MS = 60_000

/** A comment line is sent on an idle event stream this often, so that proxies keep it open. */
export const EVENT_HEARTBEAT_MS = 15_000

/** Events written to one reader at a time, a hundred kilobytes or so, before it must drain. */
export const EVENT_BATCH_MAX = 256

/** Longest key and largest value of the key-value store. */
export const KV_KEY_BYTES_MAX = 512
export const KV_VALUE_BYTES_MAX = 512 * 1024

/** Log lines answered without `tail`, and the most that may be asked for. */
export const LOG_TAIL_DEFAULT = 100
export const LOG_TAIL_MAX = 100_000

/** Connections that stay open on the API without a request are closed after this time. */
export const KEEP_ALIVE_TIMEOUT_MS = 65_000

/** Longest `Idempotency-Key`: a UUID or a name fits; the log keeps it with the answer. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 100

/** A snapshot is read within this time: 1 GiB, the largest, at 2 MB a second. */
export const SNAPSHOT_TIMEOUT_MS = 600_000

/** Time to live of a registered endpoint: what gossip can follow, and a day. */
export const TERM_MS_MIN = 1_000
export const TERM_MS_MAX = 86_400_000

/** What an endpoint says of itself: one line is kept of it. */
export const REPORT_LENGTH_MAX = 1_000

/** Services that one stored query asks: each answer looks at all of them at worst. */
export const QUERIED_SERVICES_MAX = 16

/** Evaluations of each policy in one answer: an hour at one each five seconds. */
export const EVALUATIONS_ASKED_MAX = 720

/** Reasons in one explanation: a screen or two, newest first. */
export const EXPLAIN_REASONS_MAX = 200

/** Checks of a service, as many as a manifest may give one. */
export const CHECKS_MAX = 16

/** How long a service is paused when nobody says: as long as clients of HTTP commonly wait. */
export const PAUSE_MS_DEFAULT = 30_000

/** Tries to change a policy that is being scaled meanwhile: each change of the count is one race. */
export const POLICY_TRIES_MAX = 3

/** An answer to a backtest is waited for as long as one may take, and a little longer. */
export const BACKTEST_WAIT_MS = 65_000
