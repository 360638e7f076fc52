/**
 * From the replicated state and what gossip says to route tables: which endpoint may be sent to.
 *
 * Routable (design.md §2): observed `running`, not withdrawn, its owner alive, suspect or
 * restarting, and its last health record passing or warning. Without a check: while running.
 * Without a record since the owner's start: only if the log last saw it healthy. Under half
 * passing, balancers alone use every endpoint of living nodes (panic) and say so.
 */

import { type Endpoint, type Listener, newService, type RouteTable } from '@polis/balancer'
import type { ClusterState, HealthStatus, LivenessState, Service, Task } from '@polis/cluster'

/** What this node observes. */
export type Observed = {
  liveness(nodeId: string): LivenessState
  /** The last health record of an endpoint; undefined if its owner has said nothing since its start. */
  health(endpointId: string): HealthStatus | undefined
  /** The IP address of a member's host; null while its name is not resolved. */
  addressOf(host: string): string | null
  /** Key that signs sticky cookies; the same on every node. */
  readonly stickyKey: string
}

/** How one task may be used now. */
export type TaskUse = {
  readonly state: HealthStatus
  readonly isRoutable: boolean
  /** Its node lives and it runs: a last resort for balancers. */
  readonly isUp: boolean
}

/** Passing endpoints under this share of all that are up mean panic (Envoy's default). */
const PANIC_SHARE = 0.5

/** How `task` of `service` may be used. */
export function taskUse(task: Task, service: Service, observed: Observed): TaskUse {
  const liveness = observed.liveness(task.nodeId)
  const isOwnerUp = liveness === 'alive' || liveness === 'suspect' || liveness === 'restarting'
  const isUp =
    isOwnerUp &&
    task.observed.phase === 'running' &&
    task.desired === 'running' &&
    task.withdrawnIndex === null
  if (service.spec.checks.length === 0) return { state: 'unknown', isRoutable: isUp, isUp }
  const record = observed.health(task.id)
  const state = record ?? 'unknown'
  if (!isUp) return { state, isRoutable: false, isUp: false }
  const isHealthy =
    record === undefined || record === 'unknown'
      ? task.observed.wasHealthy === true && record === undefined
      : record === 'passing' || record === 'warning'
  return { state, isRoutable: isHealthy, isUp }
}

/** The endpoints that a balancer uses for `service`, and whether it panics. */
export function balancedEndpoints(
  state: ClusterState,
  service: Service,
  target: number,
  observed: Observed,
): { readonly endpoints: Endpoint[]; readonly isPanic: boolean } {
  const up: { endpoint: Endpoint; isRoutable: boolean }[] = []
  for (const task of state.tasksOfService(service.id)) {
    const use = taskUse(task, service, observed)
    const member = state.members.get(task.nodeId)
    const port = task.observed.ports.find(candidate => candidate.target === target)?.port
    if (!use.isUp || member === undefined || port === undefined) continue
    const address = observed.addressOf(member.host)
    if (address === null) continue
    const zone = member.labels['zone']
    const endpoint = {
      id: task.id,
      address,
      port,
      weight: 1,
      ...(zone === undefined ? {} : { zone }),
    }
    up.push({ endpoint, isRoutable: use.isRoutable })
  }
  for (const { id, address, port, weight } of state.endpointsOfService(service.id)) {
    if (weight > 0) up.push({ endpoint: { id, address, port, weight }, isRoutable: true })
  }
  const routable = up.filter(({ isRoutable }) => isRoutable)
  const isPanic = up.length > 0 && routable.length < up.length * PANIC_SHARE
  const used = isPanic ? up : routable
  return { endpoints: used.map(({ endpoint }) => endpoint), isPanic }
}

/** The table of this node's balancers: every published port of every service. */
export function routeTableOf(state: ClusterState, bind: string, observed: Observed): RouteTable {
  const listeners = new Map<number, Listener>()
  for (const service of state.sorted('service')) {
    for (const { published, target, protocol } of service.spec.ports) {
      if (published === null || protocol !== 'tcp') continue
      const { lb } = service.spec
      const { endpoints, isPanic } = balancedEndpoints(state, service, target, observed)
      const balanced = newService({
        id: service.id,
        name: service.name,
        namespace: service.namespace,
        algorithm: lb.algorithm,
        protocol: lb.protocol,
        ...(lb.host === null ? {} : { host: lb.host }),
        path: lb.path,
        ...(lb.stickyCookie === null
          ? {}
          : { sticky: { cookie: lb.stickyCookie, key: observed.stickyKey } }),
        drainMs: lb.drainMs,
        endpoints,
        isPanic,
      })
      const before = listeners.get(published)
      listeners.set(published, {
        host: bind,
        port: published,
        protocol: lb.protocol,
        services: [...(before?.services ?? []), balanced],
      })
    }
  }
  return { version: state.index, listeners: [...listeners.values()] }
}
