import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { backtest } from './backtest.ts'
import { policySpec } from './policy.ts'

describe('a backtest', () => {
  const policy = policySpec({
    min: 1,
    max: 10,
    cpu: 50,
    scaleUpCooldownMs: 0,
    scaleDownCooldownMs: 60_000,
    stabilizationDownMs: 30_000,
  })
  const recording = Array.from({ length: 60 }, (_, i) => ({
    atMs: i * 5_000,
    replicas: 2,
    values: { cpu: i < 20 ? 150 : 10 },
  }))

  it('follows a step of load up at once and down after window and cooldown', () => {
    const steps = backtest(policy, recording, 2)
    const changes = steps.filter(step => step.kind === 'scale')
    assert.deepEqual(
      changes.map(({ atMs, from, to }) => [atMs, from, to]),
      [
        [0, 2, 6],
        [130_000, 6, 1],
      ],
    )
  })

  it('gives the same decisions again', () => {
    assert.deepEqual(backtest(policy, recording, 2), backtest(policy, recording, 2))
  })
})
