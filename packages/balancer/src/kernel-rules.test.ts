import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KERNEL_BUCKETS, KERNEL_ENDPOINTS_MAX } from './config.ts'
import { hashBuckets, kernelRules, removalScript, rotation } from './kernel-rules.ts'
import { type Endpoint, type Listener, newService, type Service } from './routes.ts'

const ABLE = { canForward: true, isLocal: () => false }

function endpoint(id: string, weight = 1): Endpoint {
  return { id, address: `10.0.0.${id.charCodeAt(0) - 96}`, port: 8080, weight }
}

function listener(service: Partial<Service>, given: Partial<Listener> = {}): Listener {
  const protocol = given.protocol ?? 'tcp'
  const full = newService({
    id: 'web',
    name: 'web',
    endpoints: [endpoint('a'), endpoint('b')],
    mode: 'kernel',
    ...service,
    protocol,
  })
  return { host: '0.0.0.0', port: 80, protocol, services: [full], ...given }
}

function rules(...listeners: Listener[]) {
  return kernelRules({ version: 1, listeners }, 'polis_x', ABLE)
}

function reason(service: Partial<Service>, given: Partial<Listener> = {}, able = ABLE) {
  const made = kernelRules({ version: 1, listeners: [listener(service, given)] }, 'polis_x', able)
  const mode = made.modes.get('web')
  return mode?.mode === 'user' ? mode.reason : mode?.mode
}

describe('rules for the kernel', () => {
  it('are one transaction that replaces all rules and no chain', () => {
    const { script, endpoints } = rules(
      listener({}),
      listener({ id: 'dns', endpoints: [endpoint('c')] }, { protocol: 'udp', port: 53 }),
    )
    assert.equal(
      script,
      [
        'add table ip polis_x',
        'add chain ip polis_x service0',
        'add chain ip polis_x service1',
        'add chain ip polis_x services',
        'add chain ip polis_x prerouting { type nat hook prerouting priority -100; }',
        'add chain ip polis_x output { type nat hook output priority -100; }',
        'add chain ip polis_x postrouting { type nat hook postrouting priority 100; }',
        'flush table ip polis_x',
        'add rule ip polis_x service0 fib daddr type local meta l4proto tcp dnat ip addr . port to ' +
          'numgen inc mod 2 map { 0 : 10.0.0.1 . 8080, 1 : 10.0.0.2 . 8080 }',
        'add rule ip polis_x service1 fib daddr type local meta l4proto udp dnat to 10.0.0.3:8080',
        'add rule ip polis_x services meta l4proto . th dport vmap ' +
          '{ tcp . 80 : goto service0, udp . 53 : goto service1 }',
        'add rule ip polis_x prerouting jump services',
        'add rule ip polis_x output jump services',
        'add rule ip polis_x postrouting oifname "lo" accept',
        'add rule ip polis_x postrouting ct status dnat ip daddr . meta l4proto . th dport ' +
          '{ 10.0.0.1 . tcp . 8080, 10.0.0.2 . tcp . 8080, 10.0.0.3 . udp . 8080 } masquerade',
        '',
      ].join('\n'),
    )
    assert.deepEqual([...endpoints.keys()], ['a/tcp', 'b/tcp', 'c/udp'])
    assert.equal(removalScript('polis_x'), 'add table ip polis_x\ndelete table ip polis_x\n')
  })

  it('are none when nobody asks for them', () => {
    assert.deepEqual(rules(listener({ mode: undefined })).modes.size, 0)
    assert.equal(rules(listener({ mode: undefined })).script, undefined)
  })

  it('match the address of the port, and spread by the algorithm', () => {
    const weighted = [endpoint('a', 3), endpoint('b', 1)]
    const text = (algorithm: Service['algorithm']) =>
      rules(listener({ algorithm, endpoints: weighted }, { host: '10.9.0.1' })).script!
    assert.match(text('round-robin'), /ip daddr 10\.9\.0\.1 .* numgen inc mod 2 map/)
    assert.match(text('weighted-round-robin'), /numgen inc mod 4 map \{ 0 : 10\.0\.0\.1/)
    assert.match(text('random'), /numgen random mod 4 map/)
    assert.match(text('ip-hash'), new RegExp(`jhash ip saddr mod ${KERNEL_BUCKETS} seed 0x`))
    for (const hash of ['consistent-hash', 'maglev', 'rendezvous'] as const) {
      assert.match(text(hash), /jhash ip saddr/)
    }
  })

  it('are not made, with the reason, for what the kernel cannot do', () => {
    assert.equal(reason({}), 'kernel')
    assert.match(reason({}, { protocol: 'http' })!, /does not understand http/)
    assert.match(reason({}, { host: '::' })!, /IPv6/)
    assert.match(reason({}, { port: 0 })!, /any free one/)
    assert.match(reason({ algorithm: 'least-connections' })!, /no least-connections/)
    assert.match(reason({ proxyProtocol: { send: 'v1' } })!, /PROXY/)
    assert.match(reason({ customProtocol: 'mqtt' })!, /look into/)
    assert.match(reason({ hashBy: 'path' })!, /by address alone/)
    assert.match(reason({ pausedUntilMs: 5 })!, /paused/)
    assert.match(reason({ policy: { slowStart: { windowMs: 1 } } })!, /no policy of slowStart/)
    assert.match(reason({ zone: { own: 'a', near: 1, far: 1 } })!, /no zone/)
    assert.match(reason({ endpoints: [] })!, /no endpoint/)
    const many = Array.from({ length: KERNEL_ENDPOINTS_MAX + 1 }, (_, i) => ({
      ...endpoint('a'),
      id: `e${i}`,
    }))
    assert.match(reason({ endpoints: many })!, /more than/)
    assert.match(reason({ endpoints: [{ ...endpoint('a'), address: '::1' }] })!, /no IPv4/)
    assert.match(reason({}, {}, { ...ABLE, canForward: false })!, /ip_forward/)
    assert.equal(reason({}, {}, { canForward: false, isLocal: () => true }), 'kernel')
    assert.match(reason({}, { host: '127.0.0.1' })!, /loopback/)
    assert.equal(reason({}, { host: '127.0.0.1' }, { ...ABLE, isLocal: () => true }), 'kernel')
  })
})

describe('a weighted rotation', () => {
  it('is the smooth one, as short as it can be', () => {
    const ids = (...weights: number[]) =>
      rotation(weights.map((weight, i) => endpoint('abc'[i]!, weight)))
        .map(({ id }) => id)
        .join('')
    assert.equal(ids(5, 1, 1), 'aabacaa')
    assert.equal(ids(2, 2), 'ab')
    assert.equal(ids(40, 20), 'aba')
  })

  it('of great or fractional weights keeps the shares to a thousandth, and nobody is left out', () => {
    const order = rotation([endpoint('a', 0.5), endpoint('b', 0.25), endpoint('c', 1e-6)])
    const share = (id: string) => order.filter(other => other.id === id).length / order.length
    assert.ok(Math.abs(share('a') - 2 / 3) < 0.002)
    assert.ok(share('c') > 0)
    assert.ok(order.length <= 1_003)
  })
})

describe('buckets of a hash', () => {
  const all = [...'abcdefgh'].map(id => endpoint(id))

  it('share out by weight, whatever the order of endpoints', () => {
    const buckets = hashBuckets(all)
    assert.equal(buckets.length, KERNEL_BUCKETS)
    assert.deepEqual(hashBuckets([...all].reverse()), buckets)
    for (const { id } of all) {
      const share = buckets.filter(bucket => bucket.id === id).length / KERNEL_BUCKETS
      assert.ok(Math.abs(share - 1 / 8) < 0.04, `${id} has ${share}`)
    }
    const heavy = hashBuckets([endpoint('a', 3), endpoint('b', 1)])
    const share = heavy.filter(({ id }) => id === 'a').length / KERNEL_BUCKETS
    assert.ok(Math.abs(share - 0.75) < 0.05)
  })

  it('move only from an endpoint that goes', () => {
    const before = hashBuckets(all)
    const after = hashBuckets(all.slice(1))
    for (const [i, bucket] of before.entries()) {
      if (bucket.id !== 'a') assert.equal(after[i]!.id, bucket.id)
    }
  })
})
