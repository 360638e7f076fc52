import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseManifest } from './manifest.ts'

function read(healthcheck: string, more = '') {
  const text = `services: {web: {x-runtime: process, command: [x], healthcheck: ${healthcheck}${more}}}`
  const { services, errors, warnings } = parseManifest(text)
  return {
    checks: services[0]?.spec.checks ?? [],
    errors: errors.map(({ message }) => message),
    warnings: warnings.map(({ message }) => message),
  }
}

test('the health check of a process is a command check with the timing that it says', () => {
  const { checks, errors, warnings } = read(
    '{test: [CMD, ./up, "-q"], interval: 5s, timeout: 2s, retries: 4, start_period: 1m, start_interval: 200ms}',
  )
  assert.deepEqual([errors, warnings], [[], []])
  assert.deepEqual(checks, [
    {
      ...{ type: 'command', id: 'healthcheck', name: 'healthcheck', port: null },
      ...{ command: './up', args: ['-q'], intervalMs: 5_000, timeoutMs: 2_000, retries: 4 },
      ...{ successes: 1, startPeriodMs: 60_000, startIntervalMs: 200 },
    },
  ])
})

test('a line is for a shell, and the rest is as Docker has it', () => {
  const [check] = read('{test: "test -e ready"}').checks
  assert.deepEqual(check, {
    ...{ type: 'command', id: 'healthcheck', name: 'healthcheck', port: null },
    ...{ command: '/bin/sh', args: ['-c', 'test -e ready'], intervalMs: 30_000 },
    ...{ timeoutMs: 30_000, retries: 3, successes: 1, startPeriodMs: 0 },
  })
  assert.deepEqual(read('{test: [CMD-SHELL, "exit 0"], retries: 0}').checks[0]?.retries, 3)
})

test('one that is off is none, and one without a test is reported', () => {
  for (const off of ['{disable: true}', '{test: [NONE]}']) {
    assert.deepEqual(read(off), { checks: [], errors: [], warnings: [] })
  }
  assert.deepEqual(read('{interval: 1s}').checks, [])
  assert.match(read('{interval: 1s}').warnings[0]!, /not honoured: without a test/)
})

test('where an x-check is, that decides, and the other is reported', () => {
  const { checks, warnings } = read('{test: "exit 0"}', ', x-check: {type: ttl}')
  assert.deepEqual(
    checks.map(({ type }) => type),
    ['ttl'],
  )
  assert.match(warnings[0]!, /healthcheck is not honoured: the service is checked by its x-check/)
})

test('what a check cannot be is refused at its own key', () => {
  const { errors } = read('{test: [CMD, x], interval: 1ms}')
  assert.match(errors[0]!, /^services\.web\.healthcheck\.interval must be from 100 ms/)
})
