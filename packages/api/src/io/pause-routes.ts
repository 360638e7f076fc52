/** Pausing a service for a cut-over: its new requests wait, on every node, until it goes on. */

import type { FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { doneOrThrow } from '../problem.ts'
import { namespaceQuery, pauseBody } from '../schemas.ts'
import { bodyOf, type Route, writeOptions } from './context.ts'
import { serviceOrThrow } from './service-routes.ts'

async function pause(
  backend: Backend,
  request: FastifyRequest,
  durationMs: number | null,
  reason: string,
) {
  const { namespace, name } = serviceOrThrow(backend, request)
  const { results } = await backend.execute(
    [{ op: 'service.pause', namespace, name, durationMs, reason }],
    writeOptions(request),
  )
  return doneOrThrow(results[0])
}

export const PAUSE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/services/{name}/pause',
    summary: 'Lets new requests of a service wait instead of being served, for a bounded time',
    query: namespaceQuery,
    body: pauseBody,
    handler: (backend, request) =>
      pause(backend, request, bodyOf(request, pauseBody).for, 'paused by hand'),
  },
  {
    method: 'POST',
    path: '/v1/services/{name}/unpause',
    summary: 'Serves those that wait for a paused service, and all others, again',
    query: namespaceQuery,
    handler: (backend, request) => pause(backend, request, null, 'unpaused by hand'),
  },
]
