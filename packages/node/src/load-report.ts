/** What nodes tell one another of the load on endpoints, as bytes: `proto/polis/v1/loads.proto`. */

import type { EndpointLoads } from '@polis/balancer'
import { loads } from '@polis/proto'

const wire = loads.v1.loads

/** The channel that reports go on. */
export const LOADS_CHANNEL = 'loads'

export const loadReport = {
  encode: (report: EndpointLoads): Uint8Array =>
    wire.LoadReport.encode({
      endpoints: [...report].map(([endpointId, inFlight]) => ({ endpointId, inFlight })),
    }).finish(),
  decode: (bytes: Uint8Array): EndpointLoads =>
    new Map(
      wire.LoadReport.decode(bytes).endpoints.map(({ endpointId, inFlight }) => [
        endpointId ?? '',
        inFlight ?? 0,
      ]),
    ),
}
