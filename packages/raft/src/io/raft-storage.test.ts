import assert from 'node:assert/strict'
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { hasCode, type Random, seededRandom } from '@polis/base'
import { DEFAULT_RAFT_CONFIG, type RaftConfig } from '../config.ts'
import type { Entry, Snapshot } from '../message.ts'
import { LevelLog } from './level-log.ts'
import { RaftStorage } from './raft-storage.ts'
import { readSalvage } from './refoundation.ts'
import { TailFile } from './tail-file.ts'

const CONFIG: RaftConfig = { ...DEFAULT_RAFT_CONFIG, tailBytes: 256 << 10, storedBatchBytes: 2000 }
const WRITES = 150

test('an empty directory is blank, and what was appended is there after a restart', async t => {
  const dataDir = directory(t)
  const first = await open(dataDir)
  assert.equal(first.recovered.kind, 'blank')
  const log = new Log(first)
  for (let i = 1; i <= 20; i++) await log.append([entryOf(i, 2), entryOf(i + 1, 2)].slice(0, 1))
  await log.append([entryOf(18, 3), entryOf(19, 3)])
  await first.noteCommit(17)
  await first.close()
  const second = await open(dataDir)
  assert.equal(second.recovered.kind, 'clean')
  assert.deepEqual(second.recovered.hardState, { term: 3, vote: 1, commit: 17 })
  assert.deepEqual(idsOf(second.recovered.entries), idsOf(log.entries))
  await second.close()
})

test('a directory has one user at a time', async t => {
  const dataDir = directory(t)
  const first = await open(dataDir)
  await assert.rejects(open(dataDir), { code: 'raft/data-dir-in-use' })
  await first.close()
})

test('a directory keeps its identity', async t => {
  const dataDir = directory(t)
  const first = await open(dataDir)
  await new Log(first).append([entryOf(1, 1)])
  await first.close()
  await assert.rejects(open(dataDir, 2), { code: 'raft/data-of-another-member' })
})

test('a directory that cannot be made is an error that names it', async t => {
  const file = join(directory(t), 'file')
  writeFileSync(file, '')
  await assert.rejects(open(join(file, 'data')), (error: Error) => {
    return hasCode(error, 'raft/data-unreadable') && error.message.includes(file)
  })
})

test('a write that failed is never tried again', async t => {
  const dataDir = directory(t)
  const storage = await open(dataDir)
  const log = new Log(storage)
  await log.append([entryOf(1, 1)])
  const failing = t.mock.method(TailFile.prototype, 'write', async () => {
    throw new Error('EIO: i/o error, fdatasync')
  })
  await assert.rejects(log.append([entryOf(2, 1)]), { code: 'raft/storage-failed' })
  failing.mock.restore()
  await assert.rejects(log.append([entryOf(2, 1)]), { code: 'raft/storage-failed' })
  await assert.rejects(storage.note({ isSoleVoter: true }), { code: 'raft/storage-failed' })
  assert.equal(failing.mock.callCount(), 1)
  await storage.close()
})

test('a crash while a crash is being mended is no damage', async t => {
  for (const behind of [TailFile, LevelLog]) {
    const dataDir = directory(t)
    const storage = await open(dataDir)
    const log = new Log(storage)
    for (let i = 1; i <= 5; i++) await log.append([entryOf(i, 1)])
    const restore = crashIn(t, behind, 'write')
    await assert.rejects(log.append([entryOf(6, 1)]), { code: 'raft/storage-failed' })
    restore()
    await storage.close()
    for (const [place, method] of [
      [TailFile, 'write'],
      [LevelLog, 'replace'],
    ] as const) {
      const restoreAgain = crashIn(t, place, method)
      await assert.rejects(open(dataDir), { code: 'raft/data-unreadable' })
      restoreAgain()
    }
    const whole = await open(dataDir)
    assert.equal(whole.recovered.kind, 'clean', whole.recovered.reason)
    assert.equal(whole.recovered.entries.at(-1)?.index, 6)
    await whole.close()
  }
})

test('a snapshot of our own drops the log before it, and both come back', async t => {
  const dataDir = directory(t)
  const storage = await open(dataDir)
  const log = new Log(storage)
  for (let i = 1; i <= 60; i++) await log.append([entryOf(i, 1)])
  const older = snapshotOf(30, 1, 'older')
  assert.equal(await storage.compact(older, 10, 1e9), 21)
  const newer = snapshotOf(50, 1, 'n'.repeat(3500))
  assert.equal(await storage.compact(newer, 100, 500), 47)
  assert.equal(await storage.compact(older, 0, 0), 47)
  await log.append([entryOf(61, 1)])
  await storage.close()
  const again = await open(dataDir)
  assert.equal(again.recovered.kind, 'clean')
  assert.equal(textOf(again.recovered.snapshot!), 'n'.repeat(3500))
  assert.deepEqual(again.recovered.snapshot!.metadata, newer.metadata)
  assert.deepEqual(idsOf(again.recovered.entries), idsOf(log.entries.slice(46)))
  assert.deepEqual(again.recovered.previous, { index: 46, term: 1 })
  await again.close()
})

test('a snapshot of the leader replaces the whole log', async t => {
  const dataDir = directory(t)
  const storage = await open(dataDir)
  const log = new Log(storage)
  for (let i = 1; i <= 10; i++) await log.append([entryOf(i, 1)])
  const snapshot = snapshotOf(100, 3, 'theirs')
  const hardState = { term: 3, vote: 0, commit: 100 }
  await storage.append({ entries: [entryOf(101, 3)], hardState, snapshot }, () => [])
  await storage.close()
  const again = await open(dataDir)
  assert.equal(again.recovered.kind, 'clean')
  assert.equal(again.recovered.snapshot?.metadata.index, 100)
  assert.deepEqual(idsOf(again.recovered.entries), ['101:3'])
  assert.deepEqual(again.recovered.previous, { index: 100, term: 3 })
  await again.close()
})

test('damage of a voter among several is mended or makes it recover, never missed', async t => {
  const { image, entries } = await makeImage(t, false)
  const outcomes = await tryFaults(t, image, async dataDir => {
    const storage = await open(dataDir)
    const { recovered } = storage
    await storage.close()
    if (recovered.kind === 'clean') {
      assert.deepEqual(idsOf(recovered.entries), idsOf(entries))
      return 'clean'
    }
    assert.equal(recovered.kind, 'recovering')
    const prefix = idsOf(entries).slice(0, recovered.entries.length)
    assert.deepEqual(idsOf(recovered.entries), prefix, 'what is left is a prefix')
    assert.deepEqual([recovered.hardState.term, recovered.hardState.vote], [1, 1])
    const again = await open(dataDir)
    assert.equal(again.recovered.kind, 'recovering', 'a restart does not forget the damage')
    await again.close()
    return 'recovering'
  })
  assert.deepEqual(outcomes.get('tail, page zeroed'), new Set(['clean']))
  assert.deepEqual(outcomes.get('tail, cut'), new Set(['recovering']))
  assert.deepEqual(outcomes.get('tail, removed'), new Set(['recovering']))
  assert.deepEqual(outcomes.get('log, cut by 5 kB'), new Set(['clean']))
  assert.deepEqual(outcomes.get('log, cut to a third'), new Set(['recovering']))
  assert.deepEqual(outcomes.get('both cut'), new Set(['recovering']))
  assert.ok(outcomes.get('log, page zeroed')?.has('recovering'))
})

test('a single voter with damage that cannot be mended refuses to start', async t => {
  const { image, entries } = await makeImage(t, true)
  const outcomes = await tryFaults(t, image, async dataDir => {
    try {
      const storage = await open(dataDir)
      const { recovered } = storage
      await storage.close()
      assert.equal(recovered.kind, 'clean')
      assert.deepEqual(idsOf(recovered.entries), idsOf(entries))
      return 'clean'
    } catch (error) {
      assert.ok(hasCode(error, 'raft/data-damaged'), String(error))
      assert.ok(error.message.includes(dataDir) && error.hint.includes('polis recover'))
      const kept = await readSalvage(dataDir, found => found)
      assert.notEqual(kept?.damage, '')
      const upTo = kept?.lastIndex ?? 0
      assert.deepEqual(idsOf(kept?.entries ?? []), idsOf(entries.slice(0, upTo)))
      assert.ok(kept === undefined || kept.lostIndex >= upTo)
      return 'refused'
    }
  })
  assert.deepEqual(outcomes.get('both cut'), new Set(['refused']))
  assert.deepEqual(outcomes.get('tail, removed'), new Set(['refused']))
  assert.deepEqual(outcomes.get('log, cut by 5 kB'), new Set(['clean']))
})

test('a directory without any readable term and vote is refused', async t => {
  const { image } = await makeImage(t, false)
  for (const name of readdirSync(join(image, 'raft', 'log'))) {
    if (name.endsWith('.log')) truncateSync(join(image, 'raft', 'log', name), 0)
  }
  writeFileSync(join(image, 'raft', 'tail'), new Uint8Array(CONFIG.tailBytes))
  await assert.rejects(open(image), { code: 'raft/data-damaged' })
})

test('a database that LevelDB itself cannot open is set aside and refilled from the ring', async t => {
  const dataDir = directory(t)
  const storage = await open(dataDir)
  const log = new Log(storage)
  for (let i = 1; i <= 10; i++) await log.append([entryOf(i, 1)])
  await storage.close()
  for (const current of ['MANIFEST-999999\n', 'garbled']) {
    writeFileSync(join(dataDir, 'raft', 'log', 'CURRENT'), current)
    const again = await open(dataDir)
    assert.equal(again.recovered.kind, 'clean')
    assert.deepEqual(idsOf(again.recovered.entries), idsOf(log.entries))
    await again.close()
  }
})

/** Makes `method` fail as if the power were cut just before it; the answer mends it. */
function crashIn(t: TestContext, place: { prototype: unknown }, method: string): () => void {
  const prototype = place.prototype as Record<string, () => Promise<void>>
  const mocked = t.mock.method(prototype, method, () => Promise.reject(new Error('no power')))
  return () => mocked.mock.restore()
}

/** Appends and remembers, as the driver's log does. */
class Log {
  readonly #storage: RaftStorage
  entries: Entry[] = []

  constructor(storage: RaftStorage) {
    this.#storage = storage
  }

  async append(entries: readonly Entry[]): Promise<void> {
    const stored = (low: number, high: number) =>
      this.entries.filter(({ index }) => low <= index && index <= high)
    const hardState = { term: entries.at(-1)!.term, vote: 1, commit: 0 }
    await this.#storage.append({ entries, hardState, snapshot: undefined }, stored)
    this.entries = this.entries.filter(({ index }) => index < entries[0]!.index).concat(entries)
  }
}

/** A directory with more writes than the ring holds. */
async function makeImage(
  t: TestContext,
  isSoleVoter: boolean,
): Promise<{ image: string; entries: readonly Entry[] }> {
  const image = directory(t)
  const storage = await open(image)
  await storage.note({ isSoleVoter })
  const log = new Log(storage)
  for (let i = 1; i <= WRITES; i++) await log.append([entryOf(i, 1)])
  await storage.close()
  return { image, entries: log.entries }
}

type Fault = readonly [name: string, damage: (log: string, tail: string, random: Random) => void]

const FAULTS: readonly Fault[] = [
  ['log, bit flipped', (log, _, random) => flip(log, random)],
  ['log, page zeroed', (log, _, random) => zeroPage(log, random)],
  ['log, cut by 5 kB', log => cut(log, size => size - 5000)],
  ['log, cut to a third', log => cut(log, size => size / 3)],
  ['tail, bit flipped', (_, tail, random) => flip(tail, random)],
  ['tail, page zeroed', (_, tail, random) => zeroPage(tail, random)],
  ['tail, cut', (_, tail) => cut(tail, size => size / 2)],
  ['tail, removed', (_, tail) => rmSync(tail)],
  [
    'both flipped',
    (log, tail, random) => {
      flip(log, random)
      flip(tail, random)
    },
  ],
  [
    'both cut',
    (log, tail) => {
      cut(log, size => size - 5000)
      cut(tail, size => size / 2)
    },
  ],
  [
    'both, page zeroed',
    (log, tail, random) => {
      zeroPage(log, random)
      zeroPage(tail, random)
    },
  ],
]
const SEEDS = 2

/** Damages copies of `image` in every way; answers what came of each. */
async function tryFaults(
  t: TestContext,
  image: string,
  attempt: (dataDir: string) => Promise<string>,
): Promise<Map<string, Set<string>>> {
  const outcomes = new Map<string, Set<string>>()
  for (const [name, damage] of FAULTS) {
    const seen = new Set<string>()
    outcomes.set(name, seen)
    for (let seed = 1; seed <= SEEDS; seed++) {
      const copy = directory(t)
      cpSync(image, copy, { recursive: true })
      damage(levelLogOf(copy), join(copy, 'raft', 'tail'), seededRandom(seed * 7))
      await t.test(`${name}, seed ${seed}`, async () => {
        seen.add(await attempt(copy))
      })
    }
  }
  return outcomes
}

/** LevelDB's own log file, where all of these writes still are. */
function levelLogOf(dataDir: string): string {
  const folder = join(dataDir, 'raft', 'log')
  const names = readdirSync(folder).filter(name => name.endsWith('.log'))
  const sizes = names.map(name => statSync(join(folder, name)).size)
  return join(folder, names[sizes.indexOf(Math.max(...sizes))]!)
}

function flip(path: string, random: Random): void {
  const bytes = readFileSync(path)
  bytes[random.int(bytes.length)]! ^= 1 << random.int(8)
  writeFileSync(path, bytes)
}

function zeroPage(path: string, random: Random): void {
  const bytes = readFileSync(path)
  // Not the very first page: a ring without its header is another case (removed, cut).
  const page = 1 + random.int(Math.floor(bytes.length / 4096) - 1)
  bytes.fill(0, page * 4096, (page + 1) * 4096)
  writeFileSync(path, bytes)
}

function cut(path: string, newSize: (size: number) => number): void {
  truncateSync(path, Math.floor(newSize(statSync(path).size)))
}

function open(dataDir: string, raftId = 1): Promise<RaftStorage> {
  return RaftStorage.open({ dataDir, raftId, config: CONFIG, random: seededRandom(raftId) })
}

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'polis-storage-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function entryOf(index: number, term: number): Entry {
  return { index, term, type: 'normal', data: Buffer.from(`${index} `.repeat(20)) }
}

function snapshotOf(index: number, term: number, data: string): Snapshot {
  const confState = {
    ...{ voters: [1, 2], learners: [3], votersOutgoing: [], learnersNext: [] },
    autoLeave: false,
  }
  return { data: chunksOf(data), metadata: { index, term, confState } }
}

/** Chunks of a thousand bytes. */
function chunksOf(text: string): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < text.length; at += 1000) chunks.push(Buffer.from(text.slice(at, at + 1000)))
  return chunks
}

function textOf({ data }: Snapshot): string {
  return Buffer.concat([...data]).toString()
}

function idsOf(entries: readonly Entry[]): string[] {
  return entries.map(({ index, term }) => `${index}:${term}`)
}
