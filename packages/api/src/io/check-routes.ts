/**
 * Health checks: how they are and were, wherever they run, and what applications say of themselves.
 */

import { systemClock } from '@polis/base'
import { type Check, checksOf } from '@polis/cluster'
import {
  type CheckType,
  type HealthReport,
  healthReport,
  type ProbeOutcome,
  reportMarkdown,
  reportPage,
  summarize,
} from '@polis/health'
import type { FastifyRequest } from 'fastify'
import type { Backend, CheckReport, CheckReports } from '../backend.ts'
import { invalid, notFound } from '../problem.ts'
import { checkListQuery, healthReportQuery, namespaceQuery, ttlBody } from '../schemas.ts'
import { referenced } from '../views.ts'
import { bodyOf, parameter, queryOf, type Route, sendFreshness } from './context.ts'

const OUTCOMES: Readonly<Record<string, ProbeOutcome>> = {
  ...{ passing: 'pass', warning: 'warn', critical: 'fail' },
}

export const CHECK_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/health/checks',
    summary: 'Every check of every endpoint, as the node that runs it says',
    query: checkListQuery,
    handler: async (backend, request, reply) => {
      const found = await listed(backend, queryOf(request, checkListQuery))
      sendFreshness(backend, reply)
      return found
    },
  },
  {
    method: 'GET',
    path: '/v1/health/report',
    summary: 'Every check with its figures, the worst first: JSON, Markdown or a page',
    query: healthReportQuery,
    handler: async (backend, request, reply) => {
      const { format, ...query } = queryOf(request, healthReportQuery)
      const { checks, unanswered } = await listed(backend, query)
      const report = reportOf(checks, systemClock.wallMs())
      sendFreshness(backend, reply)
      if (format === 'json') return { ...report, unanswered }
      const missing = unanswered.length === 0 ? '' : `, without ${unanswered.join(', ')}`
      const at = `${new Date(report.atMs).toISOString()}${missing}`
      if (format === 'markdown') {
        return reply.type('text/markdown; charset=utf-8').send(reportMarkdown(report, at))
      }
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      return reply.type('text/html; charset=utf-8').send(reportPage(report, at))
    },
  },
  {
    method: 'GET',
    path: '/v1/checks/{id}/history',
    summary: 'The last results of a check, from every endpoint that has it',
    query: namespaceQuery,
    handler: (backend, request) => {
      const { serviceId, spec } = checkOrThrow(backend, request)
      const query = { serviceId, checkId: spec.id, withResults: true }
      return backend.checkReports(query)
    },
  },
  {
    method: 'PUT',
    path: '/v1/checks/{id}/ttl',
    summary: 'What a task says of itself, for its check of type ttl',
    query: namespaceQuery,
    body: ttlBody,
    handler: async (backend, request) => {
      const { serviceId, namespace, spec } = checkOrThrow(backend, request)
      const { task: reference, state, output } = bodyOf(request, ttlBody)
      if (spec.type !== 'ttl')
        throw invalid(`the check '${spec.id}' is of type ${spec.type}, not ttl`)
      const own = [...backend.state().tasks].filter(([, task]) => task.serviceId === serviceId)
      const task = referenced(new Map(own), reference, namespace)
      if (task === undefined) throw notFound(`task '${reference}' of that service`, 'see polis ps')
      await backend.reportCheck(task, spec.id, OUTCOMES[state]!, output)
      return { id: `${serviceId}.${spec.id}`, task: task.name, state }
    },
  },
]

async function listed(
  backend: Backend,
  { namespace, service: name }: { readonly namespace?: string; readonly service?: string },
): Promise<CheckReports> {
  const service =
    name === undefined
      ? undefined
      : referenced(backend.state().services, name, namespace ?? 'default')
  if (name !== undefined && service === undefined) throw notFound(`service '${name}'`)
  const query = { withResults: false, ...(service && { serviceId: service.id }) }
  const found = await backend.checkReports(query)
  const isShown = (own: string) => namespace === undefined || own === namespace
  return { ...found, checks: found.checks.filter(check => isShown(check.namespace)) }
}

/** Percentiles and uptimes of several nodes cannot be put together, so each check has its own. */
function reportOf(checks: readonly CheckReport[], atMs: number): HealthReport {
  const none = { p50: null, p95: null, p99: null }
  const unknown = { lastHour: null, lastDay: null, lastWeek: null }
  const counts = summarize(checks.map(({ state }) => state))
  const worst = checks.find(({ state }) => state === counts.overallStatus)
  const summary = {
    ...counts,
    uptime: unknown,
    responseTimeMs: none,
    lastOutput: worst?.output ?? '',
  }
  const lines = checks.map(({ id: _, type, ...check }) => ({
    ...check,
    checkId: check.name,
    type: type as CheckType,
    target: `${check.service} ${check.endpoint}`,
  }))
  return healthReport(atMs, summary, lines)
}

/**
 * The check that the path names: by id, as `SERVICE.CHECK`, or by a name that no other has. Throws
 * `api/not-found`.
 */
function checkOrThrow(backend: Backend, request: FastifyRequest): Check {
  const reference = parameter(request, 'id')
  const { namespace } = queryOf(request, namespaceQuery)
  const { services } = backend.state()
  const all = checksOf(backend.state())
  const exact = all.find(({ id, serviceId, spec, namespace: own }) => {
    const isNamed = `${services.get(serviceId)?.name}.${spec.id}` === reference
    return id === reference || (isNamed && own === namespace)
  })
  if (exact !== undefined) return exact
  const named = all.filter(check => check.name === reference && check.namespace === namespace)
  if (named.length === 1) return named[0]!
  const hint = named.length > 1 ? 'several have that name: SERVICE.CHECK' : 'see polis check ls'
  throw notFound(`check '${reference}'`, hint)
}
