import assert from 'node:assert/strict'
import { test } from 'node:test'
import { combineStates } from './check.ts'
import { HealthCheck } from './health-check.ts'
import { summarize } from './summary.ts'

test('the worst state decides, and unknown is worse than warning', () => {
  assert.equal(combineStates([]), 'passing')
  assert.equal(combineStates(['passing', 'warning']), 'warning')
  assert.equal(combineStates(['warning', 'unknown', 'passing']), 'unknown')
  assert.equal(combineStates(['unknown', 'critical']), 'critical')
})

test('a summary counts every state once', () => {
  assert.deepEqual(summarize(['passing', 'warning', 'critical', 'unknown', 'passing']), {
    overallStatus: 'critical',
    totalChecks: 5,
    healthyChecks: 3,
    warningChecks: 1,
    criticalChecks: 1,
    unknownChecks: 1,
  })
  assert.equal(summarize([]).overallStatus, 'unknown')
})

test('a builder answers with new checks and leaves the old ones as they were', () => {
  const plain = new HealthCheck('c1', 'web', 'service', 'web-1', { type: 'http', path: '/health' })
  const built = plain.withInterval('30s').withTimeout('5s').withRetries(5).withLabel('app', 'web')
  assert.equal(plain.spec.intervalMs, 10_000)
  assert.deepEqual(plain.labels, {})
  const { id, name, intervalMs, timeoutMs, retries } = built.withPort(80).spec
  assert.deepEqual([id, name, intervalMs, timeoutMs, retries], ['c1', 'web', 30_000, 5_000, 5])
  assert.deepEqual(built.labels, { app: 'web' })
})

test('a builder names every bad field in one error', () => {
  const check = new HealthCheck('c1', 'web', 'service', 'web-1', 'tcp').withRetries(0).withPort(0)
  assert.throws(() => check.spec, {
    code: 'health/bad-check',
    message:
      'check c1: port must be an integer from 1 to 65535; retries must be an integer from 1 to 100',
  })
})
