import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runSwarm, type SwarmReport } from './swarm.ts'

/** How many seeds, and how long they may take, whichever ends first. */
const SIZES = {
  usual: { seeds: 100, budgetMs: Number.POSITIVE_INFINITY },
  full: { seeds: 20_000, budgetMs: 180_000 },
  long: { seeds: 20_000, budgetMs: Number.POSITIVE_INFINITY },
} as const
const FIRST_SEED = 1
const HOUR_MS = 3_600_000

const name = process.env['POLIS_TEST_SIZE'] ?? 'usual'
const { seeds, budgetMs } = name === 'full' || name === 'long' ? SIZES[name] : SIZES.usual

test('whatever happens, views agree after it, and nobody dies of what others suffer', {
  timeout: HOUR_MS,
}, t => {
  const startedMs = performance.now()
  const reports: SwarmReport[] = []
  for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
    const report = runSwarm(seed)
    const again = `npm run simulate:gossip -- --seed ${seed}`
    assert.equal(report.failure, undefined, `seed ${seed}: ${report.failure}; ${again}`)
    reports.push(report)
    if (performance.now() - startedMs > budgetMs) break
  }
  const sum = (of: (report: SwarmReport) => number) => reports.reduce((all, r) => all + of(r), 0)
  const slowestMs = Math.max(...reports.map(({ convergedMs }) => convergedMs ?? 0))
  const [faults, deaths, suspicions] = [
    sum(report => report.faults),
    sum(report => report.deaths),
    sum(report => report.suspicions),
  ]
  t.diagnostic(
    `${reports.length} seeds: ${faults} faults, ${suspicions} suspicions, ${deaths} deaths; ` +
      `views agreed within ${slowestMs.toFixed(0)} ms of healing`,
  )
  // A run in which nothing happens keeps every promise, too.
  const count = reports.length
  assert.ok(faults > 5 * count && suspicions > 5 * count && deaths > 3 * count)
})

test('a seed gives the same run again', () => {
  assert.deepEqual(runSwarm(12), runSwarm(12))
})
