import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { certificateNames, NameIndex } from './tls-names.ts'

describe('the certificate for a name', () => {
  it('is found by the DNS names in it', () => {
    const names = 'DNS:A.example, DNS:*.b.example, IP Address:127.0.0.1, email:x@y.example'
    assert.deepEqual(certificateNames(names), ['a.example', '*.b.example'])
    assert.deepEqual(certificateNames(undefined), [])
  })

  it('has the exact name, else a wildcard for its leftmost label alone (RFC 6125 §6.4.3)', () => {
    const index = new NameIndex<string>()
    index.add('a.example', 'exact')
    index.add('*.example', 'wild')
    index.add('A.EXAMPLE', 'late')
    assert.equal(index.find('A.example'), 'exact')
    assert.equal(index.find('b.example'), 'wild')
    assert.equal(index.find('c.b.example'), undefined)
    assert.equal(index.find('example'), undefined)
    assert.equal(index.find('.example'), 'wild')
  })
})
