/**
 * Runs the tests: units side by side, then what needs the machine to itself one after the other.
 *
 *     node scripts/test.ts            every test that needs nothing but Node.js
 *     node scripts/test.ts --full     the same tests at their full size (POLIS_TEST_SIZE=full)
 *     node scripts/test.ts --long     hours: 20,000 seeds of every scenario, every mutant (… 'long')
 *     node scripts/test.ts --only X   one suite of test/: integration, docker, peers
 */

import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'

const args = process.argv.slice(2)
const isFull = args.includes('--full')
const isLong = args.includes('--long')
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined

/** What makes the same tests larger: more seeds, more episodes. */
const FULL_SIZE = { POLIS_TEST_SIZE: 'full', POLIS_RAFT_SEEDS: '3000' }

/** Sizes that take hours are for the simulation; what runs in real time stays at its full size. */
const LONG_SIZE = { POLIS_TEST_SIZE: 'long', POLIS_RAFT_SEEDS: '200000' }

/** A file of tests that takes longer hangs. */
const FILE_MS_MAX = isLong ? 24 * 3_600_000 : isFull ? 600_000 : 240_000

/** Whole clusters that lose and regain members, a minute each: at full size only. */
const FULL_SIZE_ONLY = ['recovery', 'voters'].map(name => `test/integration/${name}.test.ts`)

type Suite = { readonly name: string; readonly files: string[]; readonly concurrency: number }

const SUITES: readonly Suite[] = [
  {
    name: 'unit',
    files: globSync([
      'packages/*/src/**/*.test.ts',
      'test/tidy/*.test.ts',
      'test/conformance/*.test.ts',
      'test/simulation/*.test.ts',
      'test/docs/*.test.ts',
      'bench/*.test.ts',
    ]),
    concurrency: 2,
  },
  {
    name: 'integration',
    files: globSync('test/integration/*.test.ts').filter(
      file => isFull || isLong || !FULL_SIZE_ONLY.includes(file),
    ),
    concurrency: 1,
  },
  { name: 'long', files: isLong ? globSync('test/long/*.test.ts') : [], concurrency: 1 },
]

function sizeOf(suite: string): Record<string, string> {
  if (isLong) return suite === 'unit' ? LONG_SIZE : FULL_SIZE
  return isFull ? FULL_SIZE : {}
}

const suites =
  only === undefined
    ? SUITES
    : [{ name: only, files: globSync(`test/${only}/*.test.ts`), concurrency: 1 }]

let hasFailed = false
for (const { name, files, concurrency } of suites) {
  if (files.length === 0) continue
  const startedMs = Date.now()
  console.log(`\n== ${name} (${files.length} files)`)
  const { status } = spawnSync(
    process.execPath,
    [
      '--test',
      '--test-reporter=spec',
      `--test-concurrency=${concurrency}`,
      `--test-timeout=${FILE_MS_MAX}`,
      ...files.sort(),
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, ...sizeOf(name) },
    },
  )
  console.log(`== ${name} took ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
  if (status !== 0) hasFailed = true
}
process.exitCode = hasFailed ? 1 : 0
