import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { HttpCheckSpec } from './check.ts'
import { isExpectedStatus } from './check.ts'
import { parseCheck } from './parse-check.ts'

function good(input: unknown): HttpCheckSpec {
  const parsed = parseCheck(input)
  assert(parsed.kind === 'ok', JSON.stringify(parsed))
  return parsed.check as HttpCheckSpec
}

function problems(input: unknown): string[] {
  const parsed = parseCheck(input)
  assert(parsed.kind === 'bad', JSON.stringify(parsed))
  return parsed.problems.map(({ field, reason }) => `${field}: ${reason}`)
}

test('a check of two words gets every default', () => {
  assert.deepEqual(good({ type: 'http' }), {
    type: 'http',
    id: 'http:/',
    name: 'http:/',
    port: null,
    intervalMs: 10_000,
    timeoutMs: 3_000,
    startPeriodMs: 0,
    retries: 3,
    successes: 1,
    method: 'GET',
    path: '/',
    headers: {},
    expectedStatus: [{ from: 200, to: 299 }],
  })
  assert.equal(good({ type: 'tcp', port: 5432 }).id, 'tcp:5432')
  assert.equal(good({ type: 'tcp' }).id, 'tcp')
})

test('the check of the contract is read', () => {
  const text = `{"type": "http", "path": "/up", "port": 3000, "expectedStatus": 200,
    "interval": "2s", "timeout": "1s", "retries": 3}`
  const check = good(JSON.parse(text))
  assert.deepEqual([check.id, check.intervalMs, check.timeoutMs], ['http:3000/up', 2_000, 1_000])
  assert.deepEqual(check.expectedStatus, [{ from: 200, to: 200 }])
})

test('fields that few need are there only if they were written', () => {
  const check = good({
    type: 'tcp',
    port: 6379,
    send: 'PING\r\n',
    expect: '+PONG',
    startInterval: '250ms',
    initial: 'passing',
  })
  const { send, expect, startIntervalMs, initial, encoding } = check as unknown as Record<
    string,
    unknown
  >
  assert.deepEqual(
    [send, expect, startIntervalMs, initial, encoding],
    ['PING\r\n', '+PONG', 250, 'passing', undefined],
  )
  assert.equal(good({ type: 'http', contains: 'ok' }).contains, 'ok')
  assert.deepEqual(problems({ type: 'tcp', expect: '5', encoding: 'hex', initial: 'fine' }), [
    "initial: 'fine' is not known; choose one of unknown, passing, warning, critical",
    'expect: must be pairs of hexadecimal digits',
  ])
  assert.deepEqual(problems({ type: 'http', send: 'x' }), ['send: an http check has no such field'])
})

test('expected codes are a code, a range, or a list of both', () => {
  const { expectedStatus } = good({ type: 'http', expectedStatus: [204, '300-302', '401'] })
  const passing = [204, 300, 302, 401].map(status => isExpectedStatus(status, expectedStatus))
  const failing = [200, 303, 400].map(status => isExpectedStatus(status, expectedStatus))
  assert.deepEqual([...passing, ...failing], [true, true, true, true, false, false, false])
  for (const wrong of [0, 600, '200-', '299-200', 'ok', [], [200, 'x'], {}, '']) {
    assert.deepEqual(problems({ type: 'http', expectedStatus: wrong }), [
      "expectedStatus: must be codes such as 200, '200-299', or a list of them",
    ])
  }
})

test('every bad field has one clear reason', () => {
  assert.deepEqual(problems({ type: 'ftp' }), ["type: 'ftp' is not known; choose one of http, tcp"])
  assert.deepEqual(problems({}), ['type: is missing; choose one of http, tcp'])
  assert.deepEqual(problems('http'), [': a check is an object'])
  assert.deepEqual(problems({ type: 'tcp', path: '/x', retry: 3 }), [
    'path: a tcp check has no such field',
    'retry: a check has no such field',
  ])
  const wrong = { port: 0, interval: 'soon', timeout: {}, retries: 0, successes: 1.5, name: '' }
  assert.deepEqual(problems({ type: 'tcp', ...wrong }), [
    'port: must be an integer from 1 to 65535',
    "interval: 'soon' is not a duration",
    "timeout: must be milliseconds or text such as '30s'",
    'retries: must be an integer from 1 to 100',
    'successes: must be an integer from 1 to 100',
    'name: must be printable text that is not empty',
  ])
  assert.deepEqual(problems({ type: 'tcp', interval: '1ms' }), [
    'interval: must be from 100 ms to 86400 s',
  ])
})

test('a path or a header cannot smuggle anything into the request', () => {
  for (const path of ['up', '/a b', '/a\r\nX: y', '/a#b', 'http://elsewhere/']) {
    assert.match(problems({ type: 'http', path })[0]!, /^path: /)
  }
  assert.deepEqual(problems({ type: 'http', headers: { 'X-A': 'b\r\nC: d' } }), [
    'headers: the value of X-A must be plain text on one line',
  ])
  assert.deepEqual(problems({ type: 'http', headers: { 'X A': 'b' } }), [
    "headers: 'X A' is not a header's name",
  ])
  assert.deepEqual(problems({ type: 'http', headers: { 'Content-Length': '5' } }), [
    'headers: Content-Length is set by the check itself',
  ])
})

test('what was parsed parses to itself, and nothing makes the parser throw', () => {
  const fields = fc.record(
    {
      type: fc.constantFrom('http', 'tcp'),
      port: fc.integer({ min: -1, max: 70_000 }),
      path: fc.constantFrom('/', '/up?x=1', 'up'),
      interval: fc.oneof(fc.constantFrom('1s', '1m30s', 'x'), fc.nat(200_000)),
      retries: fc.integer({ min: 0, max: 5 }),
      send: fc.constantFrom('x\r\n', 'zz'),
      encoding: fc.constantFrom('text', 'hex'),
      initial: fc.constantFrom('unknown', 'passing'),
      startInterval: fc.constantFrom('1s', 500, 1),
      expectedStatus: fc.oneof(fc.integer({ min: 90, max: 610 }), fc.constant('200-399')),
    },
    { requiredKeys: ['type'] },
  )
  fc.assert(
    fc.property(fc.oneof(fields, fc.anything()), input => {
      const parsed = parseCheck(input)
      if (parsed.kind === 'bad') assert(parsed.problems.length > 0)
      else assert.deepEqual(parseCheck(structuredClone(parsed.check)), parsed)
    }),
    { numRuns: 300 },
  )
})
