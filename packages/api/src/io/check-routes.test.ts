/** The health report of a cluster, as its routes hand it out. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ClusterState } from '@polis/cluster'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../backend.ts'
import { CHECK_ROUTES } from './check-routes.ts'

const route = CHECK_ROUTES.find(({ path }) => path === '/v1/health/report')!
const figures = {
  ...{ results: 3, failures: 1, uptimeLastHour: 0.5, uptimeLastDay: null, uptimeLastWeek: null },
  ...{ responseTimeMsP50: 1, responseTimeMsP95: 2, responseTimeMsP99: 3 },
}
const check = (endpoint: string, state: string, output: string) => ({
  ...{ id: 'x.up', name: 'up', namespace: 'default', service: 'web', type: 'http', endpoint },
  ...{ purpose: 'readiness', endpointId: endpoint, node: 'n1', state, changedAtMs: 0, output },
  ...{ cause: output, failures: 0, statistics: figures, results: [] },
})
const checks = [check('web.1', 'passing', 'fine'), check('web.2', 'critical', 'HTTP <b>503')]
const backend = {
  state: () => new ClusterState(),
  leaderId: () => null,
  stalenessMs: () => 0,
  checkReports: async () => ({ checks, unanswered: ['n2'] }),
} as unknown as Backend

async function ask(format: string) {
  const headers = new Map<string, string>()
  const reply = {
    header: (name: string, value: string) => void headers.set(name, value),
    type: (value: string) => {
      headers.set('content-type', value)
      return { send: (text: string) => text }
    },
  } as unknown as FastifyReply
  const query = route.query!.parse({ format })
  const body = await route.handler(backend, { query } as FastifyRequest, reply)
  return { body: body as string, headers }
}

test('a report has the worst first, and names who did not answer', async () => {
  const report = (await ask('json')).body as unknown as {
    summary: { overallStatus: string; totalChecks: number; healthyChecks: number }
    checks: { endpoint: string }[]
    unanswered: string[]
  }
  const { overallStatus, totalChecks, healthyChecks } = report.summary
  assert.deepEqual([overallStatus, totalChecks, healthyChecks], ['critical', 2, 1])
  assert.deepEqual(
    report.checks.map(({ endpoint }) => endpoint),
    ['web.2', 'web.1'],
  )
  assert.deepEqual(report.unanswered, ['n2'])
})

test('a report is Markdown, or a page that can run nothing', async () => {
  const { body, headers } = await ask('markdown')
  assert.match(headers.get('content-type')!, /^text\/markdown/)
  assert.match(body, /without n2: 1 of 2 checks are healthy\.\n\n\| target \|/)
  assert.match(body, /\| web web\\?\.2 \| up \| critical \|/)
  const page = await ask('html')
  assert.match(page.headers.get('content-security-policy')!, /^default-src 'none'/)
  assert.match(page.body, /<td>web web\.2<\/td>.*HTTP &#60;b&#62;503<\/td>/)
})
