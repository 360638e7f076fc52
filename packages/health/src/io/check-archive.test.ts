import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Logger, ManualClock, seededRandom } from '@polis/base'
import { parseCheck } from '../parse-check.ts'
import { CheckArchive } from './check-archive.ts'
import { CheckRunner } from './check-runner.ts'

function temporary(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'polis-archive-'))
  context.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'health')
}

/** An archive and a runner on it, as of `wallMs`. */
function open(folder: string, wallMs: number, warned: object[] = []) {
  const clock = new ManualClock(wallMs)
  const logger = { warn: (about: object) => warned.push(about) } as unknown as Logger
  const archive = new CheckArchive({ folder, clock, logger })
  const runner = new CheckRunner({
    clock,
    random: seededRandom(1),
    probe: async () => ({ outcome: 'pass', output: 'well', responseTimeMs: 1 }),
    recall: (key, checkId) => archive.recall(key, checkId),
  })
  archive.start(runner)
  const parsed = parseCheck({ type: 'tcp', id: 'c' })
  assert(parsed.kind === 'ok')
  const check = (keys: readonly string[]) =>
    runner.setTargets(
      keys.map(key => {
        const about = { address: '127.0.0.1', ports: [{ target: 1, port: 1 }], startedAtMs: 0 }
        return { key, endpointId: key, checks: [parsed.check], ...about }
      }),
    )
  return { archive, runner, clock, check }
}

const KEYS = Array.from({ length: 60 }, (_, i) => `t${i}`)

test('results go on after a restart; those of tasks that are gone are dropped', async context => {
  const folder = temporary(context)
  const first = open(folder, 1_000_000)
  first.check(KEYS)
  for (const key of KEYS) await first.runner.probeNow(key, 'c')
  await first.archive.stop()
  const second = open(folder, 1_060_000)
  second.check(['t1'])
  const gap = await second.runner.probeNow('t1', 'c')
  assert.equal(gap?.unobservedMs, 60_000)
  assert.equal(second.runner.history('t1', 'c')?.length, 2)
  assert.equal(second.runner.statistics('t1', 'c')?.results, 2)
  second.clock.advance(300_000)
  await second.archive.stop()
  const third = open(folder, 2_000_000)
  third.check(['t2'])
  assert.equal(third.runner.history('t2', 'c')?.length, 1, 'it may be adopted late')
  third.clock.advance(700_000)
  await third.archive.stop()
  const fourth = open(folder, 3_000_000)
  fourth.check(KEYS)
  const known = KEYS.filter(key => fourth.runner.history(key, 'c')!.length > 0)
  assert.deepEqual(known, ['t2'])
  await fourth.archive.stop()
})

test('a damaged file is set aside with a warning, and the others are read', async context => {
  const folder = temporary(context)
  const first = open(folder, 1_000_000)
  first.check(KEYS)
  for (const key of KEYS) await first.runner.probeNow(key, 'c')
  await first.archive.stop()
  const file = join(folder, readdirSync(folder)[0]!)
  const bytes = readFileSync(file)
  bytes[bytes.length - 5]! ^= 4
  writeFileSync(file, bytes)
  const warned: { file?: string; reason?: string }[] = []
  const second = open(folder, 1_100_000, warned)
  second.check(KEYS)
  const known = KEYS.filter(key => second.runner.history(key, 'c')!.length > 0)
  assert(known.length > KEYS.length / 2 && known.length < KEYS.length)
  assert.deepEqual(warned, [{ file: `${file}.damaged-1100000`, reason: 'its checksum is wrong' }])
  assert.deepEqual(readFileSync(warned[0]!.file!), bytes)
  await second.archive.stop()
})
