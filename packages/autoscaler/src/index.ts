/** Scaling policies, metric windows and decisions; `AutoScaler` is all of it in one process. */

export {
  type Advice,
  adviceOf,
  type Confidence,
  type ResourceAdvice,
  type SizeAdvice,
} from './advice.ts'
export {
  type BacktestAnswer,
  type BacktestRequest,
  replayedMetric,
  runBacktest,
} from './backtest.ts'
export {
  boundsFor,
  type ComparisonRow,
  capacityFor,
  compare,
  hpaDefault,
  replay,
  type World,
} from './comparison.ts'
export {
  AVERAGE_WINDOW_MS,
  DEFAULT_FORECAST_QUANTILE,
  EVALUATION_INTERVAL_MS,
  METRICS_MAX,
  SAMPLES_MAX,
  SCRAPE_INTERVAL_DEFAULT_MS,
  STALE_AFTER_MS,
} from './config.ts'
export {
  Deployment,
  type DeploymentStatus,
  type ResourceAmounts,
  type ResourceQuantities,
} from './deployment.ts'
export { AUTOSCALER_ERRORS, type AutoscalerErrorCode } from './errors.ts'
export {
  type Decision,
  type EvaluationInputs,
  evaluate,
  type MetricForecast,
} from './evaluate.ts'
export { type Evaluated, EvaluationRing } from './evaluation-ring.ts'
export {
  type MetricSelector,
  metricSelector,
  readExposition,
  type ScrapedValue,
} from './exposition.ts'
export { type Forecast, Forecaster } from './forecast.ts'
export {
  AutoScaler,
  type AutoScalerEvents,
  type AutoScalerOptions,
  type ScalingRecord,
  type ThresholdCrossing,
} from './io/auto-scaler.ts'
export { Backtests } from './io/backtests.ts'
export { LoadHistory } from './load-history.ts'
export { MetricWindow, type Sample } from './metric-window.ts'
export {
  type CustomTarget,
  isDemand,
  type PolicySpec,
  policyProblems,
  policySpec,
  type ScrapeSpec,
  type Target,
  type TargetType,
  targetsOf,
} from './policy.ts'
export { demandOf, type MomentaryInputs, PolicyMemory } from './policy-memory.ts'
export { type PolicyPatch, patchedPolicy } from './policy-patch.ts'
export { type Change, type RatePolicy, type RateRule, rememberChange } from './rate.ts'
export { type MetricReading, type MetricVerdict, recommend } from './recommend.ts'
export { plotOf, type Summary, summaryOf, tableOf } from './report.ts'
export { ScalingPolicy } from './scaling-policy.ts'
export { type Bounds, boundsAt, type ScheduleSpec, widestBounds } from './schedule.ts'
export { type ServiceMetrics, ServiceWindows, seriesOf } from './service-metrics.ts'
export { type SimulationModel, type SimulationResult, simulate } from './simulation.ts'
export { parseTrace, type Trace, type TraceColumns, type TracePoint, traceOf } from './trace.ts'
export { type ReplicaUsage, UsageHistory, type UsageSummary } from './usage-history.ts'
