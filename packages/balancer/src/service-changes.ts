/**
 * What of a service differs between two tables: whether its picker and what it has learnt live on.
 */

import { isDeepStrictEqual } from 'node:util'
import type { Service } from './routes.ts'

/** True if the service is balanced by other rules, so that what was learnt under the old ones goes. */
export function isOtherwise(before: Service, after: Service): boolean {
  return (
    before.algorithm !== after.algorithm ||
    before.zone?.own !== after.zone?.own ||
    !isDeepStrictEqual(before.sticky, after.sticky) ||
    !isDeepStrictEqual(before.policy, after.policy)
  )
}

/** True if the same endpoints have the same weights and zones. */
export function hasSameEndpoints(before: Service, after: Service): boolean {
  return (
    before.endpoints.length === after.endpoints.length &&
    before.zone?.near === after.zone?.near &&
    before.zone?.far === after.zone?.far &&
    before.endpoints.every((endpoint, index) => {
      const { id, weight, zone } = after.endpoints[index]!
      return endpoint.id === id && endpoint.weight === weight && endpoint.zone === zone
    })
  )
}
