import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Scenario, type SimulationReport, simulate } from '@polis/simulator'
import { bySize } from './size.ts'

const FIRST_SEED = 1
/** The full size is bounded by time instead: as many seeds as fit. Which they are is certain. */
const RAFT_SEEDS = bySize({ usual: 100, full: Number.POSITIVE_INFINITY, long: 20_000 })
const RAFT_MS = bySize({ usual: undefined, full: 75_000, long: undefined })
const CLUSTER_SEEDS = bySize({ usual: 15, full: 200, long: 20_000 })
const CALM_SEEDS = bySize({ usual: 4, full: 40, long: 20_000 })

/** Sums of what happened in `seeds` runs. */
type Totals = Record<string, number> & { seeds: number }

/** Runs seeds, each of which must keep every promise, until `count` or `withinMs` is used up. */
function run(scenario: Scenario, count: number, withinMs?: number): Totals {
  const totals: Totals = { seeds: 0 }
  const beganMs = performance.now()
  while (totals.seeds < count) {
    if (withinMs !== undefined && performance.now() - beganMs >= withinMs) break
    const seed = FIRST_SEED + totals.seeds
    const { failure, counts } = simulate({ seed, scenario })
    const again = `npm run simulate -- --seed ${seed} --scenario ${scenario} --trace -`
    assert.equal(failure, undefined, `seed ${seed}: ${failure?.detail}; ${again}`)
    totals.seeds++
    for (const [name, value] of Object.entries(counts)) {
      if (typeof value === 'number') totals[name] = (totals[name] ?? 0) + value
    }
    for (const [name, value] of Object.entries(counts.faults)) {
      totals[name] = (totals[name] ?? 0) + value
    }
  }
  return totals
}

test('groups keep every promise under faults, and serve once healed', t => {
  const totals = run('raft', RAFT_SEEDS, RAFT_MS)
  const { seeds, terms, writes, reads, starts, changes } = totals
  t.diagnostic(`seeds ${FIRST_SEED} to ${FIRST_SEED + seeds - 1}: ${JSON.stringify(totals)}`)
  // A run that does nothing keeps every promise, too.
  assert.ok(terms! > 3 * seeds && writes! > 20 * seeds && starts! > 8 * seeds)
  assert.ok(reads! > 20 * seeds && changes! > seeds)
  const { nodes, applied, unknown, refusals, firstWriteMs, decisions, ...kinds } = totals
  for (const [name, count] of Object.entries(kinds)) {
    assert.ok(count > 0 || name === 'settledMs', `${name} happened`)
  }
})

test(`${CLUSTER_SEEDS} clusters run what is deployed, once a slot, after any trouble`, t => {
  const { decisions } = run('cluster', CLUSTER_SEEDS)
  t.diagnostic(`${decisions} decisions`)
  assert.ok(decisions! > 5 * CLUSTER_SEEDS)
})

test(`${CALM_SEEDS} groups without faults lose no operation`, () => {
  const { unknown, writes } = run('raft-calm', CALM_SEEDS)
  assert.equal(unknown, 0)
  assert.ok(writes! > 100 * CALM_SEEDS)
})

test('the same seed gives the same trace, byte for byte, and another seed another', () => {
  const traceOf = (seed: number): { report: SimulationReport; text: string } => {
    const lines: string[] = []
    const report = simulate({ seed, sink: line => lines.push(line) })
    return { report, text: lines.join('\n') }
  }
  const first = traceOf(FIRST_SEED)
  const second = traceOf(FIRST_SEED)
  assert.ok(first.report.traceLines > 500)
  assert.equal(first.text, second.text)
  assert.deepEqual(first.report, second.report)
  assert.notEqual(traceOf(FIRST_SEED + 1).report.traceHash, first.report.traceHash)
})
