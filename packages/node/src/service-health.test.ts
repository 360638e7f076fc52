import assert from 'node:assert/strict'
import { it } from 'node:test'
import { serviceHealth } from './service-health.ts'

const state = {
  tasks: new Map([
    ['asks', { namespace: 'shop', withdrawnIndex: null }],
    ['a', { withdrawnIndex: null }],
    ['b', { withdrawnIndex: null }],
    ['leaving', { withdrawnIndex: 7 }],
  ]),
  endpoints: new Map(),
  serviceByName: (namespace: string, name: string) =>
    namespace === 'shop' && name === 'db' ? { id: 'db-id' } : undefined,
} as never

function seen(used: readonly string[], ids = ['a', 'b', 'leaving']) {
  const endpoint = (id: string) => ({ isRoutable: used.includes(id) })
  const catalog = { endpointIdsOf: () => ids, endpoint }
  return serviceHealth(state, catalog, 'db', 'asks')
}

it('a service is as well as the endpoints that balancers use; what leaves is not missed', () => {
  assert.equal(seen(['a', 'b']), 'passing')
  assert.equal(seen(['b']), 'warning', 'the node of the other is dead, whatever it said last')
  assert.equal(seen([]), 'critical')
  assert.equal(seen([], []), 'critical')
  assert.equal(serviceHealth(state, {} as never, 'none', 'asks'), undefined)
})
