/** The operating errors of gossip. What comes from peers is refused and counted, never fatal. */

import { PolisError } from '@polis/base'

/** Every code this package throws, with its meaning. */
export const GOSSIP_ERRORS = {
  'gossip/bad-record': 'A health record or metadata of this node breaks a bound.',
  'gossip/future-format': 'A peer sent a format of a later version than this one.',
  'gossip/malformed': 'Bytes of a peer are no valid gossip message.',
  'gossip/overloaded': 'This member asks for more comparisons than it is allowed.',
  'gossip/stopped': 'The gossip of this node was stopped.',
} as const

/** A code of this package. */
export type GossipErrorCode = keyof typeof GOSSIP_ERRORS

/** A record of our own that must not be sent; `why` completes the sentence. */
export function badRecord(key: string, why: string): PolisError<'gossip/bad-record'> {
  return new PolisError('gossip/bad-record', {
    message: `record '${key}' ${why}`,
    fields: { key },
  })
}

/** Bytes that decode to nothing valid. */
export function malformed(what: string, cause?: unknown): PolisError<'gossip/malformed'> {
  return new PolisError('gossip/malformed', {
    message: `not a valid gossip message: ${what}`,
    fields: { what },
    cause,
  })
}

/** A message of a version that this one does not know; nobody's fault. */
export function futureFormat(format: number): PolisError<'gossip/future-format'> {
  return new PolisError('gossip/future-format', {
    message: `a publication has the format ${format}, which this version does not know`,
    fields: { format },
  })
}

/** A member asks faster than `syncRate` allows. */
export function overloaded(peer: string): PolisError<'gossip/overloaded'> {
  return new PolisError('gossip/overloaded', {
    message: `${peer} compares too often`,
    fields: { peer },
    retryable: true,
  })
}

/** A call after `stop`. */
export function gossipStopped(): PolisError<'gossip/stopped'> {
  return new PolisError('gossip/stopped', { message: 'the gossip of this node was stopped' })
}
