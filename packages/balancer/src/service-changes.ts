/**
 * What of a service differs between two tables: how its endpoints are chosen, and which there are.
 */

import { isDeepStrictEqual } from 'node:util'
import type { Service } from './routes.ts'

/** True if endpoints are to be chosen in another way. */
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
