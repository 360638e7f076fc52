/**
 * The operating errors of the transport.
 *
 * A failed request carries the code that the other side threw; the codes here are the transport's
 * own. `retryable` says whether the same call can succeed later without a change.
 */

import { type Epoch, type EpochOrder, PolisError } from '@polis/base'

/** Every code this package throws, with its meaning. */
export const TRANSPORT_ERRORS = {
  'transport/aborted': 'The caller gave up: its AbortSignal fired.',
  'transport/cannot-listen': 'The address to listen on is not one of this machine, or forbidden.',
  'transport/closed': 'The transport was stopped, or has not been started.',
  'transport/damaged-identity': 'The identity file cannot be read as an Ed25519 private key.',
  'transport/fenced': 'The cluster was recovered without this node, whose data is out of date.',
  'transport/handler-failed': 'The other side failed in a way it has no code for.',
  'transport/incompatible': 'The other side speaks another version of the protocol.',
  'transport/no-such-method': 'The other side serves no method of that name.',
  'transport/not-allowed': 'The other side does not take this node for a member.',
  'transport/overloaded': 'Too many requests or bytes are waiting for that peer.',
  'transport/peer-fenced': 'The cluster was recovered without the peer, whose data is out of date.',
  'transport/port-in-use': 'Another program listens on the port.',
  'transport/self-dial': 'The dialled address is this node itself.',
  'transport/timeout': 'No answer came in time; whether the request was carried out is unknown.',
  'transport/too-large': 'The message is larger than a frame may be.',
  'transport/unreachable': 'No connection to the peer: refused, no route, or broken meanwhile.',
  'transport/wrong-cluster': 'The peer belongs to another cluster.',
} as const

/** A code of this package. */
export type TransportErrorCode = keyof typeof TRANSPORT_ERRORS

/** An operating error of this package. */
export type TransportError = PolisError<TransportErrorCode>

/** No connection to `peer`; `why` completes the sentence. */
export function unreachablePeer(peer: string, why: string, cause?: unknown): TransportError {
  return new PolisError('transport/unreachable', {
    message: `cannot reach ${peer}: ${why}`,
    fields: { peer },
    retryable: true,
    cause,
  })
}

/** The address leads back to this node. */
export function selfDial(where: string): TransportError {
  return new PolisError('transport/self-dial', {
    message: `${where} is this node itself`,
    fields: { where },
  })
}

/** No answer from `peer` within `timeoutMs`. */
export function timedOut(peer: string, method: string, timeoutMs: number): TransportError {
  return new PolisError('transport/timeout', {
    message: `${peer} did not answer ${method} within ${timeoutMs} ms`,
    fields: { peer, method, timeoutMs },
    retryable: true,
  })
}

/** The caller's signal fired. */
export function abortedCall(method: string, cause: unknown): TransportError {
  return new PolisError('transport/aborted', {
    message: `${method} was given up by its caller`,
    fields: { method },
    cause,
  })
}

/** `peer` does not take this node for a member. */
export function notAllowed(peer: string): TransportError {
  return new PolisError('transport/not-allowed', {
    message: `${peer} serves members of its cluster only`,
    hint: 'join the cluster first',
    fields: { peer },
  })
}

/** `peer` serves no such method. */
export function noSuchMethod(peer: string, method: string): TransportError {
  return new PolisError('transport/no-such-method', {
    message: `${peer} serves no method '${method}'`,
    hint: 'the peer may run an older version',
    fields: { peer, method },
  })
}

/** `peer` belongs to `theirs`, this node to `ours`. */
export function wrongCluster(peer: string, ours: string, theirs: string): TransportError {
  return new PolisError('transport/wrong-cluster', {
    message: `${peer} belongs to cluster ${theirs}, this node to ${ours}`,
    hint: 'check the addresses it joins, or give it an empty data directory',
    fields: { peer, ours, theirs },
  })
}

/** What is wrong between members of one cluster whose epochs differ; `order` is ours to theirs. */
export function otherEpoch(
  peer: string,
  order: Exclude<EpochOrder, 'same'>,
  epochs: { readonly ours: Epoch; readonly theirs: Epoch },
): TransportError {
  const [ours, theirs] = [epochs.ours.count, epochs.theirs.count]
  const fields = { peer, ours, theirs }
  const howTo = "is removed with 'polis node rm', and joins again with an empty data directory"
  if (order === 'older') {
    return new PolisError('transport/fenced', {
      message: `the cluster was recovered without this node: it is in epoch ${theirs}, not ${ours}`,
      hint: `a fenced node ${howTo}`,
      fields,
    })
  }
  const what =
    order === 'newer'
      ? `the cluster was recovered without ${peer}, which is still in epoch ${theirs}, not ${ours}`
      : `this node and ${peer} were recovered apart from each other, both to epoch ${ours}`
  const who = order === 'newer' ? 'a fenced node' : 'the one whose data shall go'
  return new PolisError('transport/peer-fenced', {
    message: what,
    hint: `${who} ${howTo}`,
    fields,
  })
}

/** Too much waits for `peer` already. */
export function overloaded(peer: string, method: string): TransportError {
  return new PolisError('transport/overloaded', {
    message: `too many requests wait for ${peer}, ${method} among them`,
    fields: { peer, method },
    retryable: true,
  })
}

/** `what` would be a frame of `bytes`. */
export function frameTooLarge(what: string, bytes: number): TransportError {
  return new PolisError('transport/too-large', {
    message: `a message of ${what} has ${bytes} bytes, more than a frame may have`,
    hint: 'send it in parts',
    fields: { what, bytes },
  })
}

/** `peer` speaks version `theirs`, this node `ours`. */
export function incompatible(peer: string, ours: number, theirs: number): TransportError {
  return new PolisError('transport/incompatible', {
    message: `${peer} speaks version ${theirs} of the protocol, this node version ${ours}`,
    hint: 'upgrade the older of the two',
    fields: { peer, ours, theirs },
  })
}

/** The transport does not run. */
export function transportClosed(): TransportError {
  return new PolisError('transport/closed', { message: 'the transport is not running' })
}

/**
 * What a handler's failure becomes on the caller's side: a `PolisError` as it is, anything else as
 * `transport/handler-failed` with its message.
 */
export function handlerFailure(method: string, error: unknown): PolisError {
  if (error instanceof PolisError) return error
  const text = error instanceof Error ? error.message : String(error)
  return new PolisError('transport/handler-failed', {
    message: `${method} failed: ${text}`,
    fields: { method },
  })
}
