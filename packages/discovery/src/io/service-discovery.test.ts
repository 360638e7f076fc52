import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode, ManualClock } from '@polis/base'
import type { DiscoveryErrorCode } from '../errors.ts'
import { Endpoint, Service } from '../service.ts'
import { DNSCache } from './dns-cache.ts'
import { DNSResolver } from './dns-resolver.ts'
import { DnsServer } from './dns-server.ts'
import { type DiscoveryEvent, type EndpointEvent, ServiceDiscovery } from './service-discovery.ts'

const check = {
  enabled: true,
  interval: '30s',
  timeout: '5s',
  retries: 3,
  path: '/health',
  port: 8080,
  protocol: 'http',
  headers: {},
}

function webService(): Service {
  return new Service('web-service', 'default', '1.0.0')
    .withEndpoint(new Endpoint('e1', '10.0.0.1', 8080))
    .withLabel('app', 'web')
    .withAnnotation('description', 'Web service')
    .withHealthCheck(check)
    .withLoadBalancer({ algorithm: 'round-robin' })
}

describe('builders', () => {
  it('answer new values and leave the old ones as they were', () => {
    const service = webService()
    const more = service.withEndpoint(new Endpoint('e2', '10.0.0.2', 8080)).withTag('v1')
    assert.deepEqual([service.endpoints.length, more.endpoints.length], [1, 2])
    assert.deepEqual([service.tags, more.tags, more.labels['app']], [[], ['v1'], 'web'])
    const endpoint = new Endpoint('e', '::1', 1)
    assert.equal(endpoint.withWeight(3).withNode('n1').weight, 3)
    assert.equal(endpoint.weight, 1)
  })
})

describe('ServiceDiscovery', () => {
  it('registers, resolves by name and namespace, and deregisters', async () => {
    const discovery = new ServiceDiscovery()
    const service = webService()
    await discovery.registerService(service)
    const found = await discovery.resolveService('web-service', 'default')
    assert.deepEqual(found, [
      { id: 'e1', address: '10.0.0.1', port: 8080, weight: 1, health: 'unknown', node: '' },
    ])
    await discovery.deregisterService(service.id)
    await assert.rejects(discovery.resolveService('web-service'), error =>
      hasCode(error, 'discovery/unknown-service'),
    )
    assert.equal(discovery.catalog.endpoint('e1'), undefined)
  })

  it('counts an endpoint as healthy when its check says so, or when there is no check', async () => {
    const discovery = new ServiceDiscovery()
    const service = webService()
    await discovery.registerService(service)
    assert.deepEqual(await discovery.getHealthyEndpoints(service.id), [])
    await discovery.reportHealth('e1', 'passing')
    assert.equal((await discovery.getHealthyEndpoints(service.id)).length, 1)
    await discovery.reportHealth('e1', 'critical')
    assert.equal((await discovery.getHealthyEndpoints(service.id)).length, 0)
    const plain = new Service('plain').withEndpoint(new Endpoint('p1', '10.0.0.9', 1))
    await discovery.registerService(plain)
    assert.equal((await discovery.getHealthyEndpoints(plain.id)).length, 1)
  })

  it('emits an event for every change, with the time', async () => {
    const clock = new ManualClock(1_000)
    const discovery = new ServiceDiscovery({ clock })
    const seen: string[] = []
    for (const name of ['service-registered', 'service-updated', 'service-deregistered'] as const) {
      discovery.on(name, (event: DiscoveryEvent) => seen.push(`${name} ${event.timestamp}`))
    }
    for (const name of ['endpoint-added', 'endpoint-updated', 'endpoint-removed'] as const) {
      discovery.on(name, (event: EndpointEvent) => seen.push(`${name} ${event.timestamp}`))
    }
    discovery.on('health-changed', ({ before, endpoint }) => {
      seen.push(`${before} -> ${endpoint.health}`)
    })
    const service = webService()
    await discovery.registerService(service)
    await discovery.registerService(service.withTag('v2'))
    const endpoint = new Endpoint('e2', '10.0.0.2', 8080)
    await discovery.addEndpoint(service.id, endpoint)
    clock.advance(5)
    await discovery.updateEndpoint(endpoint.withWeight(9))
    await discovery.reportHealth('e2', 'passing')
    await discovery.reportHealth('e2', 'passing')
    await discovery.removeEndpoint('e2')
    await discovery.deregisterService(service.id)
    assert.deepEqual(seen, [
      'service-registered 1000',
      'service-updated 1000',
      'endpoint-added 1000',
      'endpoint-updated 1005',
      'unknown -> passing',
      'endpoint-removed 1005',
      'service-deregistered 1005',
    ])
  })

  it('refuses what cannot be resolved later, and changes nothing then', async () => {
    const discovery = new ServiceDiscovery()
    await discovery.registerService(webService())
    const refused: [Promise<void>, DiscoveryErrorCode][] = [
      [discovery.registerService(new Service('Web')), 'discovery/bad-name'],
      [discovery.registerService(new Service('tasks')), 'discovery/bad-name'],
      [discovery.registerService(new Service('web', 'a.b')), 'discovery/bad-name'],
      [
        discovery.registerService(new Service('db').withEndpoint(new Endpoint('d', 'x y', 1))),
        'discovery/bad-endpoint',
      ],
      [
        discovery.registerService(new Service('db').withEndpoint(new Endpoint('d', '::1', 0))),
        'discovery/bad-endpoint',
      ],
      [
        discovery.registerService(new Service('db').withEndpoint(new Endpoint('e1', '::1', 1))),
        'discovery/bad-endpoint',
      ],
      [discovery.addEndpoint('db', new Endpoint('d', '::1', 1)), 'discovery/unknown-service'],
      [discovery.removeEndpoint('d'), 'discovery/unknown-endpoint'],
    ]
    for (const [attempt, code] of refused) {
      await assert.rejects(attempt, error => hasCode(error, code), code)
    }
    assert.deepEqual(
      discovery.getServices().map(service => service.name),
      ['web-service'],
    )
    assert.equal(discovery.catalog.snapshot().endpoints.length, 1)
  })

  it('is answered by DNS, and a resolver remembers for the TTL of the service', async t => {
    const discovery = new ServiceDiscovery()
    const service = new Service('web')
      .withTtl('30s')
      .withEndpoint(new Endpoint('e1', '10.0.0.1', 80))
    await discovery.registerService(service)
    const { catalog } = discovery
    const server = await DnsServer.listen({ catalog, nodeName: 'me', host: '127.0.0.1', port: 0 })
    t.after(() => server.close())
    const clock = new ManualClock()
    const cache = new DNSCache({ clock })
    const resolver = new DNSResolver({ servers: [`127.0.0.1:${server.port}`], cache })
    assert.deepEqual(await resolver.addresses('web.polis'), ['10.0.0.1'])
    await discovery.updateEndpoint(new Endpoint('e1', '10.0.0.2', 80))
    clock.advance(29_000)
    const kept = await resolver.resolve('web.polis')
    assert.equal(kept.ttlS, 1)
    assert.deepEqual(
      kept.records.map(one => 'data' in one && one.data),
      ['10.0.0.1'],
    )
    clock.advance(1_000)
    assert.deepEqual(await resolver.addresses('web.polis'), ['10.0.0.2'])
    const absent = await resolver.resolve('db.polis')
    assert.deepEqual([absent.exists, absent.records, absent.ttlS], [false, [], 1])
    const outside = resolver.resolve('example.com')
    await assert.rejects(outside, error => hasCode(error, 'discovery/bad-answer'))
    assert.ok(cache.stats.hits > 0)
  })

  it('says which server did not answer', async () => {
    const resolver = new DNSResolver({ servers: ['127.0.0.1:1'], timeout: 500 })
    await assert.rejects(resolver.resolve('web.polis'), error => {
      assert.ok(hasCode(error, 'discovery/no-answer'))
      assert.match(error.message, /127\.0\.0\.1 port 1/)
      return true
    })
  })
})

describe('times to live and subscriptions', () => {
  it('an endpoint that falls silent goes critical, and away if that was asked for', async t => {
    const clock = new ManualClock()
    const discovery = new ServiceDiscovery({ clock })
    t.after(() => discovery.close())
    const endpoint = new Endpoint('e1', '10.0.0.1', 80).withTtl('10s').withDeregisterAfter('1m')
    const service = new Service('web').withEndpoint(endpoint)
    await discovery.registerService(service)
    const healthy = async () => (await discovery.getHealthyEndpoints(service.id)).length
    assert.equal(await healthy(), 1)
    clock.advance(9_000)
    await discovery.reportHealth('e1', 'passing')
    clock.advance(9_999)
    discovery.tick()
    assert.equal(await healthy(), 1)
    clock.advance(1)
    discovery.tick()
    assert.equal(await healthy(), 0)
    assert.equal((await discovery.resolveService('web'))[0]?.health, 'critical')
    clock.advance(60_000)
    discovery.tick()
    assert.deepEqual(await discovery.resolveService('web'), [])
    await assert.rejects(discovery.reportHealth('e1', 'passing'), error =>
      hasCode(error, 'discovery/unknown-endpoint'),
    )
  })

  it('a watch of a service yields the first state, then every change of it', async () => {
    const discovery = new ServiceDiscovery()
    const ending = new AbortController()
    const { signal } = ending
    const watch = discovery.watchService('web', 'default', { healthyOnly: true, signal })
    const next = async () => (await watch.next()).value?.map(({ id }) => id)
    assert.equal(await next(), undefined, 'there is none yet')
    const service = new Service('web').withEndpoint(new Endpoint('e1', '10.0.0.1', 80))
    await discovery.registerService(service)
    assert.deepEqual(await next(), ['e1'])
    const later = next()
    await discovery.registerService(new Service('other'))
    await discovery.addEndpoint(service.id, new Endpoint('e2', '10.0.0.2', 80))
    assert.deepEqual(await later, ['e1', 'e2'])
    const afterThat = next()
    await discovery.reportHealth('e1', 'critical')
    assert.deepEqual(await afterThat, ['e2'])
    const end = watch.next()
    ending.abort()
    assert.equal((await end).done, true)
  })

  it('a subscription yields the whole state, then every change', async () => {
    const discovery = new ServiceDiscovery()
    await discovery.registerService(new Service('web'))
    const kinds: string[] = []
    for await (const event of discovery.subscribe()) {
      kinds.push(event.kind)
      if (event.kind === 'snapshot') {
        await discovery.addEndpoint('web.default', new Endpoint('e1', '10.0.0.1', 80))
        await discovery.reportHealth('e1', 'critical')
        await discovery.deregisterService('web.default')
      }
      if (event.kind === 'service-removed') break
    }
    assert.deepEqual(kinds, [
      ...['snapshot', 'service-upserted', 'endpoint-upserted', 'endpoint-health-changed'],
      ...['endpoint-removed', 'service-removed'],
    ])
  })

  it('a stored query answers by its own name, with its own time to live', async () => {
    const discovery = new ServiceDiscovery({ zone: 'a' })
    const near = new Endpoint('near', '10.0.0.1', 80).withZone('a')
    const far = new Endpoint('far', '10.0.0.2', 80).withZone('b').withPort('admin', 81)
    await discovery.registerService(new Service('web').withEndpoint(near).withEndpoint(far))
    const services = [{ name: 'web', namespace: 'default' }]
    const query = { services, filter: { isNear: true } }
    await discovery.registerService(new Service('any').withTtl('1s').withQuery(query))
    assert.deepEqual((await discovery.resolveService('any'))[0]?.id, 'near')
    await discovery.reportHealth('near', 'critical')
    assert.deepEqual((await discovery.resolveService('any'))[0]?.id, 'far')
  })
})
