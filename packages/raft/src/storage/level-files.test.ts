import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { seededRandom } from '@polis/base'
import { openLevel } from '../io/level-log.ts'
import { liveTables, tableDamage } from './level-files.ts'

test('a table that LevelDB wrote is whole, and any bit of its blocks is covered', async t => {
  const { tables } = await written(t)
  const random = seededRandom(3)
  for (const { bytes } of tables) {
    assert.equal(tableDamage(bytes), undefined)
    for (let i = 0; i < 60; i++) {
      const damaged = bytes.slice()
      // Between the handles of the footer and its magic there is padding, which says nothing.
      const at = random.int(bytes.length - 48)
      damaged[at]! ^= 1 << random.int(8)
      assert.ok(tableDamage(damaged) !== undefined, `byte ${at} of ${bytes.length}`)
      assert.ok(tableDamage(bytes.subarray(0, random.int(bytes.length))) !== undefined)
    }
    const noHandles = bytes.slice().fill(0xff, bytes.length - 48, bytes.length - 8)
    assert.equal(tableDamage(noHandles), 'its index is garbled')
    const page = Math.floor(random.int(bytes.length) / 4096) * 4096
    assert.ok(tableDamage(bytes.slice().fill(0, page, page + 4096)) !== undefined)
  }
})

test('the manifest names the tables that are there, and a cut one names fewer or none', async t => {
  const { tables, manifest } = await written(t)
  assert.ok(tables.length > 1)
  const numbers = tables.map(({ number }) => number).sort((a, b) => a - b)
  assert.deepEqual(
    [...liveTables(manifest)!].sort((a, b) => a - b),
    numbers,
  )
  for (let length = 0; length < manifest.length; length++) {
    const live = liveTables(manifest.subarray(0, length))
    assert.ok(live === undefined || live.size <= numbers.length)
  }
  assert.equal(liveTables(new Uint8Array(100).fill(7)), undefined)
})

/** What LevelDB makes of a few megabytes. */
async function written(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'polis-level-'))
  t.after(() => rmSync(directory, { recursive: true }))
  for (let life = 0; life < 3; life++) {
    const database = await openLevel(directory)
    for (let i = 0; i < 120; i++) {
      const key = Buffer.from(`key ${life} ${i}`)
      await database!.put(key, new Uint8Array(30_000).fill(i))
    }
    await database!.close()
  }
  const names = readdirSync(directory)
  const tables = names
    .filter(name => name.endsWith('.ldb'))
    .map(name => ({
      number: Number.parseInt(name, 10),
      bytes: new Uint8Array(readFileSync(join(directory, name))),
    }))
  const manifest = names.find(name => name.startsWith('MANIFEST-'))!
  return { tables, manifest: new Uint8Array(readFileSync(join(directory, manifest))) }
}
