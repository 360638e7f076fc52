import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { seededRandom } from '@polis/base'
import { DEFAULT_RAFT_CONFIG } from '../config.ts'
import type { Entry } from '../message.ts'
import { RaftStorage } from './raft-storage.ts'
import { readSalvage, soleVoter, writeFoundation } from './refoundation.ts'

test('a log begun from a snapshot is whole, and its one voter needs nobody', async t => {
  const dataDir = directory(t)
  const metadata = { index: 41, term: 7, confState: soleVoter(3) }
  await writeFoundation(dataDir, 3, { data: [Buffer.from('state')], metadata })
  const storage = await open(dataDir, 3)
  const { kind, snapshot, hardState, entries } = storage.recovered
  const { isSoleVoter } = storage
  const found = [...(snapshot?.data ?? [])].map(chunk => Buffer.from(chunk).toString())
  await storage.close()
  assert.equal(kind, 'clean')
  assert.deepEqual(hardState, { term: 7, vote: 0, commit: 41 })
  assert.deepEqual(snapshot?.metadata, metadata)
  assert.deepEqual(found, ['state'])
  assert.deepEqual([entries.length, isSoleVoter], [0, true])
})

test('what a whole directory gives is its snapshot and every entry behind it', async t => {
  const dataDir = directory(t)
  const metadata = { index: 10, term: 2, confState: soleVoter(1) }
  await writeFoundation(dataDir, 1, { data: [Buffer.from('state')], metadata })
  await append(dataDir, [entryOf(11, 2), entryOf(12, 4)])
  const kept = await readSalvage(dataDir, found => found)
  assert.deepEqual(kept?.snapshot?.metadata, metadata)
  assert.deepEqual(
    kept.entries.map(({ index, term }) => [index, term]),
    [
      [11, 2],
      [12, 4],
    ],
  )
  assert.deepEqual(
    [kept.damage, kept.lastIndex, kept.lastTerm, kept.lostIndex, kept.commitIndex, kept.term],
    ['', 12, 4, 12, 10, 4],
  )
})

test('without a readable term and vote the entries still count', async t => {
  const dataDir = directory(t)
  await append(dataDir, [entryOf(1, 1), entryOf(2, 1)])
  const folder = join(dataDir, 'raft', 'log')
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.log')) truncateSync(join(folder, name), 0)
  }
  const kept = await readSalvage(dataDir, found => found)
  // LevelDB has nothing any more; the ring has both writes.
  assert.equal(kept?.lastIndex, 2)
  truncateSync(join(dataDir, 'raft', 'tail'), 4096)
  assert.equal(await readSalvage(dataDir, found => found), undefined)
})

test('a database that LevelDB cannot open is repaired in a copy', async t => {
  const dataDir = directory(t)
  const metadata = { index: 10, term: 2, confState: soleVoter(1) }
  await writeFoundation(dataDir, 1, { data: [Buffer.from('state')], metadata })
  await append(dataDir, [entryOf(11, 2)])
  for (const folder of ['raft/log', 'state'].map(name => join(dataDir, name))) {
    for (const name of readdirSync(folder)) {
      if (name.startsWith('MANIFEST')) truncateSync(join(folder, name), 0)
    }
  }
  truncateSync(join(dataDir, 'raft/tail'), 0)
  const kept = await readSalvage(dataDir, found => {
    return found && { ...found, state: [...(found.snapshot?.data ?? [])].map(String) }
  })
  assert.deepEqual([kept?.snapshotIndex, kept?.lastIndex], [10, 11])
  assert.deepEqual(kept?.state, [String(Buffer.from('state'))])
  assert.equal(existsSync(join(dataDir, 'salvage')), false)
})

async function append(dataDir: string, entries: readonly Entry[]): Promise<void> {
  const storage = await open(dataDir, 1)
  const hardState = { term: entries.at(-1)!.term, vote: 1, commit: 0 }
  await storage.append({ entries, hardState, snapshot: undefined }, () => [])
  await storage.close()
}

function open(dataDir: string, raftId: number): Promise<RaftStorage> {
  const config = DEFAULT_RAFT_CONFIG
  return RaftStorage.open({ dataDir, raftId, config, random: seededRandom(raftId) })
}

function entryOf(index: number, term: number): Entry {
  return { index, term, type: 'normal', data: Buffer.from(`${index}`) }
}

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'polis-refound-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}
