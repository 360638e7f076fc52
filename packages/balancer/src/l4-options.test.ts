import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode } from '@polis/base'
import { isProtocolName, peekResult } from './custom-protocol.ts'
import { isNetwork } from './ip-address.ts'
import { checkL4Options, type L4Options, l4Options } from './l4-options.ts'

describe('options below HTTP', () => {
  it('are taken out of what has more, and absent ones stay absent', () => {
    const given = { name: 'x', udpIdleMs: 5, mode: 'kernel' as const, pausedUntilMs: undefined }
    assert.deepEqual(l4Options(given), { udpIdleMs: 5, mode: 'kernel' })
  })

  it('are refused where they cannot be carried out', () => {
    checkL4Options({ udpIdleMs: 1, hold: { timeoutMs: 1, max: 1 } }, 'web')
    const refused: L4Options[] = [
      { udpIdleMs: 0 },
      { udpStreamIdleMs: Number.NaN },
      { hold: { timeoutMs: 0, max: 1 } },
      { hold: { timeoutMs: 1, max: 0 } },
      { proxyProtocol: { acceptFrom: ['10.0.0.0/33'] } },
    ]
    for (const options of refused) {
      const isBad = (error: unknown) => hasCode(error, 'balancer/bad-route-table')
      assert.throws(() => checkL4Options(options, 'web'), isBad, JSON.stringify(options))
    }
  })

  it('name networks as addresses with or without a length', () => {
    for (const good of ['10.0.0.0/8', '0.0.0.0/0', '192.0.2.1', '::/0', '2001:db8::1/128']) {
      assert.equal(isNetwork(good), true, good)
    }
    for (const bad of [
      '',
      '10.0.0.0/',
      '10.0.0.0/33',
      '::/129',
      '10.0.0/8',
      'a/8',
      '1.2.3.4/8/8',
    ]) {
      assert.equal(isNetwork(bad), false, bad)
    }
  })
})

describe('custom protocols', () => {
  it('have names that mean nothing else', () => {
    for (const good of ['mqtt', 'redis-cluster', 'x1']) assert.equal(isProtocolName(good), true)
    for (const bad of ['http', 'https', 'grpc', 'tcp', 'udp', 'tls', '', 'X', '1a', 'a b']) {
      assert.equal(isProtocolName(bad), false, bad)
    }
  })

  it('are held to what they may answer', () => {
    assert.equal(peekResult('more'), 'more')
    assert.deepEqual(peekResult({ key: 'a', more: 1 }), { key: 'a' })
    assert.deepEqual(peekResult({ reject: 'no' }), { reject: 'no' })
    for (const bad of [undefined, null, 1, 'less', {}, { key: 1 }, { key: 'x'.repeat(2_000) }]) {
      const answer = peekResult(bad)
      assert.ok(answer !== 'more' && 'reject' in answer, String(bad))
    }
  })
})
