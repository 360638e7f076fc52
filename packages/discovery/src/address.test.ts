import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addressBytes, addressKey, addressOfReverse, isPrivateAddress, textOf } from './address.ts'

describe('addresses', () => {
  it('are read as Node reads them', () => {
    const nearly = fc.stringMatching(/^[0-9a-f:.]{1,20}$/)
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), nearly), text => {
        assert.equal(addressBytes(text)?.length, { 0: undefined, 4: 4, 6: 16 }[isIP(text)], text)
      }),
      { numRuns: 1000 },
    )
  })

  it('have one key however they are written', () => {
    assert.equal(addressKey('::1'), addressKey('0:0:0:0:0:0:0:1'))
    assert.equal(addressKey('2001:DB8::A'), '2001:db8:0:0:0:0:0:a')
    assert.equal(addressKey('::ffff:10.0.0.1'), '0:0:0:0:0:ffff:a00:1')
    fc.assert(fc.property(fc.ipV6(), text => addressKey(text) === textOf(addressBytes(text)!)))
  })

  it('are found in reverse names, and only in whole ones', () => {
    const reverse = (name: string) => addressOfReverse(name.split('.'))
    assert.equal(reverse('4.3.2.1.in-addr.arpa'), '1.2.3.4')
    assert.equal(reverse('3.2.1.in-addr.arpa'), undefined)
    assert.equal(reverse('256.3.2.1.in-addr.arpa'), undefined)
    const digits = `1${'.0'.repeat(31)}`
    assert.equal(reverse(`${digits}.ip6.arpa`), '0:0:0:0:0:0:0:1')
    assert.equal(reverse(`0.${digits}.ip6.arpa`), undefined)
  })

  it('are private or public', () => {
    const inside = ['127.0.0.53', '10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.0.1', '::1']
    const insideV6 = ['fd00::1', 'fe80::1%eth0', '::ffff:10.0.0.1', '169.254.1.1']
    for (const text of [...inside, ...insideV6]) assert.equal(isPrivateAddress(text), true, text)
    const outside = [
      '8.8.8.8',
      '172.32.0.1',
      '2001:db8::1',
      '::ffff:8.8.8.8',
      '',
      'localhost',
      '::',
    ]
    for (const text of outside) assert.equal(isPrivateAddress(text), false, text)
  })
})
