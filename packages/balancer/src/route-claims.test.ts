import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RouteMatch } from './http/options.ts'
import { hostName, routeClaims } from './route-claims.ts'

const http = (host: string | undefined, path?: string) =>
  routeClaims({ protocol: 'http', ...(host && { host }), ...(path && { path }) })
const routes = (...list: RouteMatch[]) => routeClaims({ protocol: 'http', http: { routes: list } })
const overlap = (a: readonly string[], b: readonly string[]) => a.some(claim => b.includes(claim))

describe('what a service claims of a port', () => {
  it('is the same in every spelling of a host', () => {
    for (const host of ['A.Example', 'a.example.', 'a.example:8080', 'A.EXAMPLE.:443']) {
      assert.deepEqual(http(host), http('a.example'))
      assert.deepEqual(routeClaims({ protocol: 'tls', host }), ['a.example'])
    }
    assert.equal(hostName('[::1]:80'), '[::1]')
    assert.notDeepEqual(http('b.example'), http('a.example'))
    assert.notDeepEqual(http(undefined), http('a.example'))
  })

  it('is the same in every spelling of a path (RFC 3986 §6.2.2)', () => {
    for (const path of ['/api/', '//api', '/./api', '/x/../api', '/%61pi', '/api/.', '/../api']) {
      assert.deepEqual(http('a', path), http('a', '/api'), path)
    }
    assert.deepEqual(http('a', '/%2f%c3'), http('a', '/%2F%C3'))
    assert.deepEqual(http('a', '/'), http('a'))
    for (const path of ['/API', '/api/v2', '/ap', '/api%2Fv2']) {
      assert.notDeepEqual(http('a', path), http('a', '/api'), path)
    }
  })

  it('is met by one route in common, whatever the others are', () => {
    const shared = { host: 'a', path: '/api' }
    assert.ok(overlap(routes(shared), routes({ host: 'b' }, { host: 'A.', path: '/api/' })))
    assert.ok(overlap(routes(shared), http('a', '/api')))
    assert.ok(!overlap(routes(shared), routes({ host: 'b' }, { host: 'a', path: '/apis' })))
  })

  it('tells apart what asks for other methods and fields, in whatever order', () => {
    const x = { name: 'X', value: '1' }
    const y = { name: 'y' }
    const both = { path: '/', headers: [x, y] }
    assert.ok(overlap(routes(both), routes({ path: '/', headers: [y, { ...x, name: 'x' }] })))
    assert.ok(!overlap(routes(both), routes({ path: '/', headers: [x] })))
    const reads = { path: '/', methods: ['GET', 'HEAD'] }
    assert.ok(overlap(routes(reads), routes({ path: '/', methods: ['POST', 'GET'] })))
    assert.ok(!overlap(routes(reads), routes({ path: '/', methods: ['POST'] }, { path: '/' })))
  })

  it('tells prefixes, exact paths and expressions apart', () => {
    assert.ok(!overlap(routes({ exact: '/a' }), routes({ path: '/a' })))
    assert.ok(!overlap(routes({ exact: '/a' }), routes({ exact: '/a/' })))
    assert.ok(!overlap(routes({ regex: '/a' }), routes({ exact: '/a' })))
    assert.ok(overlap(routes({ regex: '/a+' }), routes({ regex: '/a+' })))
  })
})
