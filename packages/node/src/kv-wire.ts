/**
 * The key-value store between programs and nodes, as bytes: `proto/polis/v1/kv.proto`.
 */

import { safeInteger } from '@polis/base'
import { kv } from '@polis/proto'

const wire = kv.v1.kv

/** One write. */
export type KvPut = {
  readonly key: string
  readonly value: Uint8Array
  /** Only if the key's revision is this one (0: does not exist); absent writes regardless. */
  readonly expectedRevision?: number | undefined
}

/** What became of one write of many: its revision, or 0 and why it was refused. */
export type KvOutcome = { readonly revision: number; readonly refusal: string }

/** A value with its revision; revision 0: there is no such key. */
export type KvValue = { readonly revision: number; readonly value: Uint8Array }

export const putRequest = {
  encode: (request: { put: KvPut; requestId: string }) => wire.PutRequest.encode(request).finish(),
  decode(bytes: Uint8Array): { put: KvPut; requestId: string } {
    const { put, requestId } = wire.PutRequest.decode(bytes)
    return { put: putFrom(put ?? {}), requestId }
  },
}

export const putReply = {
  encode: (reply: { revision: number }) => wire.PutReply.encode(reply).finish(),
  decode: (bytes: Uint8Array) => ({
    revision: safeInteger(wire.PutReply.decode(bytes).revision, 'revision'),
  }),
}

export const putAllRequest = {
  encode: (request: { puts: readonly KvPut[]; requestId: string }) =>
    wire.PutAllRequest.encode({ ...request, puts: [...request.puts] }).finish(),
  decode(bytes: Uint8Array): { puts: KvPut[]; requestId: string } {
    const { puts, requestId } = wire.PutAllRequest.decode(bytes)
    return { puts: puts.map(putFrom), requestId }
  },
}

export const putAllReply = {
  encode: (reply: { outcomes: KvOutcome[] }) => wire.PutAllReply.encode(reply).finish(),
  decode: (bytes: Uint8Array): { outcomes: KvOutcome[] } => ({
    outcomes: wire.PutAllReply.decode(bytes).outcomes.map(({ revision, refusal }) => ({
      revision: safeInteger(revision ?? 0, 'revision'),
      refusal: refusal ?? '',
    })),
  }),
}

export const getRequest = {
  encode: (request: { key: string; isStale: boolean }) => wire.GetRequest.encode(request).finish(),
  decode(bytes: Uint8Array): { key: string; isStale: boolean } {
    const { key, isStale } = wire.GetRequest.decode(bytes)
    return { key, isStale }
  },
}

export const getReply = {
  encode: (reply: KvValue) => wire.GetReply.encode(reply).finish(),
  decode(bytes: Uint8Array): KvValue {
    const { revision, value } = wire.GetReply.decode(bytes)
    return { revision: safeInteger(revision, 'revision'), value }
  },
}

function putFrom({ key, value, expectedRevision }: kv.v1.kv.Put.$Properties): KvPut {
  const put = { key: key ?? '', value: value ?? new Uint8Array(0) }
  // Absent means: regardless.
  if (expectedRevision === null || expectedRevision === undefined) return put
  return { ...put, expectedRevision: safeInteger(expectedRevision, 'expectedRevision') }
}
