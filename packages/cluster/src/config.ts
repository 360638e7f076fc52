/** Limits of the replicated state, with the reason for each value. */

/**
 * Largest command. Raft sends an entry in one frame beside others, and a manifest of hundreds of
 * services or one KV value of 512 KiB (in base64) fits.
 */
export const COMMAND_BYTES_MAX = 4 * 1024 * 1024

/** Operations in one command: bounds how long one apply holds the control thread. */
export const OPERATIONS_MAX = 10_000

/** Largest member record: a name, addresses and labels, read before the peer is trusted. */
export const MEMBER_CHANGE_BYTES_MAX = 64 * 1024

/** Largest snapshot: 100,000 tasks of 2 kB and a full KV store fit many times. */
export const SNAPSHOT_BYTES_MAX = 1024 * 1024 * 1024

/** Longest request id: a UUID or a client's own `Idempotency-Key`. */
export const REQUEST_ID_LENGTH_MAX = 128

/** Request ids whose answers are remembered; at 100 writes a second, about a minute and a half. */
export const REQUESTS_KEPT = 8_192

/** Events kept in memory for `events --since`; older ones answer "gone". About 5 MB. */
export const EVENTS_KEPT = 10_000

/** Changes kept in memory for followers of derived state; about as many as events. */
export const CHANGES_KEPT = 10_000

/** Value of one KV key, as the contract has it. */
export const KV_VALUE_BYTES_MAX = 512 * 1024

/** Length of a KV key: paths of a few segments. */
export const KV_KEY_LENGTH_MAX = 512

/** Keys in the KV store; it is in every node's memory and in every snapshot. */
export const KV_KEYS_MAX = 100_000

/** All values of the KV store together: each node holds them in memory and in its snapshots. */
export const KV_BYTES_MAX = 256 * 1024 * 1024

/** Replicas of one service: ten times what one host runs, times a hundred hosts. */
export const REPLICAS_MAX = 10_000

/** Services in one stack: a manifest is at most 1 MiB. */
export const STACK_SERVICES_MAX = 1_000

/** Why new tasks of a rollout failed: enough to see the pattern, small enough for every view. */
export const ROLLOUT_FAILURES_KEPT = 32

/** Failures remembered for a deployment: back-off and placement look at the last ten minutes. */
export const TASK_FAILURES_KEPT = 64

/** Length of an explanation stored in the log. */
export const REASON_LENGTH_MAX = 1_000
