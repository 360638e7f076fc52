import assert from 'node:assert/strict'
import { isIP, isIPv4 as nodeIsIPv4, isIPv6 as nodeIsIPv6 } from 'node:net'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addressBytes, addressText, isIPv4, isIPv6, Networks, plainAddress } from './ip-address.ts'

describe('IP addresses', () => {
  it('are read and written as RFC 5952 has them', () => {
    const cases = [
      ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
      ['0:0:0:0:0:0:0:0', '::'],
      ['::1', '::1'],
      ['fe80::', 'fe80::'],
      ['2001:DB8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
      ['::ffff:a00:1', '::ffff:10.0.0.1'],
      ['192.0.2.255', '192.0.2.255'],
    ]
    for (const [text, written] of cases) assert.equal(addressText(addressBytes(text!)), written)
  })

  it('keep their bytes through text, and the text is valid', () => {
    const bytes = fc.constantFrom(4, 16).chain(size => {
      const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }))
      return fc.array(byte, { minLength: size, maxLength: size })
    })
    fc.assert(
      fc.property(bytes, given => {
        const text = addressText(Uint8Array.from(given))
        assert.equal(isIP(text), given.length === 4 ? 4 : 6)
        assert.deepEqual([...addressBytes(text)], given)
      }),
    )
  })

  it('are told from other text as Node.js does', () => {
    const words = fc.constantFrom('', '0', '1', 'ffff', '12345', 'g', 'AbC', '1.2.3.4', '1.2.3')
    const joined = fc.array(words, { maxLength: 10 }).map(all => all.join(':'))
    const octets = fc.constantFrom('0', '255', '256', '01', '9', '', '100')
    const dotted = fc.array(octets, { minLength: 3, maxLength: 5 }).map(all => all.join('.'))
    fc.assert(
      fc.property(fc.oneof(joined, dotted), text => {
        assert.equal(isIPv4(text), nodeIsIPv4(text), text)
        assert.equal(isIPv6(text), nodeIsIPv6(text), text)
      }),
      { numRuns: 3_000 },
    )
  })

  it('in IPv6 clothes are taken for what they are', () => {
    assert.equal(plainAddress('::ffff:10.0.0.1'), '10.0.0.1')
    assert.equal(plainAddress('::ffff:1'), '::ffff:1')
  })

  it('are in a network or not', () => {
    const networks = new Networks(['10.0.0.0/8', '192.0.2.1', '2001:db8::/33', '172.16.0.0/12'])
    for (const address of [
      '10.9.9.9',
      '192.0.2.1',
      '2001:db8:7fff::5',
      '::ffff:10.1.1.1',
      '172.31.0.1',
    ]) {
      assert.equal(networks.has(address), true, address)
    }
    for (const address of ['11.0.0.1', '192.0.2.2', '2001:db8:8000::1', '172.32.0.1', 'nonsense']) {
      assert.equal(networks.has(address), false, address)
    }
  })
})
