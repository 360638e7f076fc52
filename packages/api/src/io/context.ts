/**
 * What every handler shares: who answers, and how a handler is written down as a route.
 */

import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Backend } from '../backend.ts'
import { WRITE_TIMEOUT_MS } from '../config.ts'
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

/** One signal a connection, however many requests it carries. */
const goneSignals = new WeakMap<Socket, AbortSignal>()

function goneSignal(socket: Socket): AbortSignal {
  const known = goneSignals.get(socket)
  if (known !== undefined) return known
  const controller = new AbortController()
  socket.once('close', () => controller.abort())
  goneSignals.set(socket, controller.signal)
  return controller.signal
}

/** Aborts when the client goes away, or after `timeoutMs`. */
export function signalOf(request: FastifyRequest, timeoutMs: number): AbortSignal {
  return AbortSignal.any([goneSignal(request.raw.socket), AbortSignal.timeout(timeoutMs)])
}

/** The options of a write: its idempotency key, and how long it may take. */
export function writeOptions(request: FastifyRequest): {
  readonly requestId?: string
  readonly signal: AbortSignal
} {
  const key = request.headers['idempotency-key']
  const signal = signalOf(request, WRITE_TIMEOUT_MS)
  return typeof key === 'string' && key !== '' ? { requestId: `key/${key}`, signal } : { signal }
}

/** The revision in `If-Match`, or null if the header is absent. */
export function expectedRevision(request: FastifyRequest): number | null {
  const value = request.headers['if-match']
  if (typeof value !== 'string') return null
  const revision = Number(value.replaceAll('"', ''))
  return Number.isSafeInteger(revision) ? revision : -1
}

/** Tells the client how fresh the answer is. */
export function sendFreshness(backend: Backend, reply: FastifyReply): void {
  reply.header('polis-index', backend.state().index)
  reply.header('polis-leader', backend.leaderId() ?? '')
  reply.header('polis-staleness-ms', Math.round(backend.stalenessMs()))
}
