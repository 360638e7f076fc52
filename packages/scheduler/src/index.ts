/** Placement of tasks on nodes: filter, score, bind, with the reasons. */

export {
  AFFINITIES_MAX,
  CONSTRAINTS_MAX,
  FAILURE_WINDOW_MS,
  FAILURES_BEFORE_BACK_OFF,
  PRIORITY_DEFAULT,
  PRIORITY_MAX,
} from './config.ts'
export { type Constraint, type Invalid, parseConstraint, satisfies } from './constraint.ts'
export { type Demand, type InvalidDemand, parseDemand } from './demand.ts'
export {
  type Extremes,
  type Move,
  type RebalancePlan,
  type RunningTask,
  rebalance,
} from './rebalance.ts'
export { type ScheduleInput, schedule } from './schedule.ts'
export type {
  Affinity,
  Availability,
  PendingTask,
  PlacedTask,
  PlacedVolume,
  Placement,
  Preemption,
  Resources,
  Schedule,
  SchedulerNode,
  SpreadPreference,
  Strategy,
  TaskFailure,
  Unplaced,
} from './snapshot.ts'
