/** Deterministic simulation of the parts that decide: one seed, one run. */

export { LINEARIZABILITY_STEPS_MAX } from './config.ts'
export { InvariantViolation } from './invariants.ts'
export { type Hunt, huntMutant } from './io/hunt.ts'
export { checkLinearizable, describeVerdict, type Verdict } from './linearizability/check.ts'
export { type CallId, HistoryRecorder } from './linearizability/recorder.ts'
export type { Answer, Call, Operation, Value } from './linearizability/register.ts'
export { MUTANTS } from './mutants/catalog.ts'
export { type Edit, type Mutant, MutantMisfit, mutate } from './mutants/mutant.ts'
export { isMutation, MUTATIONS, type Mutation } from './mutation.ts'
export type { RaftCounts } from './raft-cluster.ts'
export {
  type Failure,
  isScenario,
  SCENARIOS,
  type Scenario,
  type SimulationOptions,
  type SimulationReport,
  simulate,
} from './simulate.ts'
export type { Swarm } from './swarm.ts'
