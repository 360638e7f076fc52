/**
 * Limits and defaults of the autoscaler, with their reasons.
 */

/**
 * A ratio of measured to target within 1 ± this changes nothing: smaller steps are noise, and
 * rounding up would turn them into flapping (Kubernetes' value).
 */
export const DEFAULT_TOLERANCE = 0.1

/**
 * The same for shrinking, where a policy says nothing of tolerances: one replica of five is worth a
 * change, one of ten is not. It halves the changes of a noisy load at the price of a percent.
 */
export const DEFAULT_TOLERANCE_DOWN = 0.2

/** Wait before growing after a change: new replicas need about this long to take their share. */
export const DEFAULT_SCALE_UP_COOLDOWN_MS = 30_000

/** Wait before shrinking after a change: too many replicas cost less than too few. */
export const DEFAULT_SCALE_DOWN_COOLDOWN_MS = 300_000

/**
 * A drop must last this long before it shrinks anything, unless the policy's cooldown is shorter
 * (Kubernetes' value; longer ones cost more replicas than they save, docs/design/autoscaler.md).
 */
export const DEFAULT_STABILIZATION_DOWN_MS = 300_000

/** Between two evaluations of a policy. */
export const EVALUATION_INTERVAL_MS = 5_000

/**
 * Metrics are averaged over this much time: two evaluation intervals, so one odd sample is not a
 * load.
 */
export const AVERAGE_WINDOW_MS = 10_000

/** A series without a sample for this long is missing, not zero: three evaluation intervals. */
export const STALE_AFTER_MS = 15_000

/** Samples kept a series: 15 minutes at one a second. */
export const SAMPLES_MAX = 900

/** Metrics a policy may have, and series a deployment may report: bounds an evaluation. */
export const METRICS_MAX = 32

/** Replicas that a policy may ask for; Nomad's bound on a job's count. */
export const REPLICAS_MAX = 50_000

/**
 * Recommendations kept a policy: the longest window (an hour) at one each five seconds, and spare.
 */
export const RECOMMENDATIONS_MAX = 1_024

/** The longest stabilization window, so that `RECOMMENDATIONS_MAX` covers it. */
export const STABILIZATION_MAX_MS = 3_600_000

/** The longest period of a rate policy (Kubernetes' bound): half an hour. */
export const RATE_PERIOD_MAX_MS = 1_800_000

/** Rate policies of one direction: more than a person can overlook. */
export const RATE_POLICIES_MAX = 8

/**
 * Changes of a count kept for rate policies: one each evaluation for five minutes; beyond that the
 * oldest are forgotten, which allows more, never less.
 */
export const CHANGES_MAX = 64

/**
 * A signal (response time, error rate) grows a service by this factor at most in one step: it says
 * that there is too little, not how much too little.
 */
export const SIGNAL_GROWTH_MAX = 2

/** Decisions kept for `history`: an hour of holds at one each five seconds, and spare. */
export const HISTORY_MAX = 1_000

/** Deployments, and policies, one `AutoScaler` holds. */
export const DEPLOYMENTS_MAX = 10_000

/** Evaluations kept of all policies together: some 10 MB at half a kilobyte each. */
export const EVALUATIONS_MAX = 20_000

/** Evaluations kept of one policy: an hour at one each five seconds. */
export const EVALUATIONS_PER_POLICY_MAX = 720

/** Evaluations kept of one policy, however many there are: the latest and how it came there. */
export const EVALUATIONS_MIN_PER_POLICY = 4

/** Schedules of one policy: a person still overlooks them, and an evaluation looks at all. */
export const SCHEDULES_MAX = 16

/** The longest a schedule's window may be open: a week; "always" is what the policy's bounds are. */
export const SCHEDULE_DURATION_MAX_MS = 7 * 86_400_000

/** Replicas are asked for their metrics this often unless the policy says otherwise. */
export const SCRAPE_INTERVAL_DEFAULT_MS = 5_000
/** Metrics are sent to the leader once a second. */
export const SCRAPE_INTERVAL_MIN_MS = 1_000
/** Two readings fit into `STALE_AFTER_MS`, so that one that fails is not missed. */
export const SCRAPE_INTERVAL_MAX_MS = 7_000

/** Points a trace may have: three weeks at one a second; bounds memory to some 100 MB. */
export const TRACE_POINTS_MAX = 2_000_000

/** A point's load holds for so many usual steps; after that it is a gap, in which nothing counts. */
export const GAP_STEPS = 3

/** A change that turns another around this soon is a flap: one step at five minutes, thrice. */
export const FLAP_WINDOW_MS = 900_000

/** Steps in which a forecast is learned, and how far it looks: start-up and several evaluations. */
export const FORECAST_STEP_MS = 300_000

/** Errors kept for the margin: a day of steps, so a quiet night does not make it forget noon. */
export const FORECAST_ERRORS_MAX = 288

/** No forecast before so many errors: a quantile of fewer is a guess. */
export const FORECAST_ERRORS_MIN = 20

/** A season is believed while its error is below this share of the error without it. */
export const FORECAST_SKILL = 0.98

/** Two of three steps rise no further than forecast and margin (docs/design/autoscaler.md, Why). */
export const DEFAULT_FORECAST_QUANTILE = 0.65

/** Targets that a comparison may choose among, in percent of what a replica can carry. */
export const COMPARISON_TARGET_MIN = 40
export const COMPARISON_TARGET_MAX = 140
export const COMPARISON_TARGET_STEP = 0.25

/**
 * How far beside the equalised target is looked too, in percent: counts are whole, so the figures
 * are uneven.
 */
export const COMPARISON_OFFSETS: readonly number[] = [0, 0.25, 0.5, 1, 2, 4]

/** Points of a plotted load: two to a pixel. */
export const PLOT_POINTS_MAX = 1_920

/** Steps in which loads are kept: three evaluations, so that a short peak is still one. */
export const LOAD_STEP_MS = 15_000
/** Hours of load that are kept: a day and its season. */
export const LOAD_HISTORY_HOURS = 24
/** Loads that are kept: a full one has some 23 kB, so all have as many megabytes. */
export const LOAD_SERIES_MAX = 1_000

/** A backtest that takes longer is given up: a month in minutes beside all others takes half of it. */
export const BACKTEST_TIMEOUT_MS = 60_000
/** Memory of a backtest's thread. */
export const BACKTEST_MEMORY_MB = 256
/** How old a reading is in production: half of the ten seconds that it averages. */
export const READING_LAG_MS = AVERAGE_WINDOW_MS / 2
/** From a decision to a new replica's first request, where nobody said otherwise. */
export const STARTUP_DEFAULT_MS = 30_000

/** A sample of CPU use loses half its weight in a day (VPA's value): a new version shows in time. */
export const USAGE_HALF_LIFE_MS = 86_400_000
/** Peaks of memory are kept for eight days (VPA's window): a week and its odd day. */
export const MEMORY_PEAK_HOURS = 192
/** A gap between two looks counts as covered for so long: three evaluations. */
export const USAGE_GAP_MAX_MS = 15_000
/** Services whose use is kept: some 5 kB each. */
export const USAGE_SERVICES_MAX = 10_000

/** What is advised above what was used (VPA's margin). */
export const ADVICE_MARGIN = 1.15
/** A size within this of the advice is left alone: smaller changes are not worth a rollout. */
export const ADVICE_TOLERANCE = 0.1
/** Advice on CPU is rounded up to this many millicores, and never below the least. */
export const ADVICE_CPU_STEP = 5
export const ADVICE_CPU_MIN = 10
/** Advice on memory likewise: a process of any runtime needs some megabytes. */
export const ADVICE_MEMORY_STEP_BYTES = 1 << 20
export const ADVICE_MEMORY_MIN_BYTES = 16 << 20
/** A limit of memory is this much above the peak (VPA's step after one was exceeded). */
export const ADVICE_MEMORY_SPARE_SHARE = 0.2
export const ADVICE_MEMORY_SPARE_BYTES = 100 << 20
/** Below an hour nothing is called too large; a day has seen what a day brings. */
export const CONFIDENCE_MEDIUM_MS = 3_600_000
export const CONFIDENCE_HIGH_MS = 86_400_000

/** Characters of a query to a Prometheus server: it travels in a URL. */
export const QUERY_LENGTH_MAX = 4_096
