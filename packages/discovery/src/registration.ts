/** What may be registered: the checks behind `ServiceDiscovery`. */

import { PolisError } from '@polis/base'
import { addressBytes } from './address.ts'
import { ENDPOINTS_PER_SERVICE_MAX } from './config.ts'
import { RESERVED_NAMES } from './dns/lookup.ts'
import { parseSelector } from './selector.ts'
import type { Endpoint, Service } from './service.ts'

/** RFC 1123 §2.1, lower case. */
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** A host name: labels joined by dots, at most 253 characters. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*)(?:\.[a-z0-9_][a-z0-9_-]*)*$/i

/**
 * Throws `discovery/bad-name`, `discovery/bad-endpoint`, `discovery/bad-selector` or
 * `discovery/too-many`.
 */
export function checkService(service: Service): void {
  checkName('service', service.name)
  checkName('namespace', service.namespace)
  if (service.endpoints.length > ENDPOINTS_PER_SERVICE_MAX) {
    throw new PolisError('discovery/too-many', {
      message: `service '${service.name}' has more than ${ENDPOINTS_PER_SERVICE_MAX} endpoints`,
      fields: { service: service.name, limit: ENDPOINTS_PER_SERVICE_MAX },
    })
  }
  for (const endpoint of service.endpoints) checkEndpoint(endpoint)
  if (service.query?.filter.label !== undefined) parseSelector(service.query.filter.label)
}

function checkName(kind: string, name: string): void {
  const isReserved = RESERVED_NAMES.has(name)
  if (DNS_LABEL.test(name) && !isReserved) return
  throw new PolisError('discovery/bad-name', {
    message: `'${name}' cannot be the name of a ${kind}${isReserved ? ': it is reserved' : ''}`,
    hint: 'use 1 to 63 of a-z, 0-9 and -, with a letter or digit at both ends',
    fields: { kind, name },
  })
}

function checkEndpoint({ id, address, port, ports, weight }: Endpoint): void {
  const isAddress = addressBytes(address) !== undefined || HOST_NAME.test(address)
  const isPort = [port, ...Object.values(ports)].every(
    one => Number.isInteger(one) && one >= 1 && one <= 65_535,
  )
  const isWeight = Number.isInteger(weight) && weight >= 0 && weight <= 65_535
  if (DNS_LABEL.test(id) && isAddress && isPort && isWeight) return
  const what = !DNS_LABEL.test(id)
    ? 'its id is not a DNS label'
    : !isAddress
      ? `'${address}' is not an address`
      : !isPort
        ? `${[port, ...Object.values(ports)].join(', ')} is not a port`
        : `${weight} is not a weight from 0 to 65535`
  throw new PolisError('discovery/bad-endpoint', {
    message: `endpoint '${id}': ${what}`,
    fields: { endpoint: id },
  })
}
