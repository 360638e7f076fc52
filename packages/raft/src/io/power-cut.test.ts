/**
 * The power is cut at random moments: of what was written, only what a completed sync covers is
 * sure to be there, and a part of the rest may be. All that was acknowledged must be, and a cut is
 * no damage.
 *
 *     LevelDB's log   appended to: cut back to where it ended when its last sync had completed, or
 *                     anywhere behind
 *     the ring        written in place: every page of an unsynced write is there, or is not
 *
 * The member goes on meanwhile; what is opened is a copy of the directory as the cut leaves it.
 */

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
import { type Random, seededRandom } from '@polis/base'
import { DEFAULT_RAFT_CONFIG, type RaftConfig } from '../config.ts'
import { EMPTY_CONF_STATE, type Entry } from '../message.ts'
import { LevelLog } from './level-log.ts'
import { RaftStorage } from './raft-storage.ts'
import { SnapshotWriter } from './snapshot-store.ts'
import { TailFile } from './tail-file.ts'

const CONFIG: RaftConfig = { ...DEFAULT_RAFT_CONFIG, tailBytes: 128 << 10, blockBytesMax: 4000 }
const CUTS = process.env['POLIS_TEST_SIZE'] === 'full' ? 120 : 20
const WRITES = 6 * CUTS
const PAGE_BYTES = 4096

test('a power cut loses nothing that was acknowledged, and is no damage', {
  timeout: 120_000,
}, async t => {
  const disk = new UnsureDisk(t)
  const storage = await open(disk.directory)
  disk.begin()
  const random = seededRandom(11)
  const acknowledged: Entry[] = []
  let term = 1
  let found = 0
  for (let i = 1; i <= WRITES; i++) {
    if (i % 40 === 0) term++
    // Now and then the last entries are replaced, as by a new leader.
    const first = acknowledged.length + 1 - (i % 40 === 0 ? random.int(3) : 0)
    const entries = Array.from({ length: 1 + random.int(8) }, (_, at) => entryOf(first + at, term))
    const replaced = acknowledged.splice(first - 1)
    const stored = (low: number, high: number) =>
      [...acknowledged, ...replaced].filter(({ index }) => low <= index && index <= high)
    const hardState = { term, vote: 1, commit: acknowledged.length }
    const write = storage.append({ entries, hardState, snapshot: undefined }, stored)
    if (i % 6 === 0) {
      // Anywhere between the first system call of this write and its end.
      await Promise.race([write, new Promise(resolve => setTimeout(resolve, random.next()))])
      found += await openAfterCut(t, disk, random, { acknowledged, replaced, unsure: entries })
    }
    await write
    acknowledged.push(...entries)
    await storage.noteCommit(acknowledged.length)
    if (i % 50 === 0) await storage.compact(snapshotOf(acknowledged), 10, 1e9)
  }
  await storage.close()
  t.diagnostic(`${CUTS} cuts; the write under way was found whole after ${found} of them`)
})

/** What was acknowledged and stays, what the write under way replaces, and that write. */
type Written = {
  readonly acknowledged: readonly Entry[]
  readonly replaced: readonly Entry[]
  readonly unsure: readonly Entry[]
}

/** Opens what a cut leaves; answers 1 if the write under way is there. */
async function openAfterCut(
  t: TestContext,
  disk: UnsureDisk,
  random: Random,
  { acknowledged, replaced, unsure }: Written,
): Promise<number> {
  const copy = disk.cut(t, random)
  const storage = await open(copy)
  const { recovered } = storage
  await storage.close()
  assert.equal(recovered.kind, 'clean', recovered.reason)
  const { index } = recovered.previous
  const there = idsOf(recovered.entries)
  const kept = idsOf(acknowledged.slice(index))
  assert.deepEqual(there.slice(0, kept.length), kept, 'what was acknowledged is there')
  const rest = there.slice(kept.length)
  // A part of the write under way or of what it replaces, which no majority has: nothing else.
  const hasNew = rest[0] === idsOf(unsure)[0]
  const possible = idsOf(hasNew ? unsure : replaced)
  assert.deepEqual(rest, possible.slice(0, rest.length), 'and nothing that was never written')
  assert.ok(recovered.hardState.term >= (acknowledged.at(-1)?.term ?? 0))
  const snapshotIndex = recovered.snapshot?.metadata.index ?? 0
  assert.ok(snapshotIndex >= index, 'the log stands on a snapshot')
  rmSync(copy, { recursive: true })
  return hasNew ? 1 : 0
}

/** A data directory, and how much of each file is surely on the disk. */
class UnsureDisk {
  readonly directory: string
  /** Bytes of LevelDB's logs, by their path, that a completed sync covers. */
  readonly #synced = new Map<string, number>()
  /** The ring as its completed syncs have it, and what is being written to it. */
  #ring: Uint8Array = new Uint8Array(0)
  #unsynced: { offset: number; bytes: Uint8Array } | undefined

  readonly #ours = new WeakSet<object>()
  #isLearning = false

  constructor(t: TestContext) {
    this.directory = temporary(t)
    const disk = this
    const write = TailFile.prototype.write
    t.mock.method(TailFile.prototype, 'write', async function (this: TailFile, ...args: unknown[]) {
      const [offset, bytes] = args as [number, Uint8Array]
      if (!disk.#isOurs(this)) return write.call(this, offset, bytes)
      disk.#unsynced = { offset, bytes }
      await write.call(this, offset, bytes)
      disk.#ring.set(bytes, offset)
      disk.#unsynced = undefined
    })
    this.#noteSync(t, LevelLog.prototype as never, 'write', 'raft/log')
    this.#noteSync(t, SnapshotWriter.prototype as never, 'finish', 'state')
  }

  /** From here on, until the first cut, whatever writes is this directory's. */
  begin(): void {
    this.#isLearning = true
    this.#ring = new Uint8Array(readFileSync(join(this.directory, 'raft', 'tail')))
    for (const folder of ['raft/log', 'state']) this.#note(folder)
  }

  /** A copy of the directory as a cut leaves it at this moment. */
  cut(t: TestContext, random: Random): string {
    this.#isLearning = false
    const copy = temporary(t)
    cpSync(this.directory, copy, { recursive: true })
    for (const folder of ['raft/log', 'state']) {
      for (const path of logsIn(join(copy, folder))) {
        const synced = this.#synced.get(path.slice(copy.length)) ?? 0
        const unsure = Math.max(0, statSync(path).size - synced)
        truncateSync(path, synced + random.int(unsure + 1))
      }
    }
    const ring = this.#ring.slice()
    if (this.#unsynced !== undefined) {
      const { offset, bytes } = this.#unsynced
      for (let at = 0; at < bytes.length; at += PAGE_BYTES) {
        if (random.int(2) === 0) ring.set(bytes.subarray(at, at + PAGE_BYTES), offset + at)
      }
    }
    writeFileSync(join(copy, 'raft', 'tail'), ring)
    return copy
  }

  /** True for a part of the storage on this directory, false for one on a copy. */
  #isOurs(part: object): boolean {
    if (this.#isLearning && !(part instanceof SnapshotWriter)) this.#ours.add(part)
    return this.#ours.has(part) || part instanceof SnapshotWriter
  }

  #noteSync(
    t: TestContext,
    prototype: Record<string, (...args: unknown[]) => Promise<unknown>>,
    method: string,
    folder: string,
  ): void {
    const original = prototype[method]!
    const disk = this
    t.mock.method(prototype, method, async function (this: unknown, ...args: unknown[]) {
      const isOurs = disk.#isOurs(this as object)
      const result = await original.apply(this, args)
      if (isOurs) disk.#note(folder)
      return result
    })
  }

  #note(folder: string): void {
    for (const path of logsIn(join(this.directory, folder))) {
      this.#synced.set(path.slice(this.directory.length), statSync(path).size)
    }
  }
}

function logsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.log'))
    .map(name => join(folder, name))
}

function temporary(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'polis-power-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function open(dataDir: string): Promise<RaftStorage> {
  return RaftStorage.open({ dataDir, raftId: 1, config: CONFIG, random: seededRandom(1) })
}

function snapshotOf(entries: readonly Entry[]) {
  const { index, term } = entries.at(-1)!
  return { data: [Buffer.from(`${index}`)], metadata: { index, term, confState: EMPTY_CONF_STATE } }
}

function entryOf(index: number, term: number): Entry {
  return { index, term, type: 'normal', data: Buffer.from(`${index} `.repeat(30)) }
}

function idsOf(entries: readonly Entry[]): string[] {
  return entries.map(({ index, term }) => `${index}:${term}`)
}
