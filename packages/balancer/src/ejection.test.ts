import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EJECTION_BASE_MS, EJECTION_MAX_MS } from './config.ts'
import { Ejections } from './ejection.ts'

const ALL = ['a', 'b', 'c', 'd'].map(id => ({ id }))
const usable = (ejections: Ejections, nowMs: number) =>
  ejections
    .usable(ALL, nowMs)
    .map(({ id }) => id)
    .join('')

describe('passive ejection', () => {
  it('leaves an endpoint out after one refusal, and tries it again after a while', () => {
    const ejections = new Ejections()
    assert.equal(ejections.failed('b', 'refused', 1_000), true)
    assert.equal(usable(ejections, 1_000), 'acd')
    assert.equal(ejections.nextChangeMs, 1_000 + EJECTION_BASE_MS)
    assert.equal(usable(ejections, 1_000 + EJECTION_BASE_MS), 'abcd')
    assert.equal(ejections.nextChangeMs, Number.POSITIVE_INFINITY)
  })

  it('doubles the pause with each failed trial up to the cap, and forgets after a success', () => {
    const ejections = new Ejections()
    let nowMs = 0
    const pauses: number[] = []
    for (let i = 0; i < 9; i++) {
      ejections.failed('b', 'refused', nowMs)
      usable(ejections, nowMs)
      pauses.push(ejections.nextChangeMs - nowMs)
      nowMs = ejections.nextChangeMs
    }
    assert.deepEqual(
      pauses.slice(0, 3),
      [1, 2, 4].map(factor => factor * EJECTION_BASE_MS),
    )
    assert.equal(pauses.at(-1), EJECTION_MAX_MS)
    assert.equal(ejections.succeeded('b'), true)
    ejections.failed('b', 'refused', nowMs)
    usable(ejections, nowMs)
    assert.equal(ejections.nextChangeMs - nowMs, EJECTION_BASE_MS)
  })

  it('counts failures at the same time once', () => {
    const ejections = new Ejections()
    assert.equal(ejections.failed('b', 'timeout', 0), true)
    assert.equal(ejections.failed('b', 'refused', 1), false)
    assert.equal(usable(ejections, EJECTION_BASE_MS), 'abcd')
  })

  it('uses slow endpoints again when fewer than half remain, refusing ones only if none does', () => {
    const ejections = new Ejections()
    ejections.failed('a', 'timeout', 0)
    ejections.failed('b', 'refused', 0)
    assert.equal(usable(ejections, 1), 'cd')
    ejections.failed('c', 'refused', 0)
    assert.equal(usable(ejections, 1), 'ad')
    ejections.failed('d', 'refused', 0)
    assert.equal(usable(ejections, 1), 'a')
    ejections.failed('a', 'refused', 0)
    assert.equal(usable(ejections, 1), 'abcd')
  })

  it('forgets endpoints that are no longer in the table', () => {
    const ejections = new Ejections()
    ejections.failed('b', 'refused', 0)
    ejections.retain(id => id !== 'b')
    assert.equal(ejections.isEmpty, true)
    assert.equal(usable(ejections, 1), 'abcd')
  })
})
