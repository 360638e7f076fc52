/**
 * The key-value store over the peers' protocol, beside the HTTP API: the same operations without
 * its price, for members and for clients that have proven the cluster's secret.
 */

import { type Backend, doneOrThrow, refuseReserved } from '@polis/api'
import type { Operation } from '@polis/cluster'
import type { Transport } from '@polis/transport'
import {
  getReply,
  getRequest,
  type KvPut,
  putAllReply,
  putAllRequest,
  putReply,
  putRequest,
} from '../kv-wire.ts'
import { METHODS } from '../wire.ts'

/** What of the node it needs. */
export type KvBackend = Pick<Backend, 'execute' | 'readBarrier' | 'state'>

const NOTHING = new Uint8Array(0)

/** Serves `kv.put`, `kv.put-all` and `kv.get`. */
export function serveKv(transport: Transport, backend: KvBackend): void {
  const write = async (puts: readonly KvPut[], requestId: string, signal: AbortSignal) => {
    for (const { key } of puts) refuseReserved(key)
    const options = requestId === '' ? { signal } : { requestId: `client/${requestId}`, signal }
    const { results } = await backend.execute(puts.map(operationOf), options)
    return results
  }
  transport.handle(
    METHODS.kvPut,
    async (body, _, signal) => {
      const { put, requestId } = putRequest.decode(body)
      const [result] = await write([put], requestId, signal)
      return putReply.encode({ revision: doneOrThrow(result).revision })
    },
    'clients',
  )
  transport.handle(
    METHODS.kvPutAll,
    async (body, _, signal) => {
      const { puts, requestId } = putAllRequest.decode(body)
      const results = await write(puts, requestId, signal)
      const outcomes = results.map(result =>
        result.kind === 'done'
          ? { revision: result.revision, refusal: '' }
          : { revision: 0, refusal: result.message },
      )
      return putAllReply.encode({ outcomes })
    },
    'clients',
  )
  transport.handle(
    METHODS.kvGet,
    async (body, _, signal) => {
      const { key, isStale } = getRequest.decode(body)
      refuseReserved(key)
      if (!isStale) await backend.readBarrier(signal)
      const entry = backend.state().kv.get(key)
      return getReply.encode({ revision: entry?.revision ?? 0, value: entry?.value ?? NOTHING })
    },
    'clients',
  )
}

function operationOf({ key, value, expectedRevision }: KvPut): Operation {
  return { op: 'kv.put', key, value, expectedRevision: expectedRevision ?? null }
}
