/** Bounds of a simulation, each with its reason. */

/** Messages held back by clogs; a clog lasts seconds at some hundred messages a second. */
export const CLOGGED_MESSAGES_MAX = 10_000

/** What waits for a paused node; a pause lasts seconds, too. */
export const PAUSED_INPUTS_MAX = 20_000

/** Writes that a lying disk keeps in its cache; older ones do reach the disk. */
export const LYING_WRITES_MAX = 64

/** Virtual time of the safety phase: some ten elections and a hundred faults. */
export const SAFETY_MS = 30_000

/** The same where nothing goes wrong, and so much more is written a second. */
export const CALM_MS = 10_000

/** After healing a write must be acknowledged within this: a few elections of up to 2 s each. */
export const FIRST_WRITE_MS = 10_000

/** After healing all members must hold the same within this; a lost snapshot offer costs 3 s. */
export const CONVERGE_MS = 60_000

/** Events of one run; a livelock at one instant of virtual time ends here. */
export const EVENTS_MAX = 3_000_000

/** A node's turns of its driver in one pump, as `RaftNode` has it. */
export const PUMP_TURNS_MAX = 4

/** Members and learners at most; more only slow a run down. */
export const NODES_MAX = 7

/** One try of a client's write or read on one node, then it asks again or elsewhere. */
export const CLIENT_TRY_MS = 700

/** Tries before a client gives up and leaves open what became of its operation. */
export const CLIENT_TRIES_MAX = 12

/** How long a process takes to start. */
export const START_MS_MIN = 5
export const START_MS_MAX = 100

/** Peers notice within this that a killed process has closed its connections. */
export const LINK_DOWN_MS_MAX = 10
