/**
 * What every handler shares: who answers, and how a handler is written down as a route.
 */

import { assert } from '@polis/base'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Backend } from '../backend.ts'
import { IDEMPOTENCY_KEY_LENGTH_MAX, WRITE_TIMEOUT_MS } from '../config.ts'
import { invalid } from '../problem.ts'
import type { RouteDescription } from '../route.ts'
import { parse } from '../schemas.ts'

/** Answers one request; what it returns is sent as JSON unless it has written to `reply` itself. */
export type Handler = (
  backend: Backend,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<unknown> | unknown

export type Route = RouteDescription & { readonly handler: Handler }

/** The path parameter `name`; the route's path guarantees that it is there. */
export function parameter(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name]!
}

/** The checked query. */
export function queryOf<T extends z.ZodType>(request: FastifyRequest, schema: T): z.output<T> {
  return parse(schema, request.query)
}

/** The checked JSON body. */
export function bodyOf<T extends z.ZodType>(request: FastifyRequest, schema: T): z.output<T> {
  return parse(schema, request.body ?? {})
}

const clients = new WeakMap<FastifyRequest, AbortController>()

/** Notes when the client of `request` has its answer or is gone; before any handler runs. */
export function watchClient(request: FastifyRequest, reply: FastifyReply): void {
  const controller = new AbortController()
  clients.set(request, controller)
  reply.raw.once('close', () => controller.abort())
}

/** Aborts when the client goes away, or after `timeoutMs`; nothing of it outlives the answer. */
export function signalOf(request: FastifyRequest, timeoutMs: number): AbortSignal {
  const controller = clients.get(request)
  assert(controller !== undefined, 'the client of every request is watched')
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  controller.signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  return controller.signal
}

/** The options of a write: its idempotency key, and how long it may take. */
export function writeOptions(request: FastifyRequest): {
  readonly requestId?: string
  readonly signal: AbortSignal
} {
  const key = request.headers['idempotency-key']
  const signal = signalOf(request, WRITE_TIMEOUT_MS)
  if (typeof key !== 'string') return { signal }
  if (key === '' || key.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
    throw invalid(`an Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} characters`)
  }
  return { requestId: `key/${key}`, signal }
}

/** The revision in `If-Match`, or null if the header is absent. Throws `api/invalid`. */
export function expectedRevision(request: FastifyRequest): number | null {
  const value = request.headers['if-match']
  if (value === undefined) return null
  const digits = /^"?(\d{1,15})"?$/.exec(value)?.[1]
  if (digits === undefined) throw invalid(`If-Match: ${value} is no revision`, 'send one number')
  return Number(digits)
}

/** Tells the client how fresh the answer is. */
export function sendFreshness(backend: Backend, reply: FastifyReply): void {
  reply.header('polis-index', backend.state().index)
  reply.header('polis-leader', backend.leaderId() ?? '')
  reply.header('polis-staleness-ms', Math.round(backend.stalenessMs()))
}
