/**
 * Runs the tests: what is pure in one process; then units, those that bear company in one process
 * and beside it the others in processes of their own; then what needs the machine to itself, one
 * file after the other.
 *
 *     node scripts/test.ts            every test that needs nothing but Node.js
 *     node scripts/test.ts --full     the same tests at their full size (POLIS_TEST_SIZE=full)
 *     node scripts/test.ts --long     hours: 20,000 seeds of every scenario, every mutant (… 'long')
 *     node scripts/test.ts --only X   one suite of test/: integration, docker, peers
 */

import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

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

/** Many nodes, or whole clusters whose parts have other tests beside: at full size only. */
const FULL_SIZE_ONLY = [
  'autoscale',
  'bad-start',
  'balancing',
  'discovery',
  'health',
  'lifecycle',
  'linearizability',
  'prove',
  'recovery',
  'secrets',
  'voters',
  'zero-drop-traffic',
].map(name => `test/integration/${name}.test.ts`)

/** Compiled code is kept between processes: whole clusters start in most of the tests. */
const COMPILE_CACHE = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))

type Suite = {
  readonly name: string
  readonly files: string[]
  /** Files side by side; 0: all of them in one process, one after the other. */
  readonly concurrency: number
  /** The next suite runs at the same time; what this one prints is shown when it has ended. */
  readonly isBesideNext?: boolean
}

const PACKAGE_TESTS = globSync('packages/*/src/**/*.test.ts')
/** What touches nothing outside needs no process of its own, which costs more than the tests. */
const PURE_TESTS = PACKAGE_TESTS.filter(file => !/\/(io|simulation)\//.test(file))
/** Tests that leave nothing behind share a process too: it loads libraries and code once. */
const SHARED_TESTS = globSync(
  'packages/{api,autoscaler,balancer,discovery,health,node}/src/io/*.test.ts',
)

const SUITES: readonly Suite[] = [
  { name: 'pure', files: PURE_TESTS, concurrency: 0 },
  { name: 'shared', files: SHARED_TESTS, concurrency: 0, isBesideNext: true },
  {
    name: 'unit',
    files: [
      ...PACKAGE_TESTS.filter(file => !PURE_TESTS.includes(file) && !SHARED_TESTS.includes(file)),
      ...globSync([
        'test/tidy/*.test.ts',
        'test/conformance/*.test.ts',
        'test/simulation/*.test.ts',
        'test/docs/*.test.ts',
        'bench/*.test.ts',
      ]),
    ],
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
  if (isLong) return ['pure', 'shared', 'unit'].includes(suite) ? LONG_SIZE : FULL_SIZE
  return isFull ? FULL_SIZE : {}
}

const suites =
  only === undefined
    ? SUITES
    : [{ name: only, files: globSync(`test/${only}/*.test.ts`), concurrency: 1 }]

let hasFailed = false
let beside: Promise<void> = Promise.resolve()
for (const suite of suites) {
  if (suite.files.length === 0) continue
  if (suite.isBesideNext) {
    beside = run(suite)
    continue
  }
  await run(suite)
  await beside
}
process.exitCode = hasFailed ? 1 : 0

/** Runs one suite in a test runner of its own. */
async function run({ name, files, concurrency, isBesideNext = false }: Suite): Promise<void> {
  const startedMs = Date.now()
  const title = `\n== ${name} (${files.length} files)`
  if (!isBesideNext) console.log(title)
  const child = spawn(
    process.execPath,
    [
      '--test',
      '--test-reporter=spec',
      // In one process, what a failed test has left open would keep all of them from ending.
      ...(concurrency === 0
        ? ['--test-isolation=none', '--test-force-exit']
        : [`--test-concurrency=${concurrency}`]),
      `--test-timeout=${FILE_MS_MAX}`,
      ...files.sort(),
    ],
    {
      stdio: ['ignore', isBesideNext ? 'pipe' : 'inherit', isBesideNext ? 'pipe' : 'inherit'],
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...sizeOf(name) },
    },
  )
  const printed: string[] = [title]
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => printed.push(text))
  }
  const status = await new Promise<number | null>(resolve => child.once('close', resolve))
  if (isBesideNext) console.log(printed.join(''))
  console.log(`== ${name} took ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
  if (status !== 0) hasFailed = true
}
