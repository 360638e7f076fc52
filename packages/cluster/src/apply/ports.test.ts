import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LoadBalancerSpec } from '../objects.ts'
import { sampleServiceSpec } from '../sample.ts'
import { type PortOwner, portConflict } from './ports.ts'

function owner(name: string, lb: Partial<LoadBalancerSpec>): PortOwner {
  const ports = [{ name: 'http', target: 80, published: 8_080, protocol: 'tcp' as const }]
  const spec = sampleServiceSpec({ ports, lb: { ...sampleServiceSpec().lb, ...lb } })
  return { id: name, name, namespace: 'default', spec }
}

describe('services on one port', () => {
  const from = (...acceptFrom: string[]) => ({ proxyProtocol: { acceptFrom } })
  const limited = (clientConnections: number) => ({ http: { limits: { clientConnections } } })

  it('agree on what rules the port before a service is known', () => {
    for (const [key, a, b] of [
      ['proxyProtocol.accept', from('10.0.0.0/8'), {}],
      ['proxyProtocol.accept', from('10.0.0.0/8'), from('10.0.0.0/8', '::1/128')],
      ['limits.clientConnections', limited(5), limited(6)],
      ['limits.clientConnections', {}, limited(6)],
    ] as const) {
      const conflict = portConflict(owner('new', { host: 'new', ...a }), [
        owner('old', { host: 'old', ...b }),
      ])
      assert.equal(conflict?.owner, 'old')
      assert.match(conflict.reason, new RegExp(`service 'old' .*'x-lb.${key}' of both.* differs`))
    }
  })

  it('share it if they do', () => {
    const rules = { ...from('::1/128', '10.0.0.0/8'), ...limited(5) }
    const other = { ...from('10.0.0.0/8', '::1/128'), ...limited(5) }
    const old = owner('old', { host: 'old', ...other })
    assert.equal(portConflict(owner('new', { host: 'new', ...rules }), [old]), undefined)
    const sends = { proxyProtocol: { send: 'v2' as const } }
    const plain = owner('plain', { host: 'plain' })
    assert.equal(portConflict(owner('new', { host: 'new', ...sends }), [plain]), undefined)
  })

  it('do not claim the same host and path in other spellings', () => {
    const old = owner('old', { host: 'a.example', path: '/api' })
    const conflict = portConflict(owner('new', { host: 'A.example.', path: '//api/' }), [old])
    assert.match(conflict!.reason, /service 'old' .* has it for a\.example and path \/api/)
    const routes = [{ host: 'b' }, { host: 'a.example', path: '/api/' }]
    assert.notEqual(portConflict(owner('new', { http: { routes } }), [old]), undefined)
  })
})
