import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { policySpec } from './policy.ts'
import { PolicyMemory } from './policy-memory.ts'

const POLICY = policySpec({ min: 1, max: 10, rps: 10, scaleDownCooldownMs: 0, tolerance: 0 })
const STEP_MS = 5_000

/** What is decided at 4 replicas under `rps` requests a second. */
function decide(memory: PolicyMemory, rps: number, nowMs: number) {
  const reading = { kind: 'service', metric: 'rps', value: rps, isComplete: true } as const
  const inputs = { replicas: 4, ready: 4, readings: [reading], changes: [], canScaleDown: true }
  return memory.decide({ ...POLICY, stabilizationDownMs: 60_000 }, inputs, nowMs)
}

describe('the memory of a policy', () => {
  test('counts the time in which nothing was decided as one in which the count was right', () => {
    const memory = new PolicyMemory()
    let nowMs = 0
    for (; nowMs < 120_000; nowMs += STEP_MS) decide(memory, 40, nowMs)
    for (; nowMs < 600_000; nowMs += STEP_MS) memory.stay(POLICY, 4, nowMs)
    assert.equal(decide(memory, 10, nowMs).to, 4)
    for (const endMs = nowMs + 70_000; nowMs < endMs; nowMs += STEP_MS) decide(memory, 10, nowMs)
    assert.equal(decide(memory, 10, nowMs).to, 1)
  })
})
