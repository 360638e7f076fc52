import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  digestIntervalMs,
  LAN,
  lazyIntervalMs,
  PRESETS,
  probeTimeoutMs,
  retransmits,
} from './config.ts'

test('a direct ping waits four smoothed round trips, within 200 to 500 ms on a LAN', () => {
  assert.equal(probeTimeoutMs(LAN, undefined), 200)
  assert.equal(probeTimeoutMs(LAN, 10), 200)
  assert.equal(probeTimeoutMs(LAN, 100), 400)
  assert.equal(probeTimeoutMs(LAN, 1_000), 500)
})

test('a claim is piggybacked four times the logarithm of the cluster', () => {
  assert.equal(retransmits(LAN, 3), 4)
  assert.equal(retransmits(LAN, 99), 8)
  assert.equal(retransmits(LAN, 300), 12)
})

test('comparisons become rarer above 32 members, lazy batches above 25', () => {
  assert.equal(digestIntervalMs(LAN, 32), 10_000)
  assert.equal(digestIntervalMs(LAN, 128), 30_000)
  assert.equal(lazyIntervalMs(LAN, 5), 2_000)
  assert.equal(lazyIntervalMs(LAN, 100), 8_000)
})

for (const [name, config] of Object.entries(PRESETS)) {
  test(`preset ${name}: a silence of three seconds is too short for a death`, () => {
    assert.ok(config.probeIntervalMs + config.suspicionMinMs >= 4_000)
  })

  test(`preset ${name}: a helper's nack arrives before the probe ends`, () => {
    assert.ok(config.probeTimeoutMaxMs + config.nackAfterMs < config.probeIntervalMs)
  })

  test(`preset ${name}: the largest set of records fits one comparison`, () => {
    const recordBytes = 48 + config.keyBytesMax + config.outputBytesMax
    const setBytes = config.recordsPerOwnerMax * recordBytes + config.metadataBytesMax
    assert.ok(setBytes < config.syncBytesMax)
  })
}
