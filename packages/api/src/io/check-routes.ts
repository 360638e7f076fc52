/**
 * Health checks: how they are and were, wherever they run, and what applications say of themselves.
 */

import { type Check, checksOf } from '@polis/cluster'
import type { ProbeOutcome } from '@polis/health'
import type { FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { invalid, notFound } from '../problem.ts'
import { checkListQuery, namespaceQuery, ttlBody } from '../schemas.ts'
import { referenced } from '../views.ts'
import { bodyOf, parameter, queryOf, type Route, sendFreshness } from './context.ts'

const OUTCOMES: Readonly<Record<string, ProbeOutcome>> = {
  ...{ passing: 'pass', warning: 'warn', critical: 'fail' },
}

export const CHECK_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/health/checks',
    summary: 'Every check of every endpoint, as the node that runs it says',
    query: checkListQuery,
    handler: async (backend, request, reply) => {
      const { namespace, service: name } = queryOf(request, checkListQuery)
      const service =
        name === undefined
          ? undefined
          : referenced(backend.state().services, name, namespace ?? 'default')
      if (name !== undefined && service === undefined) throw notFound(`service '${name}'`)
      const query = { withResults: false, ...(service && { serviceId: service.id }) }
      const found = await backend.checkReports(query)
      sendFreshness(backend, reply)
      const isShown = (own: string) => namespace === undefined || own === namespace
      return { ...found, checks: found.checks.filter(check => isShown(check.namespace)) }
    },
  },
  {
    method: 'GET',
    path: '/v1/checks/{id}/history',
    summary: 'The last results of a check, from every endpoint that has it',
    query: namespaceQuery,
    handler: (backend, request) => {
      const { serviceId, spec } = checkOrThrow(backend, request)
      const query = { serviceId, checkId: spec.id, withResults: true }
      return backend.checkReports(query)
    },
  },
  {
    method: 'PUT',
    path: '/v1/checks/{id}/ttl',
    summary: 'What a task says of itself, for its check of type ttl',
    query: namespaceQuery,
    body: ttlBody,
    handler: async (backend, request) => {
      const { serviceId, namespace, spec } = checkOrThrow(backend, request)
      const { task: reference, state, output } = bodyOf(request, ttlBody)
      if (spec.type !== 'ttl')
        throw invalid(`the check '${spec.id}' is of type ${spec.type}, not ttl`)
      const own = [...backend.state().tasks].filter(([, task]) => task.serviceId === serviceId)
      const task = referenced(new Map(own), reference, namespace)
      if (task === undefined) throw notFound(`task '${reference}' of that service`, 'see polis ps')
      await backend.reportCheck(task, spec.id, OUTCOMES[state]!, output)
      return { id: `${serviceId}.${spec.id}`, task: task.name, state }
    },
  },
]

/**
 * The check that the path names: by id, as `SERVICE.CHECK`, or by a name that no other has. Throws
 * `api/not-found`.
 */
function checkOrThrow(backend: Backend, request: FastifyRequest): Check {
  const reference = parameter(request, 'id')
  const { namespace } = queryOf(request, namespaceQuery)
  const { services } = backend.state()
  const all = checksOf(backend.state())
  const exact = all.find(({ id, serviceId, spec, namespace: own }) => {
    const isNamed = `${services.get(serviceId)?.name}.${spec.id}` === reference
    return id === reference || (isNamed && own === namespace)
  })
  if (exact !== undefined) return exact
  const named = all.filter(check => check.name === reference && check.namespace === namespace)
  if (named.length === 1) return named[0]!
  const hint = named.length > 1 ? 'several have that name: SERVICE.CHECK' : 'see polis check ls'
  throw notFound(`check '${reference}'`, hint)
}
