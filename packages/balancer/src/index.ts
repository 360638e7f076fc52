/** Load balancing: the data plane of a node, its route table, and the pickers. */

export { RATE_PER_SECOND_MAX, RATE_PER_SECOND_MIN, RATE_WINDOW_SECONDS_MAX } from './config.ts'
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
export type { AccessBatch } from './io/access-queue.ts'
export {
  type ApplyResult,
  DataPlane,
  type DataPlaneOptions,
  type DataPlaneStats,
  type EndpointStats,
  type ListenerResult,
  type PassiveEvent,
  type ServiceStats,
} from './io/data-plane.ts'
export {
  type BalancedRequest,
  type BalancedResponse,
  LoadBalancer,
  type LoadBalancerEvents,
  type LoadBalancerOptions,
  type LoadBalancerStats,
  type Send,
} from './io/load-balancer.ts'
export { createPicker } from './pickers/create.ts'
export type { Candidate, Loads, Picker, PickRequest } from './pickers/picker.ts'
export {
  ALGORITHMS,
  type Algorithm,
  checkRouteTable,
  type Endpoint,
  type Forwarded,
  type HashBy,
  type Listener,
  listenerProtocol,
  newService,
  type Protocol,
  type RouteTable,
  routeClaim,
  type Service,
  type Sticky,
} from './routes.ts'
