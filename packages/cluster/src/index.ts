/** The replicated state: objects, commands, apply, snapshot, watch, reconcile, manifest, plan. */

export { endpointId } from './apply/endpoint.ts'
export { memberRefusal } from './apply/member.ts'
export { isLabel, nameRefusal, RESERVED_NAMES } from './apply/names.ts'
export type { Refounding } from './apply/refound.ts'
export { IDS_PER_SERVICE } from './apply/stack.ts'
export { type FieldChange, fieldChanges } from './canonical.ts'
export {
  CLUSTER_VERSION,
  checkVersions,
  clusterVersionOf,
  isKnownAt,
  versionRise,
  versionWarnings,
} from './cluster-version.ts'
export type * from './commands.ts'
export { PAUSE_MS_MAX, RECONCILE_DEFAULTS, type ReconcileConfig } from './config.ts'
export { crashLoopOf } from './crash-loop.ts'
export { CLUSTER_ERRORS, type ClusterErrorCode } from './errors.ts'
export type { FailureRecord } from './failure-log.ts'
export type { ChangesSince, EventsSince } from './history.ts'
export {
  manifestText,
  type ParsedManifest,
  parseManifest,
  readManifest,
} from './manifest/manifest.ts'
export { composeSupport, type JsonSchema, manifestSchema } from './manifest/manifest-schema.ts'
export { describeProblem, type ManifestProblem, type Position } from './manifest/node.ts'
export { type ParsedPolicy, parsePolicy } from './manifest/policy-text.ts'
export {
  type FileRead,
  type Project,
  type ProjectOptions,
  readProject,
} from './manifest/project.ts'
export type { ManifestValue } from './manifest/values.ts'
export {
  type CronRun,
  type CronSpec,
  type CronState,
  type DeploymentMode,
  jobOf,
  modeName,
} from './mode.ts'
export type * from './objects.ts'
export {
  type Plan,
  type PlannedPlacement,
  type PlanView,
  planStack,
  type ServicePlan,
} from './plan.ts'
export {
  planRebalance,
  type Rebalance,
  type RebalanceMove,
  rebalanceOperations,
} from './rebalance.ts'
export { rendezvous, rendezvousMany } from './reconcile/endpoint-owners.ts'
export { reconcile } from './reconcile/reconcile.ts'
export type {
  ClusterView,
  HealthStatus,
  LivenessState,
  NodeLiveness,
} from './reconcile/turn.ts'
export {
  type RolloutStrategy,
  type Share,
  type Stage,
  stageOf,
  stageWords,
} from './stages.ts'
export { type AppliedListener, ClusterState, type RestoredListener } from './state.ts'
export type { Change, ChangeOf, Kind, Tables } from './store.ts'
export {
  CLUSTER_KEY_MARK,
  isReservedKey,
  newestVersion,
  type ValueName,
  valueKey,
} from './stored-value.ts'
export { hasCompleted, hasCrashed, hasEnded, isChecked, isLive } from './task-phase.ts'
export {
  type CatalogEntries,
  catalogEntries,
  checksOf,
} from './view/catalog-entries.ts'
export { CatalogFollower } from './view/catalog-follower.ts'
export type { DerivedView } from './view/derived-view.ts'
export { isServing, isUp, routable, routableEndpoint, withPanic } from './view/routable.ts'
export { routeTable, stickyKey } from './view/route-table.ts'
export {
  balancerEndpointId,
  balancerEndpointIds,
  endpointsOf,
  type ServiceEndpoint,
} from './view/service-endpoints.ts'
export { hasSingleWriter, mayStart, writtenVolumes } from './volume.ts'
export {
  COMMAND_VERSION,
  decodeCommand,
  decodeMemberChange,
  encodeCommand,
  encodeMemberChange,
  type MemberChange,
  type NewMember,
  restampTime,
  SNAPSHOT_VERSION,
} from './wire.ts'
