/** Load balancing: the data plane of a node, its route table, and the pickers. */

export { RATE_PER_SECOND_MAX, RATE_PER_SECOND_MIN, RATE_WINDOW_SECONDS_MAX } from './config.ts'
export {
  isProtocolName,
  type Peek,
  type PeekResult,
  type ProtocolModules,
} from './custom-protocol.ts'
export type { DataPlaneStats, EndpointStats, ServiceStats } from './data-plane-stats.ts'
export { BALANCER_ERRORS, type BalancerErrorCode } from './errors.ts'
export type {
  CertificatePair,
  HeaderChange,
  HttpLimits,
  HttpOptions,
  HttpTimeouts,
  RateLimit,
  Redirect,
  RouteMatch,
} from './http/options.ts'
export { PathPattern } from './http/path-pattern.ts'
export type { InheritedSocket } from './inherited-sockets.ts'
export type { AccessBatch } from './io/access-queue.ts'
export { DataPlane, type DataPlaneOptions, type PassiveEvent } from './io/data-plane.ts'
export {
  type BalancedRequest,
  type BalancedResponse,
  LoadBalancer,
  type LoadBalancerEvents,
  type LoadBalancerOptions,
  type Send,
  type StickyOption,
} from './io/load-balancer.ts'
export type { LoadBalancerStats, RequestStats } from './io/load-balancer-stats.ts'
export type { ApplyResult, ListenerResult } from './io/port-book.ts'
export { isNetwork } from './ip-address.ts'
export {
  type Hold,
  type L4Options,
  l4Options,
  type ProxyProtocol,
} from './l4-options.ts'
export { createPicker, type PickerOptions } from './pickers/create.ts'
export type { Candidate, Loads, Picker, PickRequest } from './pickers/picker.ts'
export {
  type Affinity,
  type BalancingPolicy,
  type CircuitLimits,
  type HedgePolicy,
  type OutlierPolicy,
  policyProblems,
  type SlowStart,
  type ZonePreference,
} from './policy.ts'
export { type EndpointLoads, RemoteLoads } from './remote-loads.ts'
export { routeClaims } from './route-claims.ts'
export {
  ALGORITHMS,
  type Algorithm,
  checkRouteTable,
  type Endpoint,
  type Forwarded,
  HASH_ALGORITHMS,
  type HashBy,
  isHashing,
  isHttp,
  type Listener,
  listenerProtocol,
  newService,
  type Protocol,
  portRuleConflict,
  type RouteTable,
  type Service,
  type Sticky,
} from './routes.ts'
export { labelled, partOf, type Subset } from './subset.ts'
