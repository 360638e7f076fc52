import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Catalog } from './catalog.ts'
import type { CatalogEndpoint, CatalogService, StoredQuery } from './entry.ts'

function service(id: string, more: Partial<CatalogService> = {}): CatalogService {
  const ports = [{ name: 'http', target: 80, protocol: 'http' }]
  return { id, name: id, namespace: 'default', tags: [], labels: {}, ports, ...more }
}

function endpoint(id: string, serviceId: string, more: Partial<CatalogEndpoint> = {}) {
  const health = { state: 'passing', isRoutable: true, isUp: true }
  const where = { nodeId: 'n', nodeName: 'n', address: '10.0.0.1', weight: 1, version: '' }
  const ports = [{ name: 'http', target: 80, port: 8080 }]
  return { id, serviceId, ...where, ports, tags: [], labels: {}, ...health, ...more }
}

/** `any` asks web, then spare; web has w1 (zone a) and w2 (zone b), spare has s1. */
function catalogWith(filter: StoredQuery['filter'] = {}, zone = ''): Catalog {
  const catalog = new Catalog({ zone })
  const services = ['web', 'spare'].map(name => ({ name, namespace: 'default' }))
  catalog.upsertService(service('web'))
  catalog.upsertService(service('spare', { ports: [{ name: 'x', target: 81, protocol: 'tcp' }] }))
  catalog.upsertService(service('any', { ports: [], ttlMs: 1_000, query: { services, filter } }))
  catalog.upsertEndpoint(endpoint('w1', 'web', { zone: 'a', tags: ['blue'], version: '2' }))
  catalog.upsertEndpoint(endpoint('w2', 'web', { zone: 'b' }))
  catalog.upsertEndpoint(endpoint('s1', 'spare'))
  return catalog
}

const asked = (catalog: Catalog) => catalog.resolve('any', 'default')?.map(({ id }) => id)

describe('a stored query', () => {
  it('answers with the first service that has a healthy endpoint, as soon as that changes', () => {
    const catalog = catalogWith()
    assert.deepEqual(asked(catalog), ['w1', 'w2'])
    catalog.setEndpointHealth('w1', { isRoutable: false })
    assert.deepEqual(asked(catalog), ['w2'])
    catalog.setEndpointHealth('w2', { isRoutable: false })
    assert.deepEqual(asked(catalog), ['s1'])
    assert.equal(catalog.view('any', 'default')?.service.ports[0]?.target, 81)
    catalog.removeEndpoint('s1')
    assert.deepEqual(asked(catalog), [])
    catalog.setEndpointHealth('w1', { isRoutable: true })
    assert.deepEqual(asked(catalog), ['w1'])
  })

  it('filters, and then fails over when nothing is left', () => {
    assert.deepEqual(asked(catalogWith({ tag: 'blue' })), ['w1'])
    assert.deepEqual(asked(catalogWith({ version: '2' })), ['w1'])
    assert.deepEqual(asked(catalogWith({ label: 'absent' })), [])
    assert.deepEqual(asked(catalogWith({ label: '!absent', version: '' })), ['w2'])
  })

  it('prefers the zone of who answers, if it is asked to', () => {
    assert.deepEqual(asked(catalogWith({ isNear: true }, 'b')), ['w2'])
    assert.deepEqual(asked(catalogWith({ isNear: true }, 'c')), ['w1', 'w2'])
    assert.deepEqual(asked(catalogWith({}, 'b')), ['w1', 'w2'])
  })

  it('keeps its view while nothing that it asks has changed', () => {
    const catalog = catalogWith()
    const view = catalog.view('any', 'default')
    catalog.upsertService(service('other'))
    assert.equal(catalog.view('any', 'default'), view)
    catalog.upsertService(service('web', { labels: { a: 'b' } }))
    assert.notEqual(catalog.view('any', 'default'), view)
  })

  it('does not ask queries, itself least of all, and none that does not exist', () => {
    const catalog = catalogWith()
    const services = ['circle', 'any', 'nobody'].map(name => ({ name, namespace: 'default' }))
    catalog.upsertService(service('circle', { ports: [], query: { services, filter: {} } }))
    assert.deepEqual(catalog.resolve('circle', 'default'), [])
  })
})

describe('a service that fails over', () => {
  it('answers with what is healthy of another one while nothing of its own is', () => {
    const catalog = catalogWith()
    const failover = ['nobody', 'spare'].map(name => ({ name, namespace: 'default' }))
    catalog.upsertService(service('web', { failover }))
    const healthy = () => catalog.resolve('web', 'default', { healthyOnly: true })?.map(e => e.id)
    assert.deepEqual(healthy(), ['w1', 'w2'])
    catalog.setEndpointHealth('w1', { isRoutable: false })
    catalog.setEndpointHealth('w2', { isRoutable: false })
    assert.deepEqual(healthy(), ['s1'])
    const view = catalog.view('web', 'default')
    assert.equal(catalog.view('web', 'default'), view, 'kept while nothing changes')
    assert.deepEqual(catalog.resolve('web', 'default')?.length, 2, 'of all, its own')
    catalog.setEndpointHealth('s1', { isRoutable: false })
    assert.deepEqual(healthy(), [])
    catalog.setEndpointHealth('s1', { isRoutable: true })
    assert.deepEqual(healthy(), ['s1'])
    catalog.setEndpointHealth('w2', { isRoutable: true })
    assert.deepEqual(healthy(), ['w2'])
  })

  it('may fail over to one that fails over to it', () => {
    const catalog = catalogWith()
    catalog.upsertService(service('web', { failover: [{ name: 'spare', namespace: 'default' }] }))
    catalog.upsertService(service('spare', { failover: [{ name: 'web', namespace: 'default' }] }))
    for (const id of ['w1', 'w2', 's1']) catalog.setEndpointHealth(id, { isRoutable: false })
    assert.deepEqual(catalog.resolve('web', 'default', { healthyOnly: true }), [])
  })
})
