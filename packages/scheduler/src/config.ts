/**
 * Limits of the scheduler and the reason for each value.
 */

/**
 * Failures of one service's spec on one node, within the window, that put the node behind every
 * other: one crash may be chance, five are a pattern (the value of Docker's swarmkit).
 */
export const FAILURES_BEFORE_BACK_OFF = 5

/** How long a failure counts against a node: long enough to bridge restart back-off. */
export const FAILURE_WINDOW_MS = 5 * 60_000

/** Constraints a task may carry; each is tried on each node, so their number bounds a decision. */
export const CONSTRAINTS_MAX = 32

/** Spread preferences a task may carry; each is one level of the spread tree. */
export const PREFERENCES_MAX = 4

/** Affinities a task may carry, both kinds together; each is tried on each node. */
export const AFFINITIES_MAX = 16

/** Priorities are 0 to 100, as Nomad has them. */
export const PRIORITY_MAX = 100
export const PRIORITY_DEFAULT = 50

/** Only what is this much less important is stopped for a task (Nomad's distance). */
export const PREEMPTION_DISTANCE = 10

/** A node whose processors are really in use to this share is ranked behind the others. */
export const BUSY_SHARE = 0.9

/** Moves in one plan to rebalance: a person reads them all. */
export const MOVES_MAX = 100

/** Tasks that one plan to rebalance tries to move; each looks at every node, for a millisecond. */
export const TRIES_MAX = 1_000
