/**
 * Endpoints that Polis does not run: registered, heard of, and taken away by clients.
 *
 * One with a time to live must report, or register again, before that is over.
 */

import { hasCode } from '@polis/base'
import { type Endpoint, endpointId } from '@polis/cluster'
import type { FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { doneOrThrow, notFound } from '../problem.ts'
import { dnsLabel, endpointBody, namespaceQuery, parse, reportBody } from '../schemas.ts'
import { bodyOf, parameter, type Route, sendFreshness, writeOptions } from './context.ts'
import { serviceOrThrow } from './service-routes.ts'

const PATH = '/v1/services/{name}/endpoints'

async function putEndpoint(backend: Backend, request: FastifyRequest): Promise<unknown> {
  const service = serviceOrThrow(backend, request)
  const id = parse(dnsLabel, parameter(request, 'id'))
  const {
    ttl: ttlMs,
    deregisterAfter: deregisterAfterMs,
    version,
    ...body
  } = bodyOf(request, endpointBody)
  const { namespace } = service
  const { results } = await backend.execute(
    [
      {
        ...{ op: 'endpoint.put', namespace, service: service.name, id, ...body },
        ...(version === undefined ? {} : { version }),
        ...(ttlMs === undefined ? {} : { ttlMs }),
        ...(deregisterAfterMs === undefined ? {} : { deregisterAfterMs }),
      },
    ],
    writeOptions(request),
  )
  const done = doneOrThrow(results[0])
  const endpoint = backend.state().endpoints.get(endpointId(service.id, id))
  if (endpoint?.ttlMs !== undefined) await hear(backend, endpoint)
  return done
}

/** Registering again is a report. A new endpoint has no owner yet, and needs none to pass. */
async function hear(backend: Backend, endpoint: Endpoint): Promise<void> {
  try {
    await backend.reportEndpoint(endpoint, 'passing', 'registered')
  } catch (error) {
    if (!hasCode(error, 'node/no-owner')) throw error
  }
}

async function report(backend: Backend, request: FastifyRequest): Promise<unknown> {
  const service = serviceOrThrow(backend, request)
  const id = parameter(request, 'id')
  const endpoint = backend.state().endpoints.get(endpointId(service.id, id))
  if (endpoint === undefined) throw notFound(`endpoint '${id}' of service '${service.name}'`)
  const { state, output } = bodyOf(request, reportBody)
  await backend.reportEndpoint(endpoint, state, output)
  return { id: endpoint.id, state }
}

async function removeEndpoint(backend: Backend, request: FastifyRequest): Promise<unknown> {
  const { namespace, name: service } = serviceOrThrow(backend, request)
  const { results } = await backend.execute(
    [{ op: 'endpoint.remove', namespace, service, id: parameter(request, 'id') }],
    writeOptions(request),
  )
  return doneOrThrow(results[0])
}

export const ENDPOINT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: PATH,
    summary: 'The endpoints of a service that Polis does not run itself',
    query: namespaceQuery,
    handler: (backend, request, reply) => {
      const service = serviceOrThrow(backend, request)
      sendFreshness(backend, reply)
      return backend.state().endpointsOfService(service.id)
    },
  },
  {
    method: 'PUT',
    path: `${PATH}/{id}`,
    summary: 'Registers an endpoint that Polis does not run itself, or says that it lives',
    query: namespaceQuery,
    body: endpointBody,
    handler: putEndpoint,
  },
  {
    method: 'PUT',
    path: `${PATH}/{id}/report`,
    summary: 'Says how a registered endpoint with a time to live is',
    query: namespaceQuery,
    body: reportBody,
    handler: report,
  },
  {
    method: 'DELETE',
    path: `${PATH}/{id}`,
    summary: 'Removes a registered endpoint',
    query: namespaceQuery,
    handler: removeEndpoint,
  },
]
