import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { Fields } from './fields.ts'
import { forwardedElement, HttpRules, locationOf } from './rules.ts'
import { continueTrace } from './trace-context.ts'

const ASKED = { clientAddress: '192.0.2.1', host: 'a.example', scheme: 'http' }

function changed(rules: HttpRules, lines: string, isAppending = false): string {
  const fields = new Fields()
  assert.equal(fields.read(`${lines}\r\n`, 0, true), 1)
  const written = rules.changeRequest(fields, ASKED, isAppending, seededRandom(1))
  return fields.kept + written
}

describe('a rewrite', () => {
  it('takes a prefix off, as whole segments, and puts another on', () => {
    const strip = new HttpRules({ rewrite: { stripPrefix: '/api/' } })
    const cases = { '/api/x?y': '/x?y', '/api': '/', '/api?y': '/?y', '/apix': '/apix', '*': '*' }
    for (const [from, to] of Object.entries(cases)) assert.equal(strip.rewrite(from), to)
    const both = new HttpRules({ rewrite: { stripPrefix: '/api', prefix: '/v2/' } })
    assert.equal(both.rewrite('/api/x'), '/v2/x')
    assert.equal(both.rewrite('/api'), '/v2')
    assert.equal(new HttpRules({ rewrite: { prefix: '/v2' } }).rewrite('/x'), '/v2/x')
  })

  it('takes it off in every spelling, and is not led out of the one it puts on', () => {
    const both = new HttpRules({ rewrite: { stripPrefix: '/%61pi', prefix: '/v2' } })
    for (const from of ['//api/x', '/%61pi/x', '/other/../api/./x']) {
      assert.equal(both.rewrite(from), '/v2/x', from)
    }
    assert.equal(both.rewrite('/api/../../admin?a=/../b'), '/v2/admin?a=/../b')
    assert.equal(
      new HttpRules({}).rewrite('/a/../b'),
      '/a/../b',
      'without a rewrite it is as it came',
    )
  })
})

describe('a redirect', () => {
  const to = (redirect: object, asked: object = {}) =>
    locationOf({ status: 308, ...redirect }, { ...ASKED, ...asked }, '/x?y=1')

  it('keeps what it does not name', () => {
    assert.equal(to({ path: '/new' }), 'http://a.example/new?y=1')
    assert.equal(to({ host: 'b.example' }), 'http://b.example/x?y=1')
    assert.equal(to({}, { host: 'a.example:8080' }), 'http://a.example:8080/x?y=1')
  })

  it('leads to the port of its scheme, or to the one it names', () => {
    assert.equal(to({ scheme: 'https' }, { host: 'a.example:8080' }), 'https://a.example/x?y=1')
    assert.equal(to({ scheme: 'https', port: 8443 }), 'https://a.example:8443/x?y=1')
    assert.equal(to({ scheme: 'https', port: 443 }), 'https://a.example/x?y=1')
    assert.equal(to({ scheme: 'https' }, { host: '[::1]:80' }), 'https://[::1]/x?y=1')
  })
})

describe('fields', () => {
  it('are set instead of what was there, and removed', () => {
    const rules = new HttpRules({
      requestHeaders: { set: { 'X-A': 'new', Host: 'inner' }, remove: ['X-B'] },
    })
    assert.equal(changed(rules, 'x-a: 1\r\nX-B: 2\r\nX-C: 3\r\n'), 'X-C: 3\r\nX-A: new\r\n')
    assert.equal(rules.host, 'inner')
  })

  it('are set in the responses of either protocol', () => {
    const rules = new HttpRules({ responseHeaders: { set: { 'X-A': 'new' }, remove: ['Server'] } })
    const headers = { server: 'x', 'x-a': 'old', 'x-c': '3' }
    rules.changeH2Response(headers)
    assert.deepEqual(headers, { 'x-a': 'new', 'x-c': '3' })
    const fields = new Fields()
    fields.read('Server: x\r\nX-A: old\r\nX-C: 3\r\n\r\n', 0, false)
    assert.equal(rules.changeResponse(fields), 'X-A: new\r\n')
    assert.equal(fields.kept, 'X-C: 3\r\n')
  })
})

describe('Forwarded (RFC 7239)', () => {
  const rules = new HttpRules({ hasForwarded: true })
  const own = 'for=192.0.2.1;host=a.example;proto=http'

  it('replaces what a client says of itself, or is added to what a proxy in front says', () => {
    assert.equal(changed(rules, 'Forwarded: for=6.6.6.6\r\n'), `Forwarded: ${own}\r\n`)
    const added = `Forwarded: for=6.6.6.6, ${own}\r\n`
    assert.equal(changed(rules, 'Forwarded: for=6.6.6.6\r\n', true), added)
  })

  it('puts addresses of IPv6 and ports in quotes (§6)', () => {
    const element = forwardedElement({
      clientAddress: '2001:db8::1',
      host: 'a:81',
      scheme: 'https',
    })
    assert.equal(element, 'for="[2001:db8::1]";host="a:81";proto=https')
  })
})

describe('trace context', () => {
  const trace = 'a'.repeat(32)

  it('goes on under its id and flags, with this hop as the parent', () => {
    const next = continueTrace(`00-${trace}-${'b'.repeat(16)}-00`, seededRandom(1))
    assert.match(next, /^00-a{32}-[0-9a-f]{16}-00$/)
    assert.ok(!next.includes('b'.repeat(16)))
  })

  it('may be of a later version, of which the known part counts', () => {
    const next = continueTrace(`01-${trace}-${'b'.repeat(16)}-01-what`, seededRandom(1))
    assert.match(next, /^00-a{32}-/)
  })

  it('begins anew behind anything else', () => {
    const bad = [
      undefined,
      '',
      `ff-${trace}-${'b'.repeat(16)}-01`,
      `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `00-${trace.toUpperCase()}-${'b'.repeat(16)}-01`,
    ]
    const ids = bad.map((text, i) => continueTrace(text, seededRandom(i)))
    for (const id of ids) assert.match(id, /^00-(?!a{32}|0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    assert.equal(new Set(ids).size, bad.length)
  })

  it('is written once', () => {
    const rules = new HttpRules({ isTraced: true })
    const text = changed(rules, `traceparent: 00-${trace}-${'b'.repeat(16)}-01\r\n`)
    assert.match(text, /^Traceparent: 00-a{32}-[0-9a-f]{16}-01\r\n$/)
  })
})
