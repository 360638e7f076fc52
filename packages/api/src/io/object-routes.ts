/**
 * Reading objects: lists that can block until something is newer, and one object by reference.
 */

import { checksOf } from '@polis/cluster'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { REMOVAL_TIMEOUT_MS } from '../config.ts'
import { doneOrThrow, notFound } from '../problem.ts'
import { availabilityBody, listQuery, namespaceQuery } from '../schemas.ts'
import { listed, nodeView, referenced, serviceView, tasksOf, taskView } from '../views.ts'
import {
  bodyOf,
  parameter,
  queryOf,
  type Route,
  sendFreshness,
  signalOf,
  writeOptions,
} from './context.ts'

type ListQuery = ReturnType<typeof listQuery.parse>

/** Waits as `?index=` asks, then answers what `read` finds. */
async function answerList<T>(
  backend: Backend,
  request: FastifyRequest,
  reply: FastifyReply,
  read: (query: ListQuery) => T[],
): Promise<T[]> {
  const query = queryOf(request, listQuery)
  if (query.index !== undefined) {
    await backend.waitNewer(query.index, query.wait, signalOf(request, query.wait + 1_000))
  }
  sendFreshness(backend, reply)
  return read(query)
}

/** A list and a single-object route for one kind of object. */
function objectRoutes<T extends { id: string; name: string; namespace: string }>(
  path: string,
  what: string,
  select: (backend: Backend) => ReadonlyMap<string, T>,
  view: (backend: Backend, object: T) => unknown,
): Route[] {
  return [
    {
      method: 'GET',
      path: `/v1/${path}`,
      summary: `Every ${what}`,
      query: listQuery,
      handler: (backend, request, reply) =>
        answerList(backend, request, reply, query =>
          listed(select(backend).values(), query.namespace).map(object => view(backend, object)),
        ),
    },
    {
      method: 'GET',
      path: `/v1/${path}/{id}`,
      summary: `One ${what}, by id, unique prefix of an id, or name`,
      query: namespaceQuery,
      handler: (backend, request, reply) => {
        const reference = parameter(request, 'id')
        const { namespace } = queryOf(request, namespaceQuery)
        const object = referenced(select(backend), reference, namespace)
        if (object === undefined) throw notFound(`${what} '${reference}'`)
        sendFreshness(backend, reply)
        return view(backend, object)
      },
    },
  ]
}

const taskRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/tasks',
    summary: 'Every task, or those of one service',
    query: listQuery,
    handler: (backend, request, reply) =>
      answerList(backend, request, reply, query => {
        const { namespace } = query
        if (query.service === undefined) {
          return listed(backend.state().tasks.values(), namespace).map(t => taskView(backend, t))
        }
        const service = referenced(backend.state().services, query.service, namespace ?? 'default')
        if (service === undefined) throw notFound(`service '${query.service}'`)
        return tasksOf(backend, service).map(task => taskView(backend, task))
      }),
  },
]

const nodeRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/nodes',
    summary: 'Every member of the cluster',
    query: listQuery,
    handler: (backend, request, reply) =>
      answerList(backend, request, reply, () =>
        [...backend.state().members.values()]
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(member => nodeView(backend, member)),
      ),
  },
  {
    method: 'GET',
    path: '/v1/nodes/{id}',
    summary: 'One member, by name, id or unique prefix of an id',
    handler: (backend, request, reply) => {
      sendFreshness(backend, reply)
      return nodeView(backend, memberOrThrow(backend, parameter(request, 'id')))
    },
  },
  {
    method: 'PUT',
    path: '/v1/nodes/{id}/availability',
    summary: 'Makes a node ready, cordoned (no new tasks) or draining (its tasks move away)',
    body: availabilityBody,
    handler: async (backend, request) => {
      const member = memberOrThrow(backend, parameter(request, 'id'))
      const { availability, deadline } = bodyOf(request, availabilityBody)
      const limit = deadline === undefined ? {} : { deadlineMs: deadline }
      const { results } = await backend.execute(
        [{ op: 'member.availability', id: member.id, availability, ...limit }],
        writeOptions(request),
      )
      return doneOrThrow(results[0])
    },
  },
]

const removalRoute: Route = {
  method: 'DELETE',
  path: '/v1/nodes/{id}',
  summary: 'Removes a member for good; its tasks are moved elsewhere first',
  handler: async (backend, request) => {
    const member = memberOrThrow(backend, parameter(request, 'id'))
    const signal = signalOf(request, REMOVAL_TIMEOUT_MS)
    await backend.removeMember(member.id, { isDraining: true }, signal)
    return { id: member.id, name: member.name }
  },
}

/** The member that `reference` means: its name, id or unique prefix of an id. */
export function memberOrThrow(backend: Backend, reference: string) {
  const member = referenced(backend.state().members, reference, '')
  if (member === undefined) throw notFound(`node '${reference}'`, 'see polis node ls')
  return member
}

export const OBJECT_ROUTES: readonly Route[] = [
  ...nodeRoutes,
  removalRoute,
  ...taskRoutes,
  ...objectRoutes('services', 'service', b => b.state().services, serviceView),
  ...objectRoutes('tasks', 'task', b => b.state().tasks, taskView).slice(1),
  ...objectRoutes(
    'deployments',
    'deployment',
    b => b.state().deployments,
    (_, object) => object,
  ),
  ...objectRoutes(
    'policies',
    'policy',
    b => b.state().policies,
    (_, object) => object,
  ),
  ...objectRoutes(
    'checks',
    'check',
    b => new Map(checksOf(b.state()).map(check => [check.id, check])),
    (_, object) => object,
  ),
]
