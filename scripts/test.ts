/**
 * Runs the tests: units side by side, then what needs the machine to itself one after the other.
 *
 *     node scripts/test.ts            every test that needs nothing but Node.js
 *     node scripts/test.ts --full     the same tests at their full size (POLIS_TEST_SIZE=full)
 *     node scripts/test.ts --only X   one suite of test/: integration, docker, peers
 */

import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'

const args = process.argv.slice(2)
const isFull = args.includes('--full')
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined

/** What makes the same tests larger: more seeds, more episodes. */
const FULL_SIZE = { POLIS_TEST_SIZE: 'full', POLIS_RAFT_SEEDS: '3000' }

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
  { name: 'integration', files: globSync('test/integration/*.test.ts'), concurrency: 1 },
]

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
      '--test-timeout=240000',
      ...files.sort(),
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, ...(isFull ? FULL_SIZE : {}) },
    },
  )
  console.log(`== ${name} took ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
  if (status !== 0) hasFailed = true
}
process.exitCode = hasFailed ? 1 : 0
