import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  checkQuery,
  checkQueryReply,
  type LocalChecks,
  ttlReport,
  ttlReportReply,
} from './check-wire.ts'

const FIGURES = {
  ...{ results: 9, failures: 2, uptimeLastHour: 0.5, uptimeLastDay: 0, uptimeLastWeek: null },
  ...{ responseTimeMsP50: 1.5, responseTimeMsP95: null, responseTimeMsP99: 0 },
}
const RESULT = { atMs: 1_764_000_000_000, outcome: 'warn', state: 'warning' } as const
const REPLY: LocalChecks = {
  isCut: true,
  checks: [
    {
      ...{ serviceId: 's', checkId: 'http:/up', endpointId: 'e', name: 'n', type: 'http' },
      ...{ purpose: 'liveness', state: 'critical', changedAtMs: 1_764_000_000_001 },
      ...{ cause: '3 failures', output: 'HTTP 503', failures: 3, statistics: FIGURES },
      results: [{ ...RESULT, output: 'HTTP 429', responseTimeMs: 2.25 }],
    },
  ],
}

test('what a node says of its checks arrives as it was, what is not known apart from zero', () => {
  assert.deepEqual(checkQueryReply.decode(checkQueryReply.encode(REPLY)), REPLY)
  const query = { serviceId: 's', checkId: '', withResults: true }
  assert.deepEqual(checkQuery.decode(checkQuery.encode(query)), query)
  const report = { endpointId: 'e', checkId: 'ttl', outcome: 'pass', output: 'here' } as const
  assert.deepEqual(ttlReport.decode(ttlReport.encode(report)), report)
  assert.equal(ttlReportReply.decode(ttlReportReply.encode(true)), true)
})

test('a state or outcome of a later version is read as unknown, or as a failure', () => {
  const report = { endpointId: 'e', checkId: 'c', outcome: 'odd' as 'pass', output: '' }
  assert.equal(ttlReport.decode(ttlReport.encode(report)).outcome, 'fail')
  const [check] = REPLY.checks
  const later = { ...check!, state: 'resting' as 'critical' }
  const decoded = checkQueryReply.decode(checkQueryReply.encode({ isCut: false, checks: [later] }))
  assert.equal(decoded.checks[0]!.state, 'unknown')
})
