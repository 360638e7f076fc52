/**
 * The route table of a node's load balancer: every published port, the services behind it, and
 * the endpoints that may be given requests now.
 */

import { createHash } from 'node:crypto'
import {
  type Endpoint as BalancerEndpoint,
  type Service as BalancerService,
  isHttp,
  type Listener,
  l4Options,
  listenerProtocol,
  newService,
  type Protocol,
  type RouteTable,
  type Sticky,
} from '@polis/balancer'
import { pauseOf } from '../apply/service.ts'
import type { LoadBalancerSpec, Service, ServicePort } from '../objects.ts'
import type { ClusterState } from '../state.ts'
import type { DerivedView } from './derived-view.ts'
import { subsetFor, zonePreference } from './near-endpoints.ts'
import { withPanic } from './routable.ts'
import { balancerEndpointId, endpointsOf, type ServiceEndpoint } from './service-endpoints.ts'
import { sharedEndpoints } from './traffic-share.ts'

/** The table at the applied index; every listener binds `host`. */
export function routeTable(state: ClusterState, view: DerivedView, host: string): RouteTable {
  const listeners = new Map<string, Listener & { readonly services: BalancerService[] }>()
  for (const service of state.sorted('service')) {
    const published = service.spec.ports.filter(port => port.published !== null)
    if (published.length === 0) continue
    const found = endpointsOf(state, view, service)
    const shared = sharedEndpoints(state, service, found)
    const all = subsetFor(state, view, service, shared ?? found)
    const { endpoints, isPanic } = withPanic(all)
    const zone = zonePreference(state, view, service, all)
    for (const [i, port] of published.entries()) {
      const { http } = service.spec.lb
      const protocol = listenerProtocol({ protocol: protocolOf(service, port), http })
      const key = `${port.published}/${port.protocol}`
      const listener = listeners.get(key)
      // Conflicts are refused when they are applied; a second claim could only be a bug's.
      const isShared = isHttp(protocol) || protocol === 'tls'
      if (listener !== undefined && !(isShared && listener.protocol === protocol)) continue
      const route = {
        ...routeOf(state, service, port, i, endpoints, isPanic),
        ...(shared === undefined ? {} : weighted(service.spec.lb)),
        ...zone,
      }
      if (listener !== undefined) listener.services.push(route)
      else listeners.set(key, { host, port: port.published!, protocol, services: [route] })
    }
  }
  const byPort = [...listeners.values()].sort(
    (a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1),
  )
  return { version: state.index, listeners: byPort }
}

/** Plain round robin is the one algorithm that takes no notice of weights. */
function weighted({ algorithm }: LoadBalancerSpec): Pick<BalancerService, 'algorithm'> {
  return { algorithm: algorithm === 'round-robin' ? 'weighted-round-robin' : algorithm }
}

/** The key that signs sticky cookies: the same on all nodes, and known to nobody else. */
export function stickyKey(state: ClusterState): string {
  const secret = `${state.clusterId}\0${state.adminTokenHash}\0sticky`
  return createHash('sha256').update(secret).digest('hex')
}

/** What a service speaks on a published port of its own. */
function protocolOf({ spec: { lb } }: Service, port: ServicePort): Protocol {
  if (port.protocol === 'udp') return 'udp'
  return lb.protocol === 'udp' ? 'tcp' : lb.protocol
}

/** What only HTTP has. */
function httpOptions(state: ClusterState, lb: LoadBalancerSpec): Partial<BalancerService> {
  const { forwarded, timeouts } = lb.http ?? {}
  const { connectMs, idleMs } = timeouts ?? {}
  return {
    path: lb.path,
    ...(lb.stickyCookie === null ? {} : { sticky: stickyOf(state, lb, lb.stickyCookie) }),
    ...(lb.http === undefined ? {} : { http: lb.http }),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...(connectMs === undefined ? {} : { connectTimeoutMs: connectMs }),
    ...(idleMs === undefined ? {} : { idleTimeoutMs: idleMs }),
  }
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
  const protocol = protocolOf(service, port)
  const suffix = protocol === 'udp' ? '/udp' : ''
  return newService({
    // Statistics are kept by id, so each published port of a service has its own.
    id: position === 0 ? service.id : `${service.id}:${port.published}${suffix}`,
    name: service.name,
    namespace: service.namespace,
    algorithm: lb.algorithm,
    protocol,
    drainMs: lb.drainMs,
    ...l4Options(lb),
    ...pauseOf(service),
    ...(lb.host !== null && (isHttp(protocol) || protocol === 'tls') ? { host: lb.host } : {}),
    ...(isHttp(protocol) ? httpOptions(state, lb) : {}),
    ...(lb.hashBy === undefined ? {} : { hashBy: lb.hashBy }),
    ...(lb.policy === undefined ? {} : { policy: lb.policy }),
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
