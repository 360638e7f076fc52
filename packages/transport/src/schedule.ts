/**
 * Later, as an argument: how the in-memory network waits.
 *
 * A simulator passes its own and so decides when everything happens; everybody else passes
 * `timerSchedule`.
 */

/** Runs `task` after `delayMs` (0: soon, never at once); the answer cancels it. */
export type Schedule = (task: () => void, delayMs: number) => () => void
