/** Deterministic simulation of the parts that decide: one seed, one run. */

export { InvariantViolation } from './invariants.ts'
export { type Hunt, huntMutant } from './io/hunt.ts'
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
