/**
 * `GET /v1/events`: decided and observed changes as server-sent events, or NDJSON by `Accept`.
 *
 * Each reader is pulled along at its own pace (`event-feed.ts`): what it has not read yet waits in
 * the node's bounded history, not in a queue of its own.
 */

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { EVENT_BATCH_MAX, EVENT_HEARTBEAT_MS } from '../config.ts'
import { EventFeed, type FeedEvent } from '../event-feed.ts'
import { problem } from '../problem.ts'
import { eventId, eventQuery, parse } from '../schemas.ts'
import { queryOf, type Route } from './context.ts'
import { openStream } from './response-stream.ts'

type Format = 'sse' | 'ndjson'

/** What tells of the stream itself is said whatever topics are wanted. */
function encode(event: FeedEvent, format: Format): string {
  const json = JSON.stringify(event)
  if (format === 'ndjson') return `${json}\n`
  const id = 'id' in event ? `id: ${event.id}\n` : ''
  return `${id}event: ${event.topic}\ndata: ${json}\n\n`
}

async function followEvents(
  backend: Backend,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const query = queryOf(request, eventQuery)
  const lastSeen = request.headers['last-event-id'] || undefined
  const since = query.since ?? (lastSeen === undefined ? null : parse(eventId, lastSeen))
  const topics = new Set((query.topic ?? '').split(',').filter(topic => topic !== ''))
  const feed = EventFeed.open(backend.events(), topics, since)
  if (!(feed instanceof EventFeed)) {
    const detail = `events before ${feed.oldest} are no longer kept`
    const body = problem(410, 'api/gone', detail, 'start without since', { oldest: feed.oldest })
    return reply.code(410).type('application/problem+json').send(body)
  }
  const format = (request.headers.accept ?? '').includes('ndjson') ? 'ndjson' : 'sse'
  await pump(backend, feed, reply, format, query.follow)
}

/** Writes what the feed has, then waits for more, until the reader goes away. */
async function pump(
  backend: Backend,
  feed: EventFeed,
  reply: FastifyReply,
  format: Format,
  isFollowing: boolean,
): Promise<void> {
  let wake = () => {}
  let hasNews = true
  const stop = backend.onEvents(() => {
    hasNews = true
    wake()
  })
  reply.raw.once('close', () => wake())
  try {
    const type = format === 'ndjson' ? 'application/x-ndjson' : 'text/event-stream'
    const write = openStream(reply, type)
    for (;;) {
      hasNews = false
      for (let events = feed.next(EVENT_BATCH_MAX); events.length > 0; ) {
        if (!(await write(events.map(event => encode(event, format)).join('')))) return
        events = feed.next(EVENT_BATCH_MAX)
      }
      if (!isFollowing || reply.raw.destroyed) return
      if (hasNews) continue
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

export const EVENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/events',
    summary: 'Every change: kept history after `since`, then live unless ?follow=false',
    query: eventQuery,
    handler: followEvents,
  },
]
