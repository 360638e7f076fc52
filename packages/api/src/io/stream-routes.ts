/**
 * Answers that go on: events (server-sent or NDJSON) and task output.
 *
 * A slow consumer never slows the node: past its backlog bound the stream ends, and the client
 * resumes from the last id that it saw.
 */

import { BoundedQueue } from '@polis/base'
import type { ClusterEvent } from '@polis/cluster'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { EVENT_BACKLOG_MAX, EVENT_HEARTBEAT_MS } from '../config.ts'
import { notFound, problem } from '../problem.ts'
import { eventId, eventQuery, logQuery, namespaceQuery, parse } from '../schemas.ts'
import { referenced, tasksOf } from '../views.ts'
import { parameter, queryOf, type Route } from './context.ts'

type Format = 'sse' | 'ndjson'

function formatOf(request: FastifyRequest): Format {
  return (request.headers.accept ?? '').includes('ndjson') ? 'ndjson' : 'sse'
}

function encode(event: ClusterEvent, format: Format): string {
  const json = JSON.stringify(event)
  return format === 'ndjson'
    ? `${json}\n`
    : `id: ${event.id}\nevent: ${event.topic}\ndata: ${json}\n\n`
}

/** Takes over the response and answers a function that writes to it, false once it is gone. */
function openStream(reply: FastifyReply, contentType: string): (text: string) => Promise<boolean> {
  reply.hijack()
  const raw = reply.raw
  raw.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' })
  raw.flushHeaders()
  return async text => {
    if (raw.destroyed) return false
    if (raw.write(text)) return true
    await new Promise<void>(resolve => {
      const done = () => {
        raw.off('drain', done)
        raw.off('close', done)
        resolve()
      }
      raw.on('drain', done)
      raw.on('close', done)
    })
    return !raw.destroyed
  }
}

/** True for what came after `since`: a node that is behind meets the older ones once more. */
function isAfter({ index, ordinal }: ClusterEvent, since: string | null): boolean {
  if (since === null) return true
  const [sinceIndex, sinceOrdinal = Number.POSITIVE_INFINITY] = since.split('.').map(Number)
  return index > sinceIndex! || (index === sinceIndex && ordinal > sinceOrdinal)
}

async function followEvents(
  backend: Backend,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const query = queryOf(request, eventQuery)
  const lastSeen = request.headers['last-event-id'] || undefined
  const since = query.since ?? (lastSeen === undefined ? null : parse(eventId, lastSeen))
  const page = backend.eventsSince(since)
  if (page.kind === 'gone') {
    const detail = `events before ${page.oldest} are no longer kept`
    const body = problem(410, 'api/gone', detail, 'start without since', { oldest: page.oldest })
    return reply.code(410).type('application/problem+json').send(body)
  }
  const wanted = new Set((query.topic ?? '').split(',').filter(topic => topic !== ''))
  const isWanted = (event: ClusterEvent) =>
    (wanted.size === 0 || wanted.has(event.topic)) && isAfter(event, since)
  const queue = new BoundedQueue<ClusterEvent>(EVENT_BACKLOG_MAX)
  const format = formatOf(request)
  let wake = () => {}
  let hasLagged = false
  const stop = backend.onEvents(events => {
    if (events === null) hasLagged = true
    for (const event of events ?? []) if (isWanted(event) && !queue.push(event)) hasLagged = true
    wake()
  })
  reply.raw.once('close', () => wake())
  try {
    const type = format === 'ndjson' ? 'application/x-ndjson' : 'text/event-stream'
    const write = openStream(reply, type)
    for (const event of page.events) {
      if (isWanted(event) && !(await write(encode(event, format)))) return
    }
    while (query.follow && !reply.raw.destroyed && !hasLagged) {
      const event = queue.shift()
      if (event !== undefined) {
        if (!(await write(encode(event, format)))) return
        continue
      }
      const isIdle = await new Promise<boolean>(resolve => {
        const timer = setTimeout(() => resolve(true), EVENT_HEARTBEAT_MS)
        wake = () => {
          clearTimeout(timer)
          resolve(false)
        }
      })
      if (isIdle && format === 'sse' && !(await write(': still here\n\n'))) return
    }
  } finally {
    stop()
    reply.raw.end()
  }
}

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
    path: '/v1/events',
    summary: 'Every decided change: kept history after `since`, then live unless ?follow=false',
    query: eventQuery,
    handler: followEvents,
  },
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
