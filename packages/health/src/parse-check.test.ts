import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CheckBase } from './check.ts'
import { isObserved } from './check.ts'
import { CHECK_TYPES, type HttpKind, isExpectedStatus } from './check-kinds.ts'
import { parseCheck } from './parse-check.ts'

function good(input: unknown): CheckBase & HttpKind {
  const parsed = parseCheck(input)
  assert(parsed.kind === 'ok', JSON.stringify(parsed))
  return parsed.check as CheckBase & HttpKind
}

function parseOk(input: object) {
  const parsed = parseCheck(input)
  assert(parsed.kind === 'ok', JSON.stringify(parsed))
  return parsed.check
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

test('each kind has its own fields, defaults and id', () => {
  const idOf = (input: object) => parseOk(input).id
  assert.equal(idOf({ type: 'udp', port: 53, send: 'x' }), 'udp:53')
  assert.equal(idOf({ type: 'grpc', port: 50, service: 'acme.Web' }), 'grpc:50/acme.Web')
  assert.equal(idOf({ type: 'command', command: 'curl', args: ['-f', 'x'] }), 'command:curl')
  assert.equal(idOf({ type: 'file', path: '/run/ok', maxAge: '1m' }), 'file:/run/ok')
  assert.equal(idOf({ type: 'alias', service: 'db' }), 'alias:db')
  assert.equal(idOf({ type: 'custom', use: 'queue' }), 'custom:queue')
  assert.equal(idOf({ type: 'http', purpose: 'liveness' }), 'http:/:liveness')
  const { id, intervalMs, retries } = parseOk({ type: 'ttl' })
  assert.deepEqual([id, intervalMs, retries], ['ttl', 30_000, 1])
  const secure = { type: 'http', tls: { serverName: 'web', verify: false }, http2: true }
  const { tls, http2 } = good(secure)
  assert.deepEqual([tls, http2], [{ serverName: 'web', verify: false }, true])
  assert.deepEqual(good({ type: 'http', tls: true }).tls, {})
})

test('what cannot work is refused, with the reason', () => {
  assert.deepEqual(problems({ type: 'http', method: 'HEAD', contains: 'ok' }), [
    'contains: an answer to HEAD has no body',
  ])
  assert.deepEqual(problems({ type: 'alias' }), ['check: say either check or service'])
  assert.deepEqual(problems({ type: 'file', path: 'here' }), ['path: must begin with a slash'])
  assert.deepEqual(problems({ type: 'command' }), [
    'command: must be printable text that is not empty',
  ])
  assert.deepEqual(problems({ type: 'ttl', host: 'x', maxAge: '1s' }), [
    'maxAge: a ttl check has no such field',
    'host: a ttl check dials nothing',
    'port: is missing: another host has it',
  ])
  assert.match(problems({ type: 'tcp', tls: { CA: 'x' } })[0]!, /^tls: must be true/)
  assert.deepEqual(problems({ type: 'command', command: 'x', environment: { 'A B': '1' } }), [
    "environment: 'A B' is not a variable's name",
  ])
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
  const types = 'http, tcp, udp, grpc, command, file, ttl, alias, custom'
  assert.deepEqual(problems({ type: 'ftp' }), [`type: 'ftp' is not known; choose one of ${types}`])
  assert.deepEqual(problems({}), [`type: is missing; choose one of ${types}`])
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
      type: fc.constantFrom(...CHECK_TYPES),
      tls: fc.constantFrom(true, false, { verify: false }, { serverName: 'x' }, 5),
      command: fc.constantFrom('x', ''),
      args: fc.constantFrom(['a'], [1]),
      environment: fc.constantFrom({ A: 1 }, { 'a b': '' }),
      use: fc.string(),
      check: fc.constantFrom('a', undefined),
      maxAge: fc.constantFrom('1m', 'x'),
      purpose: fc.constantFrom('liveness', 'readiness'),
      host: fc.constantFrom('h', undefined),
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

test('other nodes can observe a check that dials a port and says whether to use it', () => {
  const observers = (fields: object) => parseCheck({ observers: 2, ...fields })
  const good = observers({ type: 'http' })
  assert(good.kind === 'ok' && good.check.observers === 2 && isObserved(good.check))
  const none = parseCheck({ type: 'http', observers: 0 })
  assert(none.kind === 'ok' && !('observers' in none.check) && !isObserved(none.check))
  for (const fields of [
    { type: 'command', command: '/bin/true' },
    { type: 'ttl' },
    { type: 'http', purpose: 'liveness' },
    { type: 'tcp', observers: 8 },
    { type: 'tcp', observers: -1 },
  ]) {
    const parsed = observers(fields)
    assert.deepEqual(parsed.kind === 'bad' && parsed.problems.map(({ field }) => field), [
      'observers',
    ])
  }
})
