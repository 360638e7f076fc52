/**
 * Which endpoints may be given requests (design.md §2 "Routable").
 *
 * An endpoint is *up* if it runs, is not withdrawn and its owner lives; it is *routable* if it is
 * also healthy. When fewer than half pass, the load balancer alone takes every endpoint that is up
 * (panic): better a slow answer from a sick replica than all load on the few that are left.
 */

import type { Endpoint, Service, Task } from '../objects.ts'
import type { HealthStatus, LivenessState } from '../reconcile/turn.ts'
import { isChecked } from '../task-phase.ts'

/** True while requests to the node's tasks make sense. */
export function isServing(liveness: LivenessState): boolean {
  return liveness === 'alive' || liveness === 'suspect' || liveness === 'restarting'
}

/** True if the task runs, is not withdrawn, and its node lives. */
export function isUp(task: Task, liveness: LivenessState): boolean {
  const isWithdrawn = task.withdrawnIndex !== null || task.desired !== 'running'
  return task.observed.phase === 'running' && !isWithdrawn && isServing(liveness)
}

/**
 * True if the task may be given requests; `hasChecks` is its service. Without any: while it is up. Without a record since
 * its owner's start: only if the log last saw it healthy.
 */
export function routable(
  task: Task,
  hasChecks: boolean,
  health: HealthStatus,
  liveness: LivenessState,
): boolean {
  if (!isUp(task, liveness)) return false
  if (!isChecked(task, hasChecks) || health === 'passing' || health === 'warning') return true
  return health === 'unknown' && task.observed.wasHealthy === true
}

/** True if a registered endpoint may be given requests; its owner checks it. */
export function routableEndpoint(
  endpoint: Endpoint,
  service: Service,
  health: HealthStatus,
  liveness: LivenessState,
): boolean {
  if (endpoint.ownerNodeId === '' || !isServing(liveness)) return false
  const isJudged = service.spec.checks.length > 0 || endpoint.ttlMs !== undefined
  return !isJudged || health === 'passing' || health === 'warning'
}

/** An endpoint with what the panic rule asks about. */
export type Candidate = {
  readonly isUp: boolean
  readonly isRoutable: boolean
  /** False until it was healthy for the first time: it is not there yet, rather than sick. */
  readonly wasHealthy: boolean
}

/** The endpoints that the load balancer uses, and whether it is in panic. */
export function withPanic<T extends Candidate>(
  candidates: readonly T[],
): { readonly endpoints: readonly T[]; readonly isPanic: boolean } {
  const passing = candidates.filter(candidate => candidate.isRoutable)
  const known = candidates.filter(({ isUp, wasHealthy }) => isUp && wasHealthy)
  const isPanic = passing.length * 2 < known.length
  if (!isPanic) return { endpoints: passing, isPanic }
  return { endpoints: candidates.filter(one => one.isRoutable || known.includes(one)), isPanic }
}
