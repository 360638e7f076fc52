/**
 * The timings and bounds of a node, each with its reason.
 */

/** One try at a member while joining; a LAN answers in milliseconds. */
export const JOIN_TRY_TIMEOUT_MS = 5_000
/** Pause between rounds over the `--join` addresses. */
export const JOIN_RETRY_MS = 300

/** A restarted member waits this long for the others before it serves what it has. */
export const CATCH_UP_TIMEOUT_MS = 5_000

/** The leader's control loops run at least this often; changes wake them at once. */
export const LEADER_TICK_MS = 250
/** Changes within this time lead to one run of a control loop. */
export const COALESCE_MS = 10

/** Reports of a node about its tasks are batched for this long (design.md "Tasks"). */
export const REPORT_BATCH_MS = 50
/** Reports in one command. */
export const REPORTS_MAX = 500

/** A proposal that was not applied by then is proposed again under the same request id. */
export const PROPOSE_RETRY_MS = 1_000
/** How long the leader may take to accept a forwarded proposal. */
export const PROPOSE_FORWARD_TIMEOUT_MS = 1_000
/** Pause before a proposal is tried again when there is no leader. */
export const NO_LEADER_PAUSE_MS = 50
/** Proposals of one node that may wait for their answer at a time. */
export const PROPOSALS_MAX = 4_096

/** How long a suspected member is waited for in a drain; a dead one is not (design.md). */
export const DRAIN_SUSPECT_WAIT_MS = 5_000
/** What a drain may take beyond the service's own drain time before it is asked for again. */
export const DRAIN_MARGIN_MS = 2_000
/** Pause before a member that could not be asked is asked again. */
export const DRAIN_RETRY_MS = 100

/** Metrics are measured and sent to the leader this often (design.md §2). */
export const METRICS_INTERVAL_MS = 1_000
/** Policies are evaluated this often (design.md §6). */
export const EVALUATION_INTERVAL_MS = 5_000
/** A sample older than this is missing, not current: three evaluation intervals. */
export const METRIC_STALE_MS = 15_000
/** Load is averaged over two evaluation intervals, so one odd sample is not a load. */
export const METRIC_AVERAGE_MS = 10_000
/** Samples kept a series: enough for the average and a margin; longer history is no input here. */
export const METRIC_WINDOW_SAMPLES = 60

/** How long a stopping node waits for its balancers to finish what they have. */
export const SHUTDOWN_DRAIN_MS = 5_000
/** How long a node that takes its tasks with it waits for them. */
export const STOP_TASKS_TIMEOUT_MS = 30_000

/** The wanted number of voters for a number of members (design.md "Founding"). */
export function voterCount(members: number): number {
  if (members >= 5) return 5
  return members >= 3 ? 3 : 1
}

/** Header of a snapshot file: a thousand members of some hundred bytes fit many times. */
export const SNAPSHOT_HEADER_BYTES_MAX = 4 * 1024 * 1024
/** One chunk of a snapshot file: what is held at a time while one is written or read. */
export const SNAPSHOT_CHUNK_BYTES_MAX = 256 * 1024

/** How long a recovery waits for the answer of another member: a LAN answers in milliseconds. */
export const RECOVERY_ASK_TIMEOUT_MS = 3_000

/** Snapshots saved from one node at a time: each holds on to the state of its own index. */
export const SNAPSHOT_SAVES_MAX = 2
