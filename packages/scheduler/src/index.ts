/** Placement of tasks on nodes: filter, score, bind, with the reasons. */

export { CONSTRAINTS_MAX, FAILURE_WINDOW_MS, FAILURES_BEFORE_BACK_OFF } from './config.ts'
export { type Constraint, type Invalid, parseConstraint, satisfies } from './constraint.ts'
export { type Demand, type InvalidDemand, parseDemand } from './demand.ts'
export { type ScheduleInput, schedule } from './schedule.ts'
export type {
  Availability,
  PendingTask,
  PlacedTask,
  Placement,
  Resources,
  Schedule,
  SchedulerNode,
  SpreadPreference,
  TaskFailure,
  Unplaced,
} from './snapshot.ts'
