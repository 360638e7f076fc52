import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '@polis/base'
import { parseJoinAddress } from './join-address.ts'

test('a join address is a host, a host with a port, or a multiaddr', () => {
  assert.deepEqual(parseJoinAddress('10.0.0.1'), { host: '10.0.0.1', port: 7_071 })
  assert.deepEqual(parseJoinAddress('polis1:9000'), { host: 'polis1', port: 9_000 })
  assert.deepEqual(parseJoinAddress('[::1]:9000'), { host: '::1', port: 9_000 })
  assert.deepEqual(parseJoinAddress('::1'), { host: '::1', port: 7_071 })
  assert.deepEqual(parseJoinAddress('/ip4/10.0.0.1/tcp/7071/p2p/12D3'), {
    host: '10.0.0.1',
    port: 7_071,
  })
  assert.deepEqual(parseJoinAddress('/dns4/polis1/tcp/1'), { host: 'polis1', port: 1 })
})

test('anything else is refused by name', () => {
  for (const text of ['', 'a b', 'host:0', 'host:99999', 'host:x', '/ip4/1.2.3.4/udp/1']) {
    assert.throws(
      () => parseJoinAddress(text),
      error => hasCode(error, 'base/bad-value') && error.message.includes(`--join ${text}`),
      text,
    )
  }
})
