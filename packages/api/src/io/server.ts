/**
 * The HTTP server: the same routes on TCP, where a token is asked for, and on the unix socket,
 * where the file's mode (0600) is the proof.
 */

import { chmodSync, rmSync } from 'node:fs'
import { createConnection, isIP } from 'node:net'
import { AssertionError, type Logger, messageOf, PolisError } from '@polis/base'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { BODY_BYTES_MAX, KEEP_ALIVE_TIMEOUT_MS } from '../config.ts'
import { openApiDocument } from '../openapi.ts'
import { invalid, problem, problemOf } from '../problem.ts'
import { AUTOSCALE_ROUTES } from './autoscale-routes.ts'
import { CHECK_ROUTES } from './check-routes.ts'
import { CLUSTER_ROUTES } from './cluster-routes.ts'
import { type Route, watchClient } from './context.ts'
import { ENDPOINT_ROUTES } from './endpoint-routes.ts'
import { EVENT_ROUTES } from './event-routes.ts'
import { EXPLAIN_ROUTES } from './explain-routes.ts'
import { KV_ROUTES } from './kv-routes.ts'
import { OBJECT_ROUTES } from './object-routes.ts'
import { PAUSE_ROUTES } from './pause-routes.ts'
import { POLICY_ROUTES } from './policy-routes.ts'
import { PROCESS_ROUTES } from './process-routes.ts'
import { RAFT_ROUTES } from './raft-routes.ts'
import { REBALANCE_ROUTES } from './rebalance-routes.ts'
import { ROLLOUT_ROUTES } from './rollout-routes.ts'
import { SERVICE_ROUTES } from './service-routes.ts'
import { SNAPSHOT_ROUTES } from './snapshot-routes.ts'
import { STREAM_ROUTES } from './stream-routes.ts'
import { USAGE_ROUTES } from './usage-routes.ts'

export const ROUTES: readonly Route[] = [
  ...CLUSTER_ROUTES,
  ...OBJECT_ROUTES,
  ...CHECK_ROUTES,
  ...RAFT_ROUTES,
  ...SERVICE_ROUTES,
  ...PAUSE_ROUTES,
  ...POLICY_ROUTES,
  ...ROLLOUT_ROUTES,
  ...PROCESS_ROUTES,
  ...REBALANCE_ROUTES,
  ...ENDPOINT_ROUTES,
  ...KV_ROUTES,
  ...EVENT_ROUTES,
  ...AUTOSCALE_ROUTES,
  ...EXPLAIN_ROUTES,
  ...STREAM_ROUTES,
  ...USAGE_ROUTES,
  ...SNAPSHOT_ROUTES,
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

  /** Stops accepting, closes every connection, and removes the socket. */
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

/** Our routes are checked with zod; Fastify's own compilers are a hundred files, never used. */
const NO_COMPILERS = {
  compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler },
}

function noCompiler(): never {
  throw new AssertionError('no route has a schema of Fastify')
}

function createApp(options: ApiServerOptions, isTokenAsked: boolean): FastifyInstance {
  const { backend, logger } = options
  const app = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1_024 },
    schemaController: NO_COMPILERS,
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
  const document = openApiDocument(ROUTES, options.version)
  const description: Route = {
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This description',
    handler: () => document,
  }
  for (const route of [...ROUTES, description]) register(app, route, backend, isTokenAsked)
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
    // A HEAD of what never ends would never be answered, and one of a snapshot would make it all.
    exposeHeadRoute: !STREAM_ROUTES.includes(route) && !SNAPSHOT_ROUTES.includes(route),
    // Before the body is read: who may not ask need not be listened to.
    onRequest: async (request, reply) => {
      watchClient(request, reply)
      if (!isTokenAsked || route.isOpen === true) return
      if (backend.isOpen) refuseOtherSites(request)
      else refuseStrangers(backend, request, reply)
    },
    handler: async (request, reply) => {
      if (request.headers['if-match'] !== undefined && isUnconditional(route)) {
        throw invalid('If-Match is not honoured by this request', 'send it without')
      }
      return route.handler(backend, request, reply)
    },
  })
}

function isUnconditional(route: Route): boolean {
  return route.method !== 'GET' && route.isConditional !== true
}

/** Throws `api/not-allowed` unless the request carries the admin token. */
function refuseStrangers(backend: Backend, request: FastifyRequest, reply: FastifyReply): void {
  const { authorization } = request.headers
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  if (token !== undefined && backend.isAdmin(token)) return
  reply.header('www-authenticate', 'Bearer')
  throw new PolisError('api/not-allowed', {
    message: authorization === undefined ? 'this API wants a token' : 'the token is not valid',
    hint: 'pass --token, POLIS_TOKEN, or use the unix socket on the node itself',
  })
}

/**
 * Where no token is asked for, any web page that a browser on this machine shows could give orders:
 * by a form of its own, or by a name of its own that leads here (DNS rebinding). Throws
 * `api/not-allowed` for both.
 */
function refuseOtherSites(request: FastifyRequest): void {
  const { host = '', origin } = request.headers
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  const isOwnName = name === 'localhost' || isIP(name) !== 0
  if (isOwnName && (origin === undefined || origin === `http://${host}`)) return
  throw new PolisError('api/not-allowed', {
    message: `a node with --dev takes no orders from ${origin ?? host}`,
    hint: 'call it by its IP address or as localhost',
  })
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
