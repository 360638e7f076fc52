/**
 * The node and the cluster: probes, status, discovery, health, balancers.
 */

import { notFound, problem } from '../problem.ts'
import { resolveQuery } from '../schemas.ts'
import { parameter, queryOf, type Route, sendFreshness, signalOf } from './context.ts'

export const CLUSTER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/livez',
    summary: 'Answers while the process works',
    isOpen: true,
    handler: () => ({ status: 'ok' }),
  },
  {
    method: 'GET',
    path: '/readyz',
    summary: 'Answers 200 once this node serves, else 503 with the reason',
    isOpen: true,
    handler: (backend, _, reply) => {
      const reason = backend.notReadyReason()
      if (reason === null) return { status: 'ready' }
      return reply.code(503).send(problem(503, 'api/not-ready', reason))
    },
  },
  {
    method: 'GET',
    path: '/metrics',
    summary: 'Metrics in the Prometheus text format',
    handler: async (backend, _, reply) =>
      reply.type('text/plain; version=0.0.4').send(await backend.metricsText()),
  },
  {
    method: 'GET',
    path: '/v1/status',
    summary: 'The cluster on one screen, as this node sees it',
    handler: (backend, _, reply) => {
      sendFreshness(backend, reply)
      return backend.status()
    },
  },
  {
    method: 'GET',
    path: '/v1/resolve/{name}',
    summary: 'The endpoints of a service, from this node’s memory',
    query: resolveQuery,
    handler: async (backend, request, reply) => {
      const query = queryOf(request, resolveQuery)
      if (query.index !== undefined) {
        const signal = signalOf(request, query.wait + 1_000)
        await backend.waitCatalogNewer(query.index, query.wait, signal)
      }
      const name = parameter(request, 'name')
      const { namespace, healthy: healthyOnly, tag, label, version, near } = query
      const isNear = near === 'true'
      const endpoints = backend.resolve({
        ...{ name, namespace, healthyOnly, isNear },
        ...(tag === undefined ? {} : { tag }),
        ...(label === undefined ? {} : { label }),
        ...(version === undefined ? {} : { version }),
        ...(near === undefined || isNear ? {} : { zone: near }),
      })
      if (endpoints === null) {
        throw notFound(`service '${name}' in namespace '${query.namespace}'`, 'see polis ls')
      }
      reply.header('polis-version', backend.catalogVersion())
      sendFreshness(backend, reply)
      return endpoints
    },
  },
  {
    method: 'GET',
    path: '/v1/health/summary',
    summary: 'How many endpoints of the cluster pass their checks',
    handler: backend => backend.healthSummary(),
  },
  {
    method: 'GET',
    path: '/v1/lb',
    summary: 'Listeners and counters of this node’s load balancer',
    handler: backend => backend.balancerStats(),
  },
]
