import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CheckStatus, type HealthState, healthcheckSpec } from '@polis/health'
import type { InnerCheck } from '@polis/runtime'
import { InnerChecks } from './inner-checks.ts'

const result = (endedAtMs: number, exitCode: number, output = '') => ({
  ...{ startedAtMs: endedAtMs - 20, endedAtMs, exitCode, output },
})
const TIMING = { intervalMs: 5_000, timeoutMs: 2_000, retries: 2, startPeriodMs: 0 }

function check(state: InnerCheck['state'], ...results: InnerCheck['results']): InnerCheck {
  return { state, ...TIMING, failures: 0, results }
}

function status(state: HealthState, lastAtMs: number | null): CheckStatus {
  return {
    ...{ endpointId: 't', checkId: 'healthcheck', name: 'healthcheck', type: 'healthcheck' },
    ...{ purpose: 'readiness', state, changedAtMs: 0, cause: '', lastOutcome: null, lastAtMs },
    ...{ output: '', failures: 0 },
  }
}

const statesOf = (checks: InnerChecks, at: CheckStatus) =>
  checks.newsOf('t', at, 9_000).map(({ state, result: { outcome } }) => `${outcome} ${state}`)

test('a container has one check more, with the timing that its engine goes by', () => {
  const checks = new InnerChecks()
  const others = [healthcheckSpec([], TIMING)]
  assert.equal(checks.withOwn('t', others), others)
  checks.take('t', 1, check('starting'))
  const [, own] = checks.withOwn('t', others)
  assert.deepEqual(own, {
    ...{ type: 'healthcheck', id: 'healthcheck:container', name: 'healthcheck:container' },
    ...{ ...TIMING, successes: 1, port: null },
  })
  checks.prune(() => false)
  assert.equal(checks.withOwn('t', others), others)
})

test('failures of the start say nothing, and those before too many of them warn', () => {
  const checks = new InnerChecks()
  checks.take('t', 1, check('starting', result(1_000, 1), result(2_000, 1)))
  assert.deepEqual(statesOf(checks, status('unknown', null)), ['fail unknown', 'fail unknown'])
  checks.take('t', 1, check('healthy', result(3_000, 0)))
  assert.deepEqual(statesOf(checks, status('unknown', 2_000)), ['pass passing'])
  checks.take('t', 1, check('healthy', result(4_000, 1)))
  assert.deepEqual(statesOf(checks, status('passing', 3_000)), ['fail warning'])
  checks.take('t', 1, check('unhealthy', result(5_000, 1)))
  const both = ['fail warning', 'fail critical']
  assert.deepEqual(statesOf(checks, status('passing', 3_000)), both)
  assert.deepEqual(statesOf(checks, status('critical', 5_000)), [])
})

test('a check that begins anew is told again how it is, as of now', () => {
  const checks = new InnerChecks()
  checks.take('t', 1, check('healthy', result(3_000, 0, 'fine')))
  const [news, ...more] = checks.newsOf('t', status('unknown', 3_000), 9_000)
  assert.deepEqual([news!.state, news!.atMs, news!.result.output], ['passing', 9_000, 'fine'])
  assert.deepEqual(more, [])
  checks.take('t', 2, check('starting'))
  assert.deepEqual(statesOf(checks, status('unknown', null)), [])
})

test('what a check says is told with how it ended, unless that was well', () => {
  const checks = new InnerChecks()
  const late = 'Health check exceeded timeout (2s)'
  const results = [result(1, 0, 'ok\n'), result(2, 3, 'no\n'), result(3, 1), result(4, -1, late)]
  checks.take('t', 1, check('healthy', ...results))
  assert.deepEqual(
    checks.newsOf('t', status('passing', 0), 9_000).map(({ result: { output } }) => output),
    ['ok', 'exit code 3: no', 'exit code 1', late],
  )
})
