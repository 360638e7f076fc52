import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  MUTATIONS,
  type Mutation,
  type Scenario,
  type SimulationReport,
  simulate,
} from '@polis/simulator'

const IS_FULL = process.env['POLIS_TEST_SIZE'] === 'full'
const FIRST_SEED = 1
const SEEDS = IS_FULL ? 300 : 20
const CLUSTER_SEEDS = IS_FULL ? 200 : 15
const CALM_SEEDS = IS_FULL ? 40 : 4
/** Seeds within which each bug on purpose must be found. */
const MUTATION_SEEDS = 200

function run(scenario: Scenario, count: number): SimulationReport[] {
  return Array.from({ length: count }, (_, i) => {
    const seed = FIRST_SEED + i
    const report = simulate({ seed, scenario })
    const { failure } = report
    const again = `npm run simulate -- --seed ${seed} --scenario ${scenario} --trace -`
    assert.equal(failure, undefined, `seed ${seed}: ${failure?.detail}; ${again}`)
    return report
  })
}

const sum = (reports: readonly SimulationReport[], of: (report: SimulationReport) => number) =>
  reports.reduce((total, report) => total + of(report), 0)

test(`${SEEDS} groups keep every promise under faults, and serve once healed`, t => {
  const reports = run('raft', SEEDS)
  const elections = sum(reports, ({ counts }) => counts.terms)
  const writes = sum(reports, ({ counts }) => counts.writes)
  const starts = sum(reports, ({ counts }) => counts.starts)
  t.diagnostic(`${elections} terms, ${writes} acknowledged writes, ${starts} starts`)
  // A run that does nothing keeps every promise, too.
  assert.ok(elections > 3 * SEEDS && writes > 20 * SEEDS && starts > 8 * SEEDS)
  assert.ok(sum(reports, ({ counts }) => counts.reads) > 20 * SEEDS)
  assert.ok(sum(reports, ({ counts }) => counts.changes) > SEEDS)
  assert.ok(sum(reports, ({ counts }) => counts.retried) > 0, 'a command was proposed twice')
  assert.ok(sum(reports, ({ counts }) => counts.damaged) > 0, 'a disk was damaged')
})

test(`${CLUSTER_SEEDS} clusters run what is deployed, once a slot, after any trouble`, t => {
  const reports = run('cluster', CLUSTER_SEEDS)
  const decisions = sum(reports, ({ counts }) => counts.decisions)
  t.diagnostic(`${decisions} decisions`)
  assert.ok(decisions > 5 * CLUSTER_SEEDS)
})

test(`${CALM_SEEDS} groups without faults lose no operation`, () => {
  const reports = run('raft-calm', CALM_SEEDS)
  assert.equal(
    sum(reports, ({ counts }) => counts.unknown),
    0,
  )
  assert.ok(sum(reports, ({ counts }) => counts.writes) > 100 * CALM_SEEDS)
})

test('the same seed gives the same trace, byte for byte, and another seed another', () => {
  const traceOf = (seed: number) => {
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

for (const [mutation, { bug }] of Object.entries(MUTATIONS)) {
  test(`a bug on purpose is found: ${bug}`, t => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + MUTATION_SEEDS; seed++) {
      const { failure } = simulate({ seed, mutation: mutation as Mutation })
      if (failure === undefined) continue
      t.diagnostic(`${mutation} is found by seed ${seed}: ${failure.detail}`)
      return
    }
    assert.fail(`${mutation} survives ${MUTATION_SEEDS} seeds`)
  })
}
