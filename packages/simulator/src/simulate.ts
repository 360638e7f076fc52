/**
 * One seed, one run, one report.
 *
 * Everything a run does follows from its seed, scenario and mutation: whoever has these has the run
 * again, byte for byte.
 */

import { messageOf } from '@polis/base'
import { InvariantViolation } from './invariants.ts'
import { MUTATIONS, type Mutation } from './mutation.ts'
import { RaftCluster, type RaftCounts } from './raft-cluster.ts'
import { calm, drawSwarm, orchestrated, type Swarm } from './swarm.ts'
import { Trace, type TraceSink } from './trace.ts'
import { randomFor, VirtualTime } from './virtual-time.ts'

/** Every scenario with what it is. */
export const SCENARIOS = {
  raft: 'a Raft group under faults of every kind, then healed',
  'raft-calm': 'the same groups and clients on a good network and good disks',
  cluster: 'tasks on the nodes of such a group: reconcile, agents, deployments, node loss',
} as const

/** The name of a scenario. */
export type Scenario = keyof typeof SCENARIOS

/** True if `name` is a scenario. */
export function isScenario(name: string): name is Scenario {
  return Object.hasOwn(SCENARIOS, name)
}

/** What to run. */
export type SimulationOptions = {
  readonly seed: number
  /** The mutation's when absent, else `raft`. */
  readonly scenario?: Scenario | undefined
  readonly mutation?: Mutation | undefined
  /** Takes the trace line by line. */
  readonly sink?: TraceSink | undefined
}

/** What broke, and when. */
export type Failure = {
  /** The invariant's name; `bug` for an assertion or any other error of the code under test. */
  readonly invariant: string
  readonly detail: string
  readonly atMs: number
  readonly stack: string
}

/** How a run ended. */
export type SimulationReport = {
  readonly seed: number
  readonly scenario: Scenario
  readonly failure: Failure | undefined
  readonly counts: RaftCounts
  readonly simulatedMs: number
  readonly traceLines: number
  /** Equal for equal traces. */
  readonly traceHash: string
}

/** Runs one seed. */
export function simulate(options: SimulationOptions): SimulationReport {
  const { seed, mutation, sink } = options
  const usual = mutation === undefined ? 'raft' : MUTATIONS[mutation].scenario
  const scenario = options.scenario ?? usual
  const time = new VirtualTime()
  const trace = new Trace(time, sink)
  const drawn = drawSwarm(randomFor(seed, 'swarm'))
  const swarm = worldOf(scenario, drawn)
  trace.note(`seed ${seed} scenario ${scenario} ${JSON.stringify(swarm)}`)
  const cluster = new RaftCluster(seed, swarm, time, trace, mutation)
  const failure = failureOf(() => cluster.run(), time)
  if (failure !== undefined) trace.note(`FAILED ${failure.invariant}: ${failure.detail}`)
  return {
    seed,
    scenario,
    failure,
    counts: cluster.counts,
    simulatedMs: time.nowMs,
    traceLines: trace.lines,
    traceHash: trace.digest(),
  }
}

function worldOf(scenario: Scenario, drawn: Swarm): Swarm {
  if (scenario === 'raft-calm') return calm(drawn)
  return scenario === 'cluster' ? orchestrated(drawn) : drawn
}

/** Whatever is thrown in a run is what it has found. */
function failureOf(run: () => void, time: VirtualTime): Failure | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    const invariant = error instanceof InvariantViolation ? error.invariant : 'bug'
    const detail = messageOf(error)
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    return { invariant, detail, atMs: time.nowMs, stack }
  }
}
