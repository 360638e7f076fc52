/**
 * The HTTP server: the same routes on TCP, where a token is asked for, and on the unix socket,
 * where the file's mode (0600) is the proof.
 */

import { createHash } from 'node:crypto'
import { chmodSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { type Logger, messageOf, PolisError } from '@polis/base'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Backend } from '../backend.ts'
import { BODY_BYTES_MAX, KEEP_ALIVE_TIMEOUT_MS } from '../config.ts'
import { openApiDocument } from '../openapi.ts'
import { problem, problemOf } from '../problem.ts'
import { CLUSTER_ROUTES } from './cluster-routes.ts'
import type { Route } from './context.ts'
import { KV_ROUTES } from './kv-routes.ts'
import { OBJECT_ROUTES } from './object-routes.ts'
import { SERVICE_ROUTES } from './service-routes.ts'
import { STREAM_ROUTES } from './stream-routes.ts'

export const ROUTES: readonly Route[] = [
  ...CLUSTER_ROUTES,
  ...OBJECT_ROUTES,
  ...SERVICE_ROUTES,
  ...KV_ROUTES,
  ...STREAM_ROUTES,
]

export type ApiServerOptions = {
  readonly backend: Backend
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly socketPath: string
  readonly version: string
  readonly logger: Logger
}

/** A running API: where it listens, and how to stop it. */
export class ApiServer {
  readonly port: number
  readonly socketPath: string
  readonly #apps: readonly FastifyInstance[]

  private constructor(port: number, socketPath: string, apps: readonly FastifyInstance[]) {
    this.port = port
    this.socketPath = socketPath
    this.#apps = apps
  }

  /** Listens on TCP and on the socket. Throws `api/port-in-use` or `api/socket-in-use`. */
  static async start(options: ApiServerOptions): Promise<ApiServer> {
    const onTcp = createApp(options, true)
    const onSocket = createApp(options, false)
    const { host, port, socketPath } = options
    try {
      await onTcp.listen({ host, port })
    } catch (error) {
      throw new PolisError('api/port-in-use', {
        message: `the API cannot listen on ${host}:${port}: ${messageOf(error)}`,
        hint: 'stop what uses that port, or choose another one with --api-port',
        fields: { host, port },
        cause: error,
      })
    }
    try {
      await removeStaleSocket(socketPath)
      await onSocket.listen({ path: socketPath })
      chmodSync(socketPath, 0o600)
    } catch (error) {
      await onTcp.close()
      throw error
    }
    const address = onTcp.server.address()
    const bound = typeof address === 'object' && address !== null ? address.port : port
    return new ApiServer(bound, socketPath, [onTcp, onSocket])
  }

  /** Stops accepting, ends idle connections, waits for the rest, and removes the socket. */
  async stop(): Promise<void> {
    for (const app of this.#apps) app.server.closeAllConnections()
    await Promise.all(this.#apps.map(app => app.close()))
    rmSync(this.socketPath, { force: true })
  }
}

/** Removes a socket file that nobody listens on; throws `api/socket-in-use` if somebody does. */
async function removeStaleSocket(path: string): Promise<void> {
  const isAlive = await new Promise<boolean>(resolve => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
  if (isAlive) {
    throw new PolisError('api/socket-in-use', {
      message: `another node listens on ${path}`,
      hint: 'stop it, or choose another --data-dir',
    })
  }
  rmSync(path, { force: true })
}

function createApp(options: ApiServerOptions, isTokenAsked: boolean): FastifyInstance {
  const { backend, logger } = options
  const app = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1_024 },
  })
  acceptBodies(app)
  app.setErrorHandler((error, request, reply) => {
    const answer = problemOf(error)
    if (answer.status === 500) logger.error({ err: String(error), url: request.url }, 'api failed')
    return sendProblem(reply, answer)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      problem(
        404,
        'api/not-found',
        `${request.method} ${request.url} is no route`,
        'see /v1/openapi.json',
      ),
    ),
  )
  for (const route of ROUTES) register(app, route, backend, isTokenAsked)
  const document = openApiDocument(ROUTES, options.version)
  app.get('/v1/openapi.json', () => document)
  return app
}

function register(
  app: FastifyInstance,
  route: Route,
  backend: Backend,
  isTokenAsked: boolean,
): void {
  const url = route.path.replace('{key}', '*').replaceAll(/\{(\w+)\}/g, ':$1')
  app.route({
    method: route.method,
    url,
    handler: async (request, reply) => {
      if (isTokenAsked && !backend.isOpen && route.isOpen !== true) {
        const refusal = refusalOf(backend, request.headers.authorization)
        if (refusal !== null) return sendProblem(reply, problem(401, 'api/not-allowed', ...refusal))
      }
      return route.handler(backend, request, reply)
    },
  })
}

function refusalOf(backend: Backend, authorization: string | undefined): [string, string] | null {
  const hint = 'pass --token, POLIS_TOKEN, or use the unix socket on the node itself'
  if (authorization === undefined) return ['this API wants a token', hint]
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1]
  if (token === undefined || !backend.isAdmin(token)) return ['the token is not valid', hint]
  return null
}

/** Bodies are JSON, or text and bytes as they are (manifests, KV values). */
function acceptBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (request.url.startsWith('/v1/kv/')) return done(null, body)
    const text = body.toString('utf8')
    if (isManifest(request.url)) return done(null, text)
    if (text.trim() === '') return done(null, undefined)
    try {
      done(null, JSON.parse(text))
    } catch (error) {
      done(
        new PolisError('api/invalid', {
          message: `the body is not JSON: ${messageOf(error)}`,
          cause: error,
        }),
      )
    }
  })
}

function isManifest(url: string): boolean {
  return url.startsWith('/v1/stacks/') || url.startsWith('/v1/plan')
}

function sendProblem(reply: FastifyReply, answer: ReturnType<typeof problem>): FastifyReply {
  return reply.code(answer.status).type('application/problem+json').send(answer)
}

/** The form in which the admin token is replicated: nobody can turn it back. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
