import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Random, seededRandom } from '@polis/base'
import { capacityFor, compare } from './comparison.ts'
import { plotOf, summaryOf, tableOf } from './report.ts'
import { type Trace, traceOf } from './trace.ts'

const STEP_MS = 300_000
const STEPS_A_DAY = 288

/** Days of a daily curve with noise and a rare burst, as web services have it. */
function daily(seed: number, days: number, noise: number, bursts: number): Trace {
  const random = seededRandom(seed)
  let burst = 0
  return traceOf(
    Array.from({ length: days * STEPS_A_DAY }, (_, i) => {
      if (random.next() < bursts) burst = 100 * random.next()
      else burst *= 0.5
      const curve = 100 - 60 * Math.cos((i / STEPS_A_DAY) * 2 * Math.PI)
      return { atMs: i * STEP_MS, load: curve * (1 + noise * normal(random)) + burst }
    }).map(({ atMs, load }) => ({ atMs, load: Math.max(0, load) })),
  )
}

function normal(random: Random): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += random.next()
  return sum
}

/** Seed, noise, share of steps in which a burst begins. */
const LOADS = [
  [1, 0.1, 0.01],
  [2, 0.25, 0],
  [3, 0.04, 0.03],
  [2, 0.15, 0],
] as const

describe('the default behaviour beside the HPA’s, on loads that nobody tuned it on', () => {
  const rows = LOADS.map(([seed, noise, bursts]) => {
    const trace = daily(seed, 2, noise, bursts)
    const world = { capacity: capacityFor(trace), startupMs: 30_000, lagMs: 5_000 }
    return compare(trace, world).map(({ result }) => result)
  })
  const total = (row: number, field: 'underMs' | 'replicaMs' | 'changes') =>
    rows.reduce((sum, results) => sum + results[row]![field], 0)

  it('needs fewer replica-hours and changes, and is under-provisioned no longer anywhere', () => {
    for (const [hpa, polis] of rows) assert.ok(polis!.underMs <= hpa!.underMs)
    assert.ok(total(1, 'replicaMs') < total(0, 'replicaMs'))
    assert.ok(total(1, 'changes') < 0.9 * total(0, 'changes'))
  })

  it('is under-provisioned for less time with prediction, and costs no more anywhere', () => {
    for (const [hpa, , predictive] of rows) assert.ok(predictive!.replicaMs <= hpa!.replicaMs)
    assert.ok(total(2, 'underMs') < 0.95 * total(0, 'underMs'))
    assert.ok(total(2, 'changes') < total(0, 'changes'))
  })
})

describe('a report', () => {
  const trace = daily(4, 1, 0.1, 0)
  const capacity = capacityFor(trace)
  const rows = compare(trace, { capacity, startupMs: 30_000, lagMs: 5_000 })

  it('has a line a policy with the figures of its run', () => {
    const [head, ...lines] = tableOf(rows.map(summaryOf)).split('\n')
    assert.match(head!, /policy +target +under +replica-h +over +changes +flaps +breaches/)
    assert.equal(lines.length, 3)
    const { changes, replicaHours } = summaryOf(rows[0]!)
    assert.match(lines[0]!, new RegExp(`^hpa +70 .* ${Math.round(replicaHours)} .* ${changes} `))
  })

  it('draws the load and each policy’s count', () => {
    const svg = plotOf(trace, capacity, rows)
    assert.equal(svg.match(/<path /g)?.length, 4)
    assert.doesNotMatch(svg, /NaN|Infinity|undefined/)
    const changes = rows[1]!.result.steps.length
    assert.equal(
      svg.match(/V[\d.]+/g)?.length,
      rows.reduce((n, r) => n + r.result.changes, 0),
    )
    assert.ok(changes > 0)
  })
})
