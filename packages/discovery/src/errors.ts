/** The operating errors of this package. */

export const DISCOVERY_ERRORS = {
  /** Another program listens on the DNS port. */
  portInUse: 'discovery/port-in-use',
  /** The DNS port could not be opened for another reason (no permission, no such address). */
  cannotListen: 'discovery/cannot-listen',
  /** An upstream or server address that is not `IP`, `IP:PORT` or `[IPv6]:PORT`. */
  badServer: 'discovery/bad-server',
  /** No server answered a DNS query in time. */
  noAnswer: 'discovery/no-answer',
  /** A server refused a DNS query or answered nonsense. */
  badAnswer: 'discovery/bad-answer',
  /** The name of a service or namespace is not a DNS label, or is reserved. */
  badName: 'discovery/bad-name',
  /** An address, port or weight of an endpoint is out of range. */
  badEndpoint: 'discovery/bad-endpoint',
  /** A service that is not registered. */
  unknownService: 'discovery/unknown-service',
  /** An endpoint that is not registered. */
  unknownEndpoint: 'discovery/unknown-endpoint',
  /** A label selector that cannot be read. */
  badSelector: 'discovery/bad-selector',
  /** More services, endpoints or subscriptions than the bound allows. */
  tooMany: 'discovery/too-many',
} as const

/** A code of this package. */
export type DiscoveryErrorCode = (typeof DISCOVERY_ERRORS)[keyof typeof DISCOVERY_ERRORS]
