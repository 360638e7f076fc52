import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HEALTH_STATES, type ProbeOutcome } from './check.ts'
import { Hysteresis } from './hysteresis.ts'

const TIMING = { retries: 3, successes: 2, startPeriodMs: 0, intervalMs: 1_000 }

/** States after each of `outcomes`, a second apart, long after the start. */
function statesAfter(outcomes: readonly ProbeOutcome[], timing = TIMING): string[] {
  const hysteresis = new Hysteresis(timing, -1_000_000)
  return outcomes.map((outcome, i) => hysteresis.apply(outcome, i * timing.intervalMs))
}

test('it passes after enough successes in a row and is critical after enough failures', () => {
  const [p, f] = ['pass', 'fail'] as const
  assert.deepEqual(statesAfter([p, p, f, f, f, p, f, p, p]), [
    'unknown',
    'passing',
    'warning',
    'warning',
    'critical',
    'critical',
    'critical',
    'critical',
    'passing',
  ])
})

test('one success after one failure is enough, for it never was critical', () => {
  assert.deepEqual(statesAfter(['pass', 'pass', 'fail', 'pass']).slice(2), ['warning', 'passing'])
})

test('an endpoint that says it is near its limits is warning, and used', () => {
  assert.deepEqual(statesAfter(['warn', 'warn', 'pass']), ['unknown', 'warning', 'passing'])
})

test('with one retry a failure is critical at once', () => {
  const timing = { ...TIMING, retries: 1, successes: 1 }
  assert.deepEqual(statesAfter(['pass', 'fail', 'pass'], timing), [
    'passing',
    'critical',
    'passing',
  ])
})

test('before the first success, failures count only after the start period', () => {
  const hysteresis = new Hysteresis({ ...TIMING, startPeriodMs: 20_000 }, 0)
  for (let nowMs = 0; nowMs < 20_000; nowMs += 100) {
    assert.equal(hysteresis.apply('fail', nowMs), 'unknown')
  }
  assert.equal(hysteresis.apply('fail', 20_000), 'critical')
})

test('frequent probes at the start do not make it critical sooner than the interval would', () => {
  const hysteresis = new Hysteresis(TIMING, 0)
  for (let nowMs = 0; nowMs < 3_000; nowMs += 100) {
    assert.equal(hysteresis.apply('fail', nowMs), 'unknown')
  }
  assert.equal(hysteresis.apply('fail', 3_000), 'critical')
})

test('a success ends the start period', () => {
  const hysteresis = new Hysteresis({ ...TIMING, startPeriodMs: 60_000, successes: 1 }, 0)
  hysteresis.apply('pass', 10)
  const states = [1, 2, 3].map(nowMs => hysteresis.apply('fail', nowMs * 1_000))
  assert.deepEqual(states, ['warning', 'warning', 'critical'])
})

test('it never flaps: a change to critical or from it takes its number of equal results', () => {
  const outcomes = fc.array(fc.constantFrom<ProbeOutcome>('pass', 'warn', 'fail'), {
    maxLength: 80,
  })
  const count = fc.integer({ min: 1, max: 5 })
  fc.assert(
    fc.property(outcomes, count, count, (list, retries, successes) => {
      const states = statesAfter(list, { ...TIMING, retries, successes })
      const isFailure = list.map(outcome => outcome === 'fail')
      states.forEach((state, i) => {
        const before = states[i - 1] ?? 'unknown'
        const lastFailures = isFailure.slice(Math.max(0, i + 1 - retries), i + 1)
        const lastPasses = isFailure.slice(Math.max(0, i + 1 - successes), i + 1)
        if (state === 'critical' && before !== 'critical') {
          assert(lastFailures.length === retries && lastFailures.every(Boolean))
        }
        if (before === 'critical' && state !== 'critical') {
          assert(lastPasses.length === successes && !lastPasses.some(Boolean))
        }
        if (lastFailures.length === retries && lastFailures.every(Boolean)) {
          assert.equal(state, 'critical')
        }
        if (lastPasses.length === successes && !lastPasses.some(Boolean)) {
          assert.equal(state, list[i] === 'warn' ? 'warning' : 'passing')
        }
        if (state === 'unknown') assert.equal(before, 'unknown')
      })
    }),
    { numRuns: 300 },
  )
})

test('a check keeps the state that it begins with while failures do not count yet', () => {
  const timing = { ...TIMING, startPeriodMs: 10_000, initial: 'passing' as const }
  const hysteresis = new Hysteresis(timing, 0)
  for (let nowMs = 0; nowMs < 10_000; nowMs += 500) {
    assert.equal(hysteresis.apply('fail', nowMs), 'passing')
    assert(hysteresis.isNew)
  }
  assert.equal(hysteresis.apply('fail', 10_000), 'critical')
  assert(!hysteresis.isNew)
})

test('one that begins as critical and fails is new no longer than any other', () => {
  const hysteresis = new Hysteresis({ ...TIMING, initial: 'critical' }, 0)
  for (let nowMs = 0; nowMs < 3_000; nowMs += 500) {
    assert.equal(hysteresis.apply('fail', nowMs), 'critical')
    assert(hysteresis.isNew)
  }
  hysteresis.apply('fail', 3_000)
  assert(!hysteresis.isNew)
})

test('whatever it begins with, enough failures after the grace end its beginning', () => {
  const initial = fc.constantFrom(...HEALTH_STATES)
  const outcomes = fc.array(fc.constantFrom<ProbeOutcome>('pass', 'warn', 'fail'), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(initial, outcomes, (state, list) => {
      const hysteresis = new Hysteresis({ ...TIMING, initial: state }, 0)
      list.forEach((outcome, i) => {
        const before = hysteresis.state
        hysteresis.apply(outcome, i * 100)
        if (hysteresis.isNew) assert.equal(hysteresis.state, before)
      })
      for (let i = 0; i < 3; i++) hysteresis.apply('fail', 60_000 + i)
      assert.deepEqual([hysteresis.state, hysteresis.isNew], ['critical', false])
    }),
  )
})

test('one that begins as critical passes only after its number of successes', () => {
  const hysteresis = new Hysteresis({ ...TIMING, initial: 'critical' }, 0)
  assert.equal(hysteresis.apply('pass', 0), 'critical')
  assert(hysteresis.isNew)
  assert.equal(hysteresis.apply('pass', 100), 'passing')
  assert(!hysteresis.isNew)
})
