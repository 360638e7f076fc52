/**
 * The route table of a node's load balancer: every published port, the services behind it, and
 * the endpoints that may be given requests now.
 */

import { createHash } from 'node:crypto'
import {
  type Endpoint as BalancerEndpoint,
  type Service as BalancerService,
  type Listener,
  listenerProtocol,
  newService,
  type RouteTable,
  type Sticky,
} from '@polis/balancer'
import type { LoadBalancerSpec, Service, ServicePort } from '../objects.ts'
import type { ClusterState } from '../state.ts'
import type { DerivedView } from './derived-view.ts'
import { subsetFor, zonePreference } from './near-endpoints.ts'
import { withPanic } from './routable.ts'
import { balancerEndpointId, endpointsOf, type ServiceEndpoint } from './service-endpoints.ts'

/** The table at the applied index; every listener binds `host`. */
export function routeTable(state: ClusterState, view: DerivedView, host: string): RouteTable {
  const listeners = new Map<number, Listener & { readonly services: BalancerService[] }>()
  for (const service of state.sorted('service')) {
    const published = service.spec.ports.filter(
      port => port.published !== null && port.protocol === 'tcp',
    )
    if (published.length === 0) continue
    const all = subsetFor(state, view, service, endpointsOf(state, view, service))
    const { endpoints, isPanic } = withPanic(all)
    const zone = zonePreference(state, view, service, all)
    for (const [i, port] of published.entries()) {
      const protocol = listenerProtocol(service.spec.lb)
      const listener = listeners.get(port.published!)
      // Conflicts are refused when they are applied; a second claim could only be a bug's.
      const isTaken = listener !== undefined && listener.protocol !== protocol
      if (isTaken || (listener !== undefined && protocol === 'tcp')) continue
      const route = { ...routeOf(state, service, port, i, endpoints, isPanic), ...zone }
      if (listener !== undefined) listener.services.push(route)
      else
        listeners.set(port.published!, { host, port: port.published!, protocol, services: [route] })
    }
  }
  const byPort = [...listeners.values()].sort((a, b) => a.port - b.port)
  return { version: state.index, listeners: byPort }
}

/** The key that signs sticky cookies: the same on all nodes, and known to nobody else. */
export function stickyKey(state: ClusterState): string {
  const secret = `${state.clusterId}\0${state.adminTokenHash}\0sticky`
  return createHash('sha256').update(secret).digest('hex')
}

function stickyOf(state: ClusterState, lb: LoadBalancerSpec, cookie: string): Sticky {
  const { stickyMaxAgeMs: maxAgeMs } = lb
  return { cookie, key: stickyKey(state), ...(maxAgeMs === undefined ? {} : { maxAgeMs }) }
}

function routeOf(
  state: ClusterState,
  service: Service,
  port: ServicePort,
  position: number,
  endpoints: readonly ServiceEndpoint[],
  isPanic: boolean,
): BalancerService {
  const { lb } = service.spec
  const { connectMs, idleMs } = lb.http?.timeouts ?? {}
  return newService({
    // Statistics are kept by id, so each published port of a service has its own.
    id: position === 0 ? service.id : `${service.id}:${port.published}`,
    name: service.name,
    namespace: service.namespace,
    algorithm: lb.algorithm,
    protocol: lb.protocol,
    drainMs: lb.drainMs,
    ...(lb.protocol === 'tcp' ? {} : { path: lb.path }),
    ...(lb.protocol === 'tcp' || lb.host === null ? {} : { host: lb.host }),
    ...(lb.stickyCookie === null ? {} : { sticky: stickyOf(state, lb, lb.stickyCookie) }),
    ...(lb.hashBy === undefined ? {} : { hashBy: lb.hashBy }),
    ...(lb.policy === undefined ? {} : { policy: lb.policy }),
    ...(lb.http === undefined ? {} : { http: lb.http }),
    ...(lb.http?.forwarded === undefined ? {} : { forwarded: lb.http.forwarded }),
    ...(connectMs === undefined ? {} : { connectTimeoutMs: connectMs }),
    ...(idleMs === undefined ? {} : { idleTimeoutMs: idleMs }),
    endpoints: endpoints.flatMap(endpoint => targetOf(state, endpoint, port.target)),
    isPanic,
  })
}

function targetOf(
  state: ClusterState,
  endpoint: ServiceEndpoint,
  target: number,
): BalancerEndpoint[] {
  const reached = endpoint.ports.find(port => port.target === target)
  if (reached === undefined || endpoint.weight <= 0) return []
  const task = state.tasks.get(endpoint.id)
  return [
    {
      id: task === undefined ? endpoint.id : balancerEndpointId(task, target),
      address: endpoint.address,
      port: reached.port,
      weight: endpoint.weight,
      ...(endpoint.zone === undefined ? {} : { zone: endpoint.zone }),
    },
  ]
}
