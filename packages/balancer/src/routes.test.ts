import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode } from '@polis/base'
import { RouteIndex } from './route-index.ts'
import { checkRouteTable, type Endpoint, newService, type Service } from './routes.ts'
import { cookieValue } from './sticky.ts'

const endpoint: Endpoint = { id: 'a', address: '127.0.0.1', port: 1, weight: 1 }

function table(...services: Partial<Service>[]) {
  const listener = {
    host: '127.0.0.1',
    port: 8080,
    protocol: 'http' as const,
    services: services.map((service, i) =>
      newService({ id: `s${i}`, name: `s${i}`, endpoints: [endpoint], ...service }),
    ),
  }
  return { version: 1, listeners: [listener] }
}

const isBad = (error: unknown) => hasCode(error, 'balancer/bad-route-table')

describe('a route table', () => {
  it('may hold several services on a port with distinct host and path', () => {
    checkRouteTable(table({}, { host: 'a' }, { host: 'b' }, { host: 'a', path: '/x' }))
  })

  it('is refused with two claims on the same host and path', () => {
    assert.throws(() => checkRouteTable(table({ host: 'a' }, { host: 'A' })), isBad)
    const routes = [{ host: 'b.' }, { host: 'A:80', path: '//' }]
    assert.throws(() => checkRouteTable(table({ host: 'a' }, { http: { routes } })), isBad)
  })

  it('is refused with a weight or a port out of range, or the wrong protocol', () => {
    for (const bad of [{ weight: 0 }, { weight: Number.NaN }, { port: 70_000 }]) {
      assert.throws(() => checkRouteTable(table({ endpoints: [{ ...endpoint, ...bad }] })), isBad)
    }
    assert.throws(() => checkRouteTable(table({ protocol: 'tcp' })), isBad)
  })

  it('gives TCP services a longer idle time than HTTP services', () => {
    const given = { id: 'a', name: 'a', endpoints: [] }
    const tcp = newService({ ...given, protocol: 'tcp' })
    assert.ok(tcp.idleTimeoutMs > newService(given).idleTimeoutMs)
  })
})

describe('the route index', () => {
  const index = new RouteIndex([
    { name: 'default' },
    { name: 'a', host: 'a.example' },
    { name: 'a-api', host: 'A.example', path: '/api/' },
    { name: 'a-api-v2', host: 'a.example', path: '/api/v2' },
    { name: 'any-img', path: '/img' },
    { name: 'six', host: '[::1]' },
  ])
  const cases: readonly [string, string, string][] = [
    ['a.example', '/', 'a'],
    ['A.EXAMPLE:8080', '/api', 'a-api'],
    ['a.example', '/api/x', 'a-api'],
    ['a.example', '/api?x', 'a-api'],
    ['a.example', '/apix', 'a'],
    ['a.example', '/api/v2/y', 'a-api-v2'],
    ['a.example', '/img/z', 'a'],
    ['b.example', '/img/z', 'any-img'],
    ['b.example', '/', 'default'],
    ['a.example.:80', '/api', 'a-api'],
    ['[::1]:80', '/', 'six'],
    ['a.example', '*', 'a'],
  ]
  for (const [host, target, name] of cases) {
    it(`sends ${host}${target} to ${name}`, () => {
      assert.equal(index.match(host, target)?.name, name)
    })
  }

  it('compares paths as claims do, in whatever spelling a request has them', () => {
    const guarded = new RouteIndex([
      { name: 'public', path: '/public' },
      { name: 'admin', path: '/%61dmin/' },
      { name: 'exact', routes: [{ exact: '/a%7eb' }] },
      { name: 'pattern', routes: [{ regex: '/v[0-9]+/x' }] },
      { name: 'rest' },
    ])
    const cases: readonly [string, string][] = [
      ['/public/../admin', 'admin'],
      ['/public/%2e%2E/admin?/../public', 'admin'],
      ['//admin/x', 'admin'],
      ['/./adm%69n', 'admin'],
      ['/admin/../public/.', 'public'],
      ['/public?/../admin', 'public'],
      ['/a~b', 'exact'],
      ['/x/../a%7Eb?q', 'exact'],
      ['/v1//%78', 'pattern'],
      // An escaped slash is no border between segments, and a backslash no slash.
      ['/public%2F..%2Fadmin', 'rest'],
      ['/public\\..\\admin', 'rest'],
      ['/ADMIN', 'rest'],
      ['/..', 'rest'],
      ['*', 'rest'],
    ]
    for (const [target, name] of cases) assert.equal(guarded.match('a', target)?.name, name, target)
  })

  it('finds nothing where no service claims the host', () => {
    assert.equal(new RouteIndex([{ host: 'a' }]).match('b', '/'), undefined)
  })
})

describe('a cookie', () => {
  it('is found by its whole name among others (RFC 6265 §4.2)', () => {
    assert.equal(cookieValue('a=1; polis=x.y; b=2', 'polis'), 'x.y')
    assert.equal(cookieValue('xpolis=1; polisx=2', 'polis'), undefined)
    assert.equal(cookieValue('polis=1;polis=2', 'polis'), '1')
    assert.equal(cookieValue('', 'polis'), undefined)
  })
})
