/**
 * Three million damaged DNS packets: no crash, no hang, no growth, and whatever is answered can be
 * read by another decoder.
 *
 *     POLIS_DNS_PACKETS=100000 node --test test/long/dns-fuzz.test.ts
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fuzzDns } from '../fuzz/dns.ts'

const PACKETS = Number(process.env['POLIS_DNS_PACKETS'] ?? 3_000_000)
/** What a collection may have left, and compiled code. */
const GROWTH_BYTES_MAX = 8e6

/** What is in use after a collection. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let i = 0; i < 3; i++) collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

test(`${PACKETS} damaged packets are survived`, t => {
  // What is built once is built before memory is read for the first time.
  fuzzDns({ packets: 20_000, seed: 1 })
  const before = bytesInUse()
  const outcome = fuzzDns({ packets: PACKETS, seed: 2 })
  const growth = bytesInUse() - before
  t.diagnostic(`${JSON.stringify(outcome)}, ${growth} bytes more`)
  assert.ok(outcome.answered > PACKETS / 20, 'most damage leaves something to answer')
  assert.ok(outcome.dropped > 0 && outcome.prepared > 0)
  assert.ok(growth < GROWTH_BYTES_MAX, `${growth} bytes more`)
})
