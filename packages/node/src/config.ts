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

/** Reports of a node about its tasks are so far apart, each with all since (design.md "Tasks"). */
export const REPORT_BATCH_MS = 50
/** Reports in one command. */
export const REPORTS_MAX = 500

/** A proposal not applied by then is proposed again under its request id, then later and later. */
export const PROPOSE_RETRY_MS = 1_000
/** How long the leader may take to accept a forwarded proposal. */
export const PROPOSE_FORWARD_TIMEOUT_MS = 1_000
/** Writes under way are looked at this often: whether they are due again, or given up. */
export const PROPOSE_LOOK_MS = 50
/** Writes of several callers in one command: it stays far below what Raft takes as one. */
export const GROUP_BYTES_MAX = 128 << 10
/** Bounds how long applying one command holds the control thread. */
export const GROUP_OPERATIONS_MAX = 1_000
/** Proposals of one node that may wait for their answer at a time. */
export const PROPOSALS_MAX = 4_096

/** Programs that may call this node beside its members; each costs a connection. */
export const CLIENTS_MAX = 1_024

/** How long a suspected member is waited for in a drain; a dead one is not (design.md). */
export const DRAIN_SUSPECT_WAIT_MS = 5_000
/** What a drain may take beyond the service's own drain time before it is asked for again. */
export const DRAIN_MARGIN_MS = 2_000
/** Pause before a member that could not be asked is asked again. */
export const DRAIN_RETRY_MS = 100

/** Metrics are measured and sent to the leader this often (design.md §2). */
export const METRICS_INTERVAL_MS = 1_000
/**
 * Members tell one another the load on endpoints this often; four reports are within the time that
 * one counts for.
 */
export const LOADS_INTERVAL_MS = 500
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

/**
 * A voter is replaced once it has been dead for this long, by a learner that has been alive for as
 * long. Twice the 30 s that a node may announce for its restart, so an upgrade moves no vote; and
 * short beside the time between two failures, one of which three voters survive meanwhile.
 */
export const VOTER_STABILITY_MS = 60_000
/** Entries that a learner may lag behind and still be promoted: it catches up in one append. */
export const PROMOTION_LAG_MAX = 64

/** A member that is removed gets this long for its tasks to be moved elsewhere. */
export const REMOVAL_DRAIN_MS = 20_000
/** What could not be moved by then is withdrawn and stopped, for which it gets this long. */
export const REMOVAL_STOP_MS = 10_000
/** Tries of a removal fail for this long before it is given up: an election takes up to 2 s. */
export const REMOVAL_RETRY_MS = 6_000
/** How long a hand-over of leadership may take: the target has one election timeout, 1 to 2 s. */
export const HAND_OVER_MS = 2_000

/** How long a member may take to say whether this node is still one: it asks a majority. */
export const STANDING_TIMEOUT_MS = 2_000
/** Pause before a member that did not know is asked again. */
export const STANDING_RETRY_MS = 1_000

/** The wanted number of voters for a number of members (design.md "Founding"). */
export function voterCount(members: number): number {
  if (members >= 5) return 5
  return members >= 3 ? 3 : 1
}

/** Header of a snapshot file: a thousand members of some hundred bytes fit many times. */
export const SNAPSHOT_HEADER_BYTES_MAX = 4 * 1024 * 1024
/** One chunk of a snapshot file: what is held at a time while one is written or read. */
export const SNAPSHOT_CHUNK_BYTES_MAX = 256 * 1024

/** How long a member may take to hand over the key of configs and secrets: it only reads it. */
export const CLUSTER_KEY_TIMEOUT_MS = 2_000
/** Keys that a member keeps of those that may become the cluster's: one of each who makes one. */
export const CLUSTER_KEYS_OFFERED_MAX = 64
/** A member that got the key from nobody asks again then. */
export const CLUSTER_KEY_RETRY_MS = 5_000

/** How long a recovery waits for the answer of another member: a LAN answers in milliseconds. */
export const RECOVERY_ASK_TIMEOUT_MS = 3_000

/** Snapshots saved from one node at a time: each holds on to the state of its own index. */
export const SNAPSHOT_SAVES_MAX = 2

/** Largest access log before it is put aside; two of them are kept, some 300,000 lines each. */
export const ACCESS_LOG_BYTES_MAX = 64 << 20
/** Silent endpoints are looked for this often: half the shortest time to live. */
export const ENDPOINT_TICK_MS = 500
/** A report of an endpoint reaches the node that watches it within this time, or fails. */
export const ENDPOINT_REPORT_TIMEOUT_MS = 2_000
/** Removing what was critical for too long may take as long as an election, and is tried again. */
export const ENDPOINT_REMOVAL_TIMEOUT_MS = 10_000
/** What an endpoint says of itself travels in gossip with its health: one line. */
export const ENDPOINT_OUTPUT_LENGTH_MAX = 200

/** Checks in one node's answer: 500 bytes each, and a frame has room for many more. */
export const CHECK_REPORTS_MAX = 2_000

/** How long a member may take to say how its checks are. */
export const CHECK_READ_TIMEOUT_MS = 2_000

/** How long the report of an application may take to the node that runs its check. */
export const CHECK_REPORT_TIMEOUT_MS = 3_000

/** The leader's evaluations are waited for as long; without them `explain` names what is missing. */
export const EVALUATIONS_TIMEOUT_MS = 2_000
/** Evaluations in one answer: half of what a frame has room for; older ones are asked for again. */
export const EVALUATIONS_BYTES_MAX = 2 << 20
/** A replica that has been running for less than this is starting: its samples may be missing. */
export const STARTING_MS = 10_000

/** A page of a task's metrics is read within this time, shorter than any interval of scraping. */
export const SCRAPE_TIMEOUT_MS = 900
/** The longest page of metrics: some 40,000 samples. */
export const SCRAPE_BYTES_MAX = 4 << 20

/** Journals are waited for this long, a screen's patience; whose is missing then is named. */
export const JOURNAL_TIMEOUT_MS = 2_000

/** How often a node looks whether it is cut off: the leader's margin for it is ten seconds. */
export const CONTACT_INTERVAL_MS = 1_000

/** Changes of the state this close together are one look at what is to be observed. */
export const OBSERVER_SYNC_MS = 50

/** What balancers saw counts for as long as they eject at most (`EJECTION_MAX_MS`). */
export const PASSIVE_VOTE_MS = 30_000
/** Queries to a Prometheus server: as often as policies are evaluated. */
export const QUERY_INTERVAL_MS = 5_000
/** An answer within this, so that two late ones are not stale yet. */
export const QUERY_TIMEOUT_MS = 2_000
/** One number needs some hundred bytes; its labels may be long. */
export const QUERY_BYTES_MAX = 64 << 10
/** Queries under way: gentle to the server, and a thousand are still asked within their interval. */
export const QUERIES_AT_ONCE_MAX = 16
