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
