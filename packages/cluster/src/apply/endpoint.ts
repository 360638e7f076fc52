/**
 * Endpoints that Polis does not run: registered by clients, owned by a living node.
 *
 * An endpoint's name is unique in its service; its object id is `SERVICEID.NAME`.
 */

import { isSame } from '../canonical.ts'
import { ENDPOINT_TTL_MS_MIN } from '../config.ts'
import type { Endpoint } from '../objects.ts'
import { type Apply, bounded, done, refuse, unchanged } from './context.ts'
import { nameRefusal } from './names.ts'
import { noSuchService, staleRevision } from './service.ts'

/** The object id of the endpoint `name` of a service. */
export function endpointId(serviceId: string, name: string): string {
  return `${serviceId}.${name}`
}

export const putEndpoint: Apply<'endpoint.put'> = (operation, context) => {
  const { namespace, address, port, weight, tags, labels, version } = operation
  const { ttlMs, deregisterAfterMs } = operation
  const service = context.store.serviceByName(namespace, operation.service)
  if (service === undefined) return noSuchService(namespace, operation.service)
  const refusal = nameRefusal('endpoint', operation.id)
  if (refusal !== undefined) return refusal
  if (address === '') return refuse('invalid', `endpoint '${operation.id}' has no address`)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return refuse('invalid', `${port} is not a port (1 to 65535)`)
  }
  if (!(weight >= 0 && weight <= 1_000_000)) {
    return refuse('invalid', `${weight} is not a weight (0 to 1000000)`)
  }
  if (ttlMs !== undefined && !(ttlMs >= ENDPOINT_TTL_MS_MIN)) {
    return refuse('invalid', `${ttlMs} ms is too short a time to live of an endpoint`)
  }
  const id = endpointId(service.id, operation.id)
  const existing = context.store.get('endpoint', id)
  const endpoint: Endpoint = {
    id,
    name: operation.id,
    namespace,
    revision: context.index,
    createdMs: existing?.createdMs ?? context.timeMs,
    serviceId: service.id,
    address,
    port,
    weight,
    tags,
    labels,
    ownerNodeId: existing?.ownerNodeId ?? '',
    ...(version === undefined ? {} : { version }),
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(deregisterAfterMs === undefined ? {} : { deregisterAfterMs }),
  }
  // Whoever registers again and again to say that it lives changes nothing.
  if (existing !== undefined && isSame({ ...endpoint, revision: existing.revision }, existing)) {
    return unchanged(existing)
  }
  context.store.put('endpoint', endpoint)
  const action = existing === undefined ? 'created' : 'changed'
  const details = { service: service.name, address, port }
  context.emit({ topic: 'endpoint', action, object: endpoint, reason: 'registered', details })
  return done(context, id)
}

export const removeEndpoint: Apply<'endpoint.remove'> = (operation, context) => {
  const service = context.store.serviceByName(operation.namespace, operation.service)
  if (service === undefined) return noSuchService(operation.namespace, operation.service)
  const id = endpointId(service.id, operation.id)
  const endpoint = context.store.get('endpoint', id)
  if (endpoint === undefined) {
    return refuse('not-found', `service '${service.name}' has no endpoint '${operation.id}'`)
  }
  const { expectedRevision = endpoint.revision } = operation
  if (endpoint.revision !== expectedRevision) {
    return staleRevision(`endpoint '${operation.id}'`, endpoint.revision, expectedRevision)
  }
  context.store.remove('endpoint', id)
  const details = { service: service.name }
  const reason = bounded(operation.reason ?? 'deregistered')
  context.emit({ topic: 'endpoint', action: 'removed', object: endpoint, reason, details })
  return done(context, id)
}

export const assignEndpoint: Apply<'endpoint.assign'> = ({ id, ownerNodeId }, context) => {
  const endpoint = context.store.get('endpoint', id)
  if (endpoint === undefined) return refuse('not-found', `there is no endpoint '${id}'`)
  if (endpoint.ownerNodeId === ownerNodeId) return unchanged(endpoint)
  context.store.put('endpoint', { ...endpoint, ownerNodeId, revision: context.index })
  const owner = context.store.get('member', ownerNodeId)?.name ?? ownerNodeId
  const reason = owner === '' ? 'no node is alive to check it' : `checked by ${owner}`
  context.emit({ topic: 'endpoint', action: 'changed', object: endpoint, reason })
  return done(context, id)
}
