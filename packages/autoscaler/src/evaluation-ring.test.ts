import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  EVALUATIONS_MAX,
  EVALUATIONS_MIN_PER_POLICY,
  EVALUATIONS_PER_POLICY_MAX,
} from './config.ts'
import { EvaluationRing, evaluationsKept } from './evaluation-ring.ts'

describe('the evaluations that are kept', () => {
  test('are the newest of each policy, newest first', () => {
    const ring = new EvaluationRing<{ policyId: string; timeMs: number }>()
    for (let i = 0; i < EVALUATIONS_PER_POLICY_MAX + 3; i++) {
      ring.add({ policyId: i % 2 === 0 ? 'a' : 'b', timeMs: i })
    }
    const last = EVALUATIONS_PER_POLICY_MAX + 2
    assert.deepEqual(
      ring.latest(2).map(({ policyId, timeMs }) => [policyId, timeMs]),
      [
        ['a', last],
        ['b', last - 1],
        ['a', last - 2],
        ['b', last - 3],
      ],
    )
    assert.deepEqual(
      ring.latest(1, ['b', 'unknown']).map(({ timeMs }) => timeMs),
      [last - 1],
    )
  })

  test('forget the oldest beyond the bound of a policy', () => {
    const ring = new EvaluationRing<{ policyId: string; timeMs: number }>()
    for (let i = 0; i <= EVALUATIONS_PER_POLICY_MAX; i++) ring.add({ policyId: 'a', timeMs: i })
    const all = ring.latest(Number.POSITIVE_INFINITY)
    assert.equal(all.length, EVALUATIONS_PER_POLICY_MAX)
    assert.equal(all.at(-1)?.timeMs, 1)
  })

  test('share the room, and every policy has a few', () => {
    assert.equal(evaluationsKept(1), EVALUATIONS_PER_POLICY_MAX)
    assert.ok(evaluationsKept(1_000) * 1_000 <= EVALUATIONS_MAX)
    assert.equal(evaluationsKept(1_000_000), EVALUATIONS_MIN_PER_POLICY)
  })

  test('of a policy that is gone are gone', () => {
    const ring = new EvaluationRing<{ policyId: string; timeMs: number }>()
    for (const policyId of ['a', 'b']) ring.add({ policyId, timeMs: 1 })
    ring.prune(id => id === 'b')
    assert.deepEqual(
      ring.latest(9).map(({ policyId }) => policyId),
      ['b'],
    )
  })
})
