import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addressBytes, addressText, plainAddress } from './ip-address.ts'
import { type ProxyHeader, readProxyHeader, writeProxyHeader } from './proxy-header.ts'

const SIGNATURE = '0d0a0d0a000d0a515549540a'

function read(text: string): ProxyHeader {
  return readProxyHeader(Buffer.from(text, 'latin1'))
}

function readHex(hex: string): ProxyHeader {
  return readProxyHeader(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
}

function addresses(source: string, sourcePort: number, destination: string, port: number) {
  return {
    source: { address: source, port: sourcePort },
    destination: { address: destination, port },
  }
}

describe('a PROXY header of version 1', () => {
  it('names both ends, and leaves what follows', () => {
    const line = 'PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n'
    assert.deepEqual(read(`${line}GET / HTTP/1.1\r\n`), {
      kind: 'header',
      length: line.length,
      addresses: addresses('192.168.0.1', 56_324, '192.168.0.11', 443),
    })
  })

  it('is read at its greatest length in each family (specification §2.1)', () => {
    const longest6 = 'ffff:f...f:ffff'.replace('f...f', 'ffff:ffff:ffff:ffff:ffff:ffff')
    const lines = [
      'PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n',
      `PROXY TCP6 ${longest6} ${longest6} 65535 65535\r\n`,
      'PROXY UNKNOWN\r\n',
      `PROXY UNKNOWN ${longest6} ${longest6} 65535 65535\r\n`,
    ]
    for (const line of lines) {
      const header = read(line)
      assert.equal(header.kind, 'header', line)
      assert.equal(header.kind === 'header' && header.length, line.length)
    }
  })

  it('is refused in any other form', () => {
    const lines = [
      'PROXY TCP4 1.2.3.4 1.2.3.4 80\r\n',
      'PROXY TCP4 1.2.3.4 1.2.3.4 80 80 80\r\n',
      'PROXY TCP4  1.2.3.4 1.2.3.4 80 80\r\n',
      'PROXY TCP4 1.2.3.4 1.2.3.4 080 80\r\n',
      'PROXY TCP4 1.2.3.4 1.2.3.4 65536 80\r\n',
      'PROXY TCP4 1.2.3.4 1.2.3.4 -1 80\r\n',
      'PROXY TCP4 1.2.3.256 1.2.3.4 80 80\r\n',
      'PROXY TCP4 ::1 ::1 80 80\r\n',
      'PROXY TCP6 1.2.3.4 1.2.3.4 80 80\r\n',
      'PROXY TCP6 fe80::1%eth0 ::1 80 80\r\n',
      'PROXY UDP4 1.2.3.4 1.2.3.4 80 80\r\n',
      'PROXY unknown\r\n',
      'PROXY UNKNOWNX\r\n',
      'PROXY \r\n',
      'proxy TCP4 1.2.3.4 1.2.3.4 80 80\r\n',
      'GET / HTTP/1.1\r\n',
      `PROXY UNKNOWN ${'x'.repeat(100)}\r\n`,
    ]
    for (const line of lines) assert.equal(read(line).kind, 'reject', line)
    assert.equal(read('PROXY TCP4 1.2.3.4 1.2.3.4 80 80\n').kind, 'more', 'until the bound')
  })
})

describe('a PROXY header of version 2', () => {
  it('names both ends, and its further fields are skipped', () => {
    const tcp4 = `${SIGNATURE} 21 11 000c c0a80001 c0a8000b dc04 01bb`
    assert.deepEqual(readHex(tcp4), {
      kind: 'header',
      length: 28,
      addresses: addresses('192.168.0.1', 56_324, '192.168.0.11', 443),
    })
    const withFields = `${SIGNATURE} 21 11 0013 c0a80001 c0a8000b dc04 01bb 04 0004 00000000 4745`
    const header = readHex(withFields)
    assert.equal(header.kind === 'header' && header.length, 35)
    const six = '20010db8000000000000000000000001'
    assert.deepEqual(readHex(`${SIGNATURE} 21 21 0024 ${six} ${six} 0050 0051`), {
      kind: 'header',
      length: 52,
      addresses: addresses('2001:db8::1', 80, '2001:db8::1', 81),
    })
  })

  it('names nobody with LOCAL, UNSPEC and UNIX', () => {
    for (const hex of [
      `${SIGNATURE} 20 00 0000`,
      `${SIGNATURE} 20 11 000c c0a80001 c0a8000b dc04 01bb`,
      `${SIGNATURE} 20 ff 0001 00`,
      `${SIGNATURE} 21 00 0000`,
      `${SIGNATURE} 21 31 00d8 ${'00'.repeat(216)}`,
    ]) {
      const header = readHex(hex)
      assert.equal(header.kind, 'header', hex)
      assert.equal('addresses' in header, false, hex)
    }
  })

  it('is refused with an unknown version, command or family, cut addresses, and too long', () => {
    for (const hex of [
      `${SIGNATURE} 11 11 000c c0a80001 c0a8000b dc04 01bb`,
      `${SIGNATURE} 22 11 000c c0a80001 c0a8000b dc04 01bb`,
      `${SIGNATURE} 21 41 000c c0a80001 c0a8000b dc04 01bb`,
      `${SIGNATURE} 21 13 000c c0a80001 c0a8000b dc04 01bb`,
      `${SIGNATURE} 21 11 000b c0a80001 c0a8000b dc04 01`,
      `${SIGNATURE} 21 11 ffff`,
      '0d0a0d0a000d0a515549540b 21 11 0000',
    ]) {
      assert.equal(readHex(hex).kind, 'reject', hex)
    }
  })
})

describe('PROXY headers of both versions', () => {
  const port = fc.integer({ min: 0, max: 65_535 })
  const ip4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(addressText)
  const ip6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(addressText)
  const end = (ip: fc.Arbitrary<string>) => fc.record({ address: ip, port })
  const pair = fc.oneof(
    fc.record({ source: end(ip4), destination: end(ip4) }),
    fc.record({ source: end(ip6), destination: end(ip6) }),
    fc.record({ source: end(ip4), destination: end(ip6) }),
  )
  const version = fc.constantFrom('v1' as const, 'v2' as const)

  it('say what was written, however they are cut', () => {
    fc.assert(
      fc.property(version, pair, fc.uint8Array({ maxLength: 20 }), (which, given, rest) => {
        const header = writeProxyHeader(which, given)
        const read = readProxyHeader(Buffer.concat([header, rest]))
        assert.ok(read.kind === 'header' && read.addresses !== undefined)
        assert.equal(read.length, header.length)
        for (const side of ['source', 'destination'] as const) {
          assert.equal(read.addresses[side].port, given[side].port)
          const written = plainAddress(given[side].address)
          assert.deepEqual(addressBytes(read.addresses[side].address), addressBytes(written))
        }
        for (let end = 0; end < header.length; end++) {
          assert.equal(readProxyHeader(header.subarray(0, end)).kind, 'more')
        }
      }),
    )
  })

  it('of arbitrary bytes are refused or within them, and nothing throws', () => {
    const start = fc.constantFrom(
      '',
      'PROXY ',
      'PROXY TCP4 ',
      `${Buffer.from(SIGNATURE, 'hex').toString('latin1')}!`,
    )
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300 }), (prefix, bytes) => {
        const given = Buffer.concat([Buffer.from(prefix, 'latin1'), bytes])
        const header = readProxyHeader(given)
        if (header.kind === 'header') assert.ok(header.length <= given.length)
        if (header.kind === 'more') assert.ok(given.length < 4_096)
      }),
    )
  })
})
