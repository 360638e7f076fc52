import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { policySpec } from './policy.ts'
import { type SimulationModel, simulate } from './simulation.ts'
import { traceOf } from './trace.ts'

const MINUTE = 60_000
const model: SimulationModel = {
  ...{ capacity: 100, startupMs: 30_000, intervalMs: 5_000, lagMs: 0 },
}
const fast = { scaleUpCooldownMs: 0, scaleDownCooldownMs: 0, stabilizationDownMs: 0, tolerance: 0 }

/** A trace of one load a minute. */
function minutes(...loads: (number | null)[]) {
  return traceOf(loads.map((load, i) => ({ atMs: i * MINUTE, load })))
}

describe('a simulation', () => {
  it('is under-provisioned from a jump until the new replicas have started', () => {
    const policy = policySpec({ min: 1, max: 10, cpu: 100, ...fast })
    const result = simulate(policy, minutes(100, 100, 300, 300), model, 1)
    assert.deepEqual(
      result.steps.map(({ atMs, from, to }) => [atMs, from, to]),
      [[2 * MINUTE + 5_000, 1, 3]],
    )
    assert.equal(result.underMs, 35_000)
    assert.equal(result.breaches, 1)
    assert.equal(result.totalMs, 4 * MINUTE)
    assert.equal(result.replicaMs, 125_000 + 3 * 115_000)
    assert.equal(result.overMs, 0)
    assert.equal(result.unmet, (200 * 35_000) / (100 * 120_000 + 300 * 120_000))
  })

  it('reads the load as it was a lag ago', () => {
    const policy = policySpec({ min: 1, max: 10, cpu: 100, ...fast })
    const late = simulate(policy, minutes(100, 300), { ...model, lagMs: 20_000 }, 1)
    assert.equal(late.steps[0]?.atMs, MINUTE + 25_000)
  })

  it('counts what was beyond need, changes, and turns that follow soon', () => {
    const policy = policySpec({ min: 1, max: 10, cpu: 50, ...fast })
    const result = simulate(policy, minutes(100, 200, 100), { ...model, startupMs: 0 }, 2)
    assert.equal(result.changes, 2)
    assert.equal(result.flaps, 1)
    // One of two, then two of two (none over) for 5 s, then two of four, then three of four for 5 s.
    assert.equal(result.overMs, 60_000 + 55_000 * 2 + 5_000 * 3 + 55_000)
  })

  it('holds, and counts nothing, while the load is not known', () => {
    const policy = policySpec({ min: 1, max: 10, cpu: 50, ...fast })
    const result = simulate(policy, minutes(400, null, null, 400), { ...model, startupMs: 0 }, 8)
    assert.equal(result.changes, 0)
    assert.equal(result.totalMs, 2 * MINUTE)
  })

  it('drives totals by the load itself, and nothing that it says nothing about', () => {
    const policy = policySpec({ min: 1, max: 10, rps: 50, memory: 1, ...fast })
    const result = simulate(policy, minutes(100, 200, 200), model, 2)
    assert.match(result.steps[0]!.reason, /^rps 100 per replica, target 50: wants 4/)
  })
})
