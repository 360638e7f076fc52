/** Deterministic simulation of the parts that decide: one seed, one run. */

export { InvariantViolation } from './invariants.ts'
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
