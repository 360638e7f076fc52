import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { evaluate } from './evaluate.ts'
import { type PolicySpec, policyProblems, policySpec } from './policy.ts'
import { boundsAt, type ScheduleSpec, widestBounds } from './schedule.ts'

const HOUR_MS = 3_600_000
/** Friday, 27 March 2026; the clocks of Berlin change on Sunday. */
const FRIDAY_MS = Date.parse('2026-03-27T00:00:00Z')

const OFFICE: ScheduleSpec = {
  ...{ name: 'office', cron: '0 8 * * 1-5', durationMs: 10 * HOUR_MS },
  ...{ timeZone: 'Europe/Berlin', min: 5 },
}

function policy(...schedules: ScheduleSpec[]): PolicySpec {
  return policySpec({ min: 2, max: 10, rps: 10, schedules })
}

function minAt(spec: PolicySpec, iso: string): number {
  return boundsAt(spec, Date.parse(iso)).min
}

describe('a schedule', () => {
  test('is open from its beginning for its duration, to the millisecond', () => {
    const spec = policy(OFFICE)
    const beginMs = FRIDAY_MS + 7 * HOUR_MS
    const endMs = beginMs + 10 * HOUR_MS
    for (const [atMs, min] of [
      [beginMs - 1, 2],
      [beginMs, 5],
      [beginMs + 1, 5],
      [endMs - 1, 5],
      [endMs, 2],
    ] as const) {
      assert.equal(boundsAt(spec, atMs).min, min, String(atMs - beginMs))
    }
  })

  test('keeps to the wall clock of its zone when summer time begins', () => {
    const spec = policy(OFFICE)
    assert.equal(minAt(spec, '2026-03-27T07:00:00Z'), 5)
    assert.equal(minAt(spec, '2026-03-29T07:00:00Z'), 2, 'Sunday')
    assert.equal(minAt(spec, '2026-03-30T05:59:59Z'), 2)
    assert.equal(minAt(spec, '2026-03-30T06:00:00Z'), 5)
  })

  test('whose beginning is skipped or comes twice that day is open once', () => {
    const early = { ...OFFICE, cron: '30 2 * * *', durationMs: HOUR_MS / 2 }
    const spec = policy(early)
    assert.equal(minAt(spec, '2026-03-29T00:59:59Z'), 2)
    assert.equal(minAt(spec, '2026-03-29T01:00:00Z'), 5, 'at three, as the clocks change')
    assert.equal(minAt(spec, '2026-10-25T00:30:00Z'), 5)
    assert.equal(minAt(spec, '2026-10-25T01:30:00Z'), 2, 'half past two for the second time')
  })

  test('is in UTC unless it says otherwise', () => {
    const { timeZone: _, ...utc } = OFFICE
    assert.equal(minAt(policy(utc), '2026-03-27T07:59:59Z'), 2)
    assert.equal(minAt(policy(utc), '2026-03-27T08:00:00Z'), 5)
  })

  test('answers the same in whatever order it is asked', () => {
    const spec = policy(OFFICE, {
      ...OFFICE,
      name: 'lunch',
      cron: '*/40 11 * * *',
      durationMs: 9e5,
    })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 * 24 * 60 })), minutes => {
        for (const minute of minutes) {
          const atMs = FRIDAY_MS + minute * 60_000
          const fresh = policy(...spec.schedules!.map(schedule => ({ ...schedule })))
          assert.deepEqual(boundsAt(spec, atMs), boundsAt(fresh, atMs))
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('several schedules', () => {
  const always = { name: 'always', cron: '* * * * *', durationMs: HOUR_MS }

  test('give the largest minimum and the largest maximum; the maximum is never overruled', () => {
    const spec = policy(
      { ...always, min: 4, max: 6 },
      { ...always, name: 'other', min: 3, max: 8 },
      { ...OFFICE, max: 20 },
    )
    const { min, max, schedules } = boundsAt(spec, FRIDAY_MS)
    assert.deepEqual([min, max, schedules], [4, 8, ['always', 'other']])
    assert.deepEqual(widestBounds(spec), { min: 2, max: 20 })
    const clash = policy({ ...always, max: 3 }, { ...always, name: 'more', min: 7 })
    assert.deepEqual(boundsAt(clash, FRIDAY_MS), {
      ...{ min: 3, max: 3 },
      schedules: ['always', 'more'],
    })
  })
})

describe('an evaluation with schedules', () => {
  const at = (spec: PolicySpec, replicas: number, wallMs: number, rps?: number) =>
    evaluate(
      spec,
      {
        ...{ replicas, ready: replicas, recommendations: [], canScaleDown: true, wallMs },
        readings:
          rps === undefined
            ? []
            : [{ kind: 'service', metric: 'rps', value: rps, isComplete: true }],
      },
      1_000_000,
    )
  const openMs = FRIDAY_MS + 8 * HOUR_MS

  test('grows to the minimum at once as a window opens, and says by which', () => {
    const { to, reason, inputs } = at(policy(OFFICE), 2, openMs, 20)
    assert.equal(to, 5)
    assert.equal(reason, '2 is below min 5 by schedule office')
    assert.deepEqual(inputs.schedules, ['office'])
    assert.deepEqual(inputs.bounds, { min: 5, max: 10 })
  })

  test('may go beyond the policy’s own maximum while the window is open, and comes back after', () => {
    const spec = policy({ ...OFFICE, max: 20 })
    assert.equal(at(spec, 10, openMs, 150).to, 15)
    assert.equal(at(spec, 15, FRIDAY_MS, 150).to, 10)
    assert.match(at(spec, 15, FRIDAY_MS, 150).reason, /15 is above max 10$/)
  })

  test('wakes a service that a window put to sleep, which is no pause by hand', () => {
    const night = { ...OFFICE, name: 'night', min: 0, max: 1 }
    assert.equal(at(policy(night), 0, FRIDAY_MS, 20).to, 2)
    assert.match(at(policy(OFFICE), 0, openMs, 20).reason, /paused: the service was scaled to 0/)
  })

  test('without any target goes to the minimum, after the cooldown', () => {
    const spec = policySpec({
      ...{ min: 2, max: 10, schedules: [OFFICE], stabilizationDownMs: 0 },
    })
    assert.equal(at(spec, 2, openMs).to, 5)
    assert.equal(at(spec, 5, openMs).kind, 'hold')
    assert.equal(at(spec, 5, FRIDAY_MS).to, 2)
    const recent = evaluate(
      spec,
      {
        ...{ replicas: 5, ready: 5, recommendations: [], canScaleDown: true, wallMs: FRIDAY_MS },
        ...{ readings: [], lastChangeMs: 999_000 },
      },
      1_000_000,
    )
    assert.match(recent.reason, /minimum is 2; cooldown/)
  })
})

test('a bad schedule is told by its name', () => {
  const cases: [Partial<ScheduleSpec>, RegExp][] = [
    [{ cron: '61 * * * *' }, /schedules: 'office' has no cron pattern: .*minute/],
    [{ cron: '* * * * * *' }, /has no cron pattern/],
    [{ timeZone: 'Europe/Atlantis' }, /is in no zone 'Europe\/Atlantis'/],
    [{ durationMs: 0 }, /lasts 0 ms/],
    [{ durationMs: 1e12 }, /lasts 1000000000000 ms/],
    [{ min: 11 }, /has min \(11\) above max \(10\)/],
    [{ min: 1.5 }, /has bounds from 1.5 to 10/],
  ]
  for (const [change, expected] of cases) {
    assert.match(policyProblems(policy({ ...OFFICE, ...change }))[0] ?? '', expected)
  }
  const { min: _, ...neither } = OFFICE
  assert.match(policyProblems(policy(neither))[0]!, /has no min and no max/)
  const many = Array.from({ length: 17 }, () => OFFICE)
  assert.match(policyProblems(policy(...many))[0]!, /there are 17; at most 16/)
  assert.deepEqual(policyProblems(policy(OFFICE)), [])
})
