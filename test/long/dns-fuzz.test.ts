/**
 * Three million damaged DNS packets: no crash, no hang, no growth, and whatever is answered can be
 * read by another decoder.
 *
 *     POLIS_DNS_PACKETS=100000 node --test test/long/dns-fuzz.test.ts
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzzDns } from '../fuzz/dns.ts'

const PACKETS = Number(process.env['POLIS_DNS_PACKETS'] ?? 3_000_000)
/** Growth that a collection explains. */
const GROWTH_BYTES_MAX = 32e6

test(`${PACKETS} damaged packets are survived`, () => {
  // What is built once is built before memory is read for the first time.
  fuzzDns({ packets: 20_000, seed: 1 })
  const before = process.memoryUsage()
  const outcome = fuzzDns({ packets: PACKETS, seed: 2 })
  const after = process.memoryUsage()
  console.log(JSON.stringify(outcome))
  assert.ok(outcome.answered > PACKETS / 20, 'most damage leaves something to answer')
  assert.ok(outcome.dropped > 0 && outcome.prepared > 0)
  const growth = after.heapUsed - before.heapUsed + (after.arrayBuffers - before.arrayBuffers)
  assert.ok(growth < GROWTH_BYTES_MAX, `${growth} bytes more`)
})
