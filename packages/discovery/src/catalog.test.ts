import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode } from '@polis/base'
import fc from 'fast-check'
import { Catalog } from './catalog.ts'
import { SUBSCRIPTION_QUEUE_MAX, SUBSCRIPTIONS_MAX } from './config.ts'
import type { CatalogEndpoint, CatalogNode, CatalogService } from './entry.ts'

function service(id: string, more: Partial<CatalogService> = {}): CatalogService {
  return { id, name: id, namespace: 'default', tags: [], labels: {}, ports: [], ...more }
}

function endpoint(id: string, more: Partial<CatalogEndpoint> = {}): CatalogEndpoint {
  return {
    id,
    serviceId: 'web',
    nodeId: 'n1',
    nodeName: 'n1',
    address: '10.0.0.1',
    ports: [{ name: 'http', target: 3000, port: 20_000 }],
    weight: 1,
    tags: [],
    labels: {},
    version: '1',
    state: 'passing',
    isRoutable: true,
    isUp: true,
    ...more,
  }
}

function ids(found: readonly { id: string }[] | undefined): string[] | undefined {
  return found?.map(one => one.id)
}

describe('resolution', () => {
  it('tells a service without endpoints from one that does not exist', () => {
    const catalog = new Catalog()
    catalog.upsertService(service('web'))
    assert.deepEqual(catalog.resolve('web', 'default'), [])
    assert.equal(catalog.resolve('db', 'default'), undefined)
    assert.equal(catalog.resolve('web', 'other'), undefined)
  })

  it('answers what the contract says about an endpoint', () => {
    const catalog = new Catalog()
    catalog.upsertService(service('web'))
    catalog.upsertEndpoint(endpoint('t1', { state: 'warning', weight: 3 }))
    assert.deepEqual(catalog.resolve('web', 'default'), [
      { id: 't1', address: '10.0.0.1', port: 20_000, weight: 3, health: 'warning', node: 'n1' },
    ])
  })

  it('filters by health, tag and label', () => {
    const catalog = new Catalog()
    catalog.upsertService(service('web', { tags: ['all'], labels: { tier: 'front' } }))
    catalog.upsertEndpoint(endpoint('a', { tags: ['canary'], labels: { disk: 'ssd' } }))
    catalog.upsertEndpoint(endpoint('b', { isRoutable: false }))
    catalog.upsertEndpoint(endpoint('c', { labels: { tier: 'back' } }))
    const found = (filter: object) => ids(catalog.resolve('web', 'default', filter))
    assert.deepEqual(found({}), ['a', 'b', 'c'])
    assert.deepEqual(found({ healthyOnly: true }), ['a', 'c'])
    assert.deepEqual(found({ tag: 'canary' }), ['a'])
    assert.deepEqual(found({ tag: 'all', healthyOnly: true }), ['a', 'c'])
    assert.deepEqual(found({ label: 'disk' }), ['a'])
    assert.deepEqual(found({ label: 'disk=hdd' }), [])
    assert.deepEqual(found({ label: 'tier=front' }), ['a', 'b'])
    assert.deepEqual(found({ label: 'toString' }), [])
  })

  it('gives a name that two services claim to the smaller id', () => {
    const catalog = new Catalog()
    catalog.upsertService(service('s2', { name: 'web' }))
    catalog.upsertService(service('s1', { name: 'web' }))
    assert.equal(catalog.view('WEB', 'default')?.service.id, 's1')
    catalog.removeService('s1')
    assert.equal(catalog.view('web', 'default')?.service.id, 's2')
  })

  it('takes an endpoint that comes before its service', () => {
    const catalog = new Catalog()
    catalog.upsertEndpoint(endpoint('t1'))
    catalog.upsertService(service('web'))
    assert.deepEqual(ids(catalog.resolve('web', 'default')), ['t1'])
  })

  it('counts only what changed something', () => {
    const catalog = new Catalog()
    assert.equal(catalog.upsertService(service('web')), true)
    assert.equal(catalog.upsertService(service('web')), false)
    assert.equal(catalog.setEndpointHealth('t1', { state: 'critical' }), false)
    catalog.upsertEndpoint(endpoint('t1'))
    assert.equal(catalog.setEndpointHealth('t1', { state: 'passing' }), false)
    assert.equal(catalog.setEndpointHealth('t1', { state: 'critical', isRoutable: false }), true)
    assert.equal(catalog.version, 3)
    assert.deepEqual(catalog.resolve('web', 'default', { healthyOnly: true }), [])
  })
})

const anyId = fc.constantFrom('a', 'b', 'c', 'd')
const anyChange = fc.oneof(
  fc.record({
    kind: fc.constant('service' as const),
    id: anyId,
    name: fc.constantFrom('web', 'db', 'Web'),
    namespace: fc.constantFrom('default', 'test'),
  }),
  fc.record({
    kind: fc.constant('endpoint' as const),
    id: anyId,
    serviceId: anyId,
    address: fc.constantFrom('10.0.0.1', '10.0.0.2', '::1', '0:0:0:0:0:0:0:1'),
    isRoutable: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('health' as const), id: anyId, isRoutable: fc.boolean() }),
  fc.record({
    kind: fc.constant('node' as const),
    id: anyId,
    name: fc.constantFrom('n1', 'N1', 'n2'),
    address: fc.constantFrom('10.0.0.1', '::1'),
  }),
  fc.record({ kind: fc.constantFrom('no-service', 'no-endpoint', 'no-node'), id: anyId }),
)
type AnyChange = typeof anyChange extends fc.Arbitrary<infer T> ? T : never

function apply(catalog: Catalog, change: AnyChange): void {
  switch (change.kind) {
    case 'service': {
      const { id, name, namespace } = change
      return void catalog.upsertService(service(id, { name, namespace }))
    }
    case 'endpoint': {
      const { id, serviceId, address, isRoutable } = change
      return void catalog.upsertEndpoint(endpoint(id, { serviceId, address, isRoutable }))
    }
    case 'health':
      return void catalog.setEndpointHealth(change.id, { isRoutable: change.isRoutable })
    case 'node':
      return void catalog.upsertNode({ id: change.id, name: change.name, address: change.address })
    case 'no-service':
      return void catalog.removeService(change.id)
    case 'no-endpoint':
      return void catalog.removeEndpoint(change.id)
    default:
      return void catalog.removeNode(change.id)
  }
}

/** Everything that a reader can ask. */
function answers(catalog: Catalog): unknown {
  const { services, endpoints, nodes } = catalog.snapshot()
  const names = ['web', 'db'].flatMap(name => ['default', 'test'].map(ns => [name, ns] as const))
  return {
    services,
    endpoints,
    nodes,
    views: names.map(([name, namespace]) => catalog.view(name, namespace)),
    namespaces: ['default', 'test'].map(namespace => catalog.hasNamespace(namespace)),
    nodesByName: ['n1', 'n2'].map(name => catalog.nodeByName(name)),
    byAddress: ['10.0.0.1', '10.0.0.2', '::1'].map(address => [
      catalog.nodesAt(address),
      catalog.endpointsAt(address),
    ]),
  }
}

describe('a catalog that was changed step by step', () => {
  it('equals one that is built from nothing, in any order', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 40 }), fc.boolean(), (changes, isReversed) => {
        const catalog = new Catalog()
        for (const change of changes) {
          apply(catalog, change)
          answers(catalog)
        }
        const { services, endpoints, nodes } = catalog.snapshot()
        const rebuilt = new Catalog()
        const steps = [
          ...nodes.map((one: CatalogNode) => () => rebuilt.upsertNode(one)),
          ...services.map(one => () => rebuilt.upsertService(one)),
          ...endpoints.map(one => () => rebuilt.upsertEndpoint(one)),
        ]
        for (const step of isReversed ? steps.reverse() : steps) step()
        assert.deepEqual(answers(rebuilt), answers(catalog))
      }),
      { numRuns: 300 },
    )
  })

  it('tells a subscriber enough to follow it', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 40 }), fc.nat(40), (changes, start) => {
        const catalog = new Catalog()
        const follower = new Catalog()
        changes.slice(0, start).forEach(change => {
          apply(catalog, change)
        })
        const subscription = catalog.subscribe()
        const follow = () => {
          for (const event of subscription.take()) {
            if (event.kind === 'snapshot') {
              for (const one of event.services) follower.upsertService(one)
              for (const one of event.endpoints) follower.upsertEndpoint(one)
              for (const one of event.nodes) follower.upsertNode(one)
            } else if (event.kind === 'service-upserted') follower.upsertService(event.service)
            else if (event.kind === 'service-removed') follower.removeService(event.service.id)
            else if (event.kind === 'node-upserted') follower.upsertNode(event.node)
            else if (event.kind === 'node-removed') follower.removeNode(event.node.id)
            else if (event.kind === 'endpoint-removed') follower.removeEndpoint(event.endpoint.id)
            else follower.upsertEndpoint(event.endpoint)
          }
        }
        follow()
        changes.slice(start).forEach(change => {
          apply(catalog, change)
        })
        follow()
        assert.deepEqual(answers(follower), answers(catalog))
      }),
      { numRuns: 200 },
    )
  })
})

describe('a subscription', () => {
  it('gives the state first, then changes, and wakes once between two takes', () => {
    const catalog = new Catalog()
    let wakes = 0
    const subscription = catalog.subscribe(() => wakes++)
    assert.deepEqual(
      subscription.take().map(event => event.kind),
      ['snapshot'],
    )
    catalog.upsertService(service('web'))
    catalog.upsertEndpoint(endpoint('t1'))
    catalog.setEndpointHealth('t1', { state: 'critical' })
    assert.equal(wakes, 1)
    assert.deepEqual(
      subscription.take().map(event => [event.kind, event.version]),
      [
        ['service-upserted', 1],
        ['endpoint-upserted', 2],
        ['endpoint-health-changed', 3],
      ],
    )
    assert.equal(subscription.hasEvents, false)
  })

  it('gives the state anew to a subscriber that fell behind, and keeps no more than its bound', () => {
    const catalog = new Catalog()
    const subscription = catalog.subscribe()
    subscription.take()
    for (let i = 0; i <= SUBSCRIPTION_QUEUE_MAX; i++) catalog.upsertService(service(`s${i}`))
    const [event, ...rest] = subscription.take()
    assert.equal(event?.kind, 'snapshot')
    assert.equal(event?.kind === 'snapshot' && event.services.length, SUBSCRIPTION_QUEUE_MAX + 1)
    assert.deepEqual(rest, [])
  })

  it('ends when it is closed, and there is a bound on how many there are', () => {
    const catalog = new Catalog()
    const all = Array.from({ length: SUBSCRIPTIONS_MAX }, () => catalog.subscribe())
    assert.throws(
      () => catalog.subscribe(),
      error => hasCode(error, 'discovery/too-many'),
    )
    all[0]!.take()
    all[0]!.close()
    catalog.upsertService(service('web'))
    assert.equal(all[0]!.hasEvents, false)
    catalog.subscribe()
  })
})
