/**
 * What discovery answers from: services, endpoints and nodes, out of the replicated state and the
 * health records. The catalog takes over only what differs from what it has.
 */

import type { CatalogEndpoint, CatalogNode, CatalogService } from '@polis/discovery'
import { type CheckSpec, HEALTHCHECK_DEFAULTS, healthcheckSpec } from '@polis/health'
import type { Check, Member, Service } from '../objects.ts'
import type { ClusterState } from '../state.ts'
import type { DerivedView } from './derived-view.ts'
import { endpointsOf, type ServiceEndpoint } from './service-endpoints.ts'

export type CatalogEntries = {
  readonly services: readonly CatalogService[]
  readonly endpoints: readonly CatalogEndpoint[]
  readonly nodes: readonly CatalogNode[]
}

/** Everything that can be asked for by name, by ascending id. */
export function catalogEntries(state: ClusterState, view: DerivedView): CatalogEntries {
  const services = state.sorted('service')
  return {
    services: services.map(catalogService),
    endpoints: services.flatMap(service =>
      endpointsOf(state, view, service).map(endpoint => catalogEndpoint(state, service, endpoint)),
    ),
    nodes: state.sorted('member').flatMap(member => catalogNode(member, view) ?? []),
  }
}

/** A member as the catalog has it; undefined while its host name is not resolved. */
export function catalogNode(
  { id, name, host }: Member,
  view: DerivedView,
): CatalogNode | undefined {
  const address = view.addressOf(host)
  return address === null ? undefined : { id, name, address }
}

/** The ids of what may be an endpoint of the service. */
export function endpointsOfService(state: ClusterState, serviceId: string): string[] {
  const ids = [...state.tasksOfService(serviceId), ...state.endpointsOfService(serviceId)]
  return ids.map(({ id }) => id)
}

/**
 * The checks of all services, by service and in the order of the specification; last the one that
 * its containers have of their own.
 */
export function checksOf(state: ClusterState): Check[] {
  return state.sorted('service').flatMap(({ id, namespace, revision, createdMs, spec }) =>
    [...spec.checks, ...containerChecks(state, id, spec.checks)].map(check => ({
      id: `${id}.${check.id}`,
      name: check.name,
      namespace,
      revision,
      createdMs,
      serviceId: id,
      spec: check,
    })),
  )
}

/** As the service's manifest sets it, or else with the engine's defaults: an image may differ. */
function containerChecks(
  state: ClusterState,
  serviceId: string,
  others: readonly CheckSpec[],
): CheckSpec[] {
  const task = state.tasksOfService(serviceId).find(one => one.observed.hasHealthcheck === true)
  if (task === undefined) return []
  const { test: _, ...timing } = task.workload.container?.healthcheck ?? { test: [] }
  return [healthcheckSpec(others, { ...HEALTHCHECK_DEFAULTS, ...timing })]
}

/** A service as the catalog has it. */
export function catalogService({ id, name, namespace, spec }: Service): CatalogService {
  return {
    id,
    name,
    namespace,
    tags: spec.tags,
    labels: spec.labels,
    ports: spec.ports.map(({ published, ...port }) =>
      published === null ? port : { ...port, published },
    ),
    ttlMs: spec.dnsTtlMs,
    ...(spec.query === undefined ? {} : { query: spec.query }),
    ...(spec.failover === undefined
      ? {}
      : {
          failover: spec.failover.map(one => ({ ...one, namespace: one.namespace || namespace })),
        }),
  }
}

/** An endpoint as the catalog has it. */
export function catalogEndpoint(
  state: ClusterState,
  service: Service,
  endpoint: ServiceEndpoint,
): CatalogEndpoint {
  return {
    id: endpoint.id,
    serviceId: service.id,
    nodeId: endpoint.nodeId,
    nodeName: state.members.get(endpoint.nodeId)?.name ?? '',
    address: endpoint.address,
    ports: endpoint.ports,
    weight: endpoint.weight,
    tags: endpoint.tags,
    labels: endpoint.labels,
    version: endpoint.version,
    ...(endpoint.zone === undefined ? {} : { zone: endpoint.zone }),
    state: endpoint.health,
    isRoutable: endpoint.isRoutable,
    isUp: endpoint.isUp,
  }
}
