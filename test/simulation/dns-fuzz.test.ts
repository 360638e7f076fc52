import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzzDns } from '../fuzz/dns.ts'
import { bySize } from './size.ts'

test('damaged DNS packets are answered or dropped, and what is answered can be read', () => {
  const packets = bySize({ usual: 20_000, full: 300_000, long: 300_000 })
  const { answered, dropped, prepared, relayed } = fuzzDns({ packets, seed: 7 })
  assert.equal(answered + dropped, packets)
  assert.ok(prepared > packets / 20 && dropped > 0 && relayed > 0)
})
