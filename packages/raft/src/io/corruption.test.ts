/**
 * One damaged file of one of three members, on real directories: every kind of file that LevelDB
 * and Raft keep, each damaged in every way, at a place that `POLIS_TEST_SIZE=full` draws anew for
 * several rounds.
 *
 *     write ─► stop one ─► damage a file ─► start it ─► whole at once, or silent until refilled
 *
 * Nothing acknowledged may be lost, nothing read that was not written, and the member may neither
 * vote nor acknowledge before it is whole again.
 */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { type Random, seededRandom } from '@polis/base'
import { DEFAULT_RAFT_CONFIG } from '../config.ts'
import type { RaftId } from '../message.ts'
import { decodeFrame } from '../wire.ts'
import { TestCluster, type TestNode, until } from './test-cluster.ts'

const IS_FULL = process.env['POLIS_TEST_SIZE'] === 'full'
const IDS = [1, 2, 3]
const ROUNDS = IS_FULL ? 4 : 1
/** A restart heals within this; the test fails at five times as much. */
const HEALED_MS = 30_000
const PAGE_BYTES = 4096

type Damage = readonly [name: string, change: (path: string, random: Random) => void]

const DAMAGES: readonly Damage[] = [
  [
    'one bit flipped',
    (path, random) => {
      const bytes = readFileSync(path)
      bytes[random.int(bytes.length)]! ^= 1 << random.int(8)
      writeFileSync(path, bytes)
    },
  ],
  [
    'a page zeroed',
    (path, random) => {
      const bytes = readFileSync(path)
      const page = random.int(Math.ceil(bytes.length / PAGE_BYTES)) * PAGE_BYTES
      bytes.fill(0, page, Math.min(bytes.length, page + PAGE_BYTES))
      writeFileSync(path, bytes)
    },
  ],
  ['cut', (path, random) => truncateSync(path, random.int(statSync(path).size))],
]

/** Folder of the data directory, and which file in it. */
const FILES: readonly (readonly [folder: string, name: RegExp])[] = [
  ['raft/log', /\.log$/],
  ['raft/log', /\.ldb$/],
  ['raft/log', /^MANIFEST-/],
  ['raft/log', /^CURRENT$/],
  ['raft', /^tail$/],
  ['state', /\.log$/],
  ['state', /\.ldb$/],
  ['state', /^MANIFEST-/],
  ['state', /^CURRENT$/],
]

test('no damage of one file of one member loses or garbles a write', {
  timeout: 120_000,
}, async t => {
  // The ring holds some fifteen writes of about ten entries: less than the log between snapshots.
  const ring = { tailBytes: 64 << 10, blockBytesMax: 1500 }
  const cluster = new TestCluster({ snapshotEntries: 300, trailingEntries: 100, ...ring })
  t.after(() => cluster.close())
  for (const id of IDS) await cluster.start(id, IDS)
  const written: string[] = []
  await write(cluster, written, 250)
  const healedMs: number[] = []
  const outcomes = { whole: 0, refilled: 0 }
  for (const [at, [[folder, name], [what, change]]] of pairs().entries()) {
    await t.test(`${folder}/${name.source}, ${what}`, async () => {
      const random = seededRandom(at + 1)
      await write(cluster, written, 20)
      const leader = await cluster.leader(IDS)
      const victim = IDS.filter(id => id !== leader.id)[at % 2]!
      await makeFile(cluster, victim, written, folder, name)
      const liar = watchForLies(cluster, victim)
      const startedMs = performance.now()
      const back = await restart(cluster, victim, directory =>
        change(fileIn(directory, folder, name)!, random),
      )
      assert.deepEqual(back.machine.lines, written.slice(0, back.machine.lines.length))
      if (back.raft.status().isRecovering) outcomes.refilled++
      else outcomes.whole++
      await until('it is whole', () => isWhole(back, written), 5 * HEALED_MS)
      healedMs.push(performance.now() - startedMs)
      assert.deepEqual(back.machine.lines, written)
      assert.deepEqual(liar.lies, [])
    })
  }
  // With the undamaged member gone, what the two others hold is all there is.
  await write(cluster, written, 5)
  t.diagnostic(
    `${outcomes.whole} were whole at once, ${outcomes.refilled} refilled; the slowest took ${Math.round(Math.max(...healedMs))} ms of ${HEALED_MS}`,
  )
  assert.ok(outcomes.refilled > 0 && outcomes.whole > 0, 'both ways were met')
})

/** Every file with every damage, `ROUNDS` times. */
function pairs(): (readonly [(typeof FILES)[number], Damage])[] {
  const once = FILES.flatMap(file => DAMAGES.map(damage => [file, damage] as const))
  return Array.from({ length: ROUNDS }, () => once).flat()
}

/**
 * Writes and starts anew until there is such a file: LevelDB's log has something in it after a
 * write, a table is there after a start with something in the log.
 */
async function makeFile(
  cluster: TestCluster,
  id: RaftId,
  written: string[],
  folder: string,
  name: RegExp,
): Promise<void> {
  for (let i = 0; i < 3 && fileIn(cluster.dataDir(id), folder, name) === undefined; i++) {
    await write(cluster, written, 400)
    await until('it has caught up', () => isWhole(cluster.nodes.get(id)!, written))
    if (name.source.includes('ldb')) await restart(cluster, id, () => {})
  }
}

/** Writes and waits until the leader has applied it, which is when a client is answered. */
async function write(cluster: TestCluster, written: string[], count: number): Promise<void> {
  const leader = await cluster.leader(IDS)
  for (let i = 0; i < count; i++) {
    const text = `${written.length} ${'x'.repeat(100)}`
    leader.raft.propose(Buffer.from(text))
    written.push(text)
    if (i % 10 < 9 && i < count - 1) continue
    await until('it is acknowledged', () => leader.machine.lines.length === written.length)
  }
}

async function restart(
  cluster: TestCluster,
  id: RaftId,
  meanwhile: (directory: string) => void,
): Promise<TestNode> {
  await cluster.stop(id)
  meanwhile(cluster.dataDir(id))
  return cluster.start(id)
}

function isWhole({ raft, machine }: TestNode, written: readonly string[]): boolean {
  return !raft.status().isRecovering && machine.lines.length === written.length
}

/** Notes every vote of `id` while it is not whole, and what it acknowledges and does not hold. */
function watchForLies(cluster: TestCluster, id: RaftId): { readonly lies: string[] } {
  const lies: string[] = []
  cluster.onFrame = (from, frame) => {
    const status = cluster.nodes.get(id)?.raft.status()
    if (from !== id || status?.isRecovering !== true) return
    for (const { message } of decodeFrame(frame, DEFAULT_RAFT_CONFIG).envelopes) {
      const { type, reject, index } = message
      const isVote = /^(pre-)?vote(-response)?$/.test(type)
      const isHeld = type !== 'append-response' || reject || index <= status.lastIndex
      if (isVote || !isHeld) lies.push(`${type} ${index}`)
    }
  }
  return { lies }
}

/** The largest file of that kind, unless it is empty. */
function fileIn(directory: string, folder: string, name: RegExp): string | undefined {
  const names = readdirSync(join(directory, folder)).filter(each => name.test(each))
  const paths = names.map(each => join(directory, folder, each))
  const [largest] = paths.sort((a, b) => statSync(b).size - statSync(a).size)
  return largest !== undefined && statSync(largest).size > 0 ? largest : undefined
}
