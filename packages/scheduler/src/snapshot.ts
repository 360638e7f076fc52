/**
 * What the scheduler sees, and what it answers: plain data.
 *
 * The replicated state satisfies these types by its shape. Nothing here is a reference into it, so
 * a decision can be recorded, replayed and tried on a state that never was ("what if").
 */

/** An amount of CPU (thousandths of a core) and memory; 0 reserves nothing. */
export type Resources = {
  readonly cpuMillicores: number
  readonly memoryBytes: number
}

/** `ready` takes tasks; `cordoned` keeps what it has; `draining` is being emptied. */
export type Availability = 'ready' | 'cordoned' | 'draining'

/** A machine that may take tasks. */
export type SchedulerNode = {
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** False once the membership calls it dead; a suspect is still alive. */
  readonly isAlive: boolean
  readonly availability: Availability
  /** Workload drivers it offers: `docker`, `process`. */
  readonly drivers: readonly string[]
  /** Those of them that do not work now; none when absent. */
  readonly silentDrivers?: readonly string[]
  /** Devices that tasks may have, each with those below it; none when absent. */
  readonly devices?: readonly string[]
  readonly capacity: Resources
  /** What is really in use on the machine, as it reported lately; absent: nothing is known. */
  readonly used?: Resources
}

/** How nodes that may take a task are ranked: the emptiest first, or the fullest. */
export type Strategy = 'spread' | 'binpack'

/** Near to, or away from, the tasks of another service on the same node. */
export type Affinity = {
  readonly serviceId: string
  /** For explanations. */
  readonly name: string
  readonly isAnti: boolean
  /** False only prefers such nodes. */
  readonly isRequired: boolean
}

/** Spread over the values of a node attribute such as `node.labels.zone`. */
export type SpreadPreference = { readonly spread: string }

/** A volume that is on one node and nowhere else. */
export type PlacedVolume = { readonly name: string; readonly nodeId: string }

/** A task that waits for a node. */
export type PendingTask = {
  readonly id: string
  readonly serviceId: string
  /** Which version of the service's spec it runs; failures count against that version alone. */
  readonly specRevision: number
  readonly driver: string
  /** `node.labels.zone == a`, `node.name != n1`, `node.id == …`; all must hold. */
  readonly constraints: readonly string[]
  /** Outermost first. */
  readonly preferences: readonly SpreadPreference[]
  readonly reservations: Resources
  /** Most tasks of the service on one node; no bound when absent. */
  readonly maxPerNode?: number
  /** The one node that it is for; it may then also be a cordoned one, which keeps what it has. */
  readonly pinnedTo?: string
  /** What it needs is on one node each; none when absent. */
  readonly volumes?: readonly PlacedVolume[]
  /** Paths of devices that it is to have; none when absent. */
  readonly devices?: readonly string[]
  /** `spread` when absent. */
  readonly strategy?: Strategy
  readonly affinities?: readonly Affinity[]
  /** Served first, and not stopped for lower ones; `PRIORITY_DEFAULT` when absent. */
  readonly priority?: number
  /** True: tasks of lower priority may be stopped where it finds no room. */
  readonly preempts?: boolean
}

/** A task that already has a node and has not ended. */
export type PlacedTask = {
  readonly id: string
  readonly serviceId: string
  readonly nodeId: string
  readonly reservations: Resources
  /**
   * On its way out: it still holds its resources, but no longer counts for spread or per-node
   * bounds.
   */
  readonly isStopping?: boolean
  /** `PRIORITY_DEFAULT` when absent. */
  readonly priority?: number
}

/** One failure of a task of `serviceId` at `specRevision` on a node. */
export type TaskFailure = {
  readonly serviceId: string
  readonly specRevision: number
  readonly nodeId: string
  readonly atMs: number
}

/** One decision: where a task goes and why. */
export type Placement = {
  readonly taskId: string
  readonly nodeId: string
  /**
   * Lower is better, compared from the left: recent failures of this spec (0 or 1), then for each
   * preference the tasks of the service under the chosen value, then preferred affinities that are
   * missed, and by strategy: tasks of the service on the node, whether it is busy (0 or 1), tasks
   * in all on it and its reserved share (0 to 1); or whether it is busy and its free share.
   */
  readonly score: readonly number[]
  /** The same in words. */
  readonly reasons: readonly string[]
}

/** A task that no node can take, with one sentence for each filter that refused nodes. */
export type Unplaced = {
  readonly taskId: string
  readonly reasons: readonly string[]
}

/** Room made for a task that found none: what is to be stopped, on the node that it then fits. */
export type Preemption = {
  readonly taskId: string
  readonly nodeId: string
  /** Tasks of lower priority; empty if enough is being stopped there already. */
  readonly victims: readonly string[]
  readonly reason: string
}

/** The scheduler's answer; each pending task is in exactly one of the two lists, in input order. */
export type Schedule = {
  readonly placements: readonly Placement[]
  readonly unplaced: readonly Unplaced[]
  /** For some of those unplaced that may preempt. */
  readonly preemptions: readonly Preemption[]
}
