/**
 * From what a table says of a port to what its connections look at: routes, names, networks.
 *
 * The object stays as long as the port does; a new table changes its fields under the connections.
 */

import { Networks } from '../ip-address.ts'
import { RouteIndex } from '../route-index.ts'
import type { Listener, ListenerProtocol } from '../routes.ts'
import { ServerNames } from '../server-names.ts'
import type { ListenerState, ServiceRoute, ServiceState } from './thread-context.ts'
import type { PemPair } from './tls-contexts.ts'

/** A port that nothing is routed through yet. */
export function newListenerState(
  key: string,
  port: number,
  protocol: ListenerProtocol,
): ListenerState {
  return {
    key,
    port,
    protocol,
    routes: new RouteIndex<ServiceRoute>([]),
    sole: undefined,
    names: undefined,
    proxyFrom: undefined,
    clientConnectionsMax: Number.POSITIVE_INFINITY,
    https: undefined,
    isClosing: false,
  }
}

/** Has `state` be what `listener` says; `serviceOf` finds a service of it as the thread runs it. */
export function routeListener(
  state: ListenerState,
  listener: Listener,
  serviceOf: (id: string) => ServiceState,
  nowMs: number,
): void {
  const routes: ServiceRoute[] = listener.services.map(service => ({
    host: service.host,
    path: service.path,
    routes: service.http?.routes,
    state: serviceOf(service.id),
  }))
  state.routes = new RouteIndex(routes)
  const networks = listener.services.flatMap(service => service.proxyProtocol?.acceptFrom ?? [])
  state.proxyFrom = networks.length === 0 ? undefined : new Networks(networks)
  state.names = listener.protocol === 'tls' ? new ServerNames(routes) : undefined
  const isSole = listener.protocol === 'tcp' || listener.protocol === 'udp'
  state.sole = isSole ? routes[0]?.state : undefined
  state.https?.update(certificatesOf(listener), nowMs)
  state.clientConnectionsMax = Math.min(
    ...listener.services.map(
      ({ http }) => http?.limits?.clientConnections ?? Number.POSITIVE_INFINITY,
    ),
  )
}

function certificatesOf(listener: Listener): PemPair[] {
  const pairs = listener.services.flatMap(({ http }) => http?.certificates ?? [])
  return pairs.flatMap(({ certificate, key }) =>
    'pem' in certificate && 'pem' in key ? [{ certificate: certificate.pem, key: key.pem }] : [],
  )
}
