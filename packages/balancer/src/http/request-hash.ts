/**
 * What is hashed of a request: for a hash picker the client's address, the path or a field; to keep
 * a client on its endpoint its address or a field.
 */

import { NO_AFFINITY } from '../attempts.ts'
import { hash32 } from '../hash.ts'
import { isHashing, type Service } from '../routes.ts'
import { fieldValue } from './fields.ts'
import type { RequestHead } from './request-head.ts'

/**
 * The hash of the request's key; 0 for algorithms that use none. A request without the field that
 * the service names is hashed by its client's address.
 */
export function requestHash(service: Service, head: RequestHead, clientAddress: string): number {
  if (service.algorithm === 'ip-hash') return hash32(clientAddress)
  if (!isHashing(service.algorithm)) return 0
  const by = service.hashBy ?? 'address'
  if (by === 'path') return hash32(head.target)
  const value = by === 'address' ? undefined : fieldValue(head.fields.kept, by.header)
  return hash32(value ?? clientAddress)
}

/** The hash that keeps a client on an endpoint; `NO_AFFINITY` without the field or the wish. */
export function affinityHash(service: Service, head: RequestHead, clientAddress: string): number {
  const affinity = service.policy?.affinity
  if (affinity === undefined) return NO_AFFINITY
  if ('source' in affinity) return hash32(clientAddress)
  const value = fieldValue(head.fields.kept, affinity.header)
  return value === undefined ? NO_AFFINITY : hash32(value)
}
