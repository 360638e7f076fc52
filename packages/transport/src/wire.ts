/**
 * The transport's own messages, between bytes and plain data.
 *
 * What cannot be decoded comes from a broken or foreign peer, so decoding answers `undefined` and
 * the connection or stream is closed; nothing is thrown at the layers above.
 */

import { type Epoch, PolisError } from '@polis/base'
import { transport } from '@polis/proto'
import { plainBytes } from './frames.ts'

const HelloMessage = transport.v1.transport.Hello
const CallMessage = transport.v1.transport.Call

/** The version of everything on the wire here. A peer with another one is refused. */
export const PROTOCOL_VERSION = 1

/** What each side says first on a connection. */
export type Hello = {
  readonly protocolVersion: number
  /** Empty while the node belongs to no cluster. */
  readonly clusterId: string
  /** Of two members with different ones, the older is fenced. */
  readonly epoch: Epoch
  readonly peerId: string
  /** Drawn at each start; two of the same peer mean that it was restarted. */
  readonly instance: string
  /** True if the sender has another connection to the receiver. */
  readonly isAdditional: boolean
  readonly application: Uint8Array
}

/** What a frame of a call is. The numbers are those of transport.proto. */
export const CALL_KINDS = [
  'request',
  'cancel',
  'answer',
  'failure',
  'refused',
  'message',
  'end',
] as const
export type CallKind = (typeof CALL_KINDS)[number]

/** One frame of `/polis/rpc/1`, `/polis/join/1` or `/polis/stream/1`. */
export type Call = {
  readonly kind: CallKind
  /** The caller's number for the request; 0 on streams. */
  readonly id: number
  /** For requests. */
  readonly method: string
  readonly body: Uint8Array
  /** For failures. */
  readonly failure?: PolisError | undefined
}

const NOTHING = new Uint8Array()

/** The bytes of `hello`. */
export function encodeHello(hello: Hello): Uint8Array {
  const { epoch, ...rest } = hello
  return HelloMessage.encode({ ...rest, epoch: epoch.count, epochMark: epoch.mark }).finish()
}

/** What `bytes` say, or undefined if they are not a hello. */
export function decodeHello(bytes: Uint8Array): Hello | undefined {
  try {
    const hello = HelloMessage.decode(bytes)
    return {
      protocolVersion: hello.protocolVersion,
      clusterId: hello.clusterId,
      epoch: { count: hello.epoch, mark: hello.epochMark },
      peerId: hello.peerId,
      instance: hello.instance,
      isAdditional: hello.isAdditional,
      application: plainBytes(hello.application),
    }
  } catch {
    return undefined // protobufjs throws for malformed bytes only, and the caller says so.
  }
}

/** The bytes of a frame; a failure's cause and stack stay here. */
export function encodeCall(call: {
  readonly kind: CallKind
  readonly id: number
  readonly method?: string
  readonly body?: Uint8Array
  readonly failure?: PolisError
}): Uint8Array {
  return CallMessage.encode({
    kind: CALL_KINDS.indexOf(call.kind),
    id: call.id,
    method: call.method ?? '',
    body: call.body ?? NOTHING,
    failure: call.failure === undefined ? null : failureMessage(call.failure),
  }).finish()
}

/** What `bytes` say, or undefined if they are not a call. */
export function decodeCall(bytes: Uint8Array): Call | undefined {
  try {
    const call = CallMessage.decode(bytes)
    const kind = CALL_KINDS[call.kind]
    if (kind === undefined) return undefined
    return {
      kind,
      id: call.id,
      method: call.method,
      body: plainBytes(call.body),
      failure: kind === 'failure' ? failureOf(call.failure ?? {}) : undefined,
    }
  } catch {
    return undefined // As above: malformed bytes.
  }
}

function failureMessage(error: PolisError): transport.v1.transport.IFailure {
  const fields = Object.entries(error.fields).map(([name, value]) => {
    if (typeof value === 'string') return { name, text: value }
    return typeof value === 'number' ? { name, number: value } : { name, flag: value }
  })
  const { code, message, hint, retryable } = error
  return { code, message, hint, retryable, fields }
}

function failureOf(failure: transport.v1.transport.IFailure): PolisError {
  const fields = (failure.fields ?? []).map(field => {
    return [field.name ?? '', field.text ?? field.number ?? field.flag ?? ''] as const
  })
  return new PolisError(failure.code || 'transport/handler-failed', {
    message: failure.message ?? '',
    hint: failure.hint ?? '',
    retryable: failure.retryable ?? false,
    fields: Object.fromEntries(fields),
  })
}
