/** Health checks: what they are, when they run, what their results mean. */

export {
  type CheckSpec,
  type CheckType,
  combineStates,
  HEALTH_STATES,
  type HealthState,
  isObserved,
  type ProbeOutcome,
  type ProbeResult,
} from './check.ts'
export {
  type CheckKind,
  dialsPort,
  isExpectedStatus,
  type StatusRange,
  type TlsSpec,
} from './check-kinds.ts'
export type { CheckMemory } from './check-memory.ts'
export {
  type CheckChange,
  type CheckResult,
  type CheckStatus,
  CheckTracker,
} from './check-tracker.ts'
export {
  CHECK_BOUNDS,
  CHECK_DEFAULTS,
  DEFAULT_RUNNER_CONFIG,
  type RunnerConfig,
} from './config.ts'
export { HEALTH_ERRORS, type HealthErrorCode } from './errors.ts'
export { type CheckOptions, HealthCheck } from './health-check.ts'
export {
  HEALTHCHECK_DEFAULTS,
  type HealthcheckTiming,
  healthcheckId,
  healthcheckSpec,
  healthcheckState,
} from './healthcheck.ts'
export { Hysteresis } from './hysteresis.ts'
export { CheckArchive, type CheckArchiveOptions } from './io/check-archive.ts'
export { CheckRunner, type CheckRunnerOptions } from './io/check-runner.ts'
export type { CheckTarget, EndpointHealth, LivenessFailure } from './io/check-target.ts'
export {
  CustomChecks,
  type CustomFunction,
  type CustomSubject,
  type CustomVerdict,
} from './io/custom-checks.ts'
export {
  type HealthChange,
  HealthMonitor,
  type HealthMonitorEvents,
  type HealthMonitorOptions,
} from './io/health-monitor.ts'
export { AllowedNetworks } from './io/probe-address.ts'
export {
  type CommandCheck,
  createProbe,
  type Probe,
  type ProbeOptions,
  type ProbePermissions,
  type ProbeTarget,
  type TaskCommands,
} from './io/prober.ts'
export { CHECK_FIELDS, type CheckProblem, type ParsedCheck, parseCheck } from './parse-check.ts'
export {
  type CheckLine,
  type HealthReport,
  healthReport,
  reportMarkdown,
  reportPage,
} from './report.ts'
export { CheckRecorder, type CheckStatistics, mergedStatistics } from './statistics.ts'
export { type HealthCounts, type HealthSummary, summarize, summaryOf } from './summary.ts'
