/**
 * Task output and commands beside tasks, as streams of lines (NDJSON).
 */

import { messageOf, PolisError } from '@polis/base'
import type { Task } from '@polis/cluster'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { notFound } from '../problem.ts'
import { execBody, logQuery, namespaceQuery } from '../schemas.ts'
import { referenced, tasksOf } from '../views.ts'
import { bodyOf, parameter, queryOf, type Route } from './context.ts'
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

/** A line of the answer to `exec`; the data is in base64. */
export type ExecLine =
  | { readonly stream: 'stdout' | 'stderr'; readonly data: string }
  | { readonly exit: number }
  | { readonly error: string; readonly code: string }

/** Throws `runtime/not-running` where the log knows that the task does not run. */
async function sendExec(
  backend: Backend,
  request: FastifyRequest,
  reply: FastifyReply,
  task: Task,
): Promise<void> {
  const { command, input } = bodyOf(request, execBody)
  if (task.observed.phase !== 'running') {
    throw new PolisError('runtime/not-running', {
      message: `task ${task.name} does not run: ${task.observed.reason || task.observed.phase}`,
      hint: 'see polis ps',
    })
  }
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  const write = openStream(reply, 'application/x-ndjson')
  const send = (line: ExecLine) => write(`${JSON.stringify(line)}\n`)
  try {
    const words = { command, input: Buffer.from(input, 'base64') }
    for await (const event of backend.exec(task, words, controller.signal)) {
      if (event.kind === 'exit') await send({ exit: event.code })
      else {
        const data = Buffer.from(event.data).toString('base64')
        if (!(await send({ stream: event.stream, data }))) return
      }
    }
  } catch (error) {
    const { code = 'api/internal' } = error as { code?: string }
    await send({ error: messageOf(error), code })
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
    method: 'POST',
    path: '/v1/tasks/{id}/exec',
    summary: 'Run a command beside a task; its output and exit code as they come (NDJSON)',
    query: namespaceQuery,
    body: execBody,
    handler: (backend, request, reply) => {
      const reference = parameter(request, 'id')
      const { namespace } = queryOf(request, namespaceQuery)
      const task = referenced(backend.state().tasks, reference, namespace)
      if (task === undefined) throw notFound(`task '${reference}'`, 'see polis ps')
      return sendExec(backend, request, reply, task)
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
