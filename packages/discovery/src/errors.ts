/** The operating errors of this package. */

/** Every code this package throws, with its meaning. */
export const DISCOVERY_ERRORS = {
  'discovery/bad-answer': 'A server refused a DNS query or answered nonsense.',
  'discovery/bad-endpoint': 'An address, port or weight of an endpoint is out of range.',
  'discovery/bad-name': 'The name of a service or namespace is not a DNS label, or is reserved.',
  'discovery/bad-selector': 'A label selector that cannot be read.',
  'discovery/bad-server':
    'An upstream or server address that is not `IP`, `IP:PORT` or `[IPv6]:PORT`.',
  'discovery/cannot-listen':
    'The DNS port could not be opened for another reason (no permission, no such address).',
  'discovery/no-answer': 'No server answered a DNS query in time.',
  'discovery/port-in-use': 'Another program listens on the DNS port.',
  'discovery/too-many': 'More services, endpoints or subscriptions than the bound allows.',
  'discovery/unknown-endpoint': 'An endpoint that is not registered.',
  'discovery/unknown-service': 'A service that is not registered.',
} as const

/** A code of this package. */
export type DiscoveryErrorCode = keyof typeof DISCOVERY_ERRORS
