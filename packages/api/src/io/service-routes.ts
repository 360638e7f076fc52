/**
 * Changing what runs: stacks, services that Polis does not run, scaling, pushed metrics.
 */

import { newId } from '@polis/base'
import {
  IDS_PER_SERVICE,
  type ParsedManifest,
  parseManifest,
  type ServiceSpec,
} from '@polis/cluster'
import type { StoredQuery } from '@polis/discovery'
import { parseCheck } from '@polis/health'
import type { FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { doneOrThrow, invalid, notFound } from '../problem.ts'
import {
  dnsLabel,
  metricsBody,
  namespaceQuery,
  parse,
  scaleBody,
  servicePutBody,
  stackQuery,
} from '../schemas.ts'
import { referenced } from '../views.ts'
import {
  bodyOf,
  expectedRevision,
  parameter,
  queryOf,
  type Route,
  sendFreshness,
  writeOptions,
} from './context.ts'

/** The manifest in the body (YAML or JSON text); throws `api/invalid` with every error in it. */
function manifestOf(request: FastifyRequest): ParsedManifest {
  const text = typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? '')
  const manifest = parseManifest(text)
  if (manifest.errors.length > 0) {
    const lines = manifest.errors.map(e => `line ${e.line}: ${e.message}`)
    throw invalid(lines.join('; '), 'mend the manifest; nothing was changed')
  }
  return manifest
}

/** The service that the path names. Throws `api/not-found`. */
export function serviceOrThrow(backend: Backend, request: FastifyRequest) {
  const name = parameter(request, 'name')
  const { namespace } = queryOf(request, namespaceQuery)
  const service = referenced(backend.state().services, name, namespace)
  if (service === undefined) {
    throw notFound(`service '${name}' in namespace '${namespace}'`, 'see polis ls')
  }
  return service
}

const stackRoutes: Route[] = [
  {
    method: 'PUT',
    path: '/v1/stacks/{name}',
    summary: 'Deploys a manifest (a Compose file) as the stack of that name',
    query: stackQuery,
    handler: async (backend, request) => {
      const stack = parse(dnsLabel, parameter(request, 'name'))
      const query = queryOf(request, stackQuery)
      const manifest = manifestOf(request)
      const options = writeOptions(request)
      const { operations, services } = await backend.seal(
        { stack, namespace: query.namespace },
        manifest,
        false,
        options.signal,
      )
      const { results } = await backend.execute(
        [
          ...operations,
          {
            op: 'stack.apply',
            stack,
            namespace: query.namespace,
            services,
            prune: query.prune,
            ids: Array.from({ length: manifest.services.length * IDS_PER_SERVICE }, newId),
            planIndex: query.index ?? null,
          },
        ],
        options,
      )
      const { revision } = doneOrThrow(results.at(-1))
      return {
        stack,
        namespace: query.namespace,
        revision,
        services: manifest.services.map(service => service.name),
        warnings: manifest.warnings,
      }
    },
  },
  {
    method: 'DELETE',
    path: '/v1/stacks/{name}',
    summary: 'Removes every service of a stack',
    query: namespaceQuery,
    handler: async (backend, request) => {
      const { namespace } = queryOf(request, namespaceQuery)
      const stack = parameter(request, 'name')
      const { results } = await backend.execute(
        [{ op: 'stack.remove', stack, namespace }],
        writeOptions(request),
      )
      return doneOrThrow(results[0])
    },
  },
  {
    method: 'POST',
    path: '/v1/plan',
    summary: 'What deploying a manifest would add, change and remove, and where it would run',
    query: stackQuery,
    handler: async (backend, request, reply) => {
      const query = queryOf(request, stackQuery)
      const manifest = manifestOf(request)
      const stack = (request.query as { stack?: string }).stack ?? manifest.name ?? 'default'
      const place = { stack, namespace: query.namespace }
      const { signal } = writeOptions(request)
      const { services } = await backend.seal(place, manifest, true, signal)
      sendFreshness(backend, reply)
      return {
        ...backend.plan(stack, query.namespace, services),
        warnings: manifest.warnings,
      }
    },
  },
]

const serviceRoutes: Route[] = [
  {
    method: 'PUT',
    path: '/v1/services/{name}',
    summary: 'Registers a service that Polis does not run itself',
    isConditional: true,
    query: namespaceQuery,
    body: servicePutBody,
    handler: async (backend, request) => {
      const { namespace } = queryOf(request, namespaceQuery)
      const { results } = await backend.execute(
        [
          {
            op: 'service.put',
            namespace,
            name: parse(dnsLabel, parameter(request, 'name')),
            spec: externalSpec(bodyOf(request, servicePutBody)),
            id: newId(),
            expectedRevision: expectedRevision(request),
          },
        ],
        writeOptions(request),
      )
      return doneOrThrow(results[0])
    },
  },
  {
    method: 'DELETE',
    path: '/v1/services/{name}',
    summary: 'Removes a service and its tasks',
    query: namespaceQuery,
    handler: async (backend, request) => {
      const service = serviceOrThrow(backend, request)
      const { results } = await backend.execute(
        [{ op: 'service.remove', namespace: service.namespace, name: service.name }],
        writeOptions(request),
      )
      return doneOrThrow(results[0])
    },
  },
  {
    method: 'POST',
    path: '/v1/services/{name}/scale',
    summary: 'Sets the number of replicas, within the bounds of its policy',
    query: namespaceQuery,
    body: scaleBody,
    handler: async (backend, request) => {
      const service = serviceOrThrow(backend, request)
      const { results } = await backend.execute(
        [
          {
            op: 'service.scale',
            namespace: service.namespace,
            name: service.name,
            replicas: bodyOf(request, scaleBody).replicas,
            cause: 'manual',
            reason: 'scaled by hand',
            details: {},
            expectedReplicas: null,
          },
        ],
        writeOptions(request),
      )
      return doneOrThrow(results[0])
    },
  },
  {
    method: 'POST',
    path: '/v1/services/{name}/metrics',
    summary: 'Pushes a sample of metrics for the autoscaler',
    query: namespaceQuery,
    body: metricsBody,
    handler: async (backend, request) => {
      const service = serviceOrThrow(backend, request)
      await backend.pushMetrics(service.namespace, service.name, bodyOf(request, metricsBody))
      return { accepted: true }
    },
  },
]

type QueryBody = NonNullable<ReturnType<typeof servicePutBody.parse>['query']>

function externalSpec(body: ReturnType<typeof servicePutBody.parse>): ServiceSpec {
  return {
    version: body.version,
    labels: body.labels,
    annotations: body.annotations,
    tags: body.tags,
    ports: body.ports.map(port => ({ ...port, name: port.name ?? String(port.target) })),
    lb: {
      algorithm: 'round-robin',
      protocol: body.protocol,
      host: null,
      path: '/',
      stickyCookie: null,
      drainMs: 30_000,
    },
    checks: checksIn(body.checks),
    dnsTtlMs: body.dnsTtlMs,
    ...(body.failover === undefined ? {} : { failover: body.failover }),
    ...(body.query === undefined ? {} : { query: storedQuery(body.query) }),
  }
}

/** The checks, read as those of a manifest are. Throws `api/invalid`. */
function checksIn(list: readonly unknown[]): ServiceSpec['checks'] {
  const ids = new Set<string>()
  return list.map((input, i) => {
    const parsed = parseCheck(input)
    const reasons =
      parsed.kind === 'ok'
        ? parsed.check.type === 'ttl'
          ? ["type 'ttl' is for tasks; give the endpoint itself a ttl, and report on that"]
          : ids.has(parsed.check.id)
            ? [`another check has the id '${parsed.check.id}'`]
            : []
        : parsed.problems.map(({ field, reason }) => `${field} ${reason}`.trim())
    if (parsed.kind === 'bad' || reasons.length > 0) {
      throw invalid(`checks[${i}]: ${reasons.join('; ')}`, 'see docs/health-checks.md')
    }
    ids.add(parsed.check.id)
    return parsed.check
  })
}

/** The query without the parts that were not given. */
function storedQuery({ services, filter }: QueryBody): StoredQuery {
  return JSON.parse(JSON.stringify({ services, filter })) as StoredQuery
}

/** What people do to a service as a whole, a path for each. */
const CONTROLS = {
  stop: 'Stops the tasks of a service and keeps its definition',
  start: 'Runs a stopped service again, with as many tasks as before',
  restart: 'Replaces every task of a service, at the pace of its updates',
} as const

const controlRoutes = Object.entries(CONTROLS).map(([action, summary]): Route => {
  return {
    method: 'POST',
    path: `/v1/services/{name}/${action}`,
    summary,
    query: namespaceQuery,
    handler: async (backend, request) => {
      const { namespace, name } = serviceOrThrow(backend, request)
      const control = { namespace, name, action: action as keyof typeof CONTROLS }
      const { results } = await backend.execute(
        [{ op: 'service.control', ...control, rolloutId: newId() }],
        writeOptions(request),
      )
      return doneOrThrow(results[0])
    },
  }
})

export const SERVICE_ROUTES: readonly Route[] = [...stackRoutes, ...serviceRoutes, ...controlRoutes]
