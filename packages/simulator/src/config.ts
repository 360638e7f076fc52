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

/** The same while one voter is not healed: its leader must first find out that nobody answers. */
export const CORE_WRITE_MS = 25_000

/** Once all is well and nobody asks for anything, a leader must last this long: some elections. */
export const STABLE_MS = 8_000

/** After healing all members must hold the same within this; a lost snapshot offer costs 3 s. */
export const CONVERGE_MS = 60_000

/** Events of one run; a livelock at one instant of virtual time ends here. */
export const EVENTS_MAX = 3_000_000

/** A node's turns of its driver in one pump, as `RaftNode` has it. */
export const PUMP_TURNS_MAX = 4

/** Members and learners at most; more only slow a run down. */
export const NODES_MAX = 7

/** Longest time from one turn of a healthy process to its next. */
export const TURN_MS_MAX = 0.2

/** How often one regrouping splits the network anew, beyond the first two times. */
export const REGROUPINGS_MAX = 8

/** A membership change is under way for so long on a good network; on a bad one for longer. */
export const STRIKE_MS_MAX = 100

/** How far a machine's wall clock jumps, either way. */
export const WALL_CLOCK_JUMP_MS_MAX = 3_600_000

/** One try of a client's write or read on one node, then it asks again or elsewhere. */
export const CLIENT_TRY_MS = 700

/** Tries before a client gives up and leaves open what became of its operation. */
export const CLIENT_TRIES_MAX = 12

/** How long a process takes to start. */
export const START_MS_MIN = 5
export const START_MS_MAX = 100

/** Peers notice within this that a killed process has closed its connections. */
export const LINK_DOWN_MS_MAX = 10

/** How often an agent looks at its node's state. */
export const AGENT_MS = 100

/** How often a leader decides, as production's control loop does when nothing wakes it. */
export const DECIDE_MS = 250

/** A decision or order that was not applied by then is given up, or asked for again. */
export const DECISION_TIMEOUT_MS = 3_000

/** How long a node is down before it is known dead: what gossip takes, and some. */
export const LIVENESS_DELAY_MS = 1_500

/** How often users want something else. */
export const USER_MS = 3_000

/** How long a task takes to start, and to stop. */
export const TASK_START_MS = 200
export const TASK_STOP_MS = 300

/**
 * A slow engine takes so many times as long: a task may then miss its deadline of ten seconds. Some
 * machines have one until the world is healed.
 */
export const ENGINE_SLOWNESS_MAX = 75
export const SLOW_ENGINES = 0.25

/** How long the task of a job runs before it ends by itself. */
export const JOB_MS = 1_500

/** A report that the log does not show by then is sent again. */
export const REPORT_AGAIN_MS = 500

/** After healing every deployment must have settled: roll-outs and back-offs take their time. */
export const SETTLE_MS = 180_000

/** Nothing may be left to decide for this long: longer than a task takes to start or stop. */
export const STEADY_MS = 2_000

/**
 * How often a check of a history puts an operation into effect before it gives up. Histories of
 * fifty clients take some hundred thousand steps; this many take some seconds and, if each of
 * them leads to something new, two hundred megabytes.
 */
export const LINEARIZABILITY_STEPS_MAX = 2_000_000

/** A hunt that takes longer hangs: 500 seeds of 0.3 s each, five times over. */
export const HUNT_MS_MAX = 750_000
