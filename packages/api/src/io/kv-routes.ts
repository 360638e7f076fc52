/**
 * The replicated key-value store: small values, linearizable unless asked otherwise.
 */

import { isReservedKey } from '@polis/cluster'
import type { FastifyRequest } from 'fastify'
import { KV_KEY_BYTES_MAX, KV_VALUE_BYTES_MAX, WRITE_TIMEOUT_MS } from '../config.ts'
import { doneOrThrow, invalid, notFound, refuseReserved } from '../problem.ts'
import { kvListQuery, kvQuery } from '../schemas.ts'
import {
  expectedRevision,
  queryOf,
  type Route,
  sendFreshness,
  signalOf,
  writeOptions,
} from './context.ts'

function keyOf(request: FastifyRequest): string {
  const key = (request.params as Record<string, string>)['*'] ?? ''
  if (key === '' || Buffer.byteLength(key) > KV_KEY_BYTES_MAX) {
    throw invalid(`a key has 1 to ${KV_KEY_BYTES_MAX} bytes`)
  }
  refuseReserved(key)
  return key
}

/** The revision that `?cas=` or `If-Match` expects; null if neither is given. */
function revisionOf(request: FastifyRequest): number | null {
  return queryOf(request, kvQuery).cas ?? expectedRevision(request)
}

function bytesOf(request: FastifyRequest): Buffer {
  const body = request.body
  const value =
    body === undefined || body === null
      ? Buffer.alloc(0)
      : Buffer.isBuffer(body)
        ? body
        : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  if (value.length > KV_VALUE_BYTES_MAX) {
    throw invalid(`the value has ${value.length} bytes; at most ${KV_VALUE_BYTES_MAX} are kept`)
  }
  return value
}

export const KV_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/kv',
    summary: 'Every key with its revision',
    query: kvListQuery,
    handler: async (backend, request, reply) => {
      const query = queryOf(request, kvListQuery)
      if (query.index !== undefined) {
        await backend.waitNewer(query.index, query.wait, signalOf(request, query.wait + 1_000))
      } else if (query.consistency === 'linearizable') {
        await backend.readBarrier(signalOf(request, WRITE_TIMEOUT_MS))
      }
      sendFreshness(backend, reply)
      return [...backend.state().kv.values()]
        .filter(({ key }) => !isReservedKey(key))
        .map(({ key, revision, byteLength }) => ({ key, revision, bytes: byteLength }))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
    },
  },
  {
    method: 'GET',
    path: '/v1/kv/{key}',
    summary: 'The value of one key, as bytes; its revision is in Polis-Revision',
    query: kvQuery,
    handler: async (backend, request, reply) => {
      const key = keyOf(request)
      const query = queryOf(request, kvQuery)
      if (query.consistency === 'linearizable') {
        await backend.readBarrier(signalOf(request, WRITE_TIMEOUT_MS))
      }
      sendFreshness(backend, reply)
      const entry = backend.state().kv.get(key)
      if (entry === undefined) throw notFound(`key '${key}'`)
      reply.header('polis-revision', entry.revision)
      return reply.type('application/octet-stream').send(entry.value)
    },
  },
  {
    method: 'PUT',
    path: '/v1/kv/{key}',
    summary: 'Writes one key; ?cas=REVISION only if it is at that revision (0: does not exist)',
    query: kvQuery,
    isConditional: true,
    handler: async (backend, request) => {
      const key = keyOf(request)
      const value = bytesOf(request)
      const { results } = await backend.execute(
        [
          {
            op: 'kv.put',
            key,
            value,
            expectedRevision: revisionOf(request),
          },
        ],
        writeOptions(request),
      )
      return { revision: doneOrThrow(results[0]).revision }
    },
  },
  {
    method: 'DELETE',
    path: '/v1/kv/{key}',
    summary: 'Removes one key; ?cas=REVISION only if it is at that revision',
    query: kvQuery,
    isConditional: true,
    handler: async (backend, request) => {
      const { results } = await backend.execute(
        [{ op: 'kv.remove', key: keyOf(request), expectedRevision: revisionOf(request) }],
        writeOptions(request),
      )
      return { revision: doneOrThrow(results[0]).revision }
    },
  },
]
