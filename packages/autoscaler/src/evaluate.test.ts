import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type EvaluationInputs, evaluate, type Recommendation, remember } from './evaluate.ts'
import { type PolicySpec, policyProblems, policySpec } from './policy.ts'
import type { MetricReading } from './recommend.ts'

const NOW = 1_000_000
const policy = policySpec({ min: 1, max: 10, cpu: 70, stabilizationDownMs: 0 })

function inputs(replicas: number, more: Partial<EvaluationInputs> = {}): EvaluationInputs {
  return {
    replicas,
    ready: replicas,
    readings: [],
    recommendations: [],
    canScaleDown: true,
    ...more,
  }
}

function mean(metric: string, value: number): MetricReading {
  return { kind: 'service', metric, value, isComplete: true }
}

function each(metric: string, samples: number[], missing = 0, starting = 0): MetricReading {
  return { kind: 'per-replica', metric, samples, missing, starting }
}

function decide(spec: PolicySpec, replicas: number, readings: MetricReading[], more = {}) {
  return evaluate(spec, inputs(replicas, { readings, ...more }), NOW)
}

describe('the formula', () => {
  it('asks for replicas × measured ÷ target, rounded up', () => {
    assert.equal(decide(policy, 3, [mean('cpu', 105)]).to, 5)
    assert.equal(decide(policy, 4, [mean('cpu', 35)]).to, 2)
    assert.equal(decide(policy, 3, [each('cpu', [105, 105, 105])]).to, 5)
  })

  it('adds no replica for the last bits of a float', () => {
    const spec = policySpec({ min: 1, max: 40, cpu: 70 })
    assert.ok((145 / 70) * 14 > 29, 'the product is a little above 29')
    assert.equal(decide(spec, 14, [mean('cpu', 145)]).to, 29)
  })

  it('holds within the tolerance, its ends included', () => {
    for (const value of [63, 66, 70, 77]) {
      assert.equal(decide(policy, 5, [mean('cpu', value)]).kind, 'hold', String(value))
    }
    assert.equal(decide(policy, 5, [mean('cpu', 77.1)]).to, 6)
  })

  it('divides a total among the replicas', () => {
    const spec = policySpec({
      min: 1,
      max: 10,
      rps: 100,
      custom: [{ metric: 'queue', target: 30 }],
    })
    assert.equal(decide(spec, 2, [mean('rps', 450), mean('queue', 10)]).to, 5)
    assert.equal(decide(spec, 2, [mean('rps', 100), mean('queue', 200)]).to, 7)
  })

  it('starts a service at zero when its minimum is zero and there is load', () => {
    const spec = policySpec({ min: 0, max: 5, custom: [{ metric: 'queue', target: 30 }] })
    assert.equal(decide(spec, 0, [mean('queue', 45)]).to, 2)
    assert.equal(decide(spec, 0, [mean('queue', 0)]).to, 0)
  })

  it('lets the largest metric win and says which it was', () => {
    const spec = policySpec({ min: 1, max: 10, cpu: 50, memory: 50 })
    const decision = decide(spec, 2, [mean('cpu', 10), mean('memory', 150)])
    assert.equal(decision.to, 6)
    assert.equal(decision.reason, 'memory 150 per replica, target 50: wants 6')
  })
})

describe('signals', () => {
  const spec = policySpec({ min: 1, max: 20, responseTimeMs: 200, stabilizationDownMs: 0 })

  it('grow a service in proportion, but no more than double it', () => {
    assert.equal(decide(spec, 4, [mean('responseTimeMs', 300)]).to, 6)
    assert.equal(decide(spec, 4, [mean('responseTimeMs', 5_000)]).to, 8)
  })

  it('let one replica go at a time, because they are not divided among replicas', () => {
    assert.equal(decide(spec, 8, [mean('responseTimeMs', 2)]).to, 7)
  })

  it('are outvoted by a metric that needs more', () => {
    const both = policySpec({ min: 1, max: 20, rps: 10, errorRate: 0.02, stabilizationDownMs: 0 })
    assert.equal(decide(both, 4, [mean('rps', 80), mean('errorRate', 0)]).to, 8)
    assert.equal(decide(both, 4, [mean('rps', 10), mean('errorRate', 0.5)]).to, 8)
  })
})

describe('directions', () => {
  it('have a tolerance each', () => {
    const spec = policySpec({
      ...{ min: 1, max: 10, cpu: 50, stabilizationDownMs: 0 },
      ...{ toleranceUp: 0, toleranceDown: 0.5 },
    })
    assert.equal(decide(spec, 4, [mean('cpu', 51)]).to, 5)
    assert.equal(decide(spec, 4, [mean('cpu', 25)]).to, 4)
    assert.equal(decide(spec, 4, [mean('cpu', 24)]).to, 2)
  })

  it('have a rate each, counted before the window of a period ends', () => {
    const rate = (value: number) => ({
      select: 'max' as const,
      policies: [{ type: 'replicas' as const, value, periodMs: 60_000 }],
    })
    const spec = policySpec({
      ...{ min: 1, max: 50, cpu: 50, scaleUp: rate(4), scaleDown: rate(1) },
      ...{ stabilizationDownMs: 0, scaleUpCooldownMs: 0, scaleDownCooldownMs: 0 },
    })
    const grown = decide(spec, 4, [mean('cpu', 500)])
    assert.equal(grown.to, 8)
    assert.match(grown.reason, /wants 40; 8 for now by scaleUp/)
    const changes = [{ atMs: NOW - 59_999, from: 4, to: 8 }]
    const held = decide(spec, 8, [mean('cpu', 500)], { changes })
    assert.match(held.reason, /no faster by scaleUp/)
    const later = [{ atMs: NOW - 60_000, from: 4, to: 8 }]
    assert.equal(decide(spec, 8, [mean('cpu', 500)], { changes: later }).to, 12)
    assert.equal(decide(spec, 8, [mean('cpu', 5)]).to, 7)
  })
})

describe('scaling to zero', () => {
  const spec = policySpec({ min: 0, max: 5, cpu: 50, rps: 10, stabilizationDownMs: 0 })

  it('happens without requests, although an idle replica uses a little CPU', () => {
    assert.equal(decide(spec, 2, [mean('rps', 0), mean('cpu', 0.4)]).to, 0)
    assert.equal(decide(spec, 2, [mean('rps', 0.1), mean('cpu', 0.4)]).to, 1)
  })

  it('never happens while it is not known that there are none', () => {
    const partial: MetricReading = { kind: 'service', metric: 'rps', value: 0, isComplete: false }
    assert.equal(decide(spec, 2, [partial, mean('cpu', 0.4)]).to, 2)
    assert.equal(decide(spec, 2, [mean('cpu', 0.4)]).to, 2)
  })
})

describe('a forecast', () => {
  const spec = policySpec({ min: 1, max: 10, rps: 10, stabilizationDownMs: 0 })
  const forecasts = (rise: number, margin = 0) => [
    { metric: 'rps', demand: 40, rise, margin, error: 3, season: 'daily' as const },
  ]

  it('raises what is wanted, and the reason and the inputs show it with its error', () => {
    const decision = decide(spec, 4, [mean('rps', 40)], { forecasts: forecasts(15, 10) })
    assert.equal(decision.to, 7)
    assert.match(decision.reason, /wants 7 \(load may rise by 25, ± 3\)/)
    const { forecast } = decision.inputs.metrics[0]!
    assert.deepEqual(forecast, { rise: 15, margin: 10, error: 3, season: 'daily', wanted: 7 })
  })

  it('never lowers anything and never overrules the ceiling', () => {
    const falling = decide(spec, 4, [mean('rps', 80)], { forecasts: forecasts(0) })
    assert.equal(falling.to, 8)
    assert.equal(decide(spec, 4, [mean('rps', 40)], { forecasts: forecasts(1_000) }).to, 10)
  })
})

describe('a paused policy', () => {
  it('changes nothing, not even a count outside its bounds', () => {
    const spec = policySpec({ min: 2, max: 4, cpu: 70, isPaused: true })
    for (const replicas of [0, 1, 3, 9]) {
      const decision = decide(spec, replicas, [mean('cpu', 140)])
      assert.deepEqual([decision.kind, decision.reason], ['hold', 'the policy is paused'])
    }
  })
})

describe('what is not measured', () => {
  it('never shrinks: a replica without a sample counts as fully loaded', () => {
    assert.equal(decide(policy, 4, [each('cpu', [40, 40, 40], 1)]).to, 4)
    assert.equal(decide(policy, 4, [each('cpu', [5, 5, 5], 1)]).to, 2)
  })

  it('never grows: a replica without a sample counts as idle', () => {
    assert.equal(decide(policy, 4, [each('cpu', [90, 90], 2)]).to, 4)
    assert.equal(decide(policy, 4, [each('cpu', [140, 140, 140], 1)]).to, 6)
  })

  it('counts a starting replica as idle when growing', () => {
    assert.equal(decide(policy, 2, [each('cpu', [140])]).to, 2)
    assert.equal(decide(policy, 3, [each('cpu', [100], 0, 2)]).to, 3)
  })

  it('never recommends none because no replica is ready (kubernetes#130130)', () => {
    const down = decide(policy, 6, [mean('cpu', 140)], { ready: 0 })
    assert.equal(down.to, 10)
    assert.equal(decide(policy, 6, [each('cpu', [], 6)], { ready: 0 }).kind, 'hold')
  })

  it('holds a shrinking service while any metric is in error or partial, but lets it grow', () => {
    const spec = policySpec({ min: 1, max: 10, cpu: 50, rps: 100, stabilizationDownMs: 0 })
    const failed: MetricReading = { kind: 'error', metric: 'rps', reason: 'no answer' }
    const partial: MetricReading = { kind: 'service', metric: 'rps', value: 1, isComplete: false }
    for (const rest of [[failed], [partial], []]) {
      const held = decide(spec, 4, [mean('cpu', 10), ...rest])
      assert.equal(held.kind, 'hold')
      assert.match(held.reason, /held, because rps is/)
      assert.equal(decide(spec, 4, [mean('cpu', 75), ...rest]).to, 6)
    }
  })

  it('is no load: without any metric nothing changes', () => {
    const decision = decide(policy, 4, [])
    assert.deepEqual([decision.kind, decision.reason], ['hold', 'cpu: not measured'])
    assert.equal(decide(policy, 4, [mean('cpu', Number.NaN)]).kind, 'hold')
  })
})

describe('bounds', () => {
  it('are restored at once, without metrics and in spite of a cooldown', () => {
    const spec = policySpec({ min: 2, max: 4, cpu: 70 })
    assert.equal(decide(spec, 1, [], { lastChangeMs: NOW }).to, 2)
    assert.equal(decide(spec, 9, [], { lastChangeMs: NOW, canScaleDown: false }).to, 4)
  })

  it('leave a service alone that was scaled to zero', () => {
    assert.match(decide(policy, 0, [mean('cpu', 100)]).reason, /paused/)
  })
})

describe('time', () => {
  it('holds during the cooldown of the direction and says how long', () => {
    const spec = policySpec({
      min: 1,
      max: 10,
      cpu: 70,
      scaleUpCooldownMs: 30_000,
      scaleDownCooldownMs: 300_000,
      stabilizationDownMs: 0,
    })
    const up = (lastChangeMs: number) => decide(spec, 3, [mean('cpu', 140)], { lastChangeMs })
    assert.match(up(NOW - 29_000).reason, /cooldown, 1000 ms left/)
    assert.equal(up(NOW - 30_000).to, 6)
    const down = (lastChangeMs: number) => decide(spec, 4, [mean('cpu', 10)], { lastChangeMs })
    assert.equal(down(NOW - 299_999).kind, 'hold')
    assert.equal(down(NOW - 300_000).to, 1)
  })

  it('shrinks only to the largest recommendation of the window, once that is covered', () => {
    const spec = policySpec({ min: 1, max: 10, cpu: 70, stabilizationDownMs: 60_000 })
    const at = (ageMs: number, replicas: number) => ({ atMs: NOW - ageMs, replicas })
    const low = (recommendations: Recommendation[]) =>
      decide(spec, 8, [mean('cpu', 7)], { recommendations }).to
    assert.equal(low([]), 8)
    assert.equal(low([at(50_000, 2)]), 8)
    assert.equal(low([at(61_000, 8), at(60_000, 5), at(5_000, 2)]), 5)
    assert.equal(low([at(70_000, 8), at(61_000, 8), at(5_000, 1)]), 1)
  })

  it('lets a new leader grow but not shrink', () => {
    assert.match(decide(policy, 4, [mean('cpu', 7)], { canScaleDown: false }).reason, /held until/)
    assert.equal(decide(policy, 4, [mean('cpu', 140)], { canScaleDown: false }).to, 8)
  })

  it('remembers what the windows reach and one recommendation before them', () => {
    const spec = policySpec({ min: 1, max: 2, stabilizationDownMs: 10 })
    let kept: Recommendation[] = []
    for (let atMs = 0; atMs <= 100; atMs += 5) {
      kept = remember(spec, kept, { atMs, replicas: atMs % 2 })
    }
    assert.deepEqual(
      kept.map(one => one.atMs),
      [85, 90, 95, 100],
    )
  })

  it('remembers equal recommendations in a row as one, from the first to the last', () => {
    const spec = policySpec({ min: 1, max: 9, cpu: 70, stabilizationDownMs: 60_000 })
    let kept: Recommendation[] = []
    for (const [ageMs, replicas] of [
      ...[90, 80, 70, 60.001].map(age => [age * 1000, 9]),
      ...[50, 30, 10].map(age => [age * 1000, 3]),
    ]) {
      kept = remember(spec, kept, { atMs: NOW - ageMs!, replicas: replicas! })
    }
    assert.deepEqual(kept, [
      { atMs: NOW - 90_000, replicas: 9, untilMs: NOW - 60_001 },
      { atMs: NOW - 50_000, replicas: 3, untilMs: NOW - 10_000 },
    ])
    assert.equal(decide(spec, 9, [mean('cpu', 7)], { recommendations: kept }).to, 3)
    const reached = [{ ...kept[0]!, untilMs: NOW - 60_000 }, kept[1]!]
    assert.equal(decide(spec, 9, [mean('cpu', 7)], { recommendations: reached }).to, 9)
  })
})

const anyPolicy = fc
  .record({
    min: fc.integer({ min: 0, max: 5 }),
    span: fc.integer({ min: 1, max: 20 }),
    cpu: fc.integer({ min: 1, max: 200 }),
    rps: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    tolerance: fc.constantFrom(0, 0.1, 0.5),
    stabilizationDownMs: fc.constantFrom(0, 60_000),
  })
  .map(({ min, span, rps, ...rest }) =>
    policySpec({ min, max: min + span, ...rest, ...(rps === undefined ? {} : { rps }) }),
  )
const anyLoad = fc.double({ min: 0, max: 1000, noNaN: true })
const anyReadings = fc
  .tuple(fc.array(anyLoad, { maxLength: 8 }), fc.nat(3), fc.nat(3), anyLoad, fc.boolean())
  .map(([samples, missing, starting, rps, isComplete]): MetricReading[] => [
    each('cpu', samples, missing, starting),
    { kind: 'service', metric: 'rps', value: rps, isComplete },
  ])

describe('every evaluation', () => {
  it('ends within the bounds, unless the service is paused', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        fc.nat(40),
        fc.nat(40),
        anyReadings,
        (spec, replicas, ready, readings) => {
          assert.deepEqual(policyProblems(spec), [])
          const { to } = decide(spec, replicas, readings, { ready })
          assert.ok((to >= spec.min && to <= spec.max) || (replicas === 0 && to === 0))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('changes nothing while every metric is within the tolerance', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        fc.integer({ min: 1, max: 25 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (spec, n, x) => {
          const replicas = Math.min(spec.max, Math.max(spec.min, n))
          const readings = [
            mean('cpu', spec.cpu! * (1 + x * spec.tolerance)),
            mean('rps', (spec.rps ?? 0) * replicas),
          ]
          assert.equal(decide(spec, replicas, readings).kind, 'hold')
        },
      ),
      { numRuns: 300 },
    )
  })

  it('respects both cooldowns inside the bounds', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        fc.nat(25),
        anyReadings,
        fc.nat(400_000),
        (spec, n, readings, ageMs) => {
          const replicas = Math.min(spec.max, Math.max(spec.min, n))
          const { to } = decide(spec, replicas, readings, { lastChangeMs: NOW - ageMs })
          if (to > replicas) assert.ok(ageMs >= spec.scaleUpCooldownMs)
          if (to < replicas) assert.ok(ageMs >= spec.scaleDownCooldownMs)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('asks for no fewer replicas when the load is higher', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        fc.nat(25),
        fc.nat(25),
        anyLoad,
        anyLoad,
        (spec, replicas, ready, a, b) => {
          const wanted = (load: number) =>
            decide(spec, replicas, [mean('cpu', load), mean('rps', load)], { ready }).recommended
          assert.ok(wanted(Math.min(a, b)) <= wanted(Math.max(a, b)))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('asks for no fewer replicas when one of them works harder, also with gaps', () => {
    const gaps = fc.tuple(fc.nat(2), fc.nat(2))
    fc.assert(
      fc.property(
        anyPolicy,
        anyLoad,
        fc.double({ min: 1, max: 5, noNaN: true }),
        gaps,
        (spec, load, factor, [missing, starting]) => {
          const wanted = (samples: number[]) => {
            const replicas = samples.length + missing + starting
            const readings = [each('cpu', samples, missing, starting), mean('rps', 0)]
            return decide(spec, replicas, readings, { ready: samples.length }).recommended
          }
          assert.ok(wanted([load, load]) <= wanted([load * factor, load * factor]))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('answers data that JSON keeps whole', () => {
    fc.assert(
      fc.property(anyPolicy, fc.nat(10), anyReadings, (spec, replicas, readings) => {
        const decision = decide(spec, replicas, readings)
        assert.deepEqual(JSON.parse(JSON.stringify(decision)), decision)
      }),
      { numRuns: 100 },
    )
  })
})
