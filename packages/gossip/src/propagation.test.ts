import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordsEvent } from './message.ts'
import { PropagationMeter } from './propagation.ts'

function event(changedMs: number, isFresh = true): RecordsEvent {
  const record = {
    endpointId: 'e',
    owner: 'o',
    incarnation: 1,
    version: 1,
    state: 'passing',
  } as const
  const changed = [{ ...record, weight: 1, changedMs, output: '' }]
  return { owner: 'o', changed, removed: [], hasNewMetadata: false, isFresh }
}

test('the lag is from the change at the owner to its arrival here', () => {
  const meter = new PropagationMeter()
  for (let lagMs = 1; lagMs <= 100; lagMs++) meter.observe(event(1_000 - lagMs), 1_000)
  assert.deepEqual(meter.summary(), { samples: 100, p50Ms: 50, p99Ms: 99 })
})

test('records of a comparison are no news and do not count; clocks ahead count as 0', () => {
  const meter = new PropagationMeter()
  meter.observe(event(0, false), 1_000)
  meter.observe(event(1_500), 1_000)
  assert.deepEqual(meter.summary(), { samples: 1, p50Ms: 0, p99Ms: 0 })
})
