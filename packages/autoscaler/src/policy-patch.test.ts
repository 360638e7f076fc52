import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { policySpec } from './policy.ts'
import { patchedPolicy } from './policy-patch.ts'

const old = policySpec({
  ...{ min: 2, max: 10, cpu: 70, rps: 100, scaleDownCooldownMs: 60_000 },
  custom: [
    { metric: 'queue', target: 30 },
    { metric: 'lag', target: 5, type: 'signal' },
  ],
})

describe('a patch of a policy', () => {
  it('leaves what it does not name', () => {
    assert.deepEqual(patchedPolicy(old, {}), old)
    assert.deepEqual(patchedPolicy(old, { cpu: 60, max: 20 }), { ...old, cpu: 60, max: 20 })
  })

  it('takes a target away, and adds one', () => {
    const { rps: _, ...rest } = old
    assert.deepEqual(patchedPolicy(old, { rps: null, memory: 80 }), { ...rest, memory: 80 })
    const custom = [
      { metric: 'queue', target: null },
      { metric: 'jobs', target: 3 },
    ]
    const higher = [{ metric: 'lag', target: 9 }]
    assert.deepEqual(patchedPolicy(old, { custom: higher })!.custom, [
      { metric: 'queue', target: 30 },
      { metric: 'lag', target: 9, type: 'signal' },
    ])
    assert.deepEqual(patchedPolicy(old, { custom })!.custom, [
      { metric: 'lag', target: 5, type: 'signal' },
      { metric: 'jobs', target: 3 },
    ])
  })

  it('pauses, stays paused, and resumes without a trace', () => {
    const paused = patchedPolicy(old, { isPaused: true })!
    assert.equal(paused.isPaused, true)
    assert.equal(patchedPolicy(paused, { cpu: 50 })!.isPaused, true)
    assert.deepEqual(patchedPolicy(paused, { isPaused: false }), old)
  })

  it('begins a policy with defaults, if it says a maximum', () => {
    assert.equal(patchedPolicy(undefined, { cpu: 60 }), undefined)
    assert.deepEqual(
      patchedPolicy(undefined, { max: 5, cpu: 60 }),
      policySpec({ min: 1, max: 5, cpu: 60 }),
    )
  })
})
