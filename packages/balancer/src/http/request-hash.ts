/** What a hash picker hashes of a request: the client's address, the path, or a field. */

import { hash32 } from '../hash.ts'
import type { Service } from '../routes.ts'
import { fieldValue } from './fields.ts'
import type { RequestHead } from './request-head.ts'

/**
 * The hash of the request's key; 0 for algorithms that use none. A request without the field that
 * the service names is hashed by its client's address.
 */
export function requestHash(service: Service, head: RequestHead, clientAddress: string): number {
  if (service.algorithm === 'ip-hash') return hash32(clientAddress)
  if (service.algorithm !== 'consistent-hash') return 0
  const by = service.hashBy ?? 'address'
  if (by === 'path') return hash32(head.target)
  const value = by === 'address' ? undefined : fieldValue(head.fields.kept, by.header)
  return hash32(value ?? clientAddress)
}
