import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ALGORITHMS } from '@polis/balancer'
import { parseManifest } from './manifest.ts'

/** A service `web` with these keys of `x-lb`. */
function web(lb: string): string {
  return `services: {web: {image: a/b, ports: ["80:80"], x-lb: {${lb}}}}`
}

function lbOf(lb: string) {
  const manifest = parseManifest(web(lb))
  assert.deepEqual([...manifest.errors, ...manifest.warnings], [])
  const { stickyCookie, stickyMaxAgeMs, hashBy, preferZone, subset, policy, protocol } =
    manifest.services[0]!.spec.lb
  return { stickyCookie, stickyMaxAgeMs, hashBy, preferZone, subset, policy, protocol }
}

function errorOf(lb: string): string {
  return parseManifest(web(lb)).errors.map(({ message }) => message)[0] ?? 'no error'
}

describe('how a manifest asks for balancing', () => {
  it('names any algorithm', () => {
    for (const algorithm of ALGORITHMS) {
      const { services, errors } = parseManifest(web(`algorithm: ${algorithm}`))
      assert.deepEqual(errors, [])
      assert.equal(services[0]!.spec.lb.algorithm, algorithm)
    }
  })

  it('stores nothing that is not named', () => {
    const [service] = parseManifest(web('algorithm: random')).services
    assert.deepEqual(Object.keys(service!.spec.lb).sort(), [
      ...['algorithm', 'drainMs', 'host', 'path', 'protocol', 'stickyCookie'],
    ])
  })

  it('keeps clients by a cookie, a header or the address', () => {
    const cookie = lbOf('sticky: {cookie: c, maxAge: 1h}')
    assert.deepEqual([cookie.stickyCookie, cookie.stickyMaxAgeMs], ['c', 3_600_000])
    const header = lbOf('sticky: {header: X-User}')
    assert.deepEqual(header.policy, { affinity: { header: 'X-User' } })
    assert.equal(header.protocol, 'http')
    const source = lbOf('sticky: {source: true}, protocol: tcp')
    assert.deepEqual(source.policy, { affinity: { source: true } })
    assert.equal(lbOf('sticky: {source: false}').policy, undefined)
  })

  it('chooses what is hashed, and bounds the load', () => {
    const byPath = lbOf('algorithm: maglev, hashBy: path')
    assert.deepEqual([byPath.hashBy, byPath.protocol], ['path', 'http'])
    const lb = lbOf('algorithm: consistent-hash, hashBy: {header: X-Key}, boundedLoad: 1.25')
    assert.deepEqual(lb.hashBy, { header: 'X-Key' })
    assert.deepEqual(lb.policy, { boundedLoad: 1.25 })
  })

  it('starts slowly, in zones, with subsets', () => {
    assert.deepEqual(lbOf('slowStart: 10s').policy, { slowStart: { windowMs: 10_000 } })
    assert.deepEqual(lbOf('slowStart: {window: 10s, aggression: 2, minFraction: 0.2}').policy, {
      slowStart: { windowMs: 10_000, aggression: 2, minFraction: 0.2 },
    })
    assert.equal(lbOf('zone: prefer').preferZone, true)
    assert.equal(lbOf('zone: any').preferZone, undefined)
    assert.deepEqual(lbOf('subset: {labels: {tier: gold}, fallback: any, size: 5}').subset, {
      labels: { tier: 'gold' },
      fallback: 'any',
      size: 5,
    })
  })

  it('protects with outliers, circuit breakers and hedges, by default values or its own', () => {
    assert.deepEqual(lbOf('protocol: http, outliers: {}, hedge: {}').policy, {
      outliers: {},
      hedge: {},
    })
    const outliers = 'gatewayFailures: 3, latencyFactor: 0, window: 5s, baseTime: 10s, maxTime: 60s'
    assert.deepEqual(lbOf(`protocol: http, outliers: {${outliers}}`).policy, {
      outliers: {
        gatewayFailures: 3,
        latencyFactor: 0,
        windowMs: 5_000,
        baseMs: 10_000,
        maxMs: 60_000,
      },
    })
    assert.deepEqual(lbOf('circuit: {requests: 100, retries: 0}').policy, {
      circuit: { requests: 100, retries: 0 },
    })
    assert.deepEqual(lbOf('protocol: http, hedge: {delay: 50ms, budgetShare: 0.05}').policy, {
      hedge: { delayMs: 50, budgetShare: 0.05 },
    })
  })

  const refused: readonly [string, RegExp][] = [
    ['sticky: {cookie: a, header: b}', /sticky has one of cookie, header and source/],
    ['sticky: {header: b, maxAge: 1h}', /maxAge is at least 1s, and for a cookie/],
    ['sticky: {cookie: a, maxAge: 1ms}', /maxAge is at least 1s/],
    ['sticky: {header: b}, protocol: tcp', /sticky needs protocol http, but for source/],
    ['sticky: {hedaer: b}', /did you mean 'header'/],
    ['algorithm: random, boundedLoad: 2', /boundedLoad needs an algorithm that hashes/],
    ['hashBy: path', /hashBy needs an algorithm that hashes/],
    ['algorithm: maglev, hashBy: {field: x}', /hashBy needs header/],
    ['algorithm: maglev, boundedLoad: 0.5', /boundedLoad should be at least 1, not 0\.5/],
    ['algorithm: maglev, slowStart: 5s', /slowStart needs an algorithm that is no hash/],
    ['algorithm: maglev, zone: prefer', /zone needs an algorithm that is no hash/],
    ['slowStart: {aggression: 2}', /slowStart needs window/],
    ['slowStart: {window: 5s, minFraction: 2}', /minFraction should be from 0\.001 to 1/],
    ['zone: mine', /should be/],
    ['subset: {size: 0}', /should be an integer from 1/],
    ['subset: {size: 3}, sticky: {source: true}', /subset has no size with sticky/],
    ['subset: {size: 3}, algorithm: ip-hash', /subset has no size with sticky or a hash/],
    ['algorithm: maglev, hashBy: path, protocol: tcp', /hashBy needs protocol http/],
    ['outliers: {}, protocol: tls', /outliers needs protocol http/],
    ['outliers: {}, protocol: tcp', /outliers needs protocol http/],
    ['hedge: {}, protocol: tcp', /hedge needs protocol http/],
    ['outliers: {failureShare: 2}, protocol: http', /failureShare should be from 0 to 1/],
    ['outliers: yes, protocol: http', /outliers should be a map/],
    ['circuit: {requests: 0}', /circuit\.requests should be at least 1/],
    ['circuit: {reqests: 5}', /did you mean 'requests'/],
    ['hedge: {quantile: 0.2}, protocol: http', /quantile should be from 0\.5 to 0\.999/],
  ]
  for (const [lb, expected] of refused) {
    it(`refuses ${lb}`, () => assert.match(errorOf(lb), expected))
  }
})
