/** The HTTP API: what it needs from a node, its server, and its client. */

export type { ServiceAdvice } from './advice.ts'
export type {
  Backend,
  CheckReport,
  CheckReports,
  CheckVote,
  ClusterStatus,
  HealthState,
  HealthSummary,
  Liveness,
  LogOptions,
  MemberLiveness,
  MetricSample,
  NodeProcess,
  RaftMember,
  ResolvedEndpoint,
  ResolveQuery,
  SealedStack,
  TaskLogLine,
} from './backend.ts'
export { BACKTEST_WAIT_MS, EXPLAIN_REASONS_MAX } from './config.ts'
export { API_ERRORS, type ApiErrorCode } from './errors.ts'
export type { Evaluation, HistoryEntry } from './evaluations.ts'
export { EventFeed, type FeedEvent, type FeedSource, type LaggedEvent } from './event-feed.ts'
export {
  type Explanation,
  type JournalFilter,
  type Journals,
  matches,
  type Reason,
} from './explain.ts'
export { type Answer, ApiClient, type CallOptions, type ClientOptions } from './io/client.ts'
export type { PolicyChange } from './io/policy-routes.ts'
export { ApiServer, type ApiServerOptions } from './io/server.ts'
export type { ExecLine } from './io/stream-routes.ts'
export type { Problem } from './problem.ts'
export { doneOrThrow, refuseReserved } from './problem.ts'
export { tokenHash } from './token-hash.ts'
export type { NodeView, ServiceView, TaskView, UsageView } from './views.ts'
