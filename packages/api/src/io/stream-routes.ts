/**
 * Task output, as a stream of lines (NDJSON).
 */

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { notFound } from '../problem.ts'
import { logQuery, namespaceQuery } from '../schemas.ts'
import { referenced, tasksOf } from '../views.ts'
import { parameter, queryOf, type Route } from './context.ts'
import { openStream } from './response-stream.ts'

async function sendLogs(
  backend: Backend,
  request: FastifyRequest,
  reply: FastifyReply,
  tasks: readonly { id: string; name: string }[],
): Promise<void> {
  const query = queryOf(request, logQuery)
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  const write = openStream(reply, 'application/x-ndjson')
  const options = { tail: query.tail, isFollowing: query.follow }
  const sendOne = async (taskId: string) => {
    const task = backend.state().tasks.get(taskId)
    if (task === undefined) return
    try {
      for await (const line of backend.logs(task, options, controller.signal)) {
        if (!(await write(`${JSON.stringify(line)}\n`))) return
      }
    } catch (error) {
      if (controller.signal.aborted) return
      const text = `(no output: ${(error as Error).message})`
      await write(`${JSON.stringify({ task: task.name, stream: 'polis', timeMs: 0, text })}\n`)
    }
  }
  try {
    if (query.follow) await Promise.all(tasks.map(task => sendOne(task.id)))
    else for (const task of tasks) await sendOne(task.id)
  } finally {
    controller.abort()
    reply.raw.end()
  }
}

export const STREAM_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/tasks/{id}/logs',
    summary: 'Output of one task, wherever it runs (NDJSON)',
    query: logQuery,
    handler: (backend, request, reply) => {
      const reference = parameter(request, 'id')
      const { namespace } = queryOf(request, namespaceQuery)
      const task = referenced(backend.state().tasks, reference, namespace)
      if (task === undefined) throw notFound(`task '${reference}'`, 'see polis ps')
      return sendLogs(backend, request, reply, [task])
    },
  },
  {
    method: 'GET',
    path: '/v1/services/{name}/logs',
    summary: 'Output of every task of a service (NDJSON)',
    query: logQuery,
    handler: (backend, request, reply) => {
      const name = parameter(request, 'name')
      const { namespace } = queryOf(request, namespaceQuery)
      const service = referenced(backend.state().services, name, namespace)
      if (service === undefined) throw notFound(`service '${name}'`, 'see polis ls')
      return sendLogs(backend, request, reply, tasksOf(backend, service))
    },
  },
]
